"""Weekends: ISO weekdays, 1 is Monday."""

from collections.abc import Collection

from jalon.errors import RuleBroken

LONGEST_WEEKEND = 3


def checked_weekend(days: Collection[int]) -> list[int]:
    """Return the weekdays in order; a week has up to three days off, or none."""
    found = sorted(set(days))
    if any(not 1 <= day <= 7 for day in found):
        raise ValueError("weekdays are 1 to 7")
    if len(found) > LONGEST_WEEKEND:
        raise RuleBroken("weekend-too-long", days=len(found), most=LONGEST_WEEKEND)
    return found
