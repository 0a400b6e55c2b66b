"""Mend letters that a wrong encoding has damaged, where only one letter can have been meant."""

import re
from functools import cache

# What wrong readers of UTF-8 take its bytes for: Western, Thai, and bytes as they are.
READERS = ("cp1252", "cp874", "latin-1")
MEANT = "áéíóúñüàâçèêëîïôöùûÿœæÁÉÍÓÚÑÜÀÂÇÈÊËÎÏÔÖÙÛŒÆ¿¡«»°ºª’‘“”–—…•·€\u00a0\u202f"
LOST = "\ufffd"


@cache
def _damages() -> dict[str, str]:
    """Return damaged letters -> the letter meant; none that would be right as they stand."""
    found: dict[str, str] = {}
    for letter in MEANT:
        for reader in READERS:
            if damaged := _read_wrongly(letter, reader):
                found.setdefault(damaged, letter)
    return found


def _read_wrongly(letter: str, reader: str) -> str:
    """Return what a wrong reader makes of a letter; bytes that it lacks it reads as Western."""
    return "".join(_byte_read(bytes([byte]), reader) for byte in letter.encode())


def _byte_read(byte: bytes, reader: str) -> str:
    for codec in (reader, "cp1252"):
        try:
            return byte.decode(codec)
        except UnicodeDecodeError:
            continue
    return byte.decode("latin-1")


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_damages(), key=lambda damaged: -len(damaged))
    return re.compile("|".join(map(re.escape, longest_first)))


def repaired(text: str) -> tuple[str, int]:
    """Return the text with its damaged letters mended, and how many there were."""
    if not any(mark in text for mark in "ÃÂâÅโร"):
        return text, 0
    return _pattern().subn(lambda match: _damages()[match[0]], text)
