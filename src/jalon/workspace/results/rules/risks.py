"""When a risk must be looked at again."""

from datetime import date, timedelta

HIGH = 12  # of 25
LOOK_EVERY = timedelta(days=90)  # a high risk (consistency rule 77)


def is_stale(score: int, reviewed: date | None, today: date) -> bool:
    """Tell whether a high risk has not been looked at for too long."""
    return score >= HIGH and (reviewed is None or today - reviewed > LOOK_EVERY)
