"""From the bytes of a file to its plain text."""

import re
from enum import Enum
from io import BytesIO

from jalon.errors import BadInput
from jalon.workspace.documents.files import packed

MOST_BYTES = 10 * 1024 * 1024
HEAD = 4096
MEGABYTE = 1024 * 1024
WORD = packed.EXTENSIONS["docx"]
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"{\\rtf")
TAGS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|table|ul|ol|h[1-6]|article|section|br)[\s>/]",
    re.IGNORECASE,
)


class Kind(Enum):
    """What a file is by its bytes; its name is not asked."""

    TEXT = "text"
    PAGE = "page"
    PDF = "pdf"
    WORD = "word"


def text_of(content: bytes, name: str = "") -> str:
    """Return the text of a file, whatever it is called; `name` is only for messages."""
    if len(content) > MOST_BYTES:
        raise BadInput("notice-file-too-large", most=MOST_BYTES // MEGABYTE)
    if not content.strip():
        raise BadInput("notice-empty")
    match kind_of(content, name):
        case Kind.PDF:
            from jalon.workspace.recruitment.reader.sources.pdf import text_of_pdf

            return text_of_pdf(content)
        case Kind.WORD:
            from jalon.workspace.recruitment.reader.sources.word import text_of_word

            return text_of_word(content)
        case Kind.PAGE:
            from jalon.workspace.recruitment.reader.sources.page import text_of_page

            return text_of_page(content)
        case Kind.TEXT:
            from jalon.workspace.recruitment.reader.sources.plain import decoded

            return decoded(content)


def kind_of(content: bytes, name: str) -> Kind:
    """Return what the bytes show; refuse what no notice is written in."""
    head = content[:HEAD]
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        if packed.media_type_of(BytesIO(content), name) != WORD:
            raise BadInput("notice-kind-unknown")
        return Kind.WORD
    if head.startswith((OLD_OFFICE, *PICTURES)):
        raise BadInput("notice-kind-unknown")
    return Kind.PAGE if TAGS.search(head.replace(b"\x00", b"")) else Kind.TEXT
