"""Letters to all whom they concern: drafted, looked at by a second person, sent once each."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Application, Call, Decision, Letter, WrittenTest
from jalon.workspace.recruitment.queries.audiences import audience_of, standings_of, unwritten
from jalon.workspace.recruitment.queries.decided import decision_of
from jalon.workspace.recruitment.queries.letters import digest_of_drafts, letter_state
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.money import check_message
from jalon.workspace.recruitment.rules.sending import (
    AFTER_DECISION,
    IN_BULK,
    LetterState,
    check_reviewer,
    check_seen,
)
from jalon.workspace.recruitment.services.following import note, take
from jalon.workspace.recruitment.services.letters import new_reference

P, L = Permission, LetterState
LONGEST_SEND = timedelta(minutes=10)  # only after it a letter that was taken is in doubt
SUBJECT, BODY = "recruitment/letters/{}_subject.txt", "recruitment/letters/{}.txt"


@transaction.atomic
def draft_letters(*, call_id: int, kind: MessageKind, by: User) -> int:
    """Write a draft to each whom this concerns and who has none; return how many."""
    call = take(call_id, None, by, P.CALL_EDIT)
    if kind not in IN_BULK:
        raise RuleBroken("letters-not-in-bulk")
    people = unwritten(call, kind, audience_of(call, kind)).select_related(
        "candidate", "interview", "sitting"
    )
    test = WrittenTest.objects.filter(call=call).first()
    if kind is MessageKind.INTERVIEW:  # nobody is invited without a day
        people = people.filter(interview__isnull=False)
    if kind is MessageKind.TEST and test is None:
        people = people.none()
    facts = {"test": test, "decision": decision_of(call)}
    letters = [_draft(call, kind, each, facts, by) for each in people.order_by("code")]
    if not letters:
        raise RuleBroken("letters-nobody-left")
    Letter.objects.bulk_create(letters)
    note(call, "recruitment.letters-drafted", by=by, kind=kind, count=len(letters))
    return len(letters)


def _draft(
    call: Call, kind: MessageKind, application: Application, facts: dict[str, Any], by: User
) -> Letter:
    candidate = application.candidate
    context = {
        "candidate": candidate,
        "call": call,
        "code": application.code,
        "was_handed_in": application.state == ApplicationState.SUBMITTED,
        **facts,
        "interview": getattr(application, "interview", None),
        "sitting": getattr(application, "sitting", None),
    }
    with translation.override(candidate.language):
        subject = " ".join(render_to_string(SUBJECT.format(kind), context).split())
        body = render_to_string(BODY.format(kind), context).strip()
    return Letter(
        call=call,
        candidate=candidate,
        reference=new_reference(),
        kind=kind,
        language=candidate.language,
        subject=subject[:200],
        body=body,
        by=by,
    )


@transaction.atomic
def edit_draft(*, letter_id: int, subject: str, body: str, by: User) -> Letter:
    """Change the words of one draft; whoever does so has written it."""
    letter = _held(letter_id, by)
    if letter_state(letter) not in {L.DRAFT, L.REVIEWED}:
        raise RuleBroken("letter-on-its-way")
    subject = " ".join(subject.split())  # a mail server takes one line
    check_message(f"{subject}\n{body}")
    letter.subject, letter.body, letter.by = subject, body, by
    letter.reviewed_by = letter.reviewed_at = None
    letter.save(update_fields=["subject", "body", "by", "reviewed_by", "reviewed_at"])
    assert letter.call is not None
    note(letter.call, "recruitment.letter-edited", by=by, letter=letter.pk)
    return letter


@transaction.atomic
def drop_draft(*, letter_id: int, reason: str, by: User) -> None:
    """Throw one draft away: this candidate is told in another way, or not yet."""
    letter = _held(letter_id, by)
    if letter_state(letter) not in {L.DRAFT, L.REVIEWED}:
        raise RuleBroken("letter-on-its-way")
    call, key = letter.call, letter.pk
    assert call is not None
    letter.delete()
    note(call, "recruitment.letter-dropped", by=by, reason=reason, letter=key)


@transaction.atomic
def pass_letters(*, call_id: int, kind: MessageKind, seen: str, by: User) -> int:
    """Pass the drafts of a kind as they were shown; nobody passes their own."""
    call = take(call_id, None, by, P.CALL_EDIT)
    _drop_outlived(call, kind, by)
    drafts = _in_state(call, kind, L.DRAFT)
    check_seen(seen, digest_of_drafts(drafts))
    if not drafts:
        raise RuleBroken("letters-nobody-left")
    check_reviewer(by.pk, (each.by_id for each in drafts))
    now = timezone.now()
    Letter.objects.filter(pk__in=[each.pk for each in drafts]).update(
        reviewed_by=by, reviewed_at=now
    )
    note(call, "recruitment.letters-passed", by=by, kind=kind, count=len(drafts), sha256=seen)
    return len(drafts)


@transaction.atomic
def queue_letters(*, call_id: int, kind: MessageKind, by: User) -> list[int]:
    """Let those be sent that a second person has passed; return their keys."""
    call = take(call_id, None, by, P.CALL_EDIT)
    _drop_outlived(call, kind, by)
    ready = [each.pk for each in _in_state(call, kind, L.REVIEWED)]
    if not ready:
        raise RuleBroken("letters-none-passed")
    Letter.objects.filter(pk__in=ready).update(queued_at=timezone.now())
    note(call, "recruitment.letters-queued", by=by, kind=kind, count=len(ready))
    return ready


@transaction.atomic
def queue_again(*, letter_id: int, by: User) -> Letter:
    """Let a letter be sent again that failed, or of which nobody knows whether it went out."""
    letter = _held(letter_id, by)
    busy = letter.taken_at is not None and letter.taken_at > timezone.now() - LONGEST_SEND
    if letter_state(letter) not in {L.FAILED, L.UNCERTAIN} or busy:
        raise RuleBroken("letter-on-its-way")
    letter.queued_at, letter.taken_at, letter.failed_at = timezone.now(), None, None
    letter.failure = ""
    letter.save(update_fields=["queued_at", "taken_at", "failed_at", "failure"])
    assert letter.call is not None
    note(letter.call, "recruitment.letter-sent-again", by=by, letter=letter.pk)
    return letter


@transaction.atomic
def take_letter(letter_id: int) -> Letter | None:
    """Return a letter that is to be sent, for this caller alone; None if somebody has taken it.

    It is taken before it is sent: a worker that dies in between leaves it in doubt, never twice.
    """
    rows = Letter.objects.filter(
        pk=letter_id, queued_at__isnull=False, taken_at=None, sent_at=None, failed_at=None
    )
    if not rows.update(taken_at=timezone.now()):
        return None
    letter = Letter.objects.select_related("candidate", "call").get(pk=letter_id)
    if letter.call is not None and not _concerned(letter.call, letter.kind, letter.candidate_id):
        stamp_failed(letter, gettext("it does not concern the candidate any more"))
        return None
    return letter


def stamp_sent(letter: Letter) -> None:
    """Note that a letter went out."""
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())


def stamp_failed(letter: Letter, why: str) -> None:
    """Note that a letter did not go out, and why."""
    Letter.objects.filter(pk=letter.pk).update(
        failed_at=timezone.now(), taken_at=None, failure=why[:300]
    )


def _concerned(call: Call, kind: str, candidate: int | None = None) -> set[int]:
    """Return the candidates whom a kind of letter concerns now; or whether it is this one."""
    standings = standings_of(call, candidate=candidate)
    people = Application.objects.filter(pk__in=audience_of(call, MessageKind(kind), standings))
    return set(people.values_list("candidate", flat=True))


def _drop_outlived(call: Call, kind: MessageKind, by: User) -> None:
    """Throw away what was written on grounds that are gone: a decision, a list, an application."""
    concerned = _concerned(call, kind)
    decision = decision_of(call) if kind in AFTER_DECISION else None
    written = [*_in_state(call, kind, L.DRAFT), *_in_state(call, kind, L.REVIEWED)]
    for letter in written:
        if letter.candidate_id not in concerned or _is_before(letter, decision):
            key = letter.pk
            letter.delete()
            note(call, "recruitment.letter-dropped", by=by, letter=key)


def _is_before(letter: Letter, decision: Decision | None) -> bool:
    return decision is not None and letter.written_at < decision.at


def _in_state(call: Call, kind: MessageKind, state: LetterState) -> list[Letter]:
    rows: Iterable[Letter] = call.letters.select_for_update().filter(kind=kind).order_by("pk")
    return [each for each in rows if letter_state(each) is state]


def _held(letter_id: int, by: User) -> Letter:
    call_id = Letter.objects.values_list("call_id", flat=True).get(pk=letter_id)
    assert call_id is not None
    call = take(call_id, None, by, P.CALL_EDIT)
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    letter.call = call
    return letter
