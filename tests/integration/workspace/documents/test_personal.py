"""What papers keep of a person: their own copy, and what is forgotten with them."""

import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from factories.accounts import make_user
from factories.programmes import give
from integration.workspace.documents.conftest import open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.queries import own_data
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services.people import deactivate, erase
from jalon.workspace.documents.files import disk
from jalon.workspace.documents.models import CalendarFeed, Comment, Document, Question, Upload
from jalon.workspace.documents.queries.personal import HELD
from jalon.workspace.documents.services.clearance import return_document
from jalon.workspace.documents.services.feed import make_feed
from jalon.workspace.documents.services.notices import take_digest
from jalon.workspace.documents.services.questions import answer_question, ask_question
from jalon.workspace.documents.services.review import comment
from jalon.workspace.documents.services.uploads import start_upload


def test_every_row_that_names_somebody_is_in_their_copy() -> None:
    named = {
        (model, field.name)
        for model in apps.get_app_config("documents").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is User
    }
    held = {(model, column) for model, columns, _fields in HELD.values() for column in columns}
    assert held == named


@pytest.mark.django_db
def test_a_copy_holds_ones_own_words_and_nobody_elses(
    submitted: Document, bruno: User, amina: User, reviewers: dict[str, User]
) -> None:
    sofia = reviewers["specialist"]
    comment(document_id=submitted.pk, text="Sofia says: no source", anchor="p. 3", by=sofia)
    question = ask_question(document_id=submitted.pk, text="Amina asks: why?", by=amina)
    answer_question(question_id=question.pk, version=1, text="Bruno says: rain", by=bruno)
    step = open_step(submitted)
    submitted.refresh_from_db()
    return_document(
        step_id=step.pk, version=submitted.version, reason="Sofia says: mend it", by=sofia
    )

    def copy(user: User) -> str:
        return json.dumps(own_data(user)["papers"], cls=DjangoJSONEncoder)

    assert "Bruno says: rain" in copy(bruno)
    assert "First version" in copy(bruno)
    assert str(submitted.title["en"]) in copy(bruno)
    assert "says: no source" in copy(sofia)
    assert "says: mend it" in copy(sofia)
    assert "Amina asks" in copy(amina)
    for user, other in [(bruno, "Sofia"), (bruno, "Amina"), (sofia, "Bruno"), (amina, "Sofia")]:
        assert f"{other} says" not in copy(user)
        assert f"{other} asks" not in copy(user)


@pytest.mark.django_db
def test_forgetting_somebody_keeps_the_record_and_nothing_else(
    submitted: Document, bruno: User, amina: User
) -> None:
    ask_question(document_id=submitted.pk, text="Is this right?", by=bruno)
    make_feed(by=bruno)
    take_digest(to=bruno, day=timezone.localdate(), lines=1)
    upload = start_upload(name="Bruno.pdf", size=10, by=bruno)
    disk.write_piece(upload.pk, 0, b"12345")
    dalia = make_user("Dalia")
    give(dalia, Role.ADMINISTRATOR, None)
    deactivate(user=bruno, by=dalia)
    erase(user=bruno, by=dalia, reason="asked")
    assert not CalendarFeed.objects.exists()
    assert not bruno_rows(bruno)
    assert not Upload.objects.exists()
    assert not disk.partial(upload.pk).exists()
    assert Question.objects.get().text == "Is this right?"
    assert Document.objects.get().versions.count() == 1
    assert not Comment.objects.exists()


def bruno_rows(bruno: User) -> list[object]:
    kept = own_data(bruno)["papers"]
    return kept["digests"] + kept["reminders"] + kept["calendar"] + kept["uploads"]
