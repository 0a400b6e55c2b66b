"""To what a candidate is invited: their written test, their interview; when, and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jalon.workspace.recruitment.models import Application, Interview, Sitting
from jalon.workspace.recruitment.queries.windows import (
    accommodation_of,
    end_of,
    is_missed,
    is_over,
    is_short_listed,
    window_of,
)
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import RUNNING, CallState
from jalon.workspace.recruitment.rules.written_test import allowed

BESIDE = ("call", "sitting__test", "interview")


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A candidate's written test: how long they have, and how it stands."""

    sitting: Sitting
    minutes: int
    ends: datetime | None
    is_open: bool
    is_running: bool
    is_over: bool
    is_missed: bool

    @property
    def test(self) -> Any:
        return self.sitting.test

    @property
    def more(self) -> int:
        """Return how many minutes they have more than others."""
        return self.minutes - int(self.test.minutes)


@dataclass(frozen=True, slots=True)
class Invited:
    """What a candidate is invited to; nothing of it before it is planned or after the decision."""

    test: OwnTest | None = None
    interview: Interview | None = None


def own_test_of(sitting: Sitting, now: datetime) -> OwnTest:
    """Return how a test stands for who sits it."""
    time = allowed(window_of(sitting.test), accommodation_of(sitting))
    over = is_over(sitting, now)
    return OwnTest(
        sitting,
        minutes=int(time.total_seconds() // 60),
        ends=end_of(sitting),
        is_open=sitting.test.opens_at <= now < sitting.test.closes_at,
        is_running=sitting.began_at is not None and not over,
        is_over=over,
        is_missed=is_missed(sitting, now),
    )


def invited(application: Application, now: datetime) -> Invited:
    """Return to what the candidate of this application is invited; of rows read with `BESIDE`."""
    runs = CallState(application.call.state) in RUNNING
    if not runs or application.state != ApplicationState.SUBMITTED:
        return Invited()
    interview: Interview | None = getattr(application, "interview", None)
    return Invited(_test_of(application, now), interview)


def _test_of(application: Application, now: datetime) -> OwnTest | None:
    """Return the test: what was written stays, who is off the short list writes nothing more."""
    sitting: Sitting | None = getattr(application, "sitting", None)
    if sitting is None:
        return None
    own = own_test_of(sitting, now)
    return own if own.is_over or is_short_listed(application) else None
