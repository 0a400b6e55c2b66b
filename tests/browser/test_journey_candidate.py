"""A candidate applies on a telephone in Arabic over two days; what comes too late is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.accounts import PASSWORD
from factories.recruitment import make_application, make_candidate, make_published, submit
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, CallText, Letter, Submission

EMAIL = "layla@applicant.example"
LETTER = "عملتُ عشر سنوات في تفتيش العمل، وأعرف المكان وأهله."
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"
    cache.clear()


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    call = make_published(programme, amina)
    CallText.objects.create(call=call, language="ar", introduction="نبحث عن موظف.", duties=["يكتب"])
    Call.objects.filter(pk=call.pk).update(title={**call.title, "ar": "موظف وطني"})
    return Call.objects.get(pk=call.pk)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock of the server, which tests can set; it goes on from there."""
    with time_machine.travel(timezone.now(), tick=True) as coordinates:
        yield coordinates


def looked(page: Page) -> Page:
    page.wait_for_load_state()
    check_width(page)
    check_axe(page)
    return page


def send(page: Page) -> None:
    """Press the one button that does what the page is for."""
    looked(page)
    page.locator("main form .button.primary").first.click()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"main [name={name.replace('_', '-')}]")
        if field.first.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f"main [name={name.replace('_', '-')}][value='{value}']").check()
        else:
            field.fill(value)
    send(page)


def part(page: Page, name: str, add: str = "") -> None:
    page.goto(f"/vacancies/mine/{own().code}/part/{name}/{add}")


def own() -> Application:
    return Application.objects.get(candidate__email=EMAIL)


def join(visit: Visits, call: Call) -> Page:
    """Find the call, ask for an account, and follow the link of the mail."""
    page = visit("/vacancies/", language="ar", size=PHONE, timezone_id="Africa/Algiers")
    looked(page).get_by_role("link", name="موظف وطني").click()
    looked(page).locator(".apply .button.primary").click()
    looked(page).locator("a[href^='/vacancies/join/']").click()
    fill(page, email=EMAIL)
    looked(page)
    link = re.findall(r"https?://[^/]+(/vacancies/join/\S+)", str(mail.outbox[-1].body))[0]
    page.goto(link)
    expect(page.locator("[name=time_zone]")).to_have_value("Africa/Algiers")
    fill(page, name="ليلى", password=PASSWORD, again=PASSWORD)
    expect(page).to_have_url(re.compile(f"/vacancies/{call.slug}/apply/$"))
    send(page)
    return page


def first_day(visit: Visits, call: Call) -> Any:
    """Begin, fill in half of it, and close the lid on a letter that was not sent."""
    page = join(visit, call)
    picture(looked(page), "candidate-application")
    part(page, "contact")
    fill(page, phone="+213 555 12 34")
    fill(page, first="DZ", residence="DZ")
    looked(page).locator("main .button.primary").click()
    fill(page, level="7", title="ماجستير", year="2014")
    looked(page).locator("main .rows + p .button").click()
    expect(page.locator("form .notice.warning")).to_have_count(0)  # no draft of what was sent
    page.go_back()
    looked(page).locator("main .button.primary").last.click()
    looked(page).locator("main .button.primary").first.click()
    fill(page, title="مفتش", employer="وزارة العمل", start="2014-09", duties="تفتيش")
    part(page, "letter")
    page.locator("[name=text]").fill(LETTER)
    page.wait_for_function("() => Object.keys(localStorage).some((k) => k.endsWith(':letter'))")
    kept = page.context.storage_state()
    page.context.close()
    return kept


def sign_in(page: Page) -> Page:
    """Come in again: after twelve hours the session of yesterday is over."""
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button.primary").click()
    expect(page).to_have_url(re.compile("/vacancies/mine/$"))
    return page


def second_day(visit: Visits, kept: Any) -> Page:
    """Take up the letter from the telephone; the rest on another one, where no script runs."""
    page = sign_in(visit("/vacancies/mine/", language="ar", size=PHONE, storage_state=kept))
    looked(page)
    part(page, "letter")
    expect(page.locator("[name=text]")).to_have_value("")
    page.locator("form .notice.warning button").first.click()
    expect(page.locator("[name=text]")).to_have_value(LETTER)
    send(page)
    other = sign_in(visit("/vacancies/mine/", language="ar", size=PHONE, javascript=False))
    for language in ("ar", "es"):
        part(other, "languages", "new/")
        other.locator("select[name=language]").select_option(language)
        other.locator("[name=wording]").check()
        other.locator("main form .button.primary").click()
    part(other, "eligibility")
    for question in other.locator("main fieldset").all():
        question.locator("input[type=radio]").first.check()
    other.locator("[name=group][value=external]").check()
    other.locator("main form .button.primary").click()
    part(other, "consent")
    other.locator("[name=truth]").check()
    other.locator("[name=privacy]").check()
    other.locator("main form .button.primary").click()
    expect(other).to_have_url(re.compile(r"/vacancies/mine/\w+/$"))
    check_width(other)
    other.context.close()
    return page


def hand_in(page: Page) -> Submission:
    """Look through it, hand it in, and find the same on the receipt, in the mail and on record."""
    page.goto(f"/vacancies/mine/{own().code}/preview/")
    looked(page).locator("main form .button.primary").click()
    expect(page).to_have_url(re.compile("/receipt/"))
    looked(page)
    kept = Submission.objects.filter(application=own()).order_by("-number")[0]
    assert kept.receipt is not None
    shown = page.locator("main .card").first
    for what in (kept.receipt.reference, kept.at.isoformat(), kept.sha256):
        expect(shown).to_contain_text(what)
        assert what in str(mail.outbox[-1].body)
    return kept


def test_over_two_days_to_a_receipt_and_to_a_better_one(
    visit: Visits, call: Call, clock: Clock
) -> None:
    kept = first_day(visit, call)
    clock.shift(timedelta(hours=26))
    page = second_day(visit, kept)
    page.goto(f"/vacancies/mine/{own().code}/files/")
    cv = {"name": "سيرة.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.locator("[name=file]").set_input_files([cv])  # type: ignore[list-item]  # as it is said
    send(page)
    expect(page.locator("main .rows")).to_contain_text("سيرة.pdf")
    first = hand_in(page)
    picture(page, "candidate-receipt")
    assert [each["name"] for each in first.content["files"]] == ["سيرة.pdf"]
    assert first.content["sections"]["letter"]["text"] == LETTER
    assert timezone.now() - own().begun_at > timedelta(days=1)

    clock.shift(timedelta(hours=1))
    part(page, "letter")
    fill(page, text=f"{LETTER} وأكتب جيدًا.")
    second = hand_in(page)
    assert (second.number, own().submissions.count()) == (2, 2)
    assert second.sha256 != first.sha256
    assert first.receipt is not None
    expect(page.locator("main")).to_contain_text(first.receipt.reference)
    page.goto("/vacancies/letters/")
    expect(looked(page).locator("main .letters li")).to_have_count(2)


def at_the_desk(visit: Visits, application: Application) -> Page:
    path = f"/vacancies/mine/{application.code}/preview/"
    return visit(path, user=application.candidate, language="ar", size=PHONE)


@pytest.mark.parametrize("seconds", [-30, 0], ids=["in time", "too late"])
def test_the_second_decides(visit: Visits, call: Call, seconds: int) -> None:
    assert call.closes_at is not None
    application = make_application(call)
    with time_machine.travel(call.closes_at - timedelta(minutes=5), tick=True):
        page = at_the_desk(visit, application)
    with time_machine.travel(call.closes_at + timedelta(seconds=seconds), tick=True):
        page.locator("main form .button.primary").click()
        if seconds < 0:
            expect(page).to_have_url(re.compile("/receipt/"))
        else:
            expect(page.locator(".error-summary")).to_be_visible()
            looked(page)
    assert Submission.objects.exists() == (seconds < 0)
    application.refresh_from_db()
    assert application.sections["letter"]["text"], "what was written stays"


def addresses(application: Application) -> list[str]:
    letter = Letter.objects.get(candidate=application.candidate)
    base = f"/vacancies/mine/{application.code}/"
    mine = ("", "files/", "files/1/", "preview/", "receipt/", "withdraw/", "reuse/")
    parts = ("part/contact/", "part/education/e1/")
    own_pages = ("", "account/", "account/data.zip", "account/close/", "letters/")
    return [
        *(f"{base}{each}" for each in (*mine, *parts)),
        *(f"/vacancies/{each or 'mine/'}" for each in own_pages),
        f"/vacancies/letters/{letter.reference}/",
        f"/recruitment/MEX-87/calls/{application.call_id}/",
        f"/recruitment/MEX-87/calls/{application.call_id}/applications/",
    ]


def test_a_stranger_and_another_candidate_reach_nothing(visit: Visits, call: Call) -> None:
    application = make_application(call)
    submit(application)
    stranger, other = visit.context(), visit.context(user=make_candidate())
    for path in addresses(application):
        answer = stranger.request.get(path, max_redirects=0)
        assert answer.status == 302, path
        assert "/sign-in/" in answer.headers["location"] or "/login/" in answer.headers["location"]
        if application.code in path or "/letters/R" in path or "/recruitment/" in path:
            assert other.request.get(path).status == 404, path
