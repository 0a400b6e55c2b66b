"""A page that says what it would be, and that it is invented."""

import typst

PAGE = """
#set page(paper: "a4", margin: 25mm)
#set text(font: ("Noto Sans", "DejaVu Sans", "Libertinus Serif"), size: 11pt)
#set document(title: {title})
= #{title}
#v(4mm)
#{version}
#v(8mm)
#block(stroke: 0.6pt, inset: 8mm, width: 100%)[#{note}]
"""


def page(title: str, version: str, note: str) -> bytes:
    """Return a PDF of one page."""
    filled = PAGE
    for name, text in (("title", title), ("version", version), ("note", note)):
        filled = filled.replace(f"{{{name}}}", _quoted(text))
    return bytes(typst.compile(filled.encode()))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
