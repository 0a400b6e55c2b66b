"""What becomes of a letter that a person reviews before it is sent: each step once."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.messages import AUTOMATIC, MessageKind


class LetterState(StrEnum):
    """How far a letter has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    WAITING = "waiting"
    UNCERTAIN = "uncertain"  # taken to be sent, and the worker was stopped: it may have gone out
    FAILED = "failed"
    SENT = "sent"


def state_of(
    *,
    reviewed_at: datetime | None,
    queued_at: datetime | None,
    taken_at: datetime | None,
    sent_at: datetime | None,
    failed_at: datetime | None,
) -> LetterState:
    """Return the state that the instants tell."""
    if sent_at:
        return LetterState.SENT
    if failed_at:
        return LetterState.FAILED
    if taken_at:
        return LetterState.UNCERTAIN
    if queued_at:
        return LetterState.WAITING
    return LetterState.REVIEWED if reviewed_at else LetterState.DRAFT


# Kinds of which a person writes drafts for all candidates whom they concern.
IN_BULK: tuple[MessageKind, ...] = tuple(
    kind
    for kind in (
        MessageKind.NOT_ELIGIBLE,
        MessageKind.NOT_SHORT_LISTED,
        MessageKind.TEST,
        MessageKind.CENTRE,
        MessageKind.INTERVIEW,
        MessageKind.OFFER,
        MessageKind.RESERVE,
        MessageKind.NOT_SELECTED,
        MessageKind.CANCELLED,
    )
    if kind not in AUTOMATIC
)
# Told only once a decision holds.
AFTER_DECISION = frozenset({MessageKind.OFFER, MessageKind.RESERVE, MessageKind.NOT_SELECTED})


def check_reviewer(reviewer: int, writers: Iterable[int | None]) -> None:
    """Refuse that somebody passes their own drafts: a second pair of eyes looks."""
    if reviewer in set(writers):
        raise RuleBroken("letters-own-drafts")


def check_seen(seen: str, now: str) -> None:
    """Refuse to pass drafts that were changed since they were shown."""
    if seen != now:
        raise RuleBroken("letters-changed-meanwhile")


def digest_of(drafts: Iterable[tuple[int, str, str]]) -> str:
    """Return the hash of drafts, (key, subject, text), in the order of their keys."""
    text = "\x1e".join(f"{key}\x1f{subject}\x1f{body}" for key, subject, body in sorted(drafts))
    return sha256(text.encode()).hexdigest()
