"""Pages that say no say what to do, in the reader's language, and nothing of what is inside."""

import logging
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from factories.accounts import make_user
from jalon.errors import Problem, Problems
from jalon.workspace.accounts.models import User
from jalon.workspace.home.views import refusals


def test_nothing_here(client: Client, amina: User) -> None:
    client.force_login(amina)
    answer = client.get("/no-such-page/<script>/")
    assert answer.status_code == 404
    assert "There is nothing for you here" in answer.text
    assert "no-such-page/<script>" not in answer.text


@pytest.mark.django_db
def test_an_unknown_host_gets_a_page_without_the_request(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["theme=" + "x" * (5 * 1024 * 1024), "a=&" * 5001])
def test_a_form_that_is_too_large_is_told_so(form: str) -> None:
    kind = "application/x-www-form-urlencoded"
    browser = Client(enforce_csrf_checks=True)
    browser.get("/")  # gives the cookie that every form of ours comes with
    answer = browser.post("/preferences/theme/", form, content_type=kind)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_about_the_draft() -> None:
    answer = Client(enforce_csrf_checks=True).post("/preferences/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "kept as a draft" in answer.text


def test_a_server_error_gives_the_reference_of_the_log(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    request: Any = rf.get("/results/")
    request.reference = "abc123"
    try:
        raise ZeroDivisionError("the secret")  # noqa: TRY301
    except ZeroDivisionError:
        with caplog.at_level(logging.ERROR):
            answer = refusals.server_error(request)
    assert answer.status_code == 500
    assert b"abc123" in answer.content
    assert b"the secret" not in answer.content
    assert caplog.records[0].__dict__["reference"] == "abc123"
    assert "the secret" in caplog.text


def test_a_server_error_is_said_even_when_templates_are_broken(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(template: str, **facts: str) -> str:
        raise OSError("disk")

    monkeypatch.setattr(refusals, "_bare", broken)
    answer = refusals.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content


def test_refusals_that_need_no_database(rf: RequestFactory) -> None:
    """Without the `db` fixture: a query would fail this test."""
    request: HttpRequest = rf.get("/")
    assert refusals.bad_request(request, ValueError("inside")).status_code == 400
    assert b"inside" not in refusals.bad_request(request, ValueError("inside")).content


@pytest.mark.django_db
def test_a_rule_that_is_broken_where_no_page_expects_it_is_said_all_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_facts: object) -> None:
        raise Problems([Problem("here", "reason-needed"), Problem("there", "not-yours")])

    monkeypatch.setattr("jalon.workspace.home.queries.search.index.find", refuse)
    client.force_login(make_user("Amina"))
    answer = client.get("/search/?q=x", headers={"referer": "http://testserver/programmes/"})
    assert answer.status_code == 422
    assert answer.text.count('class="notice bad"') == 2
    assert 'href="http://testserver/programmes/"' in answer.text
    elsewhere = client.get("/search/?q=x", headers={"referer": "https://evil.example/"})
    assert "evil.example" not in elsewhere.text
