"""The form of an application: its questions, sections and rows, saved as they are filled in."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from factories.recruitment import (
    make_application,
    make_published,
)
from integration.workspace.recruitment.candidates import post, url
from jalon.errors import Problems, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Requirement,
)
from jalon.workspace.recruitment.rules.applications import Section
from jalon.workspace.recruitment.services import applying

pytestmark = pytest.mark.django_db


def test_what_is_saved_survives_the_end_of_the_session(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia, letter={})
    post(own, url("section", application, "letter"), {"text": "Half a letter"})
    own.logout()
    assert own.get(url("application", application)).status_code == 302
    own.force_login(dalia)
    assert "Half a letter" in own.get(url("section", application, "letter")).text


def test_a_form_sent_after_the_session_has_ended_is_kept(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    path = url("section", application, "letter")
    own.get(path)
    person = own.cookies["jalon_person"].value
    own.logout()
    own.cookies["jalon_person"] = person
    answer = own.post(path, {"text": "Written too late"})
    assert answer["Location"] == f"{reverse('vacancies:sign-in')}?next=/people/kept/"
    given = {"email": dalia.email, "password": "a long pass phrase", "onward": "/people/kept/"}
    back = own.post(reverse("vacancies:sign-in"), given)
    assert "Written too late" in own.get(back["Location"]).text


def test_questions_are_those_of_the_call_in_its_words(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    asked = Requirement.objects.create(
        call=call,
        order=90,
        kind="declared",
        parameters={"passes": False},
        text={"en": "Were you separated on retirement?"},
    )
    page = own.get(url("section", application, "eligibility")).text
    assert "Were you separated on retirement?" in page
    assert "This is still to be filled in" in own.get(url("preview", application)).text
    post(
        own,
        url("section", application, "eligibility"),
        {"group": "internal", f"declared-{asked.pk}": "no"},
    )
    application.refresh_from_db()
    assert application.sections["eligibility"]["declared"][str(asked.pk)] is False


def test_a_permit_is_asked_only_where_the_call_asks(own: Client, call: Call, dalia: User) -> None:
    call.requirements.filter(kind="local-ties").delete()
    application = make_application(call, dalia)
    path = url("section", application, "nationality")
    assert "permit to work" not in own.get(path).text
    Requirement.objects.create(
        call=call,
        order=91,
        kind="local-ties",
        parameters={"country": "MX", "ways": [["nationality"], ["residence", "permit"]]},
        text={"en": "Local"},
    )
    assert "Do you have a permit to work in Mexico?" in own.get(path).text
    post(own, path, {"first": "DZ", "permit-MX": "yes"})
    application.refresh_from_db()
    assert application.sections["nationality"]["permits"] == ["MX"]


def test_nothing_to_add_is_an_answer(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    Application.objects.update(sections={})
    own.post(url("section", application, "employment"), {"none": "1"})
    application.refresh_from_db()
    assert application.sections == {"employment": []}
    own.post(url("section", application, "languages"), {"none": "1"})
    application.refresh_from_db()
    assert "languages" not in application.sections


def test_a_row_is_changed_and_removed(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    path = url("row", application, "education", "e1")
    assert post(own, path, {"level": "8", "completed": "no"}).status_code == 302
    application.refresh_from_db()
    assert application.sections["education"] == [{"row": "e1", "level": 8, "completed": False}]
    own.post(url("section", application, "education"), {"remove": "e1"})
    application.refresh_from_db()
    assert application.sections["education"] == []
    assert own.get(path).status_code == 404


def test_whether_a_degree_is_completed_is_open_until_it_is_said(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    page = own.get(url("row", application, "education", "new"))
    assert not page.context["form"]["completed"].value()
    assert "checked" not in str(page.context["form"]["completed"])


def test_a_new_row_sent_twice_is_one_row(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia, languages=[])
    path = url("row", application, "languages", "new")
    page = own.get(path).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    for _time in range(2):
        own.post(path, {**hidden, "language": "fr", "reading": "B1"})
    application.refresh_from_db()
    assert [row["language"] for row in application.sections["languages"]] == ["fr"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("contact", {"name": "", "email": "x@example.org"}),
        ("contact", {"name": "X", "email": "no address"}),
        ("nationality", {"first": "XX"}),
        ("letter", {"text": "x" * 12_001}),
        ("eligibility", {"group": "somebody"}),
    ],
)
def test_what_is_malformed_is_refused_and_shown(
    own: Client, call: Call, dalia: User, name: str, values: dict[str, str]
) -> None:
    application = make_application(call, dalia)
    before = application.sections[name]
    answer = post(own, url("section", application, name), values)
    assert answer.status_code == 422
    application.refresh_from_db()
    assert application.sections[name] == before


@pytest.mark.parametrize(
    "values",
    [
        {"title": "X", "employer": "Y", "start": "2020-13"},
        {"title": "X", "employer": "Y", "start": "2020-05", "end": "2020-04"},
        {"title": "X", "employer": "Y", "start": "1800-01"},
        {"title": "X", "employer": "Y", "start": "2020-05", "share": "0"},
    ],
)
def test_a_post_that_cannot_be_is_refused(
    own: Client, call: Call, dalia: User, values: dict[str, str]
) -> None:
    application = make_application(call, dalia)
    assert post(own, url("row", application, "employment", "new"), values).status_code == 422


def test_the_second_of_two_windows_is_told(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    path = url("section", application, "letter")
    page = own.get(path).text
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    post(own, path, {"text": "The first window"})
    answer = own.post(path, {"text": "The second window", "seen": seen})
    assert answer.status_code == 422
    assert "in another window" in answer.text
    assert "The second window" in answer.text
    again = re.findall(r'name="seen" value="([^"]*)"', answer.text)[0]
    assert own.post(path, {"text": "The second window", "seen": again}).status_code == 302
    application.refresh_from_db()
    assert application.sections["letter"]["text"] == "The second window"


def test_two_windows_on_two_parts_do_not_meet(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    path = url("section", application, "letter")
    seen = re.findall(r'name="seen" value="([^"]*)"', own.get(path).text)[0]
    post(own, url("section", application, "consent"), {"truth": "on"})
    assert own.post(path, {"text": "Mine", "seen": seen}).status_code == 302


def test_sections_that_no_form_sends_are_refused(call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    for content in ("text", {"unknown": "x"}, [], {"text": 5}):
        with pytest.raises((Problems, RuleBroken)):
            applying.save_section(
                application_id=application.pk,
                section=Section.LETTER,
                content=content,
                seen=None,
                by=dalia,
            )


def test_an_earlier_application_fills_what_is_empty(
    own: Client, call: Call, dalia: User, programme: Programme, amina: User
) -> None:
    first = make_application(call, dalia)
    second = applying.begin_application(call_id=make_published(programme, amina).pk, by=dalia)
    applying.save_section(
        application_id=second.pk,
        section=Section.LETTER,
        content={"text": "New"},
        seen=None,
        by=dalia,
    )
    assert own.post(url("reuse", second), {"source": first.code}).status_code == 302
    second.refresh_from_db()
    assert second.sections["letter"] == {"text": "New"}
    assert second.sections["education"] == first.sections["education"]
    assert "eligibility" not in second.sections
    assert "consent" not in second.sections
    other = make_application(call)
    assert own.post(url("reuse", second), {"source": other.code}).status_code == 404


def test_signs_that_no_paper_can_hold_are_left_out(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    given = {"name": "Zo\x0b\x1be", "email": "zoe@applicant.example"}
    assert post(own, url("section", application, "contact"), given).status_code == 302
    application.refresh_from_db()
    assert application.sections["contact"]["name"] == "Zoe"
