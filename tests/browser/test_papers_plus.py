"""Sending files on a slow line, questions, the guide and the calendar, as a browser shows them."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser.visits import PHONE, Visits, check_axe, check_width, settled
from factories.documents import make_document, make_obligation
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document, DocumentVersion, StoredFile, Upload
from jalon.workspace.documents.services.guide import load_examples
from jalon.workspace.documents.services.questions import ask_question
from jalon.workspace.programmes.models import Programme


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


@pytest.fixture
def text(bruno: User, programme: Programme) -> Document:
    return make_document(bruno, make_obligation(programme, bruno, title={"en": "Report"}))


@pytest.fixture
def big(tmp_path: Path) -> Path:
    path = tmp_path / "big.pdf"
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(2 * 1024 * 1024) + b"\n%%EOF\n")
    return path


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "path",
    [
        "/documents/guide/",
        "/documents/guide/mission/",
        "/documents/guide/mission/edit/",
        "/documents/calendar/",
        "/documents/MEX-87/questions/",
        "/documents/MEX-87/texts/{text}/questions/",
        "/documents/MEX-87/texts/{text}/submit/",
        "/documents/MEX-87/questions/{question}/",
    ],
)
def test_pages_are_accessible_and_fit_a_telephone(
    visit: Visits, text: Document, amina: User, bruno: User, path: str, language: str
) -> None:
    from factories.programmes import give
    from jalon.workspace.accounts.rules import Role

    give(bruno, Role.ADMINISTRATOR, None)
    load_examples(by=None)
    asked = ask_question(document_id=text.pk, text="Which year?", by=amina)
    address = path.format(text=text.pk, question=asked.pk)
    page = visit(address, user=bruno, language=language)
    check_axe(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_width(page)


def submit_page(visit: Visits, text: Document, bruno: User, **options: Any) -> Page:
    return visit(f"/documents/MEX-87/texts/{text.pk}/submit/", user=bruno, **options)


def test_a_file_goes_on_where_it_was_after_a_break(
    visit: Visits, text: Document, bruno: User, big: Path
) -> None:
    page = submit_page(visit, text, bruno)
    arrived: list[int] = []
    broken = {"line": True}

    def pieces(route: Route) -> None:
        request = route.request
        if request.method == "PATCH":
            arrived.append(int(request.headers["upload-offset"]))
            if broken["line"] and len(arrived) > 3:
                return  # no answer ever comes
        route.continue_()

    page.route("**/documents/uploads/*/", pieces)
    page.set_input_files("input[type=file]", big)
    expect(page.locator(".upload progress")).to_be_visible()
    page.wait_for_timeout(1000)
    assert len(arrived) == 4
    page.reload()
    expect(page.locator(".upload [role=status]")).to_contain_text("big.pdf")
    broken["line"] = False
    arrived.clear()
    page.set_input_files("input[type=file]", big)
    expect(page.locator(".upload [role=status]")).to_contain_text("Received: big.pdf")
    assert arrived[0] == 3 * 256 * 1024
    page.get_by_role("button", name="Keep as a draft").click()
    page.wait_for_url(f"**/texts/{text.pk}/")
    stored = StoredFile.objects.get()
    assert stored.sha256 == hashlib.sha256(big.read_bytes()).hexdigest()
    assert DocumentVersion.objects.get().file == stored


def test_an_upload_can_be_cancelled(visit: Visits, text: Document, bruno: User, big: Path) -> None:
    page = submit_page(visit, text, bruno)
    page.route(
        "**/documents/uploads/*/",
        lambda route: None if route.request.method == "PATCH" else route.continue_(),
    )
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.set_input_files("input[type=file]", big)
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.locator(".upload").get_by_role("button", name="Cancel").click()
    expect(page.locator(".upload [role=status]")).to_contain_text("Cancelled")
    assert not Upload.objects.exists()
    expect(page.get_by_role("button", name="Keep as a draft")).to_be_enabled()


def test_what_is_refused_is_said_at_once(
    visit: Visits, text: Document, bruno: User, tmp_path: Path
) -> None:
    page = submit_page(visit, text, bruno)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"MZ\x00" + os.urandom(700_000))
    page.set_input_files("input[type=file]", bad)
    expect(page.locator(".upload [role=status]")).to_contain_text("not of a type that is accepted")


def test_a_file_is_sent_without_javascript(
    visit: Visits, text: Document, bruno: User, big: Path
) -> None:
    page = submit_page(visit, text, bruno, javascript=False)
    page.set_input_files("input[type=file]", big)
    page.get_by_role("button", name="Keep as a draft").click()
    page.wait_for_url(f"**/texts/{text.pk}/")
    assert StoredFile.objects.get().size == big.stat().st_size


def test_questions_come_into_the_page_of_a_text(
    visit: Visits, text: Document, amina: User, bruno: User
) -> None:
    ask_question(document_id=text.pk, text="Which year?", by=amina)
    page = visit(f"/documents/MEX-87/texts/{text.pk}/", user=bruno)
    page.mouse.wheel(0, 20_000)
    expect(page.get_by_role("link", name="Which year?")).to_be_visible()
    check_axe(settled(page))
