"""A panel scores blind and locks; a candidate writes the test; each page fits and is accessible."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, settled
from factories.assessment import criteria, make_assessed, scorers
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Interview,
    Mark,
    PanelMember,
    Question,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.rules.kinds import Stage


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """A call in assessment: three on its lists, one of whom may write and is heard."""
    call = make_assessed(programme, amina, 3)
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        minutes=60,
        tasks=[{"en": "Analyse the table.", "es": "Analice el cuadro.", "ar": "حلّل الجدول."}],
    )
    for number, row in enumerate(Application.objects.filter(call=call).order_by("code")):
        Sitting.objects.create(test=test, application=row, code=f"SCRIPT0{number}")
        Interview.objects.create(application=row, starts_at=now, zone="America/Mexico_City")
    for each in criteria(call, Stage.INTERVIEW):
        Question.objects.create(criterion=each, order=1, text={"en": "Tell us of a survey."})
    return call


def first(call: Call) -> Application:
    return Application.objects.filter(call=call).order_by("code")[0]


def base(call: Call) -> str:
    return f"/recruitment/{call.programme.code}/calls/{call.pk}/"


def test_a_member_declares_marks_without_names_and_locks(visit: Visits, call: Call) -> None:
    one, two, _three = scorers(call)
    PanelMember.objects.filter(user=one).update(declared_at=None)
    row = first(call)
    page = visit("/recruitment/panels/mine/", user=one)
    page.get_by_role("link", name=str(call.title["en"])).click()
    page.get_by_role("link", name="declared your conflicts of interest").click()
    expect(page.get_by_label(row.candidate.name)).to_be_visible()
    page.get_by_label("What I declare is complete").check()
    page.get_by_role("button", name="Declare").click()
    page.get_by_role("link", name="Marks").click()
    page.get_by_role("link", name=row.code).click()
    expect(page.get_by_text("Surveys of households")).to_be_visible()
    assert row.candidate.name not in page.content()
    page.get_by_role("radio", name="4").check()
    expect(page.locator("#saved")).to_contain_text("Saved.")
    assert Mark.objects.get(scorer=one).value == 4
    page.get_by_role("button", name="Save and lock").click()
    expect(page.get_by_role("heading", name=row.candidate.name)).to_be_visible()
    expect(page.get_by_text("The marks of others are shown once all have locked.")).to_be_visible()
    other = visit(f"{base(call)}marks/application/{row.code}/", user=two, javascript=False)
    other.get_by_role("radio", name="1").check()
    other.get_by_role("button", name="Save and lock").click()
    page.reload()
    expect(page.get_by_text("far apart")).to_be_visible()


def test_a_candidate_writes_on_a_phone_in_arabic(visit: Visits, call: Call) -> None:
    row = first(call)
    address = f"/vacancies/tests/{row.code}/"
    page = visit(address, user=row.candidate, language="ar", size=PHONE)
    check_width(page)
    page.locator("main form button").click()
    box = page.locator("textarea").first
    box.fill("كلماتي")
    expect(page.locator("#clock .status-good")).to_be_visible(timeout=10_000)
    assert Sitting.objects.get(application=row).answers == ["كلماتي"]
    check_width(page)
    check_axe(page)
    page.locator("button[name=hand-in]").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert Sitting.objects.get(application=row).ended_at is not None


PAGES = (
    ("assessment/", "manager"),
    ("panel/", "manager"),
    ("panel/name/", "manager"),
    ("panel/declare/", "member"),
    ("applications/", "manager"),
    ("applications/{code}/", "manager"),
    ("applications/{code}/findings/{found}/", "manager"),
    ("lists/", "manager"),
    ("lists/short/", "manager"),
    ("marks/application/", "member"),
    ("marks/application/{code}/", "member"),
    ("marks/application/{code}/", "locked"),
    ("results/application/", "locked"),
    ("test/", "manager"),
    ("test/set-up/", "manager"),
    ("test/{code}/script/", "unsealed"),
    ("marks/written-test/{script}/", "scripts"),
    ("interviews/", "manager"),
    ("interviews/{code}/", "manager"),
    ("referees/{code}/", "manager"),
)


def prepared(call: Call, who: str, amina: User) -> User:
    """Return who opens a page; two have locked their marks where it shows them."""
    if who == "manager":
        return amina
    now = timezone.now()
    if who in {"unsealed", "scripts"}:  # written, and read by its markers or by who runs the test
        Sitting.objects.update(began_at=now, ended_at=now, answers=["What I wrote"])
        unsealed = now if who == "unsealed" else None
        WrittenTest.objects.update(unsealed_at=unsealed)
        return amina if unsealed else scorers(call)[0]
    one, two, _three = scorers(call)
    if who == "locked":
        for number, row in enumerate(Application.objects.filter(call=call).order_by("code")):
            for scorer, value in ((one, 5 - number), (two, 2)):
                for each in criteria(call, Stage.APPLICATION):
                    Mark.objects.create(
                        criterion=each,
                        application=row,
                        scorer=scorer,
                        value=value,
                        locked_value=value,
                        locked_at=now,
                        note="The duties were done before.",
                    )
    return one


def open_page(
    visit: Visits, call: Call, path: str, user: User, language: str, size: tuple[int, int]
) -> Page:
    found = Verdict.objects.filter(application=first(call)).order_by("pk")[0]
    address = base(call) + path.format(
        code=first(call).code, found=found.pk, script=first(call).sitting.code
    )
    return settled(visit(address, user=user, language=language, size=size))


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_every_page_fits_and_is_accessible(
    visit: Visits, call: Call, amina: User, path: str, who: str
) -> None:
    user = prepared(call, who, amina)
    wide = open_page(visit, call, path, user, "es", (1280, 900))
    check_axe(wide)
    for language in ("ar", "es"):
        narrow = open_page(visit, call, path, user, language, PHONE)
        check_width(narrow)
