"""Set a written test up, sit it by the server's clock, and open its names once it is marked."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import Call, Sitting, WrittenTest
from jalon.workspace.recruitment.queries.marks import marks_of
from jalon.workspace.recruitment.queries.seen import Reader, handed_in
from jalon.workspace.recruitment.queries.windows import (
    accommodation_of,
    check_sits,
    is_missed,
    is_over,
    to_be_marked,
    window_of,
)
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.written_test import (
    Accommodation,
    Window,
    check_accommodation,
    check_hand_in,
    check_start,
    check_window,
)
from jalon.workspace.recruitment.services import holding
from jalon.workspace.recruitment.services.assessing import (
    check_edits,
    check_in,
    hold_call,
    keep,
    take_application,
)
from jalon.workspace.recruitment.services.codes import new_code
from jalon.workspace.recruitment.services.following import note

LONGEST = 20_000


@transaction.atomic
def set_up_test(
    *,
    call_id: int,
    version: int,
    opens_at: datetime,
    closes_at: datetime,
    minutes: int,
    tasks: Sequence[dict[str, str]],
    by: User,
) -> WrittenTest:
    """Say when the test may be begun, how long it takes, and what is asked."""
    reader = _run(call_id, version, by)
    check_window(
        Window(opens_at=opens_at, closes_at=closes_at, duration=timedelta(minutes=minutes))
    )
    if not tasks:
        raise RuleBroken("test-without-tasks")
    if Sitting.objects.filter(test__call=reader.call, began_at__isnull=False).exists():
        raise RuleBroken("test-begun")
    row, _made = WrittenTest.objects.update_or_create(
        call=reader.call,
        defaults={
            "opens_at": opens_at,
            "closes_at": closes_at,
            "minutes": minutes,
            "tasks": list(tasks),
        },
    )
    facts = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    note(reader.call, "recruitment.test-set-up", by=by, minutes=minutes, **facts)
    return row


@transaction.atomic
def seat_candidates(*, call_id: int, version: int, by: User) -> int:
    """Give a place to everybody on the short list who has none; return how many."""
    reader = _run(call_id, version, by)
    test = _test(reader.call)
    short = {"listings__which": ListKind.SHORT, "listings__is_on": True}
    rows = list(handed_in(reader.call).filter(sitting=None, **short))
    secrets.SystemRandom().shuffle(rows)  # the order of places tells nobody whose a script is
    made = Sitting.objects.bulk_create(
        Sitting(test=test, application=row, code=new_code()) for row in rows
    )
    note(reader.call, "recruitment.seated", by=by, count=len(made))
    return len(made)


@transaction.atomic
def accommodate(
    *,
    call_id: int,
    sitting_id: int,
    extra_percent: int,
    break_minutes: int,
    accommodation: str,
    by: User,
) -> Sitting:
    """Give a candidate more time or breaks; not once they have begun."""
    reader = _run(call_id, None, by)
    row = Sitting.objects.select_for_update().get(pk=sitting_id, test__call=reader.call)
    application = take_application(reader, row.application_id, field="accommodation")
    if row.began_at is not None:
        raise RuleBroken("test-begun")
    check_accommodation(
        Accommodation(
            extra_share=Fraction(extra_percent, 100), breaks=timedelta(minutes=break_minutes)
        )
    )
    row.extra_percent, row.break_minutes = extra_percent, break_minutes
    row.accommodation = accommodation.strip()
    row.save(update_fields=["extra_percent", "break_minutes", "accommodation"])
    keep(application, "recruitment.accommodated", by)  # how much stands in the sitting alone
    return row


@transaction.atomic
def begin_test(*, code: str, by: User) -> Sitting:
    """Begin one's own test; to begin it twice is to go on with it."""
    row = _own(code, by)
    now = timezone.now()
    if row.began_at is None:
        check_start(window_of(row.test), now)
        row.began_at = now
        row.save(update_fields=["began_at"])
        keep(row.application, "recruitment.test-begun", by)
    return row


@transaction.atomic
def save_answers(*, code: str, answers: dict[int, str], by: User) -> Sitting:
    """Keep what has been written so far; a second too late is too late."""
    row = _own(code, by)
    _check_time(row)
    kept = [*row.answers, *[""] * (len(row.test.tasks) - len(row.answers))]
    for number, text in answers.items():
        if not 0 <= number < len(kept):
            raise PermissionDenied
        if len(text) > LONGEST:
            raise RuleBroken("answer-too-long", most=LONGEST)
        kept[number] = text
    row.answers = kept
    row.save(update_fields=["answers"])
    return row


@transaction.atomic
def hand_in_test(*, code: str, answers: dict[int, str], by: User) -> Sitting:
    """Hand one's own test in before the time is over; what is on the page is kept with it."""
    row = save_answers(code=code, answers=answers, by=by)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    keep(row.application, "recruitment.test-handed-in", by)
    return row


@transaction.atomic
def open_names(*, call_id: int, version: int, by: User) -> WrittenTest:
    """Say whose script is whose, once every script has the marks that it needs, locked.

    Who has withdrawn, or was taken off the short list, is not marked any more, nor waited for.
    """
    reader = _run(call_id, version, by)
    test = WrittenTest.objects.select_for_update().get(call=reader.call)
    sittings = list(to_be_marked(test))
    now = timezone.now()
    for each in sittings:
        each.test = test
    waiting = sum(not (is_over(each, now) or is_missed(each, now)) for each in sittings)
    if waiting:
        raise RuleBroken("scripts-being-written", count=waiting)
    marks = marks_of(reader.call, Stage.WRITTEN_TEST, panel=reader.panel)
    if open_ := sum(is_over(s, now) and not marks.closed(s.application_id) for s in sittings):
        raise RuleBroken("scripts-not-marked", count=open_)
    test.unsealed_at = now
    test.save(update_fields=["unsealed_at"])
    note(reader.call, "recruitment.names-opened", by=by)
    return test


def _run(call_id: int, version: int | None, by: User) -> Reader:
    reader = hold_call(call_id, by, version)
    check_edits(reader)
    check_in(reader, CallState.ASSESSMENT)
    return reader


def _test(call: Call) -> WrittenTest:
    try:
        return WrittenTest.objects.get(call=call)
    except WrittenTest.DoesNotExist:
        raise RuleBroken("test-not-set-up") from None


def _own(code: str, by: User) -> Sitting:
    """Return one's own place, held with its call: nobody sets the test up anew meanwhile."""
    rows = Sitting.objects.filter(application__code=code, application__candidate=by)
    holding.hold_call(rows.values_list("test__call", flat=True).get())
    held = rows.select_for_update(of=("self",)).select_related("test", "application__call")
    row: Sitting = held.get()
    check_sits(row)
    return row


def _check_time(row: Sitting) -> None:
    if row.ended_at is not None:
        raise RuleBroken("test-handed-in")
    check_hand_in(
        window_of(row.test),
        began_at=row.began_at,
        now=timezone.now(),
        accommodation=accommodation_of(row),
    )
