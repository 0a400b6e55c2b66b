"""The calls of a programme as a list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.calls import CallQuerySet
from jalon.workspace.recruitment.models.words import CALL_STATES
from jalon.workspace.recruitment.queries.standing import TONES, state_of
from jalon.workspace.recruitment.rules.calls import CallState

OVER = (CallState.DECIDED, CallState.CANCELLED)


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list, with where it is today."""

    call: Call
    state: CallState

    @property
    def words(self) -> Any:
        return CALL_STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def narrowed(calls: CallQuerySet, words: str, which: str) -> CallQuerySet:
    """Keep the calls that hold `words`, and those that go on or are over."""
    for word in words.split():
        calls = calls.filter(
            Q(title__icontains=word) | Q(number__icontains=word) | Q(duty_station__icontains=word)
        )
    if which == "open":
        return calls.exclude(state__in=OVER)
    return calls.filter(state__in=OVER) if which == "over" else calls


def call_rows(calls: Iterable[Call], now: datetime) -> list[CallRow]:
    return [CallRow(call, state_of(call, now)) for call in calls]
