"""A recruiter takes a notice from its text to publication: read, asked, checked, cleared, out."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.accounts import make_user
from factories.programmes import give
from factories.recruitment import make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.services.drafting import draft_from_notice

CALLS = "/recruitment/MEX-87/"
NOTICE = """Technical officer, labour migration

Grade: P3
Vacancy no.: RAPS/2/2027/MEXICO/01
Deadline: 31 December 2099
Duty station: Mexico City, Mexico
Contract type: Fixed-term
Contract duration: 24 months

The following are eligible to apply: internal and external candidates.

Duties
1. Advise the government on fair recruitment.
2. He will write reports.

Education
Advanced university degree in social sciences.

Experience
At least five years of professional experience at the international level.

Languages
Excellent command of Spanish. Good knowledge of English is an advantage.
"""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture
def clearers(programme: Programme, amina: User) -> list[User]:
    """Who decides about a vacancy notice, in the order of the chain; Amina directs."""
    people = []
    for name, role in (("Sofia", Role.SPECIALIST), ("Farid", Role.FINANCE)):
        people.append(make_user(name))
        give(people[-1], role, programme)
    return [*people, amina]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_notice_goes_from_text_to_publication(
    visit: Visits, bruno: User, amina: User, clearers: list[User], javascript: bool
) -> None:
    page = visit(CALLS, user=bruno, javascript=javascript)
    page.get_by_role("link", name="Begin a call").click()
    page.get_by_label("Text of the notice").fill(NOTICE)
    page.get_by_role("button", name="Read the notice").click()

    expect(page.locator("#text-grade")).to_have_text("P3")
    expect(page.locator("#field-deadline")).to_contain_text("zone")
    if javascript:
        picture(page, "notice-read")
    page.locator("#field-deadline").get_by_role("link", name="Fill it in").click()
    expect(page.get_by_label("Last day to apply")).to_have_value("2099-12-31")
    page.get_by_label("By the clock of").select_option("Europe/Zurich")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("23:59 (Europe/Zurich)").first).to_be_visible()

    page.get_by_role("link", name="what every notice must say").click()
    expect(page.locator("mark", has_text="He")).to_be_visible()
    page.get_by_role("button", name="Add the usual words").click()
    page.get_by_role("link", name="Edit the text").click()
    duties = page.get_by_label("duties")
    duties.fill(duties.input_value().replace("He will write", "Write"))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Overview").last.click()
    expect(page.get_by_text("Nothing is missing")).to_be_visible()

    page.get_by_role("link", name="Hand in to be cleared").click()
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("for a decision about the notice")).to_be_visible()
    call = Call.objects.get()
    page = _publish(visit, call, clearers, by=amina, javascript=javascript)
    page.get_by_role("link", name="Amend", exact=True).click()
    page.get_by_label("unit").fill("MIGRANT")
    what = page.get_by_role("group", name="What has changed")
    what.get_by_label("English").fill("The unit")
    page.get_by_label("Reason").fill("It was left out")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Amendments")).to_be_visible()
    if javascript:
        picture(page, "call")


WHOLE = Path(__file__).resolve().parents[1] / "unit/workspace/recruitment/held_out_5"
A_NOTICE_TAKES = 300  # seconds from its text to the public page, at most
MOST_CLICKS = 6  # of the one who writes the call, from the empty page until it is handed in


def test_a_whole_notice_needs_few_clicks(
    visit: Visits, bruno: User, amina: User, clearers: list[User]
) -> None:
    """Nothing that the notice says is typed again; only its wording and its end are a person's."""
    text = (WHOLE / "es_oit_lima_2023_servicios.txt").read_text("utf-8").replace("2023", "2098")
    begun = time.monotonic()
    page = visit(f"{CALLS}begin/", user=bruno, language="es")
    clicks = 0

    def click(selector: str) -> None:
        nonlocal clicks
        page.locator(selector).first.click()
        clicks += 1

    page.locator("textarea[name=text]").fill(text)
    click("form:has(textarea) button.primary")
    expect(page.locator("#text-grade")).to_have_text("G5")
    expect(page.locator("#field-deadline")).to_contain_text("America/Lima")
    call = Call.objects.get()
    assert len(call.texts.get().duties) == 6
    assert call.requirements.count() >= 4

    for step in (
        "a[href$='/checks/']",
        "form[action$='/checks/es/'] button",
        f"a[href$='/calls/{call.pk}/']",
        "a[href$='/hand-in/']",
        "main form button.primary",
    ):
        click(step)
    page.wait_for_url(f"**/calls/{call.pk}/")
    call.refresh_from_db()
    assert call.notice_id is not None
    assert clicks <= MOST_CLICKS
    _publish(visit, call, clearers, by=amina)

    public = visit("/vacancies/", language="es")
    public.get_by_role("link", name=call.title["es"]).first.click()
    expect(public.get_by_role("heading", level=1)).to_have_text(call.title["es"])
    for duty in call.texts.get().duties:
        expect(public.locator("main")).to_contain_text(duty)
    assert time.monotonic() - begun < A_NOTICE_TAKES


@pytest.mark.parametrize("language", ["es", "ar"])
def test_its_pages_are_accessible_on_a_phone(
    visit: Visits, programme: Programme, amina: User, language: str
) -> None:
    call = draft_from_notice(programme=programme, notice=read_notice(NOTICE), by=amina)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=9),
                                           closes_zone="Europe/Zurich")  # fmt: skip
    out = make_published(programme, amina)
    page = visit(CALLS, user=amina, language=language, size=PHONE)
    _check(page)
    asked, scored = call.requirements.order_by("-order")[0], out.criteria.order_by("pk")[0]
    drafts = ["", "source/", "edit/", "texts/", "texts/en/", "requirements/", "checks/", "subject/"]
    drafts += ["dates/", "hand-in/", "cancel/", f"requirements/{asked.pk}/"]
    outs = ["", "criteria/", f"criteria/{scored.pk}/", "amend/", "extend/"]
    paths = [f"calls/{call.pk}/{each}" for each in drafts]
    paths += [f"calls/{out.pk}/{each}" for each in outs]
    for path in ("begin/", "begin/template/", "begin/call/", *paths):
        page.goto(CALLS + path)
        _check(page)


def _publish(
    visit: Visits, call: Call, clearers: list[User], *, by: User, javascript: bool = True
) -> Page:
    for person in clearers:
        _clear(visit(f"/documents/MEX-87/texts/{call.notice_id}/", user=person))
    page = visit(f"{CALLS}calls/{call.pk}/", user=by, javascript=javascript)
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".status", has_text="published").first).to_be_visible()
    return page


def _clear(page: Page) -> None:
    page.get_by_role("link", name="Decide").first.click()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".status", has_text="cleared").first).to_be_visible()


def _check(page: Page) -> None:
    check_width(page)
    check_axe(page)
