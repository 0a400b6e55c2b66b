"""Who chose so is told at once: a step is theirs, a text came back, a question, an answer."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories.accounts import make_user
from factories.programmes import give
from integration.workspace.documents.conftest import clear_all, open_step
from jalon.workspace import daily
from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.config import worker
from jalon.workspace.documents import jobs
from jalon.workspace.documents.models import DigestMail, Document, Obligation
from jalon.workspace.documents.notifications import Happening, tell
from jalon.workspace.documents.services.assigning import add_step
from jalon.workspace.documents.services.clearance import clear_step, return_document
from jalon.workspace.documents.services.questions import answer_question, ask_question
from jalon.workspace.programmes.models import Delegation, Programme

DAY = timedelta(days=1)


@pytest.fixture
def done(django_capture_on_commit_callbacks: Any) -> Callable[..., list[str]]:
    """Do something as if it were committed; return to whom mail went, and empty the box."""

    def do(action: Callable[..., Any], **values: Any) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(**values)
        return sorted(address for sent in mail.outbox for address in sent.to)

    return do


@pytest.fixture
def everybody_at_once(submitted: Document, dora: User) -> None:
    User.objects.update(digest=Digest.AT_ONCE)


def test_each_step_is_told_to_those_who_may_decide_it(
    submitted: Document,
    reviewers: dict[str, User],
    dora: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    told = []
    while not (step := open_step(submitted)).is_acceptance:
        submitted.refresh_from_db()
        told += done(
            clear_step, step_id=step.pk, version=submitted.version, by=reviewers[step.role]
        )
    chain = [step.role for step in submitted.steps.order_by("order")][1:]
    expected = [reviewers[role].email for role in chain if role in reviewers]
    assert told == [*expected, dora.email]


def test_the_mail_names_the_paper_and_the_page_and_says_nothing_else(
    submitted: Document,
    amina: User,
    bruno: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    User.objects.filter(pk=bruno.pk).update(language="es")
    asked = done(ask_question, document_id=submitted.pk, text="Secret figures?", by=amina)
    assert asked == [bruno.email]
    (sent,) = mail.outbox
    question = submitted.questions.get()
    assert str(submitted.title["en"]) in sent.subject
    assert f"/documents/{submitted.programme.code}/" in sent.body
    assert f"/{question.pk}/" in sent.body
    assert "Secret" not in sent.subject + sent.body + str(sent.alternatives)
    assert "¡Hola" in sent.body or "Buen" in sent.body
    assert "/people/me/" in sent.body


def test_nobody_is_told_of_what_they_did_themselves(
    submitted: Document,
    amina: User,
    bruno: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    assert done(ask_question, document_id=submitted.pk, text="My own?", by=bruno) == []
    question = submitted.questions.get()
    replied = done(answer_question, question_id=question.pk, version=1, text="Yes", by=amina)
    assert replied == [bruno.email]
    added = done(answer_question, question_id=question.pk, version=2, text="Thanks", by=bruno)
    assert added == []


def test_what_the_asker_adds_is_for_who_answers(
    submitted: Document,
    amina: User,
    bruno: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    done(ask_question, document_id=submitted.pk, text="Why?", by=amina)
    question = submitted.questions.get()
    added = done(answer_question, question_id=question.pk, version=1, text="And when?", by=amina)
    assert added == [bruno.email]


def test_a_returned_text_is_told_to_its_author_and_who_stands_in(
    submitted: Document,
    reviewers: dict[str, User],
    bruno: User,
    amina: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    today = timezone.localdate()
    deputy = make_user("Deputy", digest=Digest.AT_ONCE)
    give(deputy, Role.OFFICER, submitted.programme)
    Delegation.objects.create(
        absent=bruno, deputy=deputy, start_date=today - DAY, end_date=today + DAY
    )
    step = open_step(submitted)
    told = done(
        return_document,
        step_id=step.pk,
        version=submitted.version,
        reason="Not a word of this",
        by=reviewers[step.role],
    )
    assert told == sorted([bruno.email, deputy.email])
    assert all("Not a word" not in sent.body for sent in mail.outbox)


def test_one_more_person_is_told(
    submitted: Document,
    reviewers: dict[str, User],
    amina: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    chloe = reviewers["coordinator"]
    told = done(
        add_step,
        document_id=submitted.pk,
        version=submitted.version,
        title={"en": "Also look"},
        assignee=chloe,
        working_days=2,
        by=amina,
    )
    assert told == [chloe.email]


@pytest.mark.parametrize("choice", [Digest.NONE, Digest.DAILY, Digest.WEEKLY])
def test_who_did_not_choose_so_is_not_told(
    choice: Digest,
    submitted: Document,
    amina: User,
    done: Callable[..., list[str]],
) -> None:
    User.objects.update(digest=choice)
    assert done(ask_question, document_id=submitted.pk, text="Why?", by=amina) == []


def test_what_is_settled_meanwhile_is_not_told(
    submitted: Document, reviewers: dict[str, User], everybody_at_once: None
) -> None:
    step = open_step(submitted)
    sofia = reviewers[step.role]
    clear_all(submitted, reviewers)
    mail.outbox.clear()
    tell.call(Happening.OPENED.value, sofia.pk, step.pk)
    tell.call(Happening.RETURNED.value, sofia.pk, submitted.pk)
    assert mail.outbox == []


def test_the_donor_hears_nothing_of_the_inside(
    submitted: Document,
    amina: User,
    dora: User,
    bruno: User,
    everybody_at_once: None,
    done: Callable[..., list[str]],
) -> None:
    tell.call(Happening.RETURNED.value, dora.pk, submitted.pk)
    tell.call(Happening.OPENED.value, dora.pk, open_step(submitted).pk)
    assert mail.outbox == []


def test_a_digest_tells_of_answers_once(
    submitted: Document, owed: Obligation, amina: User, bruno: User, programme: Programme
) -> None:
    today = timezone.localdate()
    User.objects.update(digest=Digest.NONE)
    User.objects.filter(pk=amina.pk).update(digest=Digest.DAILY)
    question = ask_question(document_id=submitted.pk, text="Why so late?", by=amina)
    answer_question(question_id=question.pk, version=1, text="Rain", by=bruno, closes=False)
    jobs.send_digest.call(amina.pk, today.isoformat())
    (sent,) = mail.outbox
    assert "Answers to your questions" in sent.body
    assert "Why so late" not in sent.body
    DigestMail.objects.update(day=today - DAY)
    mail.outbox.clear()
    jobs.send_digest.call(amina.pk, today.isoformat())
    assert all("Answers to your questions" not in sent.body for sent in mail.outbox)


def test_who_is_told_at_once_gets_no_digest(amina: User, owed: Obligation) -> None:
    User.objects.update(digest=Digest.AT_ONCE)
    jobs.send_digests(timezone.localdate())
    assert mail.outbox == []


class FailsFirst(LocmemBackend):
    """A mail server that is away for the first letter, and then works."""

    away = 1

    def send_messages(self, messages: Any) -> int:
        if FailsFirst.away:
            FailsFirst.away -= 1
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


@pytest.fixture
def failing_first(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = f"{__name__}.FailsFirst"
    monkeypatch.setattr(FailsFirst, "away", 1)
    monkeypatch.setattr(daily, "_WORK", {})


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_sent_is_sent_later_and_once(
    submitted: Document, amina: User, bruno: User, everybody_at_once: None, failing_first: None
) -> None:
    ask_question(document_id=submitted.pk, text="Why?", by=amina)
    [job] = DBTaskResult.objects.filter(task_path=tell.module_path)
    worker.work(once=True)
    job.refresh_from_db()
    assert (job.status, mail.outbox) == ("READY", [])
    assert job.run_after > timezone.now()
    for _again in range(2):
        DBTaskResult.objects.update(run_after=timezone.now())
        worker.work(once=True)
    assert [sent.to for sent in mail.outbox] == [[bruno.email]]
    job.refresh_from_db()
    assert job.status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_the_mail_is_queued_with_what_it_tells_of(
    submitted: Document, amina: User, everybody_at_once: None, failing_first: None
) -> None:
    """A site that stops right after a write has the letter too; one that undoes it has neither."""
    jobs_of_mail = DBTaskResult.objects.filter(task_path=tell.module_path)
    with transaction.atomic():
        ask_question(document_id=submitted.pk, text="Why?", by=amina)
        assert jobs_of_mail.count() == 1
        transaction.set_rollback(True)
    assert not jobs_of_mail.exists()
    assert not submitted.questions.exists()
