"""A report that is late goes through its chain, comes back once, and is accepted by the donor."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.accounts import PASSWORD, make_user
from factories.documents import make_document, make_donor, make_obligation, submit
from factories.papers import PDF
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.services.clearance import return_document
from jalon.workspace.documents.services.review import comment, respond_comment
from jalon.workspace.programmes.models import Programme

TITLE = "Second progress report"
CHAIN = {
    "Sofia": (Role.SPECIALIST, "Technical review"),
    "Farid": (Role.FINANCE, "Financial check"),
    "Chloe": (Role.COORDINATOR, "Clearance by the coordinator"),
    "Amina": (Role.DIRECTOR, "Clearance by the director"),
}
DELAYS = "/documents/MEX-87/delays/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture
def people(programme: Programme, amina: User, bruno: User) -> dict[str, User]:
    """Everybody whose hands the report goes through; Bruno writes it, Dora speaks for the donor."""
    found = {"Amina": amina, "Bruno": bruno, "Dora": make_user("Dora")}
    for name, (role, _step) in CHAIN.items():
        if name not in found:
            found[name] = make_user(name)
            give(found[name], role, programme)
    donor = make_donor(programme)
    give(found["Dora"], Role.DONOR, programme, organisation=donor)
    make_obligation(
        programme,
        bruno,
        title={"en": TITLE, "es": "Segundo informe de avance"},
        due=_today(programme) - timedelta(days=10),
        owed_to_organisation=donor,
    )
    return found


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(PDF)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_late_report_is_cleared_and_accepted(
    visit: Visits, people: dict[str, User], report: Path, javascript: bool
) -> None:
    pages = {
        name: visit("/", user=user, javascript=javascript)
        for name, user in people.items()
        if name != "Dora"
    }
    author = pages["Bruno"]

    expect(_late_on_board(pages["Amina"])).to_contain_text("no reason given")
    author.get_by_role("link", name=TITLE).first.click()
    expect(author.get_by_text("10 days late")).to_be_visible()
    _record_delay(author, _today(Programme.objects.get()) + timedelta(days=3))
    on_board = _late_on_board(pages["Amina"])
    expect(on_board).to_contain_text("The regional figures came late")
    expect(on_board).to_contain_text("not begun")
    Obligation.objects.update(expected_at=timezone.now())  # the promised day goes by as well

    author.reload()
    expect(author.get_by_text("The date that was promised is over.")).to_be_visible()
    _begin(author)
    _refused_without_a_reason(author, report)
    _hand_in(author, report, late="The figures of the second region came late")
    expect(author.get_by_text("Technical review")).to_be_visible()
    if javascript:
        picture(author, "clearance-chain")

    _stall()
    expect(_stuck_on_board(pages["Amina"])).to_contain_text("Technical review")
    _comment(pages["Sofia"], "The figure is of another year.", place="Page 4")
    _decide(pages["Sofia"], "Return with this reason", "See comment 1.1")
    expect(_late_on_board(pages["Amina"])).to_contain_text("returned to Bruno")

    _answer_and_hand_in(author, report)
    for name, (_role, step) in CHAIN.items():
        _open_from_home(pages[name], step)
        _decide(pages[name], "Clear")

    donor = _sign_in(visit, people["Dora"], javascript=javascript)
    _open_from_home(donor, "Acceptance")
    expect(donor.get_by_text("The figure is of another year.")).to_have_count(0)
    _decide(donor, "Accept")
    expect(donor.locator(".status", has_text="accepted").first).to_be_visible()

    pages["Amina"].goto(DELAYS)
    expect(pages["Amina"].get_by_text("Nothing is late")).to_be_visible()
    assert Obligation.objects.get().state == Document.objects.get().state == "accepted"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_pages_are_accessible(visit: Visits, people: dict[str, User], language: str) -> None:
    document = _returned_once(people)
    step = document.steps.filter(decision="", opened_at__isnull=False).get()
    said = document.rounds.order_by("number")[0].comments.get()
    text = f"/documents/MEX-87/texts/{document.pk}/"
    owed = f"/documents/MEX-87/owed/{document.obligation_id}/"
    _stall()
    reader = visit(owed, user=people["Sofia"], language=language)
    _check(reader)
    for path in (text, f"{text}review/", f"{text}steps/{step.pk}/", f"{DELAYS}?what=steps"):
        reader.goto(path)
        _check(reader)
    author = visit(f"{text}comments/{said.pk}/", user=people["Bruno"], language=language)
    _check(author)


def _today(programme: Programme) -> date:
    return timezone.now().astimezone(ZoneInfo(programme.time_zone)).date()


def _record_delay(page: Page, day: date) -> None:
    page.get_by_role("link", name="Record a delay").click()
    page.get_by_label("Why is it late?").fill("The regional figures came late")
    page.get_by_label("New date").fill(day.isoformat())
    page.get_by_label("What happens next").fill("Bruno adds them and sends the report")
    page.get_by_role("button", name="Record the delay").click()
    delays = page.get_by_role("region", name="Delays")
    expect(delays).to_contain_text("Bruno adds them and sends the report")


def _begin(page: Page) -> None:
    page.get_by_role("link", name="Begin the text").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()


def _refused_without_a_reason(page: Page, report: Path) -> None:
    page.get_by_role("link", name="Send a version").click()
    page.get_by_label("File", exact=True).set_input_files(report)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_label("Why is it late?")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Cancel").click()


def _hand_in(page: Page, report: Path, *, late: str = "", what_changed: str = "") -> None:
    page.get_by_role("link", name="Send a version").click()
    page.get_by_label("File", exact=True).set_input_files(report)
    page.get_by_label("What has changed").fill(what_changed)
    if late:
        page.get_by_label("Why is it late?").fill(late)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator(".status", has_text="submitted").first).to_be_visible()


def _comment(page: Page, text: str, *, place: str) -> None:
    _open_from_home(page, "Technical review")
    page.get_by_role("link", name="Comments").click()
    page.get_by_label("Place in the text").fill(place)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator(".said-number", has_text="1.1")).to_be_visible()
    page.get_by_role("link", name="Decide").click()


def _answer_and_hand_in(page: Page, report: Path) -> None:
    page.goto("/")
    page.get_by_role("region", name="Returned to me").get_by_role("link", name=TITLE).click()
    report.write_bytes(PDF + b"% corrected\n")
    _may_not_hand_in(page)
    page.get_by_role("link", name="Comments").click()
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("Answer", exact=True).fill("Corrected to 2025")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.locator(".said").first).to_contain_text("answered")
    page.get_by_role("link", name=TITLE).first.click()
    _hand_in(page, report, what_changed="The year on page 4")
    expect(page.get_by_text("round 2", exact=False).first).to_be_visible()


def _may_not_hand_in(page: Page) -> None:
    """Find, before any file is sent, that the comment wants an answer; go back to the text."""
    page.get_by_role("link", name="Send a version").click()
    expect(page.locator("main")).to_contain_text("1 comment has no answer yet")
    expect(page.get_by_role("button", name="Hand it in")).to_have_count(0)
    page.get_by_role("link", name="Cancel").click()


def _open_from_home(page: Page, step: str) -> None:
    """Go to the step that waits, from the list of what waits for me."""
    page.goto("/")
    waiting = page.locator(".work-list li", has_text=step)
    waiting.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if page.get_by_role("button", name="Return with this reason").count() == 0:
        page.get_by_role("link", name="Decide").or_(
            page.get_by_role("link", name="Accept or return")
        ).click()


def _decide(page: Page, button: str, reason: str = "") -> None:
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Your decision is on record.")).to_be_visible()


def _sign_in(visit: Visits, user: User, *, javascript: bool) -> Page:
    page = visit("/", javascript=javascript)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    return page


def _late_on_board(page: Page) -> Locator:
    page.goto(DELAYS)
    return page.get_by_role("row").filter(has_text=TITLE)


def _stuck_on_board(page: Page) -> Locator:
    page.goto(DELAYS)
    page.get_by_role("link", name="Waiting for a decision (1)").click()
    return page.get_by_role("row").filter(has_text=TITLE)


def _stall() -> None:
    """Let the days go by that the open step is allowed."""
    opened = Step.objects.filter(decision="", opened_at__isnull=False)
    assert opened.update(due_at=timezone.now() - timedelta(days=2)) == 1


def _returned_once(people: dict[str, User]) -> Document:
    """Bring the report into its second round, as the journey does."""
    bruno, sofia = people["Bruno"], people["Sofia"]
    document = make_document(bruno, Obligation.objects.get())
    submit(bruno, document, late_reason="Figures came late")
    said = comment(document_id=document.pk, text="Which year?", anchor="p. 4", by=sofia)
    step = document.steps.get(role=Role.SPECIALIST)
    return_document(step_id=step.pk, version=document.version, reason="See 1.1", by=sofia)
    respond_comment(comment_id=said.pk, response="2025", by=bruno)
    submit(bruno, document, what_changed="The year")
    return document


def _check(page: Page) -> None:
    check_axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_width(page)
