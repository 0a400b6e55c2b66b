"""Every page of a full site, by every link: asks little, and no link leads to a refusal."""

import re
from collections import Counter

import pytest

from walk.exceptions import NO_PAGE
from walk.kept import Kept
from walk.pages import Page, page_names

BUDGET = 12
LINK_OVER = 410  # what a letter's link that has been used answers, and says
# Whoever opens a candidate's file is written into the trail, in a handful of statements more.
TRAIL = re.compile(
    r'BEGIN|COMMIT|SAVEPOINT|RELEASE|(INSERT INTO|UPDATE) "audit_|SELECT .* FROM "audit_head"'
)
# Files with all that a person, a programme or a decision is in: some queries for each kind of rows,
# whatever its size (of the decision's: recruitment/test_report_files.py)
WHOLE = {
    "accounts:own-data",
    "recruitment:complaints",
    "recruitment:report-file",
    "results:download-workbook",
}


@pytest.fixture(scope="module")
def pages(kept: Kept) -> list[Page]:
    return kept.answers


@pytest.mark.django_db
def test_every_page_was_opened(pages: list[Page]) -> None:
    opened = {page.name for page in pages if page.whole}
    assert sorted(set(page_names()) - opened - NO_PAGE.keys()) == []
    assert sorted(NO_PAGE.keys() & opened) == []


@pytest.mark.django_db
def test_no_page_asks_the_database_more_than_twelve_times(pages: list[Page]) -> None:
    dear = {
        f"{len(asked)} {page}: {most_asked(page)}"
        for page in pages
        if len(asked := asked_by(page)) > BUDGET and page.name not in WHOLE
    }
    assert not dear, "\n".join(sorted(dear))


@pytest.mark.django_db
def test_no_link_leads_to_a_refusal(pages: list[Page]) -> None:
    refused = {f"{p.status} {p}" for p in pages if p.status >= 400 and p.status != LINK_OVER}
    assert not refused, "\n".join(sorted(refused))


def asked_by(page: Page) -> list[str]:
    """Return what the page itself asked."""
    return [query for query in page.queries if not TRAIL.match(query)]


def most_asked(page: Page) -> str:
    kinds = Counter(query.split("WHERE")[0][-120:] for query in page.queries)
    return "; ".join(f"{times} times {kind}" for kind, times in kinds.most_common(1))
