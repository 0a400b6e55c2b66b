"""Interviews, what the centre found, referees: who records what, when."""

import pytest
from django.utils import timezone

from factories.assessment import (
    criteria,
    make_assessed,
    scorers,
)
from integration.workspace.recruitment.pages import (
    only,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Call,
    Interview,
)
from jalon.workspace.recruitment.rules.kinds import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


def test_an_interview_is_planned_by_the_clock_of_a_place(call: Call, amina: User) -> None:
    client, row = signed_in(amina), only(call)
    data = {"starts_at": "2026-12-01T09:00", "zone": "Asia/Riyadh", "where": "Room 1"}
    assert client.post(url(call, "plan-interview", row.code), data).status_code == 302
    interview = Interview.objects.get(application=row)
    assert interview.starts_at.isoformat() == "2026-12-01T06:00:00+00:00"
    page = client.get(url(call, "interviews")).text
    assert "09:00" in page
    assert "Asia/Riyadh" in page
    assert client.post(url(call, "interview-held", row.code), {}).status_code == 422


def test_questions_are_set_by_criterion_before_the_first_is_heard(call: Call, amina: User) -> None:
    row, client = criteria(call, Stage.INTERVIEW)[0], signed_in(amina)
    address = url(call, "questions", row.pk)
    data = {"version": call.version, "question1_en": "Tell us of a survey"}
    assert client.post(address, data).status_code == 302
    assert "Tell us of a survey" in client.get(url(call, "interviews")).text
    Interview.objects.create(
        application=only(call), starts_at=timezone.now(), zone="UTC", held_at=timezone.now()
    )
    call.refresh_from_db()
    assert client.post(address, {**data, "version": call.version}).status_code == 422


def test_human_resources_record_what_the_centre_found(call: Call) -> None:
    row = only(call)
    data = {"outcome": "passed", "held_date": "2026-01-15", "note": ""}
    chair, _member, resources = scorers(call)
    assert signed_in(chair).get(url(call, "centre", row.code)).status_code == 403
    client = signed_in(resources)
    assert client.post(url(call, "centre", row.code), data).status_code == 302
    future = {**data, "held_date": "2090-01-15"}
    assert client.post(url(call, "centre", row.code), future).status_code == 422


def test_referees_are_asked_with_consent_alone(call: Call, amina: User) -> None:
    client, row = signed_in(amina), only(call)
    assert client.post(url(call, "referees", row.code), {"name": "A. Referee"}).status_code == 302
    referee = row.referees.get()
    address = url(call, "referee", row.code, referee.pk)
    asked = {"asked_date": "2026-01-10"}
    assert client.post(address, asked).status_code == 422
    assert client.post(address, {"answer": "Good"}).status_code == 422
    agreed = {**asked, "consented_date": "2026-01-09"}
    assert client.post(address, agreed).status_code == 302
    referee.refresh_from_db()
    assert referee.asked_at is not None
