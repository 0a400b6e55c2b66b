"""What binds Morocco on recruitment: found by search, with the dates and how sure they are."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from jalon.workspace.accounts.models import User
from jalon.workspace.places.services import load_places
from jalon.workspace.standards.services import load_catalogue

MOROCCO = {"en": "Morocco", "ar": "المغرب"}
RECRUITMENT = {"en": "recruitment", "ar": "التوظيف"}
BINDING = {"en": "What binds it", "ar": "ما يُلزمه"}


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[str]:
    """Load the catalogue that ships, and say what pages say in this language."""
    load_places(by=None)
    load_catalogue(by=None)
    with override(request.param):
        yield request.param


def test_find_what_binds_morocco_on_recruitment(visit: Visits, bruno: User, language: str) -> None:
    page = visit("/", user=bruno, language=language, javascript=False)
    _search(page, MOROCCO[language])
    page.get_by_role("link", name=gettext("International standards")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MOROCCO[language])

    expect(page.get_by_role("heading", name=BINDING[language])).to_be_visible()
    ratified = _row(page, gettext("Ratified instruments"), "C181")
    _says(ratified, date_format(date(1999, 5, 10)), gettext("verified in a copy"))
    expect(ratified).to_contain_text("alliance87.org/pathfinders/morocco")
    blank = _row(page, gettext("Instruments that do not bind, on the day that is named"), "P029")
    _says(blank, date_format(date(2026, 6, 4)))
    caption = gettext("Instruments of which no ratification was found by the day that is named")
    domestic = _row(page, caption, "C189")
    day = date_format(date(2020, 10, 5))
    _says(domestic, gettext("no ratification found as of %(day)s") % {"day": day})

    page.get_by_label(gettext("Subject")).select_option(label=RECRUITMENT[language])
    page.get_by_role("button", name=gettext("Show"), exact=True).click()
    heading = gettext("Binding on %(subject)s") % {"subject": RECRUITMENT[language]}
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    _says(_row(page, gettext("Provisions that bind"), "C181"), date_format(date(1999, 5, 10)))
    caption = gettext("Provisions of which it is not certain that they bind")
    _says(_row(page, caption, "C097"), date_format(date(2019, 6, 14)))
    caption = gettext("Provisions of instruments that do not bind, or of which nobody knows")
    _says(_row(page, caption, "P029"), date_format(date(2026, 6, 4)))


def test_its_pages_are_accessible(visit: Visits, bruno: User, language: str) -> None:
    page = visit("/", user=bruno, language=language, size=PHONE)
    _search(page, MOROCCO[language])
    for path in (
        page.url,
        "/places/MAR/",
        "/standards/countries/MAR/",
        "/standards/countries/MAR/?subject=recruitment",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        check_axe(page)
        check_width(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, "what-binds-morocco")


def _search(page: Page, country: str) -> None:
    """Ask the search of every page for the country, and open its own page."""
    page.get_by_role("searchbox", name=gettext("Search everything")).fill(country)
    page.locator(".site-search button").click()
    page.get_by_role("main").get_by_role("link", name=country, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(country)


def _row(page: Page, caption: str, instrument: str) -> Locator:
    table = page.get_by_role("table", name=caption)
    key = page.get_by_role("link", name=instrument, exact=True)
    return table.get_by_role("row").filter(has=key).first


def _says(row: Locator, *words: str) -> None:
    for word in words:
        expect(row).to_contain_text(word)
