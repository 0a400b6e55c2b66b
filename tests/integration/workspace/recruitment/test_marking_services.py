"""Marks given apart, locked, compared and changed; scripts without names; who may not."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_assessed, make_member, scorers
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    Interview,
    Listing,
    Mark,
    PanelMember,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.marks import marks_of
from jalon.workspace.recruitment.queries.seen import reader_of, seen_of
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.services.declaring import declare
from jalon.workspace.recruitment.services.interviews import hold_interview, plan_interview
from jalon.workspace.recruitment.services.marking import change_mark, lock_marks, save_marks
from jalon.workspace.recruitment.services.panels import name_member, release_member
from jalon.workspace.recruitment.services.written import (
    accommodate,
    begin_test,
    hand_in_test,
    open_names,
    save_answers,
    seat_candidates,
    set_up_test,
)

pytestmark = pytest.mark.django_db
A, T, N = Stage.APPLICATION, Stage.WRITTEN_TEST, Stage.INTERVIEW


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


@pytest.fixture
def first(call: Call) -> Application:
    return Application.objects.filter(call=call).order_by("code")[0]


def mark(call: Call, row: Application, by: User, value: int = 3, stage: Stage = A) -> None:
    given = {each.pk: (Decimal(value), "Why") for each in criteria(call, stage)}
    save_marks(call_id=call.pk, application_id=row.pk, stage=stage, given=given, by=by)


def lock(call: Call, row: Application, by: User, stage: Stage = A) -> None:
    lock_marks(call_id=call.pk, application_id=row.pk, stage=stage, by=by)


def names(user: User, call: Call, row: Application) -> bool:
    return seen_of(reader_of(user, Call.objects.get(pk=call.pk)), row).names


def test_names_and_files_open_to_each_scorer_after_their_own_lock(
    call: Call, first: Application
) -> None:
    one, two, three = scorers(call)
    mark(call, first, one)
    assert not names(one, call, first)
    lock(call, first, one)
    assert names(one, call, first)
    assert not names(two, call, first)
    assert not names(three, call, first)
    mark(call, first, two)
    lock(call, first, two)
    assert names(three, call, first)  # nobody's marks of this one are open any more


def test_two_score_and_a_third_is_not_needed(call: Call, first: Application) -> None:
    one, two, three = scorers(call)
    mark(call, first, one)
    mark(call, first, two)
    with refused("marked-by-others"):
        mark(call, first, three)


def test_open_marks_of_a_member_who_left_make_room(
    call: Call, first: Application, amina: User
) -> None:
    one, two, three = scorers(call)
    mark(call, first, one)
    mark(call, first, two)
    release_member(
        call_id=call.pk,
        version=call.version,
        member_id=PanelMember.objects.get(call=call, user=two).pk,
        reason="Ill",
        by=amina,
    )
    mark(call, first, three)
    with pytest.raises(PermissionDenied):
        mark(call, first, two)


def test_a_sheet_is_locked_full_and_only_once(call: Call, first: Application) -> None:
    one, *_others = scorers(call)
    with refused("marks-missing"):
        lock(call, first, one)
    row = criteria(call, A)[0]
    save_marks(
        call_id=call.pk, application_id=first.pk, stage=A, given={row.pk: (None, "x")}, by=one
    )
    with refused("marks-missing"):
        lock(call, first, one)
    with refused("mark-off-scale"):
        mark(call, first, one, 6)
    mark(call, first, one)
    lock(call, first, one)
    with refused("marks-locked"):
        mark(call, first, one, 4)
    with refused("marks-locked"):
        lock(call, first, one)


def test_a_mark_changes_after_all_have_locked_and_with_a_reason(
    call: Call, first: Application
) -> None:
    one, two, _three = scorers(call)
    row = criteria(call, A)[0]
    mark(call, first, one)
    lock(call, first, one)
    mark(call, first, two, 5)

    def change(reason: str, value: int = 4) -> Mark:
        return change_mark(
            call_id=call.pk,
            application_id=first.pk,
            criterion_id=row.pk,
            value=Decimal(value),
            reason=reason,
            by=one,
        )

    with refused("marks-locked"):
        change("We talked")
    lock(call, first, two)
    with refused("mark-changed-without-reason"):
        change(" ")
    with refused("mark-off-scale"):
        change("We talked", 9)
    changed = change("We talked")
    assert (changed.value, changed.locked_value) == (4, 3)
    event = Event.objects.get(what="recruitment.mark-changed")
    assert (event.why, event.after["mark_before"]) == ("We talked", "3.0")


def test_who_is_not_on_the_long_list_is_not_marked(call: Call, first: Application) -> None:
    Listing.objects.filter(application=first, which="long").update(is_on=False)
    with refused("marks-not-listed"):
        mark(call, first, scorers(call)[0])


def test_a_tied_member_may_neither_see_nor_mark_that_one(call: Call, first: Application) -> None:
    one, *_others = scorers(call)
    mark(call, first, one)
    other = Application.objects.filter(call=call).exclude(pk=first.pk).get()
    declare(call_id=call.pk, ties={first.pk: Tie.CLOSE_FRIEND}, by=one)
    assert not Mark.objects.filter(application=first, scorer=one).exists()
    with refused("conflict-declared"):
        mark(call, first, one)
    mark(call, other, one)


def test_family_keeps_a_member_from_all(call: Call, first: Application) -> None:
    one, *_others = scorers(call)
    declare(call_id=call.pk, ties={first.pk: Tie.FAMILY}, by=one)
    other = Application.objects.filter(call=call).exclude(pk=first.pk).get()
    with refused("conflict-declared"):
        mark(call, other, one)
    assert Conflict.objects.count() == 1


def test_marks_of_a_member_who_turns_out_to_be_tied_do_not_count(
    call: Call, first: Application
) -> None:
    one, two, three = scorers(call)
    for each in (one, two):
        mark(call, first, each)
        lock(call, first, each)
    assert marks_of(call, A).closed(first.pk)
    declare(call_id=call.pk, ties={first.pk: Tie.CLOSE_FRIEND}, by=one)
    assert not marks_of(call, A).closed(first.pk)
    mark(call, first, three)


def test_observers_strangers_and_who_has_not_declared_give_no_marks(
    call: Call, first: Application, carla: User
) -> None:
    observer, new = make_user("Observer"), make_user("New")
    make_member(call, observer, PanelRole.OBSERVER)
    make_member(call, new, declared_at=None)
    for who in (observer, carla):
        with pytest.raises(PermissionDenied):
            mark(call, first, who)
    with refused("conflict-not-declared"):
        mark(call, first, new)


def test_candidates_cannot_sit_on_a_panel_and_nobody_twice(call: Call, amina: User) -> None:
    candidate = make_user("Somebody else", kind="candidate")
    common = {"call_id": call.pk, "version": call.version, "role": PanelRole.MEMBER, "by": amina}
    with refused("panel-of-staff"):
        name_member(user=candidate, **common)  # type: ignore[arg-type]  # of several kinds
    with refused("panel-member-twice"):
        name_member(user=scorers(call)[0], **common)  # type: ignore[arg-type]  # of several kinds


# The written test


@pytest.fixture
def test(call: Call, amina: User) -> Iterator[WrittenTest]:
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now, tick=False):
        row = set_up_test(
            call_id=call.pk,
            version=call.version,
            opens_at=now,
            closes_at=now + timedelta(hours=1),
            minutes=60,
            tasks=[{"en": "Analyse"}, {"en": "Write"}],
            by=amina,
        )
        call.refresh_from_db()
        assert seat_candidates(call_id=call.pk, version=call.version, by=amina) == 2
        call.refresh_from_db()
        yield row


def move(seconds: float) -> "time_machine.travel":
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


def test_late_by_a_second_is_refused_and_what_was_saved_counts(
    call: Call, first: Application, test: WrittenTest
) -> None:
    by = first.candidate
    begin_test(code=first.code, by=by)
    with move(60 * 60 - 1):
        save_answers(code=first.code, answers={0: "In time"}, by=by)
    with move(60 * 60):
        with refused("test-time-over"):
            save_answers(code=first.code, answers={0: "Late"}, by=by)
        with refused("test-time-over"):
            hand_in_test(code=first.code, answers={0: "Late"}, by=by)
    row = Sitting.objects.get(application=first)
    assert (row.answers, row.ended_at) == (["In time", ""], None)


def test_more_time_is_counted_from_the_beginning(
    call: Call, first: Application, test: WrittenTest, amina: User
) -> None:
    row = Sitting.objects.get(application=first)
    common = {"call_id": call.pk, "sitting_id": row.pk, "accommodation": "", "by": amina}
    accommodate(extra_percent=25, break_minutes=5, **common)  # type: ignore[arg-type]  # of several kinds
    begin_test(code=first.code, by=first.candidate)
    with move(80 * 60 - 1):
        save_answers(code=first.code, answers={1: "Still in time"}, by=first.candidate)
    with move(80 * 60), refused("test-time-over"):
        save_answers(code=first.code, answers={1: "Late"}, by=first.candidate)
    with refused("test-begun"):
        accommodate(extra_percent=50, break_minutes=5, **common)  # type: ignore[arg-type]  # of several kinds


def test_nobody_begins_after_the_window_and_beginning_twice_is_going_on(
    first: Application, test: WrittenTest
) -> None:
    with move(60 * 60), refused("test-over"):
        begin_test(code=first.code, by=first.candidate)
    began = begin_test(code=first.code, by=first.candidate).began_at
    with move(600):
        assert begin_test(code=first.code, by=first.candidate).began_at == began


def test_what_is_handed_in_stays(first: Application, test: WrittenTest) -> None:
    begin_test(code=first.code, by=first.candidate)
    hand_in_test(code=first.code, answers={0: "Done"}, by=first.candidate)
    with refused("test-handed-in"):
        save_answers(code=first.code, answers={0: "More"}, by=first.candidate)


def test_a_test_is_sat_by_its_candidate_alone(
    first: Application, test: WrittenTest, amina: User
) -> None:
    with pytest.raises(Sitting.DoesNotExist):
        begin_test(code=first.code, by=amina)


def sit(row: Application, text: str) -> None:
    begin_test(code=row.code, by=row.candidate)
    hand_in_test(code=row.code, answers={0: text}, by=row.candidate)


def test_a_third_marks_on_disagreement_and_names_open_after_all(
    call: Call, first: Application, test: WrittenTest, amina: User
) -> None:
    one, two, three = scorers(call)
    with refused("script-not-handed-in"):
        mark(call, first, one, stage=T)
    sit(first, "Words")

    def unseal() -> WrittenTest:
        call.refresh_from_db()
        return open_names(call_id=call.pk, version=call.version, by=amina)

    with refused("scripts-being-written"):
        unseal()
    with move(60 * 60):  # the other candidate did not come
        for who, value in ((one, 5), (two, 1)):
            mark(call, first, who, value, T)
            lock(call, first, who, T)
        with refused("scripts-not-marked"):
            unseal()
        mark(call, first, three, 4, T)
        lock(call, first, three, T)
        assert unseal().unsealed_at is not None
    assert marks_of(call, T).result(first.pk) == 90


def test_a_test_that_somebody_has_begun_is_not_changed(
    call: Call, first: Application, test: WrittenTest, amina: User
) -> None:
    begin_test(code=first.code, by=first.candidate)
    with refused("test-begun"):
        set_up_test(
            call_id=call.pk,
            version=call.version,
            opens_at=test.opens_at,
            closes_at=test.closes_at,
            minutes=30,
            tasks=[{"en": "Other"}],
            by=amina,
        )


# Interviews


def test_all_who_heard_mark_and_who_was_not_there_does_not(
    call: Call, first: Application, amina: User
) -> None:
    one, two, three = scorers(call)
    with refused("interview-not-begun"):
        mark(call, first, one, stage=N)
    now = timezone.now()
    plan_interview(
        call_id=call.pk,
        application_id=first.pk,
        starts_at=now,
        zone="America/Mexico_City",
        by=amina,
    )
    away = PanelMember.objects.get(call=call, user=three)
    for who in (one, two):
        mark(call, first, who, stage=N)
        lock(call, first, who, N)
    assert not marks_of(call, N).closed(first.pk)
    hold_interview(call_id=call.pk, application_id=first.pk, absent=[away.pk], by=amina)
    assert marks_of(call, N).closed(first.pk)
    with refused("interview-not-heard"):
        mark(call, first, three, stage=N)


def test_an_interview_to_come_is_not_noted_as_held(
    call: Call, first: Application, amina: User
) -> None:
    later = timezone.now() + timedelta(days=1)
    plan_interview(call_id=call.pk, application_id=first.pk, starts_at=later, zone="UTC", by=amina)
    with refused("interview-not-begun"):
        hold_interview(call_id=call.pk, application_id=first.pk, absent=[], by=amina)
    assert Interview.objects.get().held_at is None
