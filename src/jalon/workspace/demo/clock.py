"""Let the services write what happened earlier: their clock is set to that moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from unittest.mock import patch

NOON = 12


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)


@contextmanager
def on(day: date) -> Iterator[datetime]:
    """Make it noon of `day` for everything that asks Django what time it is."""
    moment = noon(day)
    with patch("django.utils.timezone.now", lambda: moment):
        yield moment
