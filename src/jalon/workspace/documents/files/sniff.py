"""Find out what a file is from its bytes: pure functions, no Django.

Few types are accepted, and nothing that a reader's program would run: no macros, no web pages.
"""

import codecs
import re
import zipfile
from typing import BinaryIO

from jalon.errors import BadInput
from jalon.workspace.documents.files import packed
from jalon.workspace.documents.files.names import extension_of

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
TEXT, CSV = "text/plain", "text/csv"

EXTENSIONS: dict[str, str] = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "txt": TEXT,
    "csv": CSV,
    **packed.EXTENSIONS,
}
ACCEPTED = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "png", "jpg", "csv", "txt")

HEAD = 4096
BLOCK = 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a password makes of a new one
_WEB_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php)\b", re.IGNORECASE
)
_MARKUP = re.compile(rb"\s*<[a-z!?%]", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # no text of any alphabet holds these


def media_type_of(file: BinaryIO, name: str) -> str:
    """Return the type that the bytes show, if it is accepted and agrees with the name."""
    extension = extension_of(name)
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise BadInput("upload-empty", name=name)
    found = _found(file, head, name)
    claimed = EXTENSIONS.get(extension)
    if found == TEXT and claimed == CSV:
        return CSV
    if claimed is None:
        raise BadInput("file-extension-refused", name=name, accepted=list(ACCEPTED))
    if claimed != found:
        raise BadInput("file-not-what-it-says", name=name, found=_kind(found))
    return found


def _found(file: BinaryIO, head: bytes, name: str) -> str:
    if head.startswith(b"PK\x03\x04"):
        _refuse_hidden_pdf(head, name)
        return packed.media_type_of(file, name)
    if head.startswith(_OLD_OFFICE):
        raise BadInput("file-old-or-locked", name=name)
    found = _by_magic(file, head)
    if found != PDF:
        _refuse_hidden_pdf(head, name)
    if found is None:
        _check_text(file, head, name)
        found = TEXT
    file.seek(0)
    if zipfile.is_zipfile(file):  # an archive may follow anything: two files in one
        raise BadInput("file-two-in-one", name=name)
    return found


def _by_magic(file: BinaryIO, head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    return None


def _refuse_hidden_pdf(head: bytes, name: str) -> None:
    """Readers of PDF look for its mark in the first kilobyte, not only at the start."""
    if b"%PDF-" in head[:1024]:
        raise BadInput("file-two-in-one", name=name)


def _check_text(file: BinaryIO, head: bytes, name: str) -> None:
    start = head.decode("utf-16", "replace").encode() if head.startswith(_WIDE) else head
    if _MARKUP.match(start.removeprefix(codecs.BOM_UTF8)) or _WEB_PAGE.search(start):
        raise BadInput("file-web-page", name=name)
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-16" if head.startswith(_WIDE) else "latin-1")()
    try:
        while block := file.read(BLOCK):
            if _CONTROL.search(decoder.decode(block)):
                raise BadInput("file-type-unknown", name=name, accepted=list(ACCEPTED))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise BadInput("file-type-unknown", name=name, accepted=list(ACCEPTED)) from None


def _kind(media_type: str) -> str:
    """Return the usual extension of a type, as its name for people."""
    return next(key for key, value in EXTENSIONS.items() if value == media_type)
