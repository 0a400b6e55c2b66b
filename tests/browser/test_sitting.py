"""A candidate's written test on a bad line: what is typed is kept, or it is said that it is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from browser.visits import PHONE, Visits, check_axe, check_width
from factories.assessment import make_assessed
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Sitting, WrittenTest

BROKEN = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")  # what the console says of the line
TASKS = [{"en": "Analyse the table.", "ar": "حلّل الجدول."}]


@pytest.fixture
def sitting(programme: Programme, amina: User, settings: Any, tmp_path: Path) -> Sitting:
    """A test that was begun some minutes ago."""
    settings.FILES = tmp_path / "files"
    call, now = make_assessed(programme, amina, 1), timezone.now()
    hour = timedelta(hours=1)
    test = WrittenTest.objects.create(
        call=call, opens_at=now - hour, closes_at=now + hour, minutes=60, tasks=TASKS
    )
    row = Application.objects.filter(call=call)[0]
    return Sitting.objects.create(test=test, application=row, code="S1", began_at=now)


def address(sitting: Sitting) -> str:
    return f"/vacancies/tests/{sitting.application.code}/"


def saved(page: Page) -> None:
    expect(page.locator("#clock .status-good")).to_be_visible(timeout=30_000)


def test_what_was_typed_before_the_script_came_is_kept(visit: Visits, sitting: Sitting) -> None:
    held: list[Route] = []
    context = visit.context(user=sitting.application.candidate, size=PHONE)
    context.route("**/htmx.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(address(sitting), wait_until="commit")
    page.locator("textarea").fill("كلماتي")
    held[0].continue_()
    saved(page)
    sitting.refresh_from_db()
    assert sitting.answers == ["كلماتي"]


def test_a_line_that_breaks_is_said_and_what_was_typed_is_sent_again(
    visit: Visits, sitting: Sitting
) -> None:
    page = visit(address(sitting), user=sitting.application.candidate, language="ar", size=PHONE)
    page.locator("textarea").fill("First")
    saved(page)
    page.context.set_offline(True)
    page.locator("textarea").fill("First and second")
    expect(page.locator("#messages .bad")).to_be_visible(timeout=30_000)
    check_width(page)
    check_axe(page)
    page.context.set_offline(False)
    with page.expect_response(lambda answer: answer.url.endswith("/save/"), timeout=30_000):
        pass
    saved(page)
    sitting.refresh_from_db()
    assert sitting.answers == ["First and second"]
    visit.faults[:] = [each for each in visit.faults if not any(word in each for word in BROKEN)]


def test_when_the_time_is_over_the_page_says_so_by_itself(visit: Visits, sitting: Sitting) -> None:
    page = visit(address(sitting), user=sitting.application.candidate)
    Sitting.objects.update(began_at=timezone.now() - timedelta(hours=2))
    page.locator("textarea").fill("Too late")
    expect(page.locator("#clock .status-bad")).to_be_visible(timeout=30_000)
    expect(page.locator("textarea")).to_have_value("Too late")
    sitting.refresh_from_db()
    assert sitting.answers == []
