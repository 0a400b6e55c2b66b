"""How far a letter has come, and who may pass it."""

from datetime import UTC, datetime

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.sending import (
    LetterState,
    check_reviewer,
    check_seen,
    digest_of,
    state_of,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("reviewed_at", "queued_at", "taken_at", "sent_at", "failed_at")


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ((), LetterState.DRAFT),
        (("reviewed_at",), LetterState.REVIEWED),
        (("reviewed_at", "queued_at"), LetterState.WAITING),
        (("reviewed_at", "queued_at", "taken_at"), LetterState.UNCERTAIN),
        (("reviewed_at", "queued_at", "failed_at"), LetterState.FAILED),
        (("reviewed_at", "queued_at", "taken_at", "sent_at"), LetterState.SENT),
        (("queued_at", "sent_at"), LetterState.SENT),  # by the site itself, without a reviewer
    ],
)
def test_the_instants_tell_the_state(known: tuple[str, ...], state: LetterState) -> None:
    assert state_of(**{name: NOW if name in known else None for name in NAMES}) is state


def test_nobody_passes_their_own_drafts() -> None:
    check_reviewer(1, [2, None])
    with pytest.raises(RuleBroken, match="letters-own-drafts"):
        check_reviewer(1, [2, 1])


def test_what_is_passed_is_what_was_shown() -> None:
    shown = digest_of([(1, "Dear", "you"), (2, "Dear", "me")])

    check_seen(shown, digest_of([(2, "Dear", "me"), (1, "Dear", "you")]))
    with pytest.raises(RuleBroken, match="letters-changed-meanwhile"):
        check_seen(shown, digest_of([(1, "Dear", "you"), (2, "Dear", "them")]))
