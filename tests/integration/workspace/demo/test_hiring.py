"""What the demonstration writes at once is what the services would write one by one."""

import random
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from factories.assessment import criteria, make_assessed, scorers
from factories.recruitment import make_candidate, make_published, whole_sections
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.demo.hiring.applying import fill
from jalon.workspace.demo.hiring.assessing import mark, sheets
from jalon.workspace.demo.hiring.marks import lock_sheets
from jalon.workspace.demo.hiring.papers import sheet
from jalon.workspace.demo.hiring.persons import crowd
from jalon.workspace.documents.files.sniff import media_type_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Mark
from jalon.workspace.recruitment.rules.applications import Section
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.services.applying import begin_application, save_section

FACTS = ("value", "note", "locked_value", "changed_reason", "scorer_id", "criterion_id")


pytestmark = pytest.mark.django_db


def drawn() -> random.Random:
    return random.Random("the same each time")


def marks_and_events(application: Application) -> tuple[list[Any], list[Any]]:
    rows = Mark.objects.filter(application=application, locked_at__isnull=False)
    events = Event.objects.filter(
        target_id=str(application.pk), target_model="recruitment.application"
    ).exclude(what="recruitment.application-begun")
    return (
        sorted(rows.values_list(*FACTS)),
        sorted(events.values_list("what", "actor_id", "programme_id", "reason", "after__stage")),
    )


def test_marks_at_once_are_those_of_the_service(programme: Programme, amina: User) -> None:
    call = make_assessed(programme, amina, applications=2)
    one, other = Application.objects.filter(call=call).order_by("pk")
    pair = scorers(call)[:2]
    mark(call, one, Stage.APPLICATION, pair, skill=0.6, drawn=drawn(), lock=True)
    given = sheets(criteria(call, Stage.APPLICATION), other, pair, 0.6, drawn())
    lock_sheets(call, Stage.APPLICATION, given)
    assert marks_and_events(one) == marks_and_events(other)
    assert marks_and_events(one)[0]


def test_sections_at_once_are_those_of_the_service(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    found = []
    for at_once in (False, True):
        user = make_candidate(email=f"{at_once}@applicant.example".lower())
        row = begin_application(call_id=call.pk, by=user)
        whole = {**whole_sections(call, user), "contact": {"name": "A", "email": "a@a.example"}}
        if at_once:
            fill(row, whole, user)
        else:
            for section, content in whole.items():
                save_section(
                    application_id=row.pk,
                    section=Section(section),
                    content=content,
                    seen=None,
                    by=user,
                )
        row = Application.objects.get(pk=row.pk)
        events = Event.objects.filter(actor_id=user.pk).order_by("number")
        found.append(
            (row.sections, row.version, list(events.values_list("what", "programme_id", "after")))
        )
    assert found[0] == found[1]


def test_nobody_is_invented_twice() -> None:
    people = [person for person, _n in zip(crowd(drawn(), "es fr ar en"), range(40), strict=False)]
    assert len({person.name for person in people}) == 40
    assert len({person.email for person in people}) == 40
    assert all(person.email.endswith("@applicant.example") for person in people)
    assert all(person.email.isascii() for person in people)


def test_a_sheet_is_a_small_readable_file() -> None:
    made = sheet("CV", "Itzel Tzul (y Pech) \\", "سلمى")
    assert media_type_of(BytesIO(made), "cv.pdf") == "application/pdf"
    assert len(made) < 2000
    (page,) = PdfReader(BytesIO(made)).pages
    assert "Itzel Tzul (y Pech) \\" in page.extract_text()
    assert "Inventado" in page.extract_text()
