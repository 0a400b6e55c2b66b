"""Look at a workbook from outside before anything opens it: what it is, how large it will get."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from jalon.errors import BadInput

MEBI = 1024 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook behind a password
ZIP = b"PK\x03\x04"
CHUNK = 64 * 1024
DAMAGE = (  # what zipfile lets out of archives that are damaged, encrypted, or packed oddly
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may hold; a team's matrix stays far below."""

    file_bytes: int = 15 * MEBI
    parts: int = 1_000
    unpacked_bytes: int = 80 * MEBI
    ratio: int = 200  # unpacked to packed: sheets reach 30, bombs thousands
    ratio_from_bytes: int = MEBI  # small parts may be nothing but repetition


LIMITS = Limits()


def check_workbook(content: bytes, limits: Limits = LIMITS) -> None:
    """Refuse what is not a workbook, what would swell, and what hides a bomb in its XML."""
    if len(content) > limits.file_bytes:
        raise BadInput("workbook-too-large", megabytes=limits.file_bytes // MEBI)
    if content.startswith(OLD_EXCEL):
        raise BadInput("workbook-old-or-locked")
    if not content.startswith(ZIP):
        raise BadInput("not-a-workbook")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_sizes(archive.infolist(), limits)
            _check_parts(archive)
    except DAMAGE:
        raise BadInput("not-a-workbook") from None


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Trust the declared sizes: zipfile never unpacks more of a part than is declared."""
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise BadInput("workbook-swells")
    for part in parts:
        if part.file_size > max(limits.ratio_from_bytes, limits.ratio * part.compress_size):
            raise BadInput("workbook-swells")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise BadInput("not-a-workbook")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise BadInput("not-a-workbook")


def _check_parts(archive: zipfile.ZipFile) -> None:
    for part in archive.infolist():
        with archive.open(part) as file:
            head = file.read(CHUNK)
            _check_encoding(head)
            watch = _Prolog()
            while head and not watch.read(head):
                head = file.read(CHUNK)


def _check_encoding(head: bytes) -> None:
    """Every writer of workbooks writes UTF-8; another encoding only serves to hide something."""
    if head[:2] in (b"\xfe\xff", b"\xff\xfe", b"\x00<", b"<\x00"):
        raise BadInput("workbook-unsafe")


class _Prolog:
    """Reads a part up to its first element: a document type can stand only before it."""

    def __init__(self) -> None:
        self.done = False
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._started

    def read(self, chunk: bytes) -> bool:
        """Return whether there is nothing more to look for."""
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            self.done = True  # a picture, or XML that no parser will read
        return self.done

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
            raise BadInput("workbook-unsafe")

    def _doctype(self, *_declaration: object) -> None:
        raise BadInput("workbook-unsafe")

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self.done = True
