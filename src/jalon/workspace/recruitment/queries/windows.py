"""Whose time of a written test runs until when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import QuerySet

from jalon.workspace.recruitment.models import Application, Sitting, WrittenTest
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.written_test import (
    Accommodation,
    Window,
    check_invited,
    ends_at,
)


def window_of(test: WrittenTest) -> Window:
    """Return when a test may be begun, and how long it takes."""
    return Window(
        opens_at=test.opens_at,
        closes_at=test.closes_at,
        duration=timedelta(minutes=test.minutes),
    )


def accommodation_of(sitting: Sitting) -> Accommodation:
    """Return what a candidate has more."""
    return Accommodation(
        extra_share=Fraction(sitting.extra_percent, 100),
        breaks=timedelta(minutes=sitting.break_minutes),
    )


def end_of(sitting: Sitting) -> datetime | None:
    """Return the instant from which it is too late; None before it is begun."""
    if sitting.began_at is None:
        return None
    return ends_at(window_of(sitting.test), sitting.began_at, accommodation_of(sitting))


def is_over(sitting: Sitting, now: datetime) -> bool:
    """Tell whether there is a script: handed in, or the time was over."""
    end = end_of(sitting)
    return sitting.ended_at is not None or (end is not None and now >= end)


def all_written(sittings: Iterable[Sitting], now: datetime) -> bool:
    """Tell whether nobody writes any more, or may begin: scripts are then told apart by nothing."""
    return all(is_over(each, now) or is_missed(each, now) for each in sittings)


def is_missed(sitting: Sitting, now: datetime) -> bool:
    """Tell whether nobody can begin this one any more."""
    return sitting.began_at is None and now >= sitting.test.closes_at


def is_short_listed(application: Application) -> bool:
    """Tell whether an application is on the short list; many are read with `listings`."""
    listings = application.listings.all()
    return any(each.which == ListKind.SHORT and each.is_on for each in listings)


def check_sits(sitting: Sitting) -> None:
    """Refuse to begin or write a test of who is not, or no longer, in the running."""
    application = sitting.application
    check_invited(
        applies=application.state == ApplicationState.SUBMITTED,
        assessed=application.call.state == CallState.ASSESSMENT,
        listed=is_short_listed(application),
    )


def to_be_marked(test: WrittenTest) -> QuerySet[Sitting]:
    """Return the places of those who are in the running: handed in, and on the short list."""
    return test.sittings.filter(
        application__state=ApplicationState.SUBMITTED,
        application__listings__which=ListKind.SHORT,
        application__listings__is_on=True,
    )
