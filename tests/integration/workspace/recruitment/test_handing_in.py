"""An application is handed in whole, once, in time; each time with a receipt."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.recruitment import (
    close,
    make_application,
    make_candidate,
    submit,
)
from integration.workspace.recruitment.candidates import post, url
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Letter,
    Requirement,
    Submission,
)
from jalon.workspace.recruitment.rules.applications import Section, digest
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.services.submitting import submit_application

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def test_a_candidate_fills_in_everything_and_hands_it_in_without_a_script(
    own: Client, call: Call, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    begun = own.post(reverse("vacancies:begin", args=[call.slug]))
    application = Application.objects.get()
    assert begun["Location"] == url("application", application)
    assert "0 of 8 are filled in" in own.get(begun["Location"]).text

    fill_in(own, application, call)
    page = own.get(url("application", application)).text
    assert "8 of 8 are filled in" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(own, url("preview", application), {})
    assert answer.status_code == 302, answer.text
    receipt = own.get(answer["Location"]).text

    submission = Submission.objects.get()
    assert submission.sha256 == digest(submission.content)
    letter = submission.receipt
    assert letter is not None
    assert letter.reference in receipt
    assert submission.sha256 in receipt
    assert submission.at.isoformat() in receipt
    assert letter.reference in mailoutbox[0].body
    assert submission.sha256 in mailoutbox[0].body
    assert letter.reference in own.get(reverse("vacancies:letters")).text
    shown = own.get(reverse("vacancies:letter", args=[letter.reference])).text
    assert submission.sha256 in shown


def fill_in(client: Client, application: Application, call: Call) -> None:
    def section(which: str, /, **values: Any) -> None:
        answer = post(client, url("section", application, which), values)
        assert answer.status_code == 302, answer.text

    def row(which: str, /, **values: Any) -> None:
        answer = post(client, url("row", application, which, "new"), values)
        assert answer.status_code == 302, answer.text

    declared = call.requirements.filter(kind="declared")
    section("contact", name="Dalia Test", email="dalia@applicant.example", phone="+213 1")
    section("nationality", first="DZ", second="MX", residence="MX")
    row("education", level="7", title="Master", completed="yes", year="2012")
    row("employment", title="Officer", employer="Here", start="2013-02", end="2020-06", share="80")
    row("employment", title="Chief", employer="There", start="2020-07", settings="international")
    row("languages", language="ar", wording="on")
    row("languages", language="es", reading="C1", writing="B2", listening="C1", speaking="C1")
    section("eligibility", group="external", **{f"declared-{d.pk}": "yes" for d in declared})
    section("letter", text="Why me.")
    section("consent", truth="on", privacy="on")
    kept = Application.objects.get(pk=application.pk).sections
    assert [job["start"] for job in kept["employment"]] == ["2013-02-01", "2020-07-01"]
    assert kept["employment"][0]["end"] == "2020-06-30"
    assert kept["nationality"] == {"nationalities": ["DZ", "MX"], "residence": "MX"}


def test_a_draft_may_be_incomplete_but_not_handed_in(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia, letter={})
    answer = post(own, url("preview", application), {})
    assert answer.status_code == 422
    assert not Submission.objects.exists()
    with pytest.raises(RuleBroken, match="application-not-whole"):
        submit(application)


def test_what_is_handed_in_is_what_was_looked_through(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    path = url("preview", application)
    seen = re.findall(r'name="version" value="(\d+)"', own.get(path).text)[0]
    post(own, url("section", application, "letter"), {"text": "Changed meanwhile"})
    answer = own.post(path, {"version": seen})
    assert answer.status_code == 422
    assert "Something was changed since" in answer.text
    assert "Changed meanwhile" in answer.text
    assert not Submission.objects.exists()
    now = re.findall(r'name="version" value="(\d+)"', answer.text)[0]
    assert own.post(path, {"version": now}).status_code == 302


def test_handing_in_twice_gives_the_same_receipt(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    version = application.version
    for _time in range(2):
        answer = own.post(url("preview", application), {"version": version})
        assert answer.status_code == 302
    assert Submission.objects.count() == Letter.objects.filter(kind="receipt").count() == 1


def test_sent_again_after_the_deadline_because_the_answer_was_lost(call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    first = submit(application)
    assert call.closes_at is not None
    with time_machine.travel(call.closes_at + timedelta(minutes=5), tick=False):
        again = submit_application(
            application_id=application.pk, version=application.version, by=dalia
        )
    assert again == first


def test_until_the_deadline_it_can_be_changed_and_handed_in_again(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    first = submit(application)
    post(own, url("section", application, "letter"), {"text": "Better"})
    first.refresh_from_db()
    assert first.content["sections"]["letter"]["text"] != "Better", "what was handed in stands"
    assert post(own, url("preview", application), {}).status_code == 302
    numbers = list(Submission.objects.order_by("number").values_list("number", "sha256"))
    assert [number for number, _hash in numbers] == [1, 2]
    assert numbers[0][1] != numbers[1][1]


def test_the_deadline_counts_to_the_microsecond(call: Call) -> None:
    assert call.closes_at is not None
    early, late = make_application(call), make_application(call)
    with time_machine.travel(call.closes_at - MICROSECOND, tick=False):
        assert submit(early).at == call.closes_at - MICROSECOND
    with time_machine.travel(call.closes_at, tick=False):
        with pytest.raises(RuleBroken, match="application-late"):
            submit(late)
        with pytest.raises(RuleBroken, match="application-closed"):
            applying.save_section(
                application_id=late.pk,
                section=Section.LETTER,
                content={"text": "x"},
                seen=None,
                by=late.candidate,
            )
        with pytest.raises(RuleBroken, match="application-closed"):
            applying.begin_application(call_id=call.pk, by=make_candidate())


def test_too_late_is_said_and_what_was_written_stays(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    assert call.closes_at is not None
    with time_machine.travel(call.closes_at + timedelta(seconds=1), tick=False):
        own.force_login(dalia)
        answer = own.post(url("preview", application), {"version": application.version})
        assert answer.status_code == 422
        assert "The deadline is over" in answer.text
        page = own.get(url("application", application)).text
        assert "was not handed in" in page
    application.refresh_from_db()
    assert application.sections["letter"]["text"]


def test_the_deadline_is_that_of_the_call_as_it_is_now(call: Call) -> None:
    application = make_application(call)
    close(call, timezone.now() - timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="application-late"):
        submit(application)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(minutes=5))
    assert submit(application).number == 1


def test_a_cancelled_call_takes_nothing(call: Call) -> None:
    application = make_application(call)
    Call.objects.filter(pk=call.pk).update(state="cancelled")
    with pytest.raises(RuleBroken, match="application-closed"):
        submit(application)


def test_a_question_that_came_with_an_amendment_is_answered_first(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    version = application.version
    asked = Requirement.objects.create(
        call=call,
        order=92,
        kind="declared",
        parameters={"passes": False},
        text={"en": "Were you separated on retirement?"},
    )
    answer = own.post(url("preview", application), {"version": version})
    assert answer.status_code == 422
    assert "not filled in yet" in answer.text
    assert not Submission.objects.exists()
    said = {**application.sections["eligibility"]["declared"], str(asked.pk): False}
    values = {f"declared-{key}": "yes" if yes else "no" for key, yes in said.items()}
    post(own, url("section", application, "eligibility"), {"group": "external", **values})
    assert post(own, url("preview", application), {}).status_code == 302
