"""Ways round fairness that were tried once: powers lent, marks changed, scripts told apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_assessed, make_member, scorers
from factories.decisions import make_marked
from factories.programmes import give
from integration.workspace.recruitment.pages import only, signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    CentreOutcome,
    Interview,
    Mark,
    PanelMember,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.marks import marks_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.conditions import AppointmentKind
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.kinds import CentreResult, Stage
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.contracts import add_contract
from jalon.workspace.recruitment.services.deciding import decide
from jalon.workspace.recruitment.services.interviews import hold_interview, record_centre
from jalon.workspace.recruitment.services.marking import change_mark, save_marks
from jalon.workspace.recruitment.services.panels import release_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


def test_a_scorer_lends_nobody_the_power_to_decide(programme: Programme, amina: User) -> None:
    call = make_marked(programme, amina)
    scorer, deputy = scorers(call)[0], make_user("Deputy")
    give(scorer, Role.DIRECTOR, programme)
    today = timezone.localdate()
    Delegation.objects.create(absent=scorer, deputy=deputy, start_date=today, end_date=today)
    fields: dict[str, Any] = {"version": call.version, "choice": Choice(ranked(call).codes[0])}
    with refused("decider-scores"):
        decide(call_id=call.pk, reason="Best.", by=User.objects.get(pk=deputy.pk), **fields)
    give(deputy, Role.DIRECTOR, programme)
    decide(call_id=call.pk, reason="Best.", by=User.objects.get(pk=deputy.pk), **fields)


def seat_writers(call: Call, *, ended: int) -> WrittenTest:
    """Give everybody a place in a test; the first so many have handed in."""
    now = timezone.now()
    hour = timedelta(hours=1)
    test = WrittenTest.objects.create(
        call=call, opens_at=now - hour, closes_at=now + hour, minutes=60, tasks=[{"en": "Analyse"}]
    )
    for number, row in enumerate(Application.objects.filter(call=call).order_by("code")):
        Sitting.objects.create(
            test=test,
            application=row,
            code=f"SCRIPT{number}",
            began_at=now,
            ended_at=now if number < ended else None,
        )
    return test


def give_marks(call: Call, row: Application, who: User, value: int) -> None:
    for each in criteria(call, Stage.WRITTEN_TEST):
        Mark.objects.create(
            criterion=each,
            application=row,
            scorer=who,
            value=value,
            locked_value=value,
            locked_at=timezone.now(),
        )


def test_a_change_after_the_talk_opens_no_script_again(call: Call) -> None:
    seat_writers(call, ended=2)
    one, two, _three = scorers(call)
    row = only(call)
    give_marks(call, row, one, 4)
    give_marks(call, row, two, 4)
    first = criteria(call, Stage.WRITTEN_TEST)[0]
    fields: dict[str, Any] = {"criterion_id": first.pk, "application_id": row.pk, "by": one}
    change_mark(call_id=call.pk, value=0, reason="The source was copied.", **fields)
    marks = marks_of(call, Stage.WRITTEN_TEST)
    assert marks.closed(row.pk)
    assert marks.result(row.pk) is not None
    change_mark(call_id=call.pk, value=4, reason="It was not.", **fields)


def test_two_that_were_locked_far_apart_still_call_for_a_third(call: Call) -> None:
    seat_writers(call, ended=2)
    one, two, _three = scorers(call)
    row = only(call)
    give_marks(call, row, one, 5)
    give_marks(call, row, two, 0)
    assert not marks_of(call, Stage.WRITTEN_TEST).closed(row.pk)


def test_no_script_is_there_while_somebody_writes(call: Call) -> None:
    seat_writers(call, ended=1)
    who = scorers(call)[0]
    client = signed_in(who)
    assert "SCRIPT0" not in client.get(url(call, "to-mark", "written-test")).text
    assert client.get(url(call, "sheet", "written-test", "SCRIPT0")).status_code == 404
    row = Application.objects.get(sitting__code="SCRIPT0")
    first = criteria(call, Stage.WRITTEN_TEST)[0]
    fields: dict[str, Any] = {"stage": Stage.WRITTEN_TEST, "given": {first.pk: (None, "So far")}}
    with refused("scripts-still-written"):
        save_marks(call_id=call.pk, application_id=row.pk, by=who, **fields)
    page = client.get(url(call, "written-test")).text
    assert row.code not in page
    assert "2 candidates have a place" in page
    Sitting.objects.update(ended_at=timezone.now())
    assert "SCRIPT0" in client.get(url(call, "to-mark", "written-test")).text
    assert row.code not in client.get(url(call, "written-test")).text


@pytest.mark.parametrize("has_left", [False, True])
def test_who_has_declared_a_relative_runs_the_call_no_more(
    call: Call, bruno: User, has_left: bool
) -> None:
    seat = make_member(call, bruno, left_at=timezone.now() if has_left else None)
    seat.conflicts.create(application=only(call), tie="family")
    call.refresh_from_db()
    other = PanelMember.objects.filter(call=call).exclude(user=bruno)[0]
    with refused("conflict-declared"):
        release_member(
            call_id=call.pk, version=call.version, member_id=other.pk, reason="x", by=bruno
        )
    if not has_left:
        assert signed_in(bruno).get(url(call, "ranking")).status_code == 403


def test_who_was_not_there_is_in_the_trail(call: Call, amina: User) -> None:
    row = only(call)
    Interview.objects.create(application=row, starts_at=timezone.now(), zone="UTC")
    away = PanelMember.objects.filter(call=call).order_by("pk")[1]
    hold_interview(call_id=call.pk, application_id=row.pk, absent=[away.pk], by=amina)
    assert Event.objects.get(what="recruitment.interview-held").after["absent"] == [away.user_id]


def test_the_outcome_of_the_centre_is_turned_with_a_reason_alone(call: Call, amina: User) -> None:
    fields: dict[str, Any] = {
        "call_id": call.pk,
        "application_id": only(call).pk,
        "held_date": timezone.localdate(),
        "by": amina,
    }
    record_centre(outcome=CentreResult.PASSED, **fields)
    with refused("centre-changed-without-reason"):
        record_centre(outcome=CentreResult.NOT_PASSED, **fields)
    record_centre(outcome=CentreResult.NOT_PASSED, note="Two names were mixed up.", **fields)
    assert CentreOutcome.objects.get().outcome == "not-passed"
    event = Event.objects.filter(what="recruitment.centre-recorded").order_by("number").last()
    assert event is not None
    assert event.why == "Two names were mixed up."
    assert (event.after["was"], event.after["outcome"]) == ("passed", "not-passed")


def test_two_clicks_record_one_contract(programme: Programme, amina: User) -> None:
    today = timezone.localdate()
    term = Term("Xochitl Prado", "NOA", "", today, today + timedelta(days=300))
    fields: dict[str, Any] = {"kind": AppointmentKind.FIXED_TERM, "country": None, "term": term}
    add_contract(programme=programme, by=amina, **fields)
    with refused("appointment-twice"):
        add_contract(programme=programme, by=amina, **fields)
