"""Candidates join, fill in, hand in, change, withdraw; some too late, some by an exception."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Digest, Kind, User
from jalon.workspace.accounts.services.candidates import enter_candidate
from jalon.workspace.audit.services import Line, record, record_all
from jalon.workspace.demo.clock import at
from jalon.workspace.demo.hiring.notices import Office, closing
from jalon.workspace.demo.hiring.papers import sheet
from jalon.workspace.demo.hiring.persons import Person, sections_of
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.rules.applications import Section, check_form
from jalon.workspace.recruitment.rules.kinds import FileKind
from jalon.workspace.recruitment.services.applying import (
    begin_application,
    enter_application,
    withdraw_application,
)
from jalon.workspace.recruitment.services.candidate_files import add_file
from jalon.workspace.recruitment.services.exceptions import allow_late_entry
from jalon.workspace.recruitment.services.submitting import submit_application

LATE = "El sitio estuvo caído en la última hora del plazo, según consta en el registro de averías."
ENTERED = "No puede usar el formulario en línea; dictó sus respuestas por teléfono."
MORE = {
    "es": "Añado que desde este mes coordino también un equipo de encuestas.",
    "en": "I add that since this month I also lead a team of surveys.",
    "fr": "J'ajoute que depuis ce mois je dirige aussi une équipe d'enquêtes.",
    "ar": "وأضيف أنني أقود أيضاً منذ هذا الشهر فريقاً للمسوح.",
}


def join(person: Person, moment: datetime) -> User:
    """Open a candidate's account, as the link in their mail would."""
    with at(moment):
        user = User(
            email=person.email,
            name=person.name,
            language=person.language,
            time_zone=person.time_zone,
            kind=Kind.CANDIDATE,
            digest=Digest.NONE,
            password=person.hashed,
        )
        user.save(force_insert=True)
        record(by=user, what="accounts.candidate-joined", target=user)
    return user


def fill(application: Application, sections: Mapping[str, Any], by: User) -> Application:
    """Keep many sections at once, each with its event, as if they were saved one after another."""
    for section, content in sections.items():
        check_form(Section(section), content)
    application.sections = {**application.sections, **sections}
    application.version += len(sections)
    application.save(update_fields=["sections", "version", "saved_at"])
    programme = application.call.programme_id
    lines = [
        Line("recruitment.section-saved", application, programme, after={"section": section})
        for section in sections
    ]
    record_all(by=by, lines=lines)
    return application


def begin(call: Call, person: Person, moment: datetime, drawn: random.Random) -> Application:
    """Begin an application as somebody new, and fill in all of it."""
    user = join(person, moment)
    with at(moment + timedelta(minutes=9)):
        application = begin_application(call_id=call.pk, by=user)
        application.call = call
        return fill(application, sections_of(person, call, drawn), user)


def hand_in(application: Application, moment: datetime, *kinds: FileKind) -> Application:
    """Hand an application in, with its files."""
    by = application.entered_by or application.candidate
    with at(moment - timedelta(minutes=3)):
        for kind in kinds:
            add(application, kind, by)
    with at(moment):
        version = Application.objects.values_list("version", flat=True).get(pk=application.pk)
        submit_application(application_id=application.pk, version=version, by=by)
    application.refresh_from_db()
    return application


def add(application: Application, kind: FileKind, by: User) -> None:
    """Add a file of a kind, made by code."""
    made = sheet(kind.value.upper(), application.candidate.name, application.code)
    file = ContentFile(made, name=f"{kind.value}.pdf")
    add_file(application_id=application.pk, kind=kind, file=file, by=by)


def change(application: Application, moment: datetime) -> Application:
    """Change the letter of what was handed in, and hand it in again."""
    text = application.sections["letter"]["text"]
    with at(moment - timedelta(minutes=20)):
        fill(
            application,
            {"letter": {"text": f"{text} {MORE[application.language]}"}},
            application.candidate,
        )
    return hand_in(application, moment)


def withdraw(application: Application, moment: datetime) -> None:
    """Take an application back."""
    with at(moment):
        withdraw_application(application_id=application.pk, by=application.candidate)


def refused_late(application: Application, moment: datetime) -> None:
    """Try to hand in after the deadline: it must be refused."""
    try:
        hand_in(application, moment)
    except RuleBroken as error:
        if error.code != "application-late":
            raise
    else:
        raise AssertionError("taken after the deadline")


def allow(office: Office, call: Call, user: User) -> datetime:
    """Let a candidate hand in for two more days; return until when."""
    until = closing(call) + timedelta(days=2)
    with at(closing(call) + timedelta(hours=10)):
        allow_late_entry(
            call_id=call.pk, email=user.email, until=until, reason=LATE, by=office.recruiter
        )
    return until


def enter(
    office: Office, call: Call, person: Person, moment: datetime, drawn: random.Random
) -> Application:
    """Enter and hand in an application for somebody who cannot use the form."""
    by = office.recruiter
    with at(moment):
        user = enter_candidate(
            email=person.email, name=person.name, language=person.language, by=by
        )
        application = enter_application(call_id=call.pk, candidate=user, reason=ENTERED, by=by)
        application.call = call
        fill(application, sections_of(person, call, drawn), by)
    return hand_in(application, moment + timedelta(minutes=50))


def moments(call: Call, drawn: random.Random, count: int) -> Iterable[datetime]:
    """Return when so many people hand in: half of them in the last two days, as they do."""
    opened, over = call.published_at, closing(call)
    assert opened is not None
    for number in range(count):
        span = timedelta(days=2) if number % 2 else over - opened - timedelta(days=2)
        yield over - timedelta(minutes=1) - (span - timedelta(hours=2)) * drawn.random()
