"""What somebody hands in: one file, a zip of files, a folder; opened with care, read by name."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from jalon.errors import BadInput
from jalon.workspace.standards.rules.objectives import objective_rows
from jalon.workspace.standards.rules.reading import Refused, Row, kind_of, read_csv

MOST_FILES = 30
MOST_BYTES = 10 * 1024 * 1024
OBJECTIVES = ".md"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_files(name: str, content: bytes) -> dict[str, str]:
    """Return the texts in an uploaded file, by name; a zip may hold several."""
    files = _unzip(name, content) if content.startswith(b"PK\x03\x04") else {name: content}
    for each in files:
        if not each.lower().endswith(OBJECTIVES):
            kind_of(each)
    return {each: decode(each, data) for each, data in files.items()}


def decode(name: str, content: bytes) -> str:
    """Return a file's text; it must be UTF-8, as spreadsheets save it when told so."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("catalogue-file-not-utf8", file=name) from None
    if "\x00" in text:
        raise BadInput("catalogue-file-not-utf8", file=name)
    return text


def read_files(files: Mapping[str, str]) -> tuple[list[Row], list[Refused]]:
    """Return the rows of files and those refused, in the order of the files' names."""
    rows: list[Row] = []
    refused: list[Refused] = []
    for name in sorted(files):
        read = objective_rows if name.lower().endswith(OBJECTIVES) else read_csv
        found, wrong = read(name, files[name])
        rows += found
        refused += wrong
    return rows, refused


def _unzip(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not _hidden(part)]
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_FILES or size > MOST_BYTES:
                raise BadInput(
                    "catalogue-zip-too-large",
                    file=name,
                    files=MOST_FILES,
                    megabytes=MOST_BYTES // 1024**2,
                )
            files = {part.filename.rpartition("/")[2]: archive.read(part) for part in parts}
    except _DAMAGE:
        raise BadInput("catalogue-zip-damaged", file=name) from None
    if len(files) != len(parts):
        raise BadInput("catalogue-zip-damaged", file=name)
    return files


def _hidden(part: zipfile.ZipInfo) -> bool:
    """Tell folders, and what some systems add to an archive, from files that somebody meant."""
    name = part.filename.rpartition("/")[2]
    return part.is_dir() or name.startswith(".") or part.filename.startswith("__MACOSX/")
