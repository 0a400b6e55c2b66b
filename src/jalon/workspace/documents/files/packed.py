"""Look inside the zip archives that office documents are: pure functions."""

import lzma
import zipfile
import zlib
from typing import BinaryIO

from jalon.errors import BadInput

OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
EXTENSIONS: dict[str, str] = {
    "docx": f"{OPEN_XML}wordprocessingml.document",
    "xlsx": f"{OPEN_XML}spreadsheetml.sheet",
    "pptx": f"{OPEN_XML}presentationml.presentation",
    "odt": f"{OPEN_DOCUMENT}text",
    "ods": f"{OPEN_DOCUMENT}spreadsheet",
}
MAIN_PARTS = {
    "word/document.xml": EXTENSIONS["docx"],
    "xl/workbook.xml": EXTENSIONS["xlsx"],
    "ppt/presentation.xml": EXTENSIONS["pptx"],
}
MOST_PARTS = 10_000
MOST_BYTES = 500 * 1024 * 1024  # unpacked
SMALL = 5 * 1024 * 1024  # unpacked: below this a high ratio harms nobody
HIGHEST_RATIO = 150
LONGEST_LISTING = 2 * 1024 * 1024
ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def media_type_of(file: BinaryIO, name: str) -> str:
    """Return which office document an archive is; refuse bombs, locks, macros and the rest."""
    file.seek(0, 2)
    size = file.tell()
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts, size, name)
            _refuse_macros(archive, name)
            return _type_of(archive, name)
    except _DAMAGE as error:
        raise BadInput("upload-damaged", name=name) from error


def _check_parts(parts: list[zipfile.ZipInfo], size: int, name: str) -> None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise BadInput("file-old-or-locked", name=name)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if packed > size:  # parts that overlap: the same bytes unpacked again and again
        raise BadInput("file-bomb", name=name)
    if len(parts) > MOST_PARTS or unpacked > MOST_BYTES:
        raise BadInput("file-bomb", name=name)
    if any(_swells(part.file_size, part.compress_size) for part in parts):
        raise BadInput("file-bomb", name=name)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or any(map(_escapes, names)):
        raise BadInput("upload-damaged", name=name)


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > SMALL and unpacked > HIGHEST_RATIO * max(packed, 1)


def _escapes(part: str) -> bool:
    return part.startswith(("/", "\\")) or ".." in part.replace("\\", "/").split("/")


def _refuse_macros(archive: zipfile.ZipFile, name: str) -> None:
    lowered = [part.lower() for part in archive.namelist()]
    if any(
        part.endswith(("vbaproject.bin", "vbadata.xml"))
        or "/macrosheets/" in part
        or "/activex/" in part
        or part.startswith(("basic/", "scripts/"))  # where OpenDocument keeps them
        for part in lowered
    ):
        raise BadInput("file-macros", name=name)


def _type_of(archive: zipfile.ZipFile, name: str) -> str:
    parts = set(archive.namelist())
    found = [media_type for part, media_type in MAIN_PARTS.items() if part in parts]
    if "mimetype" in parts:
        found += [_open_document(archive, name)]
    if len(found) > 1:
        raise BadInput("file-two-in-one", name=name)
    if not found:
        raise BadInput("file-archive", name=name)
    if found[0].startswith(OPEN_XML):
        listing = _read(archive, "[Content_Types].xml", name)
        if b"macroenabled" in listing.lower():
            raise BadInput("file-macros", name=name)
    return found[0]


def _open_document(archive: zipfile.ZipFile, name: str) -> str:
    claimed = _read(archive, "mimetype", name).decode("ascii", "replace").strip()
    if claimed not in EXTENSIONS.values() or "content.xml" not in archive.namelist():
        raise BadInput("file-archive", name=name)
    if b"encryption-data" in _read(archive, "META-INF/manifest.xml", name):
        raise BadInput("file-old-or-locked", name=name)
    return claimed


def _read(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Return a small part whole; what claims to be long is not read at all."""
    try:
        info = archive.getinfo(part)
    except KeyError:
        raise BadInput("upload-damaged", name=name) from None
    if info.file_size > LONGEST_LISTING:
        raise BadInput("file-bomb", name=name)
    return archive.read(info)
