"""File names that are safe to show and to send back: pure functions."""

import re
import unicodedata

LONGEST = 150
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff"
_HIDDEN = dict.fromkeys(map(ord, DIRECTION + INVISIBLE))
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names of devices on Windows
_UNWELCOME = re.compile(r'[<>:"|?*]')


def safe_name(raw: str) -> str:
    """Return `raw` without folders, control characters and tricks of writing direction.

    A right-to-left override makes ``cod.exe`` look like ``exe.doc``; such characters are dropped.
    """
    last = re.split(r"[/\\]", raw.replace("\0", ""))[-1]
    text = unicodedata.normalize("NFC", last.translate(_HIDDEN))
    text = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    text = _UNWELCOME.sub("_", " ".join(text.split())).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    return _shortened(text) or "file"


def extension_of(name: str) -> str:
    """Return the last extension in lower case, without its dot; empty if there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    extension = extension_of(name)
    if not extension or len(extension) > 10:
        return name[:LONGEST].rstrip(" .")
    return f"{name[: LONGEST - len(extension) - 1].rstrip(' .')}.{extension}"
