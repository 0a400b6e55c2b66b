"""A changed notice is told to those who are applying; single letters survive a worker's death."""

import smtplib
from datetime import timedelta
from traceback import format_exception
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from factories.recruitment import make_application, make_candidate, make_published, submit
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.mailing.applicants import tell_applicants
from jalon.workspace.recruitment.models import Call, Letter
from jalon.workspace.recruitment.notifications.letters import send_letter
from jalon.workspace.recruitment.queries.sent import sent
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.services.amending import amend_header, extend_call
from jalon.workspace.recruitment.services.publishing import cancel_call

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What stops a worker in the middle: nothing catches it."""


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_published(programme, amina)


def extend(call: Call, by: User) -> None:
    assert call.closes_at is not None
    extend_call(
        call_id=call.pk,
        version=Call.objects.get(pk=call.pk).version,
        closes_at=Call.objects.get(pk=call.pk).closes_at + timedelta(days=7),  # type: ignore[operator]  # it has one
        what={"en": "One week more.", "es": "Una semana más."},
        reason="A holiday.",
        by=by,
    )


def test_who_has_begun_or_handed_in_is_told_in_their_language(
    call: Call, amina: User, mailoutbox: list[Any]
) -> None:
    begun, withdrew = make_application(call), make_application(call)
    handed_in = make_application(call, make_candidate("Elena", language="es"))
    submit(handed_in)
    applying.withdraw_application(application_id=withdrew.pk, by=withdrew.candidate)
    mailoutbox.clear()

    extend(call, amina)

    letters = {letter.candidate_id: letter for letter in Letter.objects.filter(kind="extended")}
    assert set(letters) == {begun.candidate_id, handed_in.candidate_id}
    assert sorted(m.to[0] for m in mailoutbox) == sorted(
        each.candidate.email for each in (begun, handed_in)
    )
    one = letters[begun.candidate_id]
    assert "One week more." in one.body
    assert "not handed in" in one.body
    assert "A holiday." not in one.body
    assert "Una semana más." in letters[handed_in.candidate_id].body
    assert sent(one.reference, begun.candidate.email)
    assert not sent(one.reference, handed_in.candidate.email)
    client = Client()
    client.force_login(begun.candidate)
    assert one.reference in client.get(reverse("vacancies:letters")).text


def test_each_change_is_told_once_however_often_the_job_is_done(call: Call, amina: User) -> None:
    application = make_application(call)
    extend(call, amina)
    tell_applicants.enqueue(call.pk, 1)
    extend(call, amina)
    tell_applicants.enqueue(call.pk, 1)
    tell_applicants.enqueue(call.pk, 2)
    letters = application.candidate.letters.filter(kind="extended")
    assert letters.count() == len({letter.reference for letter in letters}) == 2


def test_another_change_says_what_and_until_when(call: Call, amina: User) -> None:
    application = make_application(call)
    submit(application)
    call.refresh_from_db()
    amend_header(
        call_id=call.pk,
        version=call.version,
        values={"unit": "MIGRANT"},
        what={"en": "The unit\nis another."},
        reason="It was left out.",
        by=amina,
    )
    letter = application.candidate.letters.get(kind="amended")
    assert "The unit\nis another." in letter.body
    assert "Deadline" in letter.body
    assert "What you handed in stands." in letter.body


def test_a_call_that_is_cancelled_meanwhile_is_not_told_as_changed(call: Call, amina: User) -> None:
    application = make_application(call)
    extend(call, amina)
    Letter.objects.all().delete()
    call.refresh_from_db()
    cancel_call(call_id=call.pk, version=call.version, reason="No funds.", by=amina)
    tell_applicants.enqueue(call.pk, 1)
    assert not application.candidate.letters.filter(kind="extended").exists()


def receipt(call: Call) -> Letter:
    letter = submit(make_application(call)).receipt
    assert letter is not None
    Letter.objects.update(taken_at=None, sent_at=None)
    mail.outbox.clear()
    return letter


def test_a_worker_killed_while_sending_a_receipt_sends_the_same_again(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = receipt(call)
    send = EmailMessage.send

    def killed_after(self: EmailMessage) -> None:
        send(self)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", killed_after)
        with pytest.raises(Killed):
            send_letter.func(letter.pk)
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert sent(letter.reference, letter.candidate.email), "it may have gone out, so it is ours"

    for _job in range(2):  # the next worker takes the job up
        send_letter.func(letter.pk)

    first, second = (message.message() for message in mail.outbox)
    assert first["Message-ID"] == second["Message-ID"]
    assert letter.reference.lower() in first["Message-ID"]
    assert first.get_payload() == second.get_payload()
    letter.refresh_from_db()
    assert letter.sent_at is not None


def test_a_receipt_waits_for_a_mail_server_that_is_away(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = receipt(call)

    def away(self: EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({self.to[0]: (450, b"try again later")})

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", away)
        with pytest.raises(OSError, match="try again later") as refused:
            send_letter.func(letter.pk)
    assert letter.candidate.email not in "".join(format_exception(refused.value))
    letter.refresh_from_db()
    assert (letter.taken_at, letter.sent_at) == (None, None)
    send_letter.func(letter.pk)
    assert len(mail.outbox) == 1


def test_letters_say_to_whom_to_write(call: Call, settings: Any, client: Client) -> None:
    settings.CANDIDATE_CONTACT = "jobs@office.example"
    submit(make_application(call))
    [message] = mail.outbox[-1:]
    assert message.reply_to == ["jobs@office.example"]
    assert "jobs@office.example" in message.body
    assert "jobs@office.example" in client.get(reverse("vacancies:help")).text
