"""How much one person may send: pure functions."""

from datetime import timedelta

from jalon.errors import RuleBroken

MOST_AT_ONCE = 10  # uploads that are not finished
AT_ONCE = 4  # their sizes together, in largest files
IN_A_DAY = 20  # what is kept of one person within a day, in largest files
CHUNK = 256 * 1024  # eight seconds at 256 kbit/s: little is lost when the line breaks
LARGEST_CHUNK = 1024 * 1024
STILL = timedelta(hours=1)  # after which an upload gives way to a new one
PATIENCE = timedelta(days=3)  # an upload that nobody goes on with is forgotten


def check_open(*, count: int, declared: int, size: int, limit: int) -> None:
    """Refuse a further upload when too many, or too much, is on its way already."""
    if count >= MOST_AT_ONCE or declared + size > AT_ONCE * limit:
        raise RuleBroken("uploads-too-many", most=MOST_AT_ONCE)


def check_day(*, kept: int, size: int, limit: int) -> None:
    """Refuse a file that would bring a person over what they may send in a day."""
    if kept + size > IN_A_DAY * limit:
        raise RuleBroken("uploads-enough-today", megabytes=IN_A_DAY * limit // (1024 * 1024))
