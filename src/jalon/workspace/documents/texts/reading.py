"""Read the paragraphs of an office document or a text file."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from jalon.errors import BadInput
from jalon.workspace.directions import straight

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OPEN = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.oasis.opendocument.text": "content.xml",
}
PLAIN = frozenset({"text/plain", "text/csv"})
MOST_BYTES = 20 * 1024 * 1024  # of the main part, unpacked: some 3,000 pages
MOST_PARAGRAPHS = 20_000


def is_readable(media_type: str) -> bool:
    """Tell whether `paragraphs_of` knows this type."""
    return media_type in PLAIN or media_type in MAIN_PARTS


def paragraphs_of(path: Path, media_type: str) -> list[str]:
    """Return the paragraphs that are not empty, in their order."""
    if not is_readable(media_type):
        raise BadInput("text-not-readable")
    if media_type in PLAIN:
        found: Iterator[str] = iter(_plain(path).splitlines())
    else:
        found = _marked_up(_main_part(path, MAIN_PARTS[media_type]))
    paragraphs = []
    for text in found:
        if words := " ".join(straight(text).split()):
            paragraphs.append(words)
        if len(paragraphs) > MOST_PARAGRAPHS:
            raise BadInput("paragraphs-too-many", most=MOST_PARAGRAPHS)
    return paragraphs


def _plain(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise BadInput("paragraphs-too-many", most=MOST_PARAGRAPHS)
    raw = path.read_bytes()
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return raw.decode(encoding, errors="replace")


def _main_part(path: Path, part: str) -> bytes:
    """Return the part that holds the words; never more than a document can hold."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as packed:
            unpacked = packed.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, EOFError) as error:
        raise BadInput("text-damaged") from error
    if len(unpacked) > MOST_BYTES:
        raise BadInput("paragraphs-too-many", most=MOST_PARAGRAPHS)
    return unpacked


def _marked_up(xml: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("text-damaged") from error
    for twice in list(
        root.iter(FALLBACK)
    ):  # what older programs show instead of what stands beside it
        twice.clear()
    for paragraph in root.iter(f"{WORD}p", f"{OPEN}p", f"{OPEN}h"):
        yield _word(paragraph) if paragraph.tag.startswith(WORD) else _open(paragraph)


def _word(paragraph: etree._Element) -> str:
    """Return the words of a paragraph, without those of a text box in it, which has its own."""
    found = paragraph.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br", f"{WORD}cr")
    return "".join(
        piece.text or "" if piece.tag == f"{WORD}t" else " "
        for piece in found
        if next(piece.iterancestors(f"{WORD}p"), None) is paragraph
    )


def _open(paragraph: etree._Element) -> str:
    return "".join(str(text) for text in paragraph.itertext())
