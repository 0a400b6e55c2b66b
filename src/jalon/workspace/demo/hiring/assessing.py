"""Marks apart and locked, scripts without names, interviews, referees."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import at, on
from jalon.workspace.demo.content import read_assessment
from jalon.workspace.demo.hiring.marks import Sheet, lock_sheets
from jalon.workspace.demo.hiring.notices import Office, again
from jalon.workspace.recruitment.models import Application, Call, Criterion, Mark
from jalon.workspace.recruitment.queries.marks import marks_of, panel_of
from jalon.workspace.recruitment.rules.kinds import CentreResult, Stage
from jalon.workspace.recruitment.services.interviews import (
    hold_interview,
    plan_interview,
    record_centre,
    set_questions,
)
from jalon.workspace.recruitment.services.marking import change_mark, lock_marks, save_marks
from jalon.workspace.recruitment.services.opening import note_seen
from jalon.workspace.recruitment.services.referees import add_referee, follow_referee
from jalon.workspace.recruitment.services.written import (
    accommodate,
    begin_test,
    hand_in_test,
    open_names,
    save_answers,
    seat_candidates,
    set_up_test,
)

A_DAY = 12  # applications that are marked in a day
Skills = Mapping[int, float]  # candidate (user) -> how good


def mark(
    call: Call,
    application: Application,
    stage: Stage,
    scorers: Collection[User],
    *,
    skill: float,
    drawn: random.Random,
    lock: bool,
) -> None:
    """Let each scorer mark an application apart, as the pages do."""
    for sheet in sheets(criteria_of(call, stage), application, scorers, skill, drawn):
        facts: dict[str, Any] = {
            "call_id": call.pk,
            "application_id": application.pk,
            "stage": stage,
            "by": sheet.scorer,
        }
        save_marks(given=dict(sheet.given), **facts)
        if lock:
            lock_marks(**facts)


def sheets(
    criteria: Sequence[Criterion],
    application: Application,
    scorers: Collection[User],
    skill: float,
    drawn: random.Random,
) -> list[Sheet]:
    """Return what each gives an application, near its worth, with a note."""
    return [
        Sheet(
            application,
            scorer,
            {row.pk: (_value(row, skill, drawn), drawn.choice(_notes(scorer))) for row in criteria},
        )
        for scorer in scorers
    ]


def _notes(scorer: User) -> list[str]:
    notes: dict[str, list[str]] = read_assessment()["notes"]
    return notes.get(scorer.language, notes["es"])


def _value(row: Criterion, skill: float, drawn: random.Random) -> Decimal:
    value = round(row.highest * (0.15 + 0.85 * skill) + drawn.gauss(0, 0.3))
    return Decimal(min(row.highest, max(0, value)))


def aptitudes(rows: Collection[Application], drawn: random.Random) -> dict[int, float]:
    """Return how good each turns out at a stage, some of them not at all."""
    return {row.candidate_id: drawn.betavariate(1.6, 1.0) for row in rows}


def best_of(call: Call, stage: Stage, rows: Collection[Application]) -> list[Application]:
    """Return applications by what their marks of a stage come to, the best first."""
    marks = marks_of(call, stage, [row.pk for row in rows])
    return sorted(rows, key=lambda row: (-(marks.result(row.pk) or 0), row.pk))


def criteria_of(call: Call, stage: Stage) -> list[Criterion]:
    """Return what is marked at a stage."""
    return list(call.criteria.filter(stage=stage.value).order_by("order"))


def who_marks(call: Call, application: Application) -> list[User]:
    """Return the members of the panel who may mark an application."""
    panel = panel_of(call)
    may = set(panel.scorers(application.pk))
    return [member.user for member in panel.members if member.user_id in may]


def mark_applications(
    call: Call,
    rows: Sequence[Application],
    day: date,
    *,
    skills: Skills,
    drawn: random.Random,
) -> None:
    """Let two members mark each application of the long list, a dozen a day."""
    criteria = criteria_of(call, Stage.APPLICATION)
    panel = panel_of(call)
    users = {member.user_id: member.user for member in panel.members}
    for first in range(0, len(rows), A_DAY):
        given: list[Sheet] = []
        for number, row in enumerate(rows[first : first + A_DAY]):
            may = panel.scorers(row.pk)
            pair = [users[may[(number + n) % len(may)]] for n in (0, 1)]
            given += sheets(criteria, row, pair, skills[row.candidate_id], drawn)
        with on(day + timedelta(days=first // A_DAY)):
            for scorer in dict.fromkeys(sheet.scorer for sheet in given):
                seen = [sheet.application for sheet in given if sheet.scorer == scorer]
                note_seen(seen, by=scorer, what="answers")
            lock_sheets(call, Stage.APPLICATION, given)


def write_test(
    office: Office, call: Call, rows: Sequence[Application], day: date, zone: str
) -> None:
    """Hold the written test: one with more time, one who never comes, one whose time runs out."""
    by = office.recruiter
    opens = datetime.combine(day, time(9), ZoneInfo(zone))
    with on(day - timedelta(days=6)):
        set_up_test(
            call_id=call.pk,
            version=again(call).version,
            opens_at=opens,
            closes_at=opens + timedelta(hours=4),
            minutes=90,
            tasks=read_assessment()["tasks"],
            by=by,
        )
        seat_candidates(call_id=call.pk, version=again(call).version, by=by)
        accommodate(
            call_id=call.pk,
            sitting_id=rows[1].sitting.pk,
            extra_percent=25,
            break_minutes=10,
            accommodation=read_assessment()["accommodation"],
            by=by,
        )
    absent, slow = rows[-1], rows[-2]
    for number, row in enumerate(rows):
        if row != absent:
            _sit(row, opens + timedelta(minutes=7 * number), in_time=row != slow)


def _sit(row: Application, moment: datetime, *, in_time: bool) -> None:
    first, second = read_assessment()["scripts"][row.language]
    with at(moment):
        begin_test(code=row.code, by=row.candidate)
    if not in_time:
        with at(moment + timedelta(minutes=70)):
            save_answers(code=row.code, answers={0: first}, by=row.candidate)
        return
    with at(moment + timedelta(minutes=84)):
        hand_in_test(code=row.code, answers={0: first, 1: second}, by=row.candidate)


def mark_scripts(
    office: Office,
    call: Call,
    rows: Sequence[Application],
    day: date,
    *,
    skills: Skills,
    drawn: random.Random,
) -> None:
    """Mark each script twice, one a third time because the two lie apart; then open the names."""
    criteria = criteria_of(call, Stage.WRITTEN_TEST)
    given: list[Sheet] = []
    for number, row in enumerate(rows):
        may = who_marks(call, row)
        pair = [may[(number + n) % len(may)] for n in (1, 2)]
        given += sheets(criteria, row, pair, skills[row.candidate_id], drawn)
    apart = rows[len(rows) // 2]
    given = [_pulled(sheet, apart, given) for sheet in given]
    with on(day):
        lock_sheets(call, Stage.WRITTEN_TEST, given)
    with on(day + timedelta(days=2)):
        for row in rows:
            _third_mark(call, row, skills[row.candidate_id], drawn)
    with on(day + timedelta(days=4)):
        open_names(call_id=call.pk, version=again(call).version, by=office.recruiter)


def _pulled(sheet: Sheet, apart: Application, given: Sequence[Sheet]) -> Sheet:
    """Return the sheet; of one script, the first mark is high and the second low."""
    if sheet.application != apart:
        return sheet
    first = next(each for each in given if each.application == apart)
    value = Decimal(4 if sheet is first else 2)
    marks = {key: (value, note) for key, (_value, note) in sheet.given.items()}
    return Sheet(apart, sheet.scorer, marks)


def _third_mark(call: Call, row: Application, skill: float, drawn: random.Random) -> None:
    marks = marks_of(call, Stage.WRITTEN_TEST, [row.pk])
    if marks.closed(row.pk):
        return
    have = {sheet.scorer for sheet in marks.sheets(row.pk)}
    third = next(user for user in who_marks(call, row) if str(user.pk) not in have)
    mark(call, row, Stage.WRITTEN_TEST, [third], skill=skill, drawn=drawn, lock=True)


def plan_interviews(
    office: Office, call: Call, rows: Sequence[Application], day: date, zone: str
) -> None:
    """Set the questions, and say when each candidate is heard: three a day."""
    by = office.recruiter
    with on(day - timedelta(days=9)):
        for row in criteria_of(call, Stage.INTERVIEW):
            set_questions(
                call_id=call.pk,
                version=again(call).version,
                criterion_id=row.pk,
                questions=read_assessment()["questions"],
                by=by,
            )
        for number, application in enumerate(rows):
            place = day + timedelta(days=number // 3)
            plan_interview(
                call_id=call.pk,
                application_id=application.pk,
                starts_at=datetime.combine(place, time(9 + 2 * (number % 3)), ZoneInfo(zone)),
                zone=zone,
                where=read_assessment()["place"],
                by=by,
            )


def hear(
    office: Office,
    call: Call,
    rows: Sequence[Application],
    *,
    skills: Skills,
    drawn: random.Random,
) -> None:
    """Hear each candidate, and mark by all who heard; one member misses one interview."""
    criteria = criteria_of(call, Stage.INTERVIEW)
    members = {member.user_id: member for member in panel_of(call).members}
    missed = next((row for row in rows if len(who_marks(call, row)) > 3), None)
    for row in rows:
        may = who_marks(call, row)
        away = may[-1:] if row == missed else []
        with at(row.interview.starts_at + timedelta(hours=1)):
            hold_interview(
                call_id=call.pk,
                application_id=row.pk,
                absent=[members[user.pk].pk for user in away],
                by=office.recruiter,
            )
            heard = [user for user in may if user not in away]
            given = sheets(criteria, row, heard, skills[row.candidate_id], drawn)
            lock_sheets(call, Stage.INTERVIEW, given)


def mark_again(call: Call, application: Application, day: date) -> None:
    """Let a scorer raise one locked mark of an interview by one, and explain it."""
    rows = Mark.objects.filter(application=application, criterion__stage=Stage.INTERVIEW)
    row = rows.select_related("scorer").order_by("value", "pk")[0]
    assert row.value is not None
    with on(day):
        change_mark(
            call_id=call.pk,
            application_id=application.pk,
            criterion_id=row.criterion_id,
            value=row.value + 1,
            reason=read_assessment()["changed"],
            by=row.scorer,
        )


def send_to_centre(office: Office, call: Call, rows: Sequence[Application], day: date) -> None:
    """Record what the assessment centre found; one has passed it before."""
    for number, row in enumerate(rows):
        outcome = CentreResult.EXEMPT if number == 1 else CentreResult.PASSED
        with on(day + timedelta(days=1)):
            record_centre(
                call_id=call.pk,
                application_id=row.pk,
                outcome=outcome,
                held_date=day,
                note=read_assessment()["centre"] if outcome is CentreResult.PASSED else "",
                by=office.recruiter,
            )


def ask_referees(office: Office, call: Call, rows: Sequence[Application], day: date) -> None:
    """Ask two referees of each, with the candidate's consent; the last one has not answered."""
    for place, row in enumerate(rows):
        for number, name in enumerate(read_assessment()["referees"]):
            answered = place < len(rows) - 1 or number == 0
            with on(day + timedelta(days=7)):
                referee = add_referee(
                    call_id=call.pk,
                    application_id=row.pk,
                    name=name,
                    organisation=read_assessment()["organisation"],
                    email=f"referencia{number + 1}@employer.example",
                    consented_date=day,
                    by=office.recruiter,
                )
                follow_referee(
                    call_id=call.pk,
                    referee_id=referee.pk,
                    consented_date=day,
                    asked_date=day + timedelta(days=1),
                    answered_date=day + timedelta(days=6) if answered else None,
                    answer=read_assessment()["answer"] if answered else "",
                    by=office.recruiter,
                )
