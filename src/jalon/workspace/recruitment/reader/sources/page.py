"""The text of a web page as a reader sees it: nothing hidden, nothing that runs."""

import re
from collections.abc import Iterator

from lxml import etree

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.sources.plain import decoded

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]{2,20})", re.IGNORECASE)
UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "nav", "select", "button",
                    "iframe", "object", "svg", "canvas", "textarea", "title"})  # fmt: skip
APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote",
                   "section", "article", "dl", "header", "footer", "main"})  # fmt: skip
BELOW = frozenset({"div", "tr", "li", "dt", "dd", "hr", "address", "form", "fieldset"})
PARAGRAPH, LINE = "\x02", "\x01"  # where one begins or ends; several together are one
BREAKS = re.compile(rf"[ \t]*[\n{PARAGRAPH}{LINE}][\s{PARAGRAPH}{LINE}]*")
CELLS = frozenset({"td", "th"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MOST_ELEMENTS = 200_000


def text_of_page(content: bytes) -> str:
    """Return the text of a page, a line for each block and a bullet for each item of a list."""
    said = CHARSET.search(content[:2048])
    text = decoded(content, said[1].decode("ascii") if said else "")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput("notice-file-damaged") from error
    if root is None:
        raise BadInput("notice-empty")
    return _tidy("".join(_seen(root)))


def _seen(root: etree._Element) -> Iterator[str]:
    unseen: etree._Element | None = None
    for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if count > 2 * MOST_ELEMENTS:
            raise BadInput("notice-too-long", most=MOST_ELEMENTS)
        if event == "start":
            if unseen is None and _is_unseen(element):
                unseen = element
            if unseen is None:
                yield _before(element) + _words(element.text)
            continue
        if unseen is None:
            yield _after(element)
        if unseen is element:
            unseen = None
        if unseen is None and element is not root:
            yield _words(element.tail)


def _is_unseen(element: etree._Element) -> bool:
    if element.tag in UNSEEN or "hidden" in element.attrib:
        return True
    return bool(HIDDEN.search(element.get("style", "")))


def _before(element: etree._Element) -> str:
    if element.tag == "li":
        return f"{LINE}• "
    if element.tag == "br":
        return "\n"
    return _edge(element)


def _after(element: etree._Element) -> str:
    return "\t" if element.tag in CELLS else _edge(element)


def _edge(element: etree._Element) -> str:
    if element.tag in APART:
        return PARAGRAPH
    return LINE if element.tag in BELOW else ""


def _words(text: str | None) -> str:
    return re.sub(rf"[ \t\r\n\f{PARAGRAPH}{LINE}]+", " ", text or "")


def _tidy(text: str) -> str:
    text = BREAKS.sub(_break, text)
    return re.sub(r"• \n+", "• ", text).strip()


def _break(match: re.Match[str]) -> str:
    """Return a blank line between paragraphs and for an empty line, or else the end of a line."""
    run = match[0]
    return "\n\n" if PARAGRAPH in run or run.count("\n") > 1 else "\n"
