"""Turn a text file of any encoding into plain UTF-8, or say which byte is in the way."""

import codecs
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from jalon.errors import BadInput

_BLOCK = 1 << 24
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters of Spanish, French and Portuguese in windows-1252 (and Latin-1, which has them too).
_LETTERS = "áàâãäçéèêëíìîïñóòôõöúùûüÿÁÀÂÃÄÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜºª".encode("cp1252")
# One or two of them between plain characters, as in "Bogotá" or "São": text in Arabic or Cyrillic
# code pages shows longer runs, and DOS and old Macs number the same letters otherwise.
_NOT_WESTERN = re.compile(rb"[^\x00-\x7f" + re.escape(_LETTERS) + rb"]|[\x80-\xff]{3}")


def open_text_bytes(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes in blocks of whole lines, unpacked where it is gzipped.

    Raises
    ------
    BadInput("file-truncated" | "file-damaged")
        The gzipped file ends early, or its checksum is wrong.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with path.open("rb") as raw:
        file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        try:
            while block := file.read(_BLOCK):
                yield block if block.endswith(b"\n") else block + file.readline()
        except EOFError:
            raise BadInput("file-truncated", file=path.name) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise BadInput("file-damaged", file=path.name, reason=str(error)) from None


def plain_text(path: Path, encoding: str | None, scratch: Path) -> tuple[Path, str]:
    """Return a UTF-8 file with the same text, and the encoding found.

    The file itself is returned where it will do; otherwise a copy in `scratch`.

    Raises
    ------
    BadInput
        "encoding-name-unknown", "encoding-unknown", "encoding-wrong", "file-not-text" or
        "file-truncated".
    """
    with path.open("rb") as raw:
        start = raw.read(4)
    packed = start.startswith(b"\x1f\x8b")
    if packed:
        start = next(open_text_bytes(path), b"")[:4]
    stated = encoding is not None
    encoding = _known(encoding) if encoding else _marked(start)
    if encoding == "utf-8":
        bad = _first_not_utf8(path)
        if bad is None and not packed and not _has_bare_returns(path):
            return path, encoding
        if bad is not None:
            line, byte = bad
            if stated or not _is_western(path):
                raise BadInput("encoding-unknown", file=path.name, line=line, byte=f"0x{byte:02X}")
            encoding = "cp1252"
    return _copy(path, encoding, scratch), "windows-1252" if encoding == "cp1252" else encoding


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        raise BadInput("encoding-name-unknown", encoding=encoding) from None
    return name


def _marked(start: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    return "utf-8"


def _first_not_utf8(path: Path) -> tuple[int, int] | None:
    """Return line (from 1) and value of the first byte that is not UTF-8."""
    line = 1
    for block in open_text_bytes(path):
        if b"\x00" in block:
            raise BadInput("file-not-text", file=path.name)
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            return line + block.count(b"\n", 0, error.start), block[error.start]
        line += block.count(b"\n")
    return None


def _has_bare_returns(path: Path) -> bool:
    """Say whether a line ends as on old Macs, which polars does not see."""
    return any(re.search(rb"\r(?!\n)", block) for block in open_text_bytes(path))


def _is_western(path: Path) -> bool:
    return not any(_NOT_WESTERN.search(block) for block in open_text_bytes(path))


def _copy(path: Path, encoding: str, scratch: Path) -> Path:
    facts = path.stat()
    name = f"{path.resolve()}|{facts.st_mtime_ns}|{facts.st_size}|{encoding}"
    target = scratch / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.csv"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    line = 1
    with target.open("w", encoding="utf-8", newline="") as file:
        for block in open_text_bytes(path):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                line += block.count(b"\n", 0, error.start)
                raise BadInput(
                    "encoding-wrong", file=path.name, encoding=encoding, line=line
                ) from None
            if "\x00" in text:
                raise BadInput("file-not-text", file=path.name)
            line += block.count(b"\n")
            file.write(text)
        try:
            file.write(decoder.decode(b"", final=True))
        except UnicodeDecodeError:
            raise BadInput("file-truncated", file=path.name) from None
    return target
