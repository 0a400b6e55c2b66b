"""Change a published notice: dated, with its reason, and shown with it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Amendment, Call, Listing, Verdict
from jalon.workspace.recruitment.rules.calls import (
    CallState,
    CallStep,
    after,
    check_extension,
    check_reopening,
)
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.rules.editing import TOGETHER, check_amendment, check_time_left
from jalon.workspace.recruitment.services.announcing import announce
from jalon.workspace.recruitment.services.editing import check_header, put_text
from jalon.workspace.recruitment.services.following import take, write

P, T = Permission, CallStep


@transaction.atomic
def amend_header(
    *,
    call_id: int,
    version: int,
    values: Mapping[str, Any],
    what: Mapping[str, str],
    reason: str,
    by: User,
    closes_at: datetime | None = None,
) -> Amendment:
    """Change what stands at the head of a published notice."""
    call = take(call_id, version, by, P.CALL_PUBLISH)
    check_header(call, values)
    changed = [name for name, value in values.items() if getattr(call, name) != value]
    return publish_amendment(call, values, changed, what, reason, closes_at, by)


@transaction.atomic
def amend_text(
    *,
    call_id: int,
    version: int,
    language: str,
    title: str,
    text: TextFields,
    what: Mapping[str, str],
    reason: str,
    by: User,
    closes_at: datetime | None = None,
) -> Amendment:
    """Change the words of a published notice in one language."""
    call = take(call_id, version, by, P.CALL_PUBLISH)
    after(CallState(call.state), T.AMEND, reason=reason)
    had_duties = any(row.duties for row in call.texts.filter(language=language))
    if not title.strip() or (had_duties and not text.duties):
        raise RuleBroken("amendment-takes-words-out", language=language)
    changed = put_text(call, language, title, text)
    return publish_amendment(call, {"title": call.title}, changed, what, reason, closes_at, by)


@transaction.atomic
def extend_call(
    *,
    call_id: int,
    version: int,
    closes_at: datetime,
    what: Mapping[str, str],
    reason: str,
    by: User,
) -> Amendment:
    """Give more time; after the deadline only while nobody has read an application."""
    call = take(call_id, version, by, P.CALL_PUBLISH)
    if call.state == CallState.CLOSED:
        _reopen(call, reason, by)
    return publish_amendment(call, {}, (), what, reason, closes_at, by)


def _reopen(call: Call, reason: str, by: User) -> None:
    state = after(CallState.CLOSED, T.REOPEN, reason=reason)
    check_reopening(opened=_opened(call))
    call.timeline.filter(stage=CallState.CLOSED.value).update(reached_at=None)
    write(call, {"state": state}, what="recruitment.reopened", by=by, reason=reason)


def publish_amendment(
    call: Call,
    values: Mapping[str, Any],
    changed: Collection[str],
    what: Mapping[str, str],
    reason: str,
    closes_at: datetime | None,
    by: User,
) -> Amendment:
    """Date a change of a held call, show it with the notice, and tell of it."""
    after(CallState(call.state), T.EXTEND if closes_at else T.AMEND, reason=reason)
    now = timezone.now()
    effect = check_amendment(changed, extended=closes_at is not None or _had_time(call, now))
    if not any(text.strip() for text in what.values()):
        raise RuleBroken("amendment-without-words")
    before = call.closes_at
    assert before is not None
    if closes_at is not None:
        check_extension(now=now, deadline=before, extended_to=closes_at)
    check_time_left(effect, now=now, closes_at=closes_at or before)
    row = Amendment.objects.create(
        call=call,
        number=call.amendments.count() + 1,
        what=dict(what),
        reason=reason,
        closed_before=before,
        closes_at=closes_at or before,
        by=by,
    )
    event = "recruitment.extended" if closes_at and not changed else "recruitment.amended"
    write(call, {**values, "closes_at": row.closes_at}, what=event, by=by, reason=reason)
    announce(call, row)
    return row


def _had_time(call: Call, now: datetime) -> bool:
    """Tell whether the deadline was moved already by a change of which this one is a part."""
    lately = call.amendments.filter(at__gt=now - TOGETHER)
    return lately.filter(closes_at__gt=F("closed_before")).exists()


def _opened(call: Call) -> int:
    """Return of how many applications somebody has said anything."""
    seen = [
        model.objects.filter(application__call=call).values_list("application", flat=True)
        for model in (Verdict, Listing)
    ]
    return len({pk for rows in seen for pk in rows})
