# ruff: noqa: SLF001  # python-docx has no words for direction, borders and a picture's description
"""A paper as a Word document, from right to left where its language is written so."""

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import zip_longest
from typing import Any

import docx
import vl_convert
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jalon.workspace.recruitment.papers.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Paper,
    Picture,
    Table,
    Text,
)

FONT, ARABIC_FONT = "Calibri", "Arial"  # Calibri has no Arabic letters
MUTED, RULE = RGBColor(0x52, 0x60, 0x6D), "CBD2D9"
PAGE_MM = 170
SHORT = 10  # rows that are kept on one page
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
# Word wants the properties of a table in their order; python-docx knows neither of ours.
AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
AFTER_BIDI = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc",
              "w:tblCellSpacing", "w:tblInd", "w:tblBorders", *AFTER_BORDERS)  # fmt: skip


def paper_word(paper: Paper) -> bytes:
    """Return the document: real headings, tables that repeat their head, a picture with words."""
    word = docx.Document()
    _set_up(word, paper)
    _put(word, paper, word.add_paragraph(paper.title, style="Title"))
    _quiet(_put(word, paper, word.add_paragraph(paper.subtitle)))
    for block, then in zip_longest(paper.blocks, paper.blocks[1:]):
        _add(word, paper, block)
        if isinstance(block, Text) and isinstance(then, Table):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    for part in (word.element, word.styles.element, word.sections[0].footer._element):
        _as_large_in_arabic(part)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _set_up(word: Document, paper: Paper) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(20)
    section.top_margin, section.footer_distance = Mm(18), Mm(10)
    if paper.is_rtl:
        before(section._sectPr, OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")
    foot = section.footer.paragraphs[0]
    foot.add_run(paper.foot)
    for part in (" · ", "PAGE", " / ", "NUMPAGES"):
        _field(foot, part) if part.isupper() else foot.add_run(part)
    _put(word, paper, _quiet(foot, 8))
    word.core_properties.title, word.core_properties.author = paper.title, "Jalon"
    word.core_properties.language = paper.language
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.element.rPr.rFonts.set(qn("w:cs"), ARABIC_FONT)
    normal.paragraph_format.space_after = Pt(6)
    for name, space in (("Title", 0), ("Heading 1", 14), ("Heading 2", 8)):
        style = word.styles[name]
        style.paragraph_format.space_before = Pt(space)
        style.paragraph_format.space_after = Pt(4)
        style.font.name, style.font.color.rgb = FONT, RGBColor(0x1F, 0x29, 0x33)
        fonts = style.element.rPr.rFonts
        for where in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{where}"), None)
        fonts.set(qn("w:cs"), ARABIC_FONT)
    word.styles["Title"].font.size = Pt(20)


def _add(word: Document, paper: Paper, block: Block) -> None:
    match block:
        case Heading(text, level):
            _put(word, paper, word.add_heading(text, level))
        case Text(text, is_quiet):
            made = _put(word, paper, word.add_paragraph(text))
            if is_quiet:
                _quiet(made)
        case Items(items):
            for item in items:
                _put(word, paper, word.add_paragraph(item, style="List Bullet"))
        case Facts(rows):
            _table(word, paper, None, rows, frozenset(), (32, 68), 1.0)
        case Table():
            _table(word, paper, block.head, block.rows, block.numbers, block.widths, block.size)
        case Picture(svg, words):
            png = BytesIO(vl_convert.svg_to_png(svg, scale=2))
            word.add_picture(png, width=Mm(PAGE_MM))
            shape = word.inline_shapes[-1]
            shape._inline.docPr.set("descr", words)
            for side in "TBLR":  # unsaid, some programs leave room and push it over the margin
                shape._inline.set(f"dist{side}", "0")
            _quiet(_put(word, paper, word.add_paragraph(words)))


def _table(
    word: Document,
    paper: Paper,
    head: Any,
    rows: Any,
    numbers: frozenset[int],
    widths: Sequence[float],
    size: float,
) -> None:
    lines = ([head] if head else []) + list(rows)
    if not lines:
        return
    table = word.add_table(rows=0, cols=len(lines[0]))
    table.style, table.autofit = "Table Grid", False
    shares = [Mm(PAGE_MM * width / sum(widths)) for width in widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    _rules(table)
    _room(table)
    if paper.is_rtl:
        columns = OxmlElement("w:bidiVisual")  # from the right
        before(table._tblPr, columns, *AFTER_BIDI)
    for number, line in enumerate(lines):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = row.cells
        for column, text in enumerate(line):
            cells[column].width = shares[column]
            made = cells[column].paragraphs[0]
            run = made.add_run(str(text))
            run.font.size = Pt(round(18 * size) / 2)
            run.bold = bool(head) and number == 0
            made.paragraph_format.space_after = Pt(0)
            made.paragraph_format.keep_with_next = number < len(lines) - 1 <= SHORT
            _turn(made, paper)
            if column in numbers:
                made.alignment = _far_side(made, paper)
    if head:
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
    _gap(word.add_paragraph())


def _gap(made: Any) -> None:
    """Let an empty paragraph, without which two tables would be one, take little room."""
    made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.line_spacing = Pt(10)


def _far_side(made: Any, paper: Paper) -> Any:
    """Return how a paragraph is set at the side where lines of the paper end.

    Word turns left and right over in a paragraph that is read from the right.
    """
    is_turned = made._p.pPr is not None and made._p.pPr.find(qn("w:bidi")) is not None
    return WD_ALIGN_PARAGRAPH.RIGHT if is_turned or not paper.is_rtl else WD_ALIGN_PARAGRAPH.LEFT


def _field(made: Any, name: str) -> None:
    """Write what Word counts by itself: the page, and how many there are."""
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        made.add_run()._r.append(part)


def before(parent: Any, made: Any, *names: str) -> None:
    """Put an element before the first of those that must follow it."""
    after = next((child for child in parent if child.tag in {qn(name) for name in names}), None)
    if after is None:
        parent.append(made)
    else:
        after.addprevious(made)


def _rules(table: Any) -> None:
    """Draw thin lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH", "left", "right", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil" if side in {"left", "right", "insideV"} else "single")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), RULE)
        borders.append(line)
    before(table._tblPr, borders, *AFTER_BORDERS)


def _room(table: Any) -> None:
    """Leave room above and below what stands in a cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    before(table._tblPr, margins, "w:tblLook", "w:tblCaption")


def _put(word: Document, paper: Paper, made: Any) -> Any:
    _turn(made, paper)
    return made


def _turn(made: Any, paper: Paper) -> None:
    """Let a paragraph and its runs be read in their direction, at the side of the paper's."""
    from_right = paper.is_rtl and (not made.text or bool(ARABIC.search(made.text)))
    for run in made.runs:
        properties = run._r.get_or_add_rPr()
        language = OxmlElement("w:lang")
        language.set(qn("w:bidi" if from_right else "w:val"), paper.language)
        if from_right:
            properties.append(OxmlElement("w:rtl"))
        properties.append(language)
    if from_right:
        made._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    elif paper.is_rtl:
        made.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _as_large_in_arabic(part: Any) -> None:
    """Give what is read from the right the size and weight of the rest: Word asks for its own."""
    for said, theirs in (("w:sz", "w:szCs"), ("w:b", "w:bCs")):
        for each in part.iter(qn(said)):
            for old in each.getparent().findall(qn(theirs)):
                each.getparent().remove(old)
            made = OxmlElement(theirs)
            if (value := each.get(qn("w:val"))) is not None:
                made.set(qn("w:val"), value)
            each.addnext(made)


def _quiet(made: Any, size: float = 9) -> Any:
    for run in made.runs:
        run.font.size, run.font.color.rgb = Pt(size), MUTED
    return made
