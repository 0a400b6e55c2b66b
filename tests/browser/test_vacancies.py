"""Strangers read vacancies: on a telephone, in Arabic, without scripts, and print them."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser.visits import PHONE, Visits, check_axe, check_width
from factories.recruitment import make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, CallText

LIMIT = 150_000
WEIGHT = """() => performance.getEntries()
  .filter(e => ["navigation", "resource"].includes(e.entryType))
  .reduce((sum, e) => sum + e.encodedBodySize, 0)"""


@pytest.fixture
def call(programme: Programme, amina: User, settings: Any, tmp_path: Path) -> Call:
    settings.FILES = tmp_path / "files"
    call = make_published(programme, amina)
    CallText.objects.create(call=call, language="ar", introduction="نبحث عن موظف.", duties=["يكتب"])
    call.title = {**call.title, "ar": "موظف وطني"}
    call.save(update_fields=["title"])
    return call


def whole(page: Page) -> None:
    check_axe(page)
    check_width(page)
    assert page.evaluate(WEIGHT) < LIMIT


@pytest.mark.parametrize("language", ["ar", "es"])
def test_a_stranger_finds_a_notice_on_a_telephone(language: str, call: Call, visit: Visits) -> None:
    page = visit("/vacancies/", language=language, size=PHONE)
    whole(page)

    page.get_by_role("link", name=call.title[language]).click()

    expect(page.locator("article")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(call.title[language])
    whole(page)


@pytest.mark.parametrize("path", ["by-mail/", "by-mail/sent/", "check/", "report/", "closed/"])
def test_the_other_pages_are_open_to_everybody_who_reads(
    path: str, db: None, transactional_db: None, visit: Visits
) -> None:
    whole(visit(f"/vacancies/{path}", language="ar", size=PHONE))


def test_the_reader_sees_their_own_clock(call: Call, visit: Visits) -> None:
    page = visit(f"/vacancies/{call.slug}/en/", timezone_id="Asia/Tokyo", locale="en-GB")

    here = page.locator("[data-here]")
    expect(here).to_be_visible()
    expect(here).to_contain_text("14:59")  # 23:59 in Mexico City, fifteen hours behind
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"\d+ days"))


def test_nothing_needs_a_script(call: Call, visit: Visits) -> None:
    page = visit("/vacancies/", javascript=False, language="es")
    page.get_by_label(re.compile("Palabras|Words")).fill("oficial")
    page.locator(".filter button").click()
    page.get_by_role("link", name=call.title["es"]).click()

    page.get_by_role("combobox").select_option("Asia/Tokyo")
    page.locator(".zone button").click()

    expect(page.locator(".clocks")).to_contain_text("14:59")
    expect(page.locator("[data-here]")).to_be_hidden()


def test_a_printed_notice_holds_the_notice_alone(call: Call, visit: Visits) -> None:
    page = visit(f"/vacancies/{call.slug}/en/")

    printed = PdfReader(io.BytesIO(page.pdf()))

    text = "".join(sheet.extract_text() for sheet in printed.pages)
    assert call.number in text
    assert "We never ask for a fee" in text
    for no_use_on_paper in ("Apply", "Show it on another clock", "Take it with you"):
        assert no_use_on_paper not in text.replace("Applying", "").replace("may apply", "")
