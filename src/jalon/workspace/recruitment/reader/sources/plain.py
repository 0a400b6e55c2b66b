"""Text from bytes: its encoding said, or told by what the bytes can be."""

import codecs
import re

from jalon.errors import BadInput

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")  # no text of any alphabet holds these
WESTERN = "cp1252"


def decoded(content: bytes, said: str = "") -> str:
    """Return the text: by its mark, by what is said of it, as UTF-8, or as Western Windows."""
    ways = [encoding for mark, encoding in MARKS if content.startswith(mark)] or [
        *_known(said),
        "utf-8",
        WESTERN,
    ]
    for encoding in ways:
        try:
            text = content.decode(encoding)
        except (UnicodeError, ValueError):
            continue
        if not CONTROL.search(text):
            return text
    raise BadInput("notice-kind-unknown")


def _known(said: str) -> list[str]:
    """Return the codec of a name that a page gives; Latin-1 is read as browsers read it."""
    try:
        name = codecs.lookup(said).name if said else ""
    except LookupError:
        return []
    if name in {"iso8859-1", "ascii"}:
        return ["utf-8", WESTERN]
    return [name] if name.startswith(("utf", "cp125", "iso8859", "cp874")) else []
