"""Invented calls: one with 120 candidates and all that can happen, others on their way."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.content import read_calls, read_people
from jalon.workspace.demo.hiring import deciding, large, small
from jalon.workspace.demo.hiring.notices import Office
from jalon.workspace.demo.hiring.persons import Person
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.chains import set_chain
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application

Team = Mapping[str, User]
ONE_STEP = {
    "es": "Visto bueno de la dirección",
    "en": "Clearance by the direction",
    "fr": "Visa de la direction",
    "ar": "موافقة الإدارة",
}


def hold_calls(programme: Programme, team: Team, drawn: random.Random, today: date) -> None:
    """Hold the calls of a programme: a dozen people in Algiers, a large one and five in Mexico."""
    if "officer" in team:
        _in_mexico(programme, team, drawn, today)
    else:
        _in_algiers(programme, team, drawn, today)
    deciding.post_all()


def _in_mexico(programme: Programme, team: Team, drawn: random.Random, today: date) -> None:
    office = Office(programme, team, team["officer"], team["coordinator"], team["director"])
    facts = read_calls()
    small.keep_list(today)
    large.load_list(office, today - timedelta(days=400))
    call = large.hold_large_call(office, facts["coordinator"], _candidate(team), drawn, today)
    own = Application.objects.select_related("candidate").get(
        call=call, candidate__email=read_people().candidate.email
    )
    small.end_in_contract(office, facts["study"], own.candidate, drawn, today)
    small.cancel(office, facts["assistant"], own.candidate, drawn, today)
    small.keep_open(office, facts["specialist"], own, drawn, today)
    small.await_clearance(office, facts["statistician"], today)
    small.draft_pasted(office, facts["pasted"], today)
    small.keep_contracts(office, today)
    small.hear_of_swindlers(today)


def _in_algiers(programme: Programme, team: Team, drawn: random.Random, today: date) -> None:
    recruiter = team["coordinator"]
    office = Office(programme, team, recruiter, team["director"], team["director"])
    step = ChainLine(1, ONE_STEP, "director", 2)
    with on(today - timedelta(days=100)):
        set_chain(programme=programme, kind=Kind.VACANCY_NOTICE, lines=[step], by=office.decider)
    small.mark_halfway(office, read_calls()["algiers"], drawn, today)


def _candidate(team: Team) -> Person:
    said = read_people().candidate
    return Person(
        name=said.name,
        email=said.email,
        sex="female",
        language=said.language,
        country="MX",
        skill=0.55,
        hashed=team["director"].password,  # of one pass phrase, hashed once
    )
