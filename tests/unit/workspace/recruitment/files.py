"""Files of the kinds that people upload, made of a notice's text."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_word(text: str, *, main: str = "") -> bytes:
    """Return a Word document with a paragraph for each line."""
    lines = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    content = main or f'<w:document xmlns:w="{W}"><w:body>{lines}</w:body></w:document>'
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", content)
    return file.getvalue()


def as_pdf(text: str) -> bytes:
    """Return a PDF that shows the text."""
    import typst

    source = "#set page(height: auto)\n#raw(read-text)".replace(
        "read-text", '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def as_set(text: str, *, paper: str = "a4") -> bytes:
    """Return a PDF as offices make them: justified, words broken, rows of a table for tabs."""
    import typst

    blocks = (
        "#block[" + "".join(_set_line(line) for line in block.split("\n")) + "]"
        for block in text.split("\n\n")
    )
    head = (
        f'#set page(paper: "{paper}", numbering: "1")\n'
        "#set text(size: 10.5pt, hyphenate: true)\n#set par(justify: true)\n"
    )
    made = typst.compile((head + "\n".join(blocks)).encode())
    assert isinstance(made, bytes)
    return made


def _set_line(line: str) -> str:
    first, *more = [cell.replace("\\", "\\\\").replace('"', '\\"') for cell in line.split("\t")]
    if not more:
        return f'#text("{first}")#linebreak()\n'
    return f'#grid(columns: (5cm, 1fr), text("{first}"), text("{" ".join(more)}"))\n'


def drawn(*operations: str) -> bytes:
    """Return a PDF of one page with these drawing operations, in one plain font."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data("\n".join(operations).encode("latin-1"))
    page[NameObject("/Contents")] = stream
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _block(text: str) -> str:
    lines = (_row(line) if "\t" in line else f"{escape(line)}<br>" for line in text.split("\n"))
    return "".join(lines)


def _row(line: str) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in line.split("\t"))
    return f"<table><tr>{cells}</tr></table>"


def as_page(text: str) -> bytes:
    """Return a web page: paragraphs, tables for what is set with tabs, and what nobody sees."""
    lines = "".join(f"<p>{_block(block)}</p>" for block in text.split("\n\n"))
    hidden = '<script>Grade: P9</script><p style="display: none">Grade: P7</p>'
    return f"<!doctype html><html><body>{hidden}{lines}</body></html>".encode()
