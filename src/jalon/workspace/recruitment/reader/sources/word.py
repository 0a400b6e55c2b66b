"""The text of a Word document: paragraphs as lines, lists with bullets, rows of tables by tabs."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from jalon.errors import BadInput

MAIN = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_BYTES = 20 * 1024 * 1024  # of the main part, unpacked
DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, EOFError,
          NotImplementedError, ValueError)  # fmt: skip


def text_of_word(content: bytes) -> str:
    """Return the text of the main part; headers, footers and comments are left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_main_part(content), parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("notice-file-damaged") from error
    for twice in list(root.iter(FALLBACK)):
        twice.clear(keep_tail=True)
    return "\n".join(_lines(root))


def _main_part(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(MAIN) as packed:
            unpacked = packed.read(MOST_BYTES + 1)
    except DAMAGE as error:
        raise BadInput("notice-file-damaged") from error
    if len(unpacked) > MOST_BYTES:
        raise BadInput("notice-file-too-large", most=MOST_BYTES // 1024 // 1024)
    return unpacked


def _lines(root: etree._Element) -> Iterator[str]:
    """Yield a line for each paragraph, and one for each row of a table."""
    for element in root.iter(f"{W}p", f"{W}tr"):
        inside = next(element.iterancestors(f"{W}tr"), None)
        if inside is not None:
            continue
        yield _row(element) if element.tag == f"{W}tr" else _paragraph(element)


def _row(row: etree._Element) -> str:
    cells = [
        "\n".join(_paragraph(paragraph) for paragraph in cell.iter(f"{W}p"))
        for cell in row.iterchildren(f"{W}tc")
    ]
    said = [cell.strip() for cell in cells if cell.strip()]
    return ("\n" if any("\n" in cell for cell in said) else "\t").join(said)


def _paragraph(paragraph: etree._Element) -> str:
    """Return the words of a paragraph, without those of a text box in it, which has its own."""
    words = "".join(
        _piece(piece)
        for piece in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen")
        if next(piece.iterancestors(f"{W}p"), None) is paragraph
    )
    listed = paragraph.find(f"{W}pPr/{W}numPr") is not None
    return f"• {words}" if listed and words.strip() else words


def _piece(piece: etree._Element) -> str:
    match piece.tag.removeprefix(W):
        case "t":
            return piece.text or ""
        case "tab":
            return "\t" if piece.getparent().tag == f"{W}r" else ""
        case "noBreakHyphen":
            return "-"
        case _:
            return "\n"
