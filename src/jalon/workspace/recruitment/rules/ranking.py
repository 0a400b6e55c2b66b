"""Who stands where by weighted marks, exactly: equals share a place, below a minimum is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import WHOLE, Criterion

Candidates = Mapping[str, Mapping[str, Fraction]]  # code -> criterion -> mark
Weighting = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one candidate stands; `place` is None below a minimum, which `below` names."""

    code: str
    total: Fraction
    place: int | None
    below: tuple[str, ...] = ()


def shares(criteria: Sequence[Criterion], marks: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return each mark as its share of the way from the lowest to the highest."""
    if lacking := [each.key for each in criteria if each.key not in marks]:
        raise RuleBroken("marks-missing", keys=lacking)
    return {
        each.key: (marks[each.key] - each.lowest) / (each.highest - each.lowest)
        for each in criteria
    }


def total(share: Mapping[str, Fraction], weighting: Weighting) -> Fraction:
    """Return the weighted total out of 100, whatever the weights add up to."""
    whole = sum(weighting.values(), Fraction())
    if whole <= 0:
        raise RuleBroken("weights-without-sum")
    return WHOLE * sum((share[key] * w for key, w in weighting.items()), Fraction()) / whole


def below_minimum(criteria: Sequence[Criterion], marks: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Return the criteria on which the mark is below the minimum."""
    return tuple(
        each.key for each in criteria if each.minimum is not None and marks[each.key] < each.minimum
    )


def places(totals: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the place of each: one more than how many are better, so equals share it."""
    best_first = sorted(totals.values(), reverse=True)
    place = {each: at for at, each in reversed([*enumerate(best_first, 1)])}
    return {code: place[mine] for code, mine in totals.items()}


def ranking(criteria: Sequence[Criterion], candidates: Candidates) -> tuple[Place, ...]:
    """Rank candidates, best first; equals by code, those below a minimum at the end."""
    weighting = {each.key: each.weight for each in criteria}
    totals = {c: total(shares(criteria, marks), weighting) for c, marks in candidates.items()}
    below = {c: below_minimum(criteria, marks) for c, marks in candidates.items()}
    place = places({c: t for c, t in totals.items() if not below[c]})
    rows = [Place(c, t, place.get(c), below[c]) for c, t in totals.items()]
    return tuple(sorted(rows, key=lambda row: (row.place is None, -row.total, row.code)))
