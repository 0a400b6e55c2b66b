"""Calls that are on their way: read, checked, cleared, open, cancelled, ended in a contract."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import at, on
from jalon.workspace.demo.hiring import applying, assessing, deciding, screening
from jalon.workspace.demo.hiring.notices import Office, again, bring_out, clear, closing
from jalon.workspace.demo.hiring.notices import draft as draft_notice
from jalon.workspace.demo.hiring.notices import hand_in as hand_in_notice
from jalon.workspace.demo.hiring.persons import Person, crowd, sections_of
from jalon.workspace.places.models import Country
from jalon.workspace.recruitment.models import Application, Appointment, Call, Subscriber
from jalon.workspace.recruitment.queries.listings import listed_of
from jalon.workspace.recruitment.queries.seen import reader_of
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.rules.conditions import AppointmentKind, ConditionState
from jalon.workspace.recruitment.rules.deadlines import deadline_at
from jalon.workspace.recruitment.rules.kinds import CallKind, FileKind, Stage
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.amending import extend_call
from jalon.workspace.recruitment.services.applying import begin_application
from jalon.workspace.recruitment.services.contracts import add_contract
from jalon.workspace.recruitment.services.drafting import draft_from_notice
from jalon.workspace.recruitment.services.fraud import report_fraud
from jalon.workspace.recruitment.services.publishing import cancel_call
from jalon.workspace.recruitment.services.subscribing import confirm, subscribe

Facts = Mapping[str, Any]
DAY = timedelta(days=1)
NOTE = "Anuncio inventado.txt"
STUDY_REASON = "La mejor propuesta de método y dos estudios parecidos (inventados)."
EXTENDED = "Sigue la necesidad y hay fondos hasta esa fecha."
SWINDLE = "Me escribieron desde otra dirección para pedirme un pago por la entrevista."


def draft_pasted(office: Office, facts: Facts, today: date) -> Call:
    """Begin a call from a pasted notice: what it leaves open is asked, its wording is found."""
    text = facts["text"].format(day=(today + timedelta(days=40)).strftime("%d/%m/%Y"))
    with on(today - 2 * DAY):
        return draft_from_notice(
            programme=office.programme,
            notice=read_notice(text),
            by=office.recruiter,
            kind=CallKind.TEMPORARY,
            country=Country.objects.get(iso3="MEX"),
            name=NOTE,
        )


def await_clearance(office: Office, facts: Facts, today: date) -> Call:
    """Hand a notice in: one step of its clearance is done, another is late."""
    call = draft_notice(office, facts, begun=today - 14 * DAY, last_day=today + 35 * DAY)
    call = hand_in_notice(office, call, today - 9 * DAY)
    clear(office, call, today - 6 * DAY, most=1)
    return call


def keep_open(
    office: Office, facts: Facts, candidate: Application, drawn: random.Random, today: date
) -> Call:
    """Publish in four languages, extend once, take some applications; the deadline is far."""
    call = bring_out(
        office, facts, begun=today - 36 * DAY, out=today - 17 * DAY, last_day=today + 16 * DAY
    )
    people = crowd(drawn, "es fr ar en es")
    for number in range(6):
        moment = closing(call) - timedelta(days=20 - 2 * number, hours=3)
        row = applying.begin(call, next(people), moment, drawn)
        if number < 4:
            applying.hand_in(row, moment + timedelta(hours=5), FileKind.CV)
        if number == 3:
            applying.withdraw(row, moment + timedelta(days=1))
    _half_filled(call, candidate, drawn, today)
    amended = facts["amended"]
    with on(today - 3 * DAY):
        extend_call(
            call_id=call.pk,
            version=again(call).version,
            closes_at=deadline_at(today + 23 * DAY, facts["zone"]),
            what=amended["what"],
            reason=amended["reason"],
            by=office.publisher,
        )
    return again(call)


def _half_filled(
    call: Call, earlier: Application, drawn: random.Random, today: date
) -> Application:
    """Let the candidate who can sign in begin, and fill in the first parts."""
    user = earlier.candidate
    person = Person(
        name=user.name, email=user.email, sex="female", language="es", country="MX", skill=0.8
    )
    with on(today - 2 * DAY):
        row = begin_application(call_id=call.pk, by=user)
        row.call = call
        whole = sections_of(person, call, drawn)
        parts = ("contact", "nationality", "education", "employment")
        return applying.fill(row, {part: whole[part] for part in parts}, user)


def cancel(
    office: Office, facts: Facts, candidate: User, drawn: random.Random, today: date
) -> Call:
    """Publish, take some applications, cancel, and tell those who had applied."""
    call = bring_out(
        office, facts, begun=today - 75 * DAY, out=today - 60 * DAY, last_day=today - 30 * DAY
    )
    people = crowd(drawn, "es")
    for number in range(4):
        moment = closing(call) - timedelta(days=12 - number)
        row = applying.begin(call, next(people), moment, drawn)
        applying.hand_in(row, moment + timedelta(hours=2))
    _as_themselves(call, candidate, closing(call) - timedelta(days=9), drawn)
    with on(today - 37 * DAY):
        cancel_call(
            call_id=call.pk,
            version=again(call).version,
            reason=facts["cancelled"],
            by=office.publisher,
        )
    deciding.tell(office, call, MessageKind.CANCELLED, today - 36 * DAY)
    return again(call)


def _take(call: Call, people: Iterable[Person], drawn: random.Random, *, first: int) -> None:
    """Take an application a day, from so many days before the deadline on."""
    for number, person in enumerate(people):
        moment = closing(call) - timedelta(days=first - number)
        row = applying.begin(call, person, moment, drawn)
        applying.hand_in(row, moment + timedelta(hours=3), FileKind.CV)


def _as_themselves(call: Call, user: User, moment: datetime, drawn: random.Random) -> Application:
    """Let the candidate who can sign in apply to a call."""
    person = Person(
        name=user.name, email=user.email, sex="female", language="es", country="MX", skill=0.8
    )
    with at(moment):
        row = begin_application(call_id=call.pk, by=user)
        row.call = call
        applying.fill(row, sections_of(person, call, drawn), user)
    return applying.hand_in(row, moment + timedelta(hours=1), FileKind.CV, FileKind.LETTER)


def end_in_contract(
    office: Office, facts: Facts, candidate: User, drawn: random.Random, today: date
) -> Appointment:
    """Hold a small call for a consultancy to its end: a contract whose last product is near."""
    call = bring_out(
        office, facts, begun=today - 190 * DAY, out=today - 178 * DAY, last_day=today - 160 * DAY
    )
    team = office.team
    screening.seat(
        office, call, today - 162 * DAY,
        (team["specialist"], PanelRole.CHAIR, "m", "africa", False),
        (team["monitoring"], PanelRole.MEMBER, "f", "americas", False),
        (team["human-resources"], PanelRole.HUMAN_RESOURCES, "f", "americas", False),
    )  # fmt: skip
    _take(call, islice(crowd(drawn, "es es fr"), 5), drawn, first=9)
    own = _as_themselves(call, candidate, closing(call) - timedelta(days=6), drawn)
    applying.withdraw(own, closing(call) - timedelta(days=1))
    screening.open_all(office, call, today - 157 * DAY)
    screening.declare_all(call, today - 157 * DAY, {})
    screening.screen(office, call, today - 156 * DAY)
    screening.long_list(office, call, today - 154 * DAY)
    rows = _on_long_list(office, call)
    skills = {row.candidate_id: 0.5 + 0.1 * number for number, row in enumerate(rows)}
    assessing.mark_applications(call, rows, today - 150 * DAY, skills=skills, drawn=drawn)
    deciding.choose(office, call, today - 140 * DAY, reason=STUDY_REASON, reserve=1)
    deciding.tell(office, call, MessageKind.OFFER, today - 139 * DAY)
    return deciding.hire(
        office, call, today - 135 * DAY, months=5, contract_type=call.contract_type
    )


def _on_long_list(office: Office, call: Call) -> list[Application]:
    listed = listed_of(reader_of(office.recruiter, again(call)))
    return [row.application for row in listed if row.on_long_list]


def keep_contracts(office: Office, today: date) -> None:
    """Record a contract of no call: extended once, its next conditions are due, one is not met."""
    begun = today - 200 * DAY
    term = Term(
        name="Efraín Olmedo Tzul (inventado)",
        grade="G5",
        contract_type="Corto plazo",
        start=begun,
        end=begun + 120 * DAY,
    )
    with on(begun):
        contract = add_contract(
            programme=office.programme,
            kind=AppointmentKind.TEMPORARY,
            country=Country.objects.get(iso3="MEX"),
            term=term,
            by=office.recruiter,
        )
    met = [ConditionState.MET, ConditionState.MET]
    deciding.judge(contract, met, begun + 70 * DAY, office.recruiter)
    deciding.extend(
        contract, today + 50 * DAY, begun + 90 * DAY, reason=EXTENDED, by=office.decider
    )
    contract.refresh_from_db()
    deciding.judge(contract, [ConditionState.NOT_MET], today - 4 * DAY, office.recruiter)


def mark_halfway(office: Office, facts: Facts, drawn: random.Random, today: date) -> Call:
    """Bring a call to its assessment: some have marked and locked, some not yet begun."""
    call = bring_out(
        office, facts, begun=today - 70 * DAY, out=today - 55 * DAY, last_day=today - 25 * DAY
    )
    team = office.team
    screening.seat(
        office, call, today - 27 * DAY,
        (team["human-resources"], PanelRole.CHAIR, "f", "americas", False),
        (team["monitoring"], PanelRole.MEMBER, "m", "africa", False),
        (team["panellist"], PanelRole.MEMBER, "f", "americas", True),
    )  # fmt: skip
    people = (
        replace(person, lack="experience" if number % 4 == 3 else "")
        for number, person in enumerate(islice(crowd(drawn, "fr fr ar"), 12))
    )
    _take(call, people, drawn, first=14)
    screening.open_all(office, call, today - 21 * DAY)
    rows = list(Application.objects.filter(call=call).order_by("pk"))
    ties = {team["panellist"].pk: {rows[0].pk: Tie.CLOSE_FRIEND}}
    screening.declare_all(call, today - 21 * DAY, ties)
    screening.screen(office, call, today - 18 * DAY)
    screening.long_list(office, call, today - 12 * DAY)
    _mark_some(office, call, drawn, today)
    return again(call)


def _mark_some(office: Office, call: Call, drawn: random.Random, today: date) -> None:
    for number, row in enumerate(_on_long_list(office, call)[:8]):
        pair = assessing.who_marks(call, row)[: 2 if number < 5 else 1]
        with on(today - timedelta(days=6 - number // 2)):
            assessing.mark(
                call, row, Stage.APPLICATION, pair,
                skill=drawn.random(), drawn=drawn, lock=number != 7,
            )  # fmt: skip


def hear_of_swindlers(today: date) -> None:
    """Take two reports of fraud."""
    with on(today - 20 * DAY):
        report_fraud(text=SWINDLE, reference="R-0000-0000-00")
    with on(today - 1 * DAY):
        report_fraud(text=SWINDLE, email="alguien@applicant.example")


def keep_list(today: date) -> None:
    """Put an address on the list that is told of new calls."""
    email = "avisos@applicant.example"
    with on(today - 300 * DAY):
        subscribe(email=email, language="es")
    with on(today - 299 * DAY):
        confirm(subscriber=Subscriber.objects.get(email=email))
