"""The large call: 120 candidates, decided, appealed against, decided again, all of them told."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from jalon.workspace.demo.clock import on
from jalon.workspace.demo.hiring import applying, assessing, deciding, screening
from jalon.workspace.demo.hiring.notices import Office, again, bring_out, closing
from jalon.workspace.demo.hiring.persons import LACKS, Person, crowd
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.listings import listed_of
from jalon.workspace.recruitment.queries.seen import reader_of
from jalon.workspace.recruitment.rules.conditions import ConditionState
from jalon.workspace.recruitment.rules.kinds import FileKind, Stage
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.services.expiring import expire_drafts
from jalon.workspace.recruitment.services.panels import release_member
from jalon.workspace.recruitment.services.purging import purge_all
from jalon.workspace.recruitment.services.representing import load_representation

CANDIDATES = 120
# What becomes of so many of them; all others hand in, in time.
FATES = {
    "begun": 9,
    "late": 4,
    "given-up": 2,
    "withdrawn": 5,
    "let-in": 2,
    "let-in-unused": 1,
    "entered": 2,
    "changed": 8,
}
LACKING = 44  # so many lack something that is essential
PLACES, HEARD, RESERVE = 14, 8, 2
FIRST_REASON = "La primera del orden; dirigió un proyecto igual y la prueba lo confirma."
SECOND_REASON = (
    "Revisadas las notas tras el reclamo, la primera sigue siendo la misma; cambia la reserva."
)
COMPLAINT = (
    "Reclamo de una persona entrevistada: en su hoja no se contó un ejemplo que el panel sí oyó. "
    "El acta le da la razón."
)
NOT_THERE = "No se presentó a la prueba escrita."
TOO_LOW = "Nota de la prueba escrita por debajo del corte para la entrevista."
FAMILY = "Declaró un vínculo familiar con una persona que se presenta."
SOURCE = "Lista inventada para la demostración"


def hold_large_call(
    office: Office, facts: Mapping[str, Any], candidate: Person, drawn: random.Random, today: date
) -> Call:
    """Hold the call from its draft to the letters after the second decision."""
    begun = today - timedelta(days=165)
    out, last = begun + timedelta(days=19), begun + timedelta(days=47)
    call = bring_out(office, facts, begun=begun, out=out, last_day=last)
    _name_panel(office, call, out + timedelta(days=10))
    _apply(office, call, candidate, drawn)
    _open(office, call, last + timedelta(days=5))
    skills = _skills(call)
    people = _short_list(office, call, last + timedelta(days=8), skills, drawn)
    heard = _test(office, call, people, last + timedelta(days=48), drawn)
    _interview(office, call, heard, last + timedelta(days=66), drawn)
    _decide(office, call, today)
    return again(call)


def _name_panel(office: Office, call: Call, day: date) -> None:
    team = office.team
    screening.seat(
        office,
        call,
        day,
        (team["specialist"], PanelRole.CHAIR, "m", "africa", False),
        (team["monitoring"], PanelRole.MEMBER, "f", "americas", False),
        (team["human-resources"], PanelRole.HUMAN_RESOURCES, "f", "americas", False),
        (team["panellist"], PanelRole.MEMBER, "f", "americas", True),
        (team["finance"], PanelRole.MEMBER, "m", "americas", False),
        (team["evaluator"], PanelRole.OBSERVER, "f", "europe-central-asia", True),
    )


def _people(candidate: Person, drawn: random.Random) -> list[tuple[str, Person]]:
    """Return everybody with their fate: drawn, and the candidate who can sign in among them."""
    fates = [fate for fate, count in FATES.items() for _n in range(count)]
    fates += ["in-time"] * (CANDIDATES - 1 - len(fates))
    drawn.shuffle(fates)
    found = crowd(drawn, "es es es en es es fr es es en es ar")
    people = []
    for number, (fate, person) in enumerate(zip(fates, found, strict=False)):
        if number < LACKING * len(fates) // CANDIDATES:
            person = replace(person, lack=LACKS[number % len(LACKS)])
        people.append((fate, replace(person, half_said=number % 17 == 0)))
    return [("changed", candidate), *people]


def _apply(office: Office, call: Call, candidate: Person, drawn: random.Random) -> None:
    people = _people(candidate, drawn)
    times = list(applying.moments(call, drawn, len(people)))
    for (fate, person), moment in zip(people, times, strict=True):
        if fate == "entered":
            applying.enter(office, call, person, moment - timedelta(hours=1), drawn)
            continue
        row = applying.begin(call, person, moment - timedelta(hours=drawn.randint(2, 30)), drawn)
        _follow(office, call, row, fate, moment, drawn)
    day = closing(call).date()
    with on(day + timedelta(days=3)):
        expire_drafts(day + timedelta(days=3))
    with on(day + timedelta(days=40)):
        purge_all(day + timedelta(days=40))


def _follow(
    office: Office,
    call: Call,
    row: Application,
    fate: str,
    moment: datetime,
    drawn: random.Random,
) -> None:
    """Let one candidate come to what is meant for them."""
    over = closing(call)
    match fate:
        case "begun":
            return
        case "given-up":
            applying.withdraw(row, moment)
        case "late":
            late = over + timedelta(seconds=drawn.choice((1, 40, 900, 7200)))
            applying.refused_late(row, late)
        case "let-in" | "let-in-unused":
            applying.refused_late(row, over + timedelta(minutes=4))
            until = applying.allow(office, call, row.candidate)
            if fate == "let-in":
                applying.hand_in(row, until - timedelta(hours=drawn.randint(1, 20)), FileKind.CV)
        case _:
            applying.hand_in(row, moment, *_files(drawn))
    if fate == "withdrawn":
        applying.withdraw(row, over + timedelta(days=1))
    if fate == "changed":
        applying.change(row, over - timedelta(minutes=drawn.randint(2, 50)))


def _files(drawn: random.Random) -> tuple[FileKind, ...]:
    return drawn.choice(((), (), (), (FileKind.CV,), (FileKind.CV, FileKind.PROOF)))


def _open(office: Office, call: Call, day: date) -> None:
    """Open the applications, let the panel declare; one of them leaves it."""
    screening.open_all(office, call, day)
    rows = list(Application.objects.filter(call=call, state="submitted").order_by("pk"))
    team = office.team
    ties = {
        team["panellist"].pk: {rows[60].pk: Tie.REFEREE, rows[61].pk: Tie.WORKED_TOGETHER},
        team["monitoring"].pk: {rows[62].pk: Tie.ACQUAINTANCE},
        team["finance"].pk: {rows[63].pk: Tie.FAMILY},
    }
    screening.declare_all(call, day, ties)
    member = call.panel.get(user=team["finance"])
    with on(day + timedelta(days=1)):
        release_member(
            call_id=call.pk,
            version=again(call).version,
            member_id=member.pk,
            reason=FAMILY,
            by=office.recruiter,
        )
    screening.screen(office, call, day + timedelta(days=2))
    screening.long_list(office, call, day + timedelta(days=14))


def _skills(call: Call) -> dict[int, float]:
    """Return how good each candidate is: by what they wrote, as marks should be."""
    rows = Application.objects.filter(call=call).values_list("candidate_id", "sections")
    return {
        user: min(1.0, max(0.0, sum(map(_years, sections.get("employment") or [])) - 5) / 8)
        for user, sections in rows
    }


def _years(job: Mapping[str, Any]) -> float:
    return (date.fromisoformat(job["end"]) - date.fromisoformat(job["start"])).days / 365


def _short_list(
    office: Office, call: Call, day: date, skills: dict[int, float], drawn: random.Random
) -> list[Application]:
    """Mark the long list apart, keep the best, tell the others."""
    rows = [
        row.application for row in listed_of(reader_of(office.recruiter, call)) if row.on_long_list
    ]
    assessing.mark_applications(call, rows, day + timedelta(days=18), skills=skills, drawn=drawn)
    best = screening.short_list(office, call, day + timedelta(days=28), PLACES)
    for kind in (MessageKind.NOT_ELIGIBLE, MessageKind.NOT_SHORT_LISTED):
        deciding.tell(office, call, kind, day + timedelta(days=29))
    return [row.application for row in best]


def _test(
    office: Office,
    call: Call,
    people: list[Application],
    day: date,
    drawn: random.Random,
) -> list[Application]:
    """Hold and mark the written test; return who is heard."""
    assessing.write_test(office, call, people, day, call.closes_zone)
    sat = people[:-1]
    deciding.tell(office, call, MessageKind.TEST, day - timedelta(days=5), fails=1)
    skills = assessing.aptitudes(sat, drawn)
    assessing.mark_scripts(office, call, sat, day + timedelta(days=2), skills=skills, drawn=drawn)
    sat = assessing.best_of(call, Stage.WRITTEN_TEST, sat)
    heard, others = sat[:HEARD], sat[HEARD:]
    with on(day + timedelta(days=7)):
        screening.leave_off(office, call, people[-1:], NOT_THERE)
        screening.leave_off(office, call, others, TOO_LOW)
    deciding.tell(office, call, MessageKind.NOT_SHORT_LISTED, day + timedelta(days=8))
    return heard


def _interview(
    office: Office,
    call: Call,
    heard: list[Application],
    day: date,
    drawn: random.Random,
) -> None:
    """Hear them, all but one who withdraws; then centre and referees."""
    assessing.plan_interviews(office, call, heard, day, call.closes_zone)
    deciding.tell(office, call, MessageKind.INTERVIEW, day - timedelta(days=8))
    applying.withdraw(heard[-1], datetime.combine(day, datetime.min.time(), closing(call).tzinfo))
    rows = Application.objects.filter(pk__in=[each.pk for each in heard[:-1]])
    left = list(rows.select_related("interview", "candidate").order_by("interview__starts_at"))
    skills = assessing.aptitudes(left, drawn)
    assessing.hear(office, call, left, skills=skills, drawn=drawn)
    assessing.send_to_centre(office, call, left, day + timedelta(days=6))
    assessing.ask_referees(office, call, left[:4], day + timedelta(days=8))


def _decide(office: Office, call: Call, today: date) -> None:
    """Decide, tell all, uphold a complaint, decide again; the chosen one has a contract."""
    first = today - timedelta(days=33)
    deciding.choose(office, call, first, reason=FIRST_REASON, reserve=RESERVE)
    for kind in (MessageKind.OFFER, MessageKind.RESERVE, MessageKind.NOT_SELECTED):
        deciding.tell(office, call, kind, first + timedelta(days=2))
    deciding.uphold_complaint(office, call, today - timedelta(days=21), COMPLAINT)
    decision = call.decisions.get()
    lowest = [row["code"] for row in decision.ranking if row["place"]][-1]
    row = Application.objects.get(code=lowest)
    assessing.mark_again(call, row, today - timedelta(days=19))
    deciding.choose(
        office, call, today - timedelta(days=17), reason=SECOND_REASON, reserve=RESERVE + 1
    )
    deciding.draft(office, call, MessageKind.RESERVE, today - timedelta(days=15))
    contract = deciding.hire(
        office, call, today - timedelta(days=12), months=12, contract_type=call.contract_type
    )
    deciding.judge(contract, [ConditionState.MET], today - timedelta(days=1), office.recruiter)


def load_list(office: Office, day: date) -> None:
    """Load the dated list of nationalities of which the office has too few."""
    with on(day):
        load_representation(
            since=day,
            source=SOURCE,
            countries=["BZ", "HN", "TN"],
            programme=office.programme,
            by=office.publisher,
        )
