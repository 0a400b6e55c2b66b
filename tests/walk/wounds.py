"""What a text that somebody typed has done to a page."""

from collections.abc import Iterator

import lxml.html
from lxml import etree

HURT = "hurt(1)"
OVERRIDE = "\u202e"  # turns what follows round, to the end of the paragraph or of an isolate
MARKUP = f"<script>{HURT}</script><img src=x onerror={HURT}>\"'& onfocus={HURT} {OVERRIDE}"


def wounds(answer: str) -> Iterator[str]:
    """Yield what would run, what was let out of its place, and what was escaped twice."""
    if OVERRIDE in answer:
        at = answer.index(OVERRIDE)
        yield f"is turned round: {answer[at - 100 : at + 100]}"
    if HURT not in answer:
        return
    document = lxml.html.fromstring(answer)
    for element in document.iter(etree.Element):
        shown = etree.tostring(element, encoding="unicode")[:200]
        if element.tag == "script" and HURT in (element.text or ""):
            yield f"runs: {shown}"
        if any(name.startswith("on") and HURT in value for name, value in element.attrib.items()):
            yield f"runs: {shown}"
    if "&lt;script" in document.text_content():
        yield "is escaped twice"
