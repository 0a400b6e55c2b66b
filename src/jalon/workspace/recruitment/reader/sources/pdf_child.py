"""Read a PDF from standard input and write its text as JSON; run as a process that may fall."""

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any

from jalon.workspace.recruitment.reader.sources.broken_lines import GAP, rejoined

MOST_PAGES = 60
MOST_LETTERS = 2_000_000
SECONDS, BYTES = 25, 1024 * 1024 * 1024
SENTENCE, MOST_BESIDE = 30, 0.4  # letters on either side of a gap; share of the lines
EDGE = 2  # lines at the top and the bottom of a page that may be its header or footer
OFTEN = 3  # pages with the same line there
PAGE_NUMBER = re.compile(
    r"\s*(?:page|página|p\.)?\s*\d{1,3}\s*(?:(?:/|of|de|sur)\s*\d{1,3})?\s*", re.IGNORECASE
)


class Fault(StrEnum):
    """What can be wrong with a PDF."""

    NONE = "none"
    DAMAGED = "damaged"
    LOCKED = "locked"
    PAGES = "pages"
    PICTURES = "pictures"


def read(content: bytes) -> dict[str, Any]:
    """Return the text of a PDF, or what is wrong with it."""
    from pypdf import PdfReader

    logging.disable()  # it tells at length what it forgives
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": Fault.LOCKED}
        count = len(reader.pages)
        if count > MOST_PAGES:
            return {"fault": Fault.PAGES, "count": count, "most": MOST_PAGES}
        pages = [text_of(page) for page in reader.pages]
    except (Exception, RecursionError):  # noqa: BLE001 -- hostile bytes raise whatever they like
        return {"fault": Fault.DAMAGED}
    text = (
        rejoined("\n".join(without_edges(pages))[:MOST_LETTERS]).encode("utf-8", "replace").decode()
    )
    return {"fault": Fault.NONE, "text": text} if text.strip() else {"fault": Fault.PICTURES}


def text_of(page: Any) -> str:
    """Return the text of a page as it is set, so that rows of tables and blank lines show.

    Pages in columns are read one column after the other instead.
    """
    try:
        text = page.extract_text(extraction_mode="layout")
    except Exception:  # noqa: BLE001 -- fonts without widths, hostile places: the plain way may do
        return str(page.extract_text())
    return str(page.extract_text()) if is_in_columns(text) else str(text)


def is_in_columns(text: str) -> bool:
    """Tell whether sentences stand beside each other."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    beside = [line for line in lines if min(map(len, GAP.split(line, 1) * 2)) > SENTENCE
              and GAP.search(line)]  # fmt: skip
    return len(beside) > MOST_BESIDE * len(lines)


def without_edges(pages: Sequence[str]) -> list[str]:
    """Return the pages without page numbers and the lines that stand on every page."""
    lines = [page.split("\n") for page in pages]
    counts = Counter(line.strip() for page in lines for line in {*page[:EDGE], *page[-EDGE:]})
    return ["\n".join(_kept(page, counts)).strip("\n") for page in lines]


def _kept(page: list[str], counts: Counter[str]) -> list[str]:
    last = len(page) - EDGE
    return [
        line
        for place, line in enumerate(page)
        if EDGE <= place < last
        or not (counts[line.strip()] >= OFTEN or (line.strip() and PAGE_NUMBER.fullmatch(line)))
    ]


def limit() -> None:
    """Let this process use only so much time and memory, where the system can see to it."""
    try:
        import resource
    except ImportError:  # Windows: the time is limited by the one who waits
        return
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
