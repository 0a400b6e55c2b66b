"""Make the lines whole again that the width of a page has broken."""

import re
from itertools import pairwise

GAP = re.compile(r"[ \u00a0]{3,}")  # between the cells of a row
NEARLY_ALL = 0.97  # of the lines are no longer than the page is wide
HALF, ALMOST = 0.5, 0.93  # of that width
ENDS = (".", ";", ":", "!", "?")
LABELLED = re.compile(r"[A-ZÀ-Ý][^:\n]{0,40}[:：]")
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[A-Ha-z]|[ivx]{1,4}|[IVX]{1,4})[.)]")
BROKEN = re.compile(r"(\w+)([\u00ad\u2010-])$")  # gender-|sensitive stays, represen-|ted does not
WHOLE = re.compile(r"\w+(?!\w*[\u00ad\u2010-]\n)")
LONE_NUMBER = re.compile(r"\s\(?\d{1,2}[.)]$")


def rejoined(text: str) -> str:
    """Return the text with its sentences on one line each, and its rows cut by tabs."""
    lines = [line.rstrip() for line in text.split("\n")]
    lengths = sorted(map(len, lines))
    width = lengths[int(NEARLY_ALL * (len(lengths) - 1))]
    words = set(WHOLE.findall(text))
    joined = [lines[0]]
    for before, below in pairwise(lines):
        line = below.lstrip()
        if line[:1].isalpha() and (piece := BROKEN.search(before)):
            stays = line[0].isupper() or piece[1] in words
            hyphen = "-" if piece[2] == "-" and stays else ""
            joined[-1] = f"{joined[-1].removesuffix(piece[2])}{hyphen}{line}"
        elif _was_broken(before, line, width):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(below)
    return "\n".join(GAP.sub("\t", line.strip()) for line in joined)


def _was_broken(before: str, line: str, width: int) -> bool:
    """Tell whether a line goes on with the one before: its first word had no room there."""
    if not before or not line:
        return False
    if LONE_NUMBER.search(before):
        return True
    if before.endswith(ENDS):
        return False
    if line[0].islower():
        return len(before) > HALF * width
    no_room = len(before) + 1 + len(line.split(" ", 1)[0]) > ALMOST * width
    begins = bool(LABELLED.match(line) or NUMBERED.match(line))
    begins = begins or (line[0].isupper() and bool(LABELLED.match(before)))
    sentence = line.endswith((*ENDS, ",")) or len(line) > HALF * width
    return no_room and line[0].isalnum() and sentence and not begins
