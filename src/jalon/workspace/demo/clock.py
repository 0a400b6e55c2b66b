"""Let the services write what happened earlier: their clock is set to that moment."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from threading import get_ident
from unittest.mock import patch

from django.utils import timezone

NOON = 12


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)


def on(day: date) -> AbstractContextManager[datetime]:
    """Make it noon of `day`."""
    return at(noon(day))


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Make it that moment for whoever asks Django what time it is, in this thread alone."""
    here, really = get_ident(), timezone.now

    def now() -> datetime:
        return moment if get_ident() == here else really()

    with patch("django.utils.timezone.now", now):
        yield moment
