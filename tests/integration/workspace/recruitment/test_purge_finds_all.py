"""Every column in which words about a candidate can stand is emptied with the last of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from factories.decisions import make_marked
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Appeal,
    Application,
    Call,
    CentreOutcome,
    Conflict,
    Decision,
    FraudReport,
    Interview,
    LateEntry,
    Letter,
    RefereeAnswer,
    Relevance,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.retention import later
from jalon.workspace.recruitment.services.bulk_letters import draft_letters
from jalon.workspace.recruitment.services.deciding import decide, set_aside
from jalon.workspace.recruitment.services.purging import purge_all

HOUR = timedelta(hours=1)
SAID = "Zarathu"  # short enough for every column
# Contracts are kept by their own rules, reports of fraud too; neither is of an application.
APART = {"appointment", "appointmentcondition", FraudReport._meta.model_name}
# What tells of nobody: of which row of a form, in which zone, in which language, by which rule.
PLAIN = {"row", "zone", "language", "because", "what", "sha256"}


def of_candidates() -> Iterator[type[models.Model]]:
    """Give the models whose rows name an application, or who applied."""
    for model in apps.get_app_config("recruitment").get_models():
        named = {f.related_model for f in model._meta.fields if f.is_relation}
        about = Application in named or any(f.name == "candidate" for f in model._meta.fields)
        if (about or model in {Decision, Appeal}) and model._meta.model_name not in APART:
            yield model


def columns(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.unique
        and field.name not in PLAIN
    ]


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """A decided call of which one candidate has a row of each kind."""
    call = make_marked(programme, amina, [(5, 5), (4, 4)], refused=2)
    row = call.applications.get(code=ranked(call).codes[1])
    now = timezone.now()
    test = WrittenTest.objects.create(call=call, opens_at=now, closes_at=now + HOUR, minutes=60)
    Sitting.objects.create(test=test, application=row, code="S1", answers=[SAID])
    Interview.objects.update_or_create(
        application=row, defaults={"starts_at": now, "zone": "UTC", "where": "Here"}
    )
    CentreOutcome.objects.create(
        application=row, outcome="passed", held_date=timezone.localdate(), by=amina
    )
    RefereeAnswer.objects.create(application=row, name="Referee", answer="Good")
    Relevance.objects.create(application=row, row="e1", is_relevant=True, by=amina)
    LateEntry.objects.create(
        call=call, candidate=row.candidate, until=now, reason="Ill", by=amina
    )  # fmt: skip
    for _number in range(2):
        choice = Choice(ranked(call).codes[0])
        decide(call_id=call.pk, version=call.version, choice=choice, reason="Best.", by=amina)
        call = Call.objects.get(pk=call.pk)
        if _number == 0:
            set_aside(call_id=call.pk, version=call.version, reason="An appeal.", by=amina)
            call = Call.objects.get(pk=call.pk)
    Conflict.objects.create(member=call.panel.all()[0], application=row, tie="family")
    today, decision = timezone.localdate(), call.decisions.get(set_aside_at=None)
    Appeal.objects.create(
        decision=decision, lodged_date=today, by=amina,
        answered_date=today, outcome="stands", answered_by=amina,
    )  # fmt: skip
    draft_letters(call_id=call.pk, kind=MessageKind.NOT_SELECTED, by=amina)
    return call


@pytest.mark.django_db
def test_no_words_about_a_candidate_are_left(call: Call, amina: User) -> None:
    filled = set()
    for model in of_candidates():
        for name in columns(model):
            rows = model._base_manager.all()
            if model is Application and name == "entered_reason":
                rows = rows.none()  # only of who was entered: test_purging
            filled |= {f"{model.__name__}.{name}"} if rows.update(**{name: SAID}) else set()
    assert len(filled) >= 15, filled

    purge_all(later(timezone.localdate(), 24) + timedelta(days=1))

    assert {model.__name__ for model in of_candidates() if SAID in said_in(model)} == set()
    assert Letter.objects.exists()
    assert Decision.objects.count() == 2  # that somebody was chosen stays, and when


def said_in(model: type[models.Model]) -> str:
    rows: Any = model._base_manager.values()
    return repr(list(rows))
