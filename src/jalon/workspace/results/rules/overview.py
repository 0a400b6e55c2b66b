"""How an outcome stands: its indicators, and those of all results below it, counted by rating."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jalon.workspace.results.rules.rating import Rating

# From what goes well to what nobody knows: the order in which they are drawn
ORDER = (
    Rating.MET,
    Rating.ON_TRACK,
    Rating.DELAYED,
    Rating.OFF_TRACK,
    Rating.NO_DATA,
    Rating.NO_TARGET,
    Rating.NOT_DUE,
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many indicators of one rating, and where their part of the bar begins and how long it is.

    Both are in parts of 1.
    """

    rating: Rating
    count: int
    start: float
    length: float


def shares(ratings: Iterable[Rating]) -> tuple[Share, ...]:
    """Return the parts of a bar; what nobody has is left out."""
    counts: Mapping[Rating, int] = Counter(ratings)
    whole = sum(counts.values())
    found: list[Share] = []
    done = 0
    for rating in ORDER:
        if count := counts.get(rating, 0):
            found.append(Share(rating, count, done / whole, count / whole))
            done += count
    return tuple(found)
