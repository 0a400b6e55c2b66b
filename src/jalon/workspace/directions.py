"""Text that turns no other text round: directions that somebody typed end where their line ends.

U+202E and its like are not seen and turn what follows them, to the end of the paragraph: of the
page, of the mail, of the cell in which somebody else shows the text. What comes in from outside
goes through here once, so that no page, mail or file has to be on its guard.
"""

import re

ISOLATES, END = "\u2066\u2067\u2068", "\u2069"
# Embeddings and overrides: they order nothing that letters do not order by themselves
_TURNS = re.compile("[\u202a-\u202e]")
_ANY = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """Return `text` without embeddings and overrides, its isolates closed in their own line."""
    if not _ANY.search(text):
        return text
    lines = _TURNS.sub("", text).splitlines(keepends=True)
    return "".join(_closed(line) for line in lines)


def straight_all(value: object) -> object:
    """Return a value of JSON with every text in it, also of names, made straight."""
    if isinstance(value, str):
        return straight(value)
    if isinstance(value, list):
        return [straight_all(item) for item in value]
    if isinstance(value, dict):
        return {straight(str(name)): straight_all(item) for name, item in value.items()}
    return value


def _closed(line: str) -> str:
    """Return a line without isolates that nothing ends, and without ends of nothing."""
    kept = list(line)
    opened: list[int] = []
    for place, char in enumerate(line):
        if char in ISOLATES:
            opened.append(place)
        elif char == END and opened:
            opened.pop()
        elif char == END:
            kept[place] = ""
    for place in opened:
        kept[place] = ""
    return "".join(kept)
