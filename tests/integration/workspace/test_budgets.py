"""Every page of a full site, by every link: asks little, and no link leads to a refusal."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from walk.exceptions import NO_PAGE
from walk.pages import Page, page_names, richest, walk
from walk.site import build_site, quietly

BUDGET = 12
WHOLE = {"accounts:own-data"}  # a file with all that a person is in, one query for each kind


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Page]]:
    """Walk once for all questions."""
    with django_db_blocker.unblock(), transaction.atomic(), quietly():
        site = build_site()
        walked = [page for user in site.walkers() for page in walk(user)]
        yield [*walked, *richest(site, walked).values()]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_page_was_opened(pages: list[Page]) -> None:
    opened = {page.name for page in pages if page.whole}
    assert sorted(set(page_names()) - opened - NO_PAGE.keys()) == []
    assert sorted(NO_PAGE.keys() & opened) == []


@pytest.mark.django_db
def test_no_page_asks_the_database_more_than_twelve_times(pages: list[Page]) -> None:
    dear = {
        f"{len(page.queries)} {page}: {most_asked(page)}"
        for page in pages
        if len(page.queries) > BUDGET and page.name not in WHOLE
    }
    assert not dear, "\n".join(sorted(dear))


@pytest.mark.django_db
def test_no_link_leads_to_a_refusal(pages: list[Page]) -> None:
    refused = {f"{page.status} {page}" for page in pages if page.status >= 400}
    assert not refused, "\n".join(sorted(refused))


def most_asked(page: Page) -> str:
    kinds = Counter(query.split("WHERE")[0][-120:] for query in page.queries)
    return "; ".join(f"{times} times {kind}" for kind, times in kinds.most_common(1))
