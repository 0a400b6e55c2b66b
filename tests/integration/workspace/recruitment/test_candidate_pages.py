"""Candidates' pages: theirs alone, in every language, with few questions to the database."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.recruitment import (
    make_application,
    make_candidate,
    make_published,
    submit,
)
from integration.workspace.recruitment.candidates import PDF, add, url
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, Interview, Letter, Sitting, WrittenTest
from jalon.workspace.recruitment.rules.applications import Section
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.views import doors

pytestmark = pytest.mark.django_db


def test_nobody_sees_the_application_of_another(client: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    submit(application)
    letter = Letter.objects.get()
    client.force_login(make_candidate())
    pages = [
        *(
            url(name, application)
            for name in ("application", "files", "preview", "receipt", "withdraw", "reuse")
        ),
        url("section", application, "contact"),
        url("row", application, "education", "e1"),
        reverse("vacancies:letter", args=[letter.reference]),
    ]
    for page in pages:
        assert client.get(page).status_code == 404, page
        assert client.post(page, {"version": 1}).status_code in {404, 405}, page
    with pytest.raises(PermissionDenied):
        applying.withdraw_application(application_id=application.pk, by=make_candidate())


def test_drafts_of_calls_are_not_there(own: Client, programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    Call.objects.filter(pk=call.pk).update(state="draft", published_at=None)
    path = reverse("vacancies:begin", args=[call.slug])
    assert own.get(path).status_code == 404
    assert own.post(path).status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_every_page_in_every_language_within_twelve_queries(
    client: Client, call: Call, language: str, django_assert_max_num_queries: Any
) -> None:
    dalia = make_candidate("Dalia", language=language)
    application = make_application(call, dalia)
    submit(application)
    client.force_login(dalia)
    names = ("application", "files", "preview", "receipt", "withdraw", "reuse")
    pages = [
        *(url(name, application) for name in names),
        *(url("section", application, section.value) for section in Section),
        *(
            url("row", application, name, "new")
            for name in ("education", "employment", "languages")
        ),
        *(
            reverse(f"vacancies:{name}")
            for name in ("home", "letters", "account", "change-password", "close-account", "help")
        ),
        reverse("vacancies:begin", args=[call.slug]),
        reverse("vacancies:letter", args=[Letter.objects.get().reference]),
    ]
    for page in pages:
        with django_assert_max_num_queries(12):
            answer = client.get(page)
        assert answer.status_code == 200, page
        assert f'<html lang="{language}"' in answer.text


def test_the_countdown_stands_in_both_zones(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    page = own.get(url("application", application)).text
    assert "Geneva" in page
    assert "Your time" in page
    assert re.search(r"\d+ days", page)


def test_the_readers_own_clock_stands_once_without_a_script(
    own: Client, call: Call, dalia: User
) -> None:
    page = own.get(url("application", make_application(call, dalia))).text
    told = re.findall(r"<div( data-here hidden)?[^>]*><dt>(?:Your time|On this device)", page)
    assert told == ["", " data-here hidden"], "the device's own is for a script to show"
    assert "(Algiers)" in page


def test_test_and_interview_stand_on_the_candidates_own_pages(
    own: Client, call: Call, dalia: User, amina: User, django_assert_max_num_queries: Any
) -> None:
    application = make_application(call, dalia)
    submit(application)
    Call.objects.filter(pk=call.pk).update(state="assessment")
    opens = datetime(2027, 3, 1, 9, tzinfo=UTC)
    test = WrittenTest.objects.create(
        call=call, opens_at=opens, closes_at=opens + timedelta(hours=2), minutes=60, tasks=[]
    )
    more = {"extra_percent": 25, "accommodation": "A large print"}
    Sitting.objects.create(test=test, application=application, code="S1", **more)
    application.listings.create(which="short", is_on=True, reason="Good", by=amina)
    Interview.objects.create(
        application=application,
        starts_at=datetime(2027, 3, 9, 20, 30, tzinfo=UTC),
        zone="America/Mexico_City",
        where="Room 3",
    )
    for path in (reverse("vacancies:home"), url("application", application)):
        with django_assert_max_num_queries(12):
            page = own.get(path).text
        assert reverse("vacancies:test", args=[application.code]) in page
        assert "75 minutes" in page
        assert "15 minutes more than the others" in page
        assert "A large print" in page
        for clock in ("14:30", "21:30", "Room 3"):  # in Mexico City, and in Algiers
            assert clock in page
    applying.withdraw_application(application_id=application.pk, by=dalia)
    assert "Room 3" not in own.get(url("application", application)).text


@pytest.mark.parametrize(
    ("state", "said"),
    [("cancelled", "This call was cancelled"), ("decided", "This call is decided")],
)
def test_a_call_that_is_over_says_so_on_its_card_and_page(
    own: Client, call: Call, dalia: User, state: str, said: str
) -> None:
    application = make_application(call, dalia)
    submit(application)
    Call.objects.filter(pk=call.pk).update(state=state)
    for path in (reverse("vacancies:home"), url("application", application)):
        page = own.get(path).text
        assert said in page
        assert "Closes in" not in page
        assert "The deadline is over." not in page


def test_saving_again_and_again_comes_to_an_end(
    own: Client, call: Call, dalia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(doors.RATES, "save", "2/h/user")
    path = url("section", make_application(call, dalia), "letter")
    answers = [own.post(path, {"text": f"Words {n}"}).status_code for n in range(3)]
    assert answers == [302, 302, 429]
    assert own.get(path).status_code == 200


def test_looking_at_ones_own_file_writes_nothing_into_the_trail(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    add(own, application, "cv.pdf", "cv", PDF)
    before = Event.objects.count()
    answer: Any = own.get(url("file", application, application.files.get().pk))
    assert b"".join(answer.streaming_content) == PDF
    assert Event.objects.count() == before


def test_what_is_not_there_leads_a_candidate_home_and_not_to_the_teams_search(own: Client) -> None:
    page = own.get("/vacancies/mine/NOTTHERE/")
    assert page.status_code == 404
    assert reverse("vacancies:home") in page.text
    assert reverse("home:search") not in page.text
