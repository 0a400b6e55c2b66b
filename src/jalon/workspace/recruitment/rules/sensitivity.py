"""Whether another choice of weights would have put somebody else first.

Three views of one ranking: each weight, or those of a stage together, somewhat more or less; each
criterion left out; and, over all weightings at once, the share of them in which each candidate is
first or among the first k (the acceptability index of stochastic multicriteria analysis: Lahdelma
R., Salminen P. (2001) Operations Research 49, 444-454). Weightings are all points of a regular grid
on the simplex where these are few, else drawn evenly with a fixed seed, so that a report can be
made again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, lcm
from random import Random

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.ranking import (
    Candidates,
    below_minimum,
    places,
    shares,
    total,
)

PARTS = 20  # the grid: weights in steps of five per cent
MOST_POINTS = 11_000
DRAWS = 5_000
SEED = 20_260_601

Shares = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Shift:
    """What one other weighting changes; `by` is None where the criterion was left out.

    Where all criteria of a stage were shifted together, `criterion` is the stage.
    """

    criterion: str
    by: Fraction | None
    first: tuple[str, ...]
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Acceptability:
    """In which share of the weightings a candidate is first, alone or not, and in the first k."""

    code: str
    first: Fraction
    among: Fraction


def _ranked(criteria: Sequence[Criterion], candidates: Candidates) -> Shares:
    """Return the marks as shares, of those whom no minimum keeps out: no weight lets them in."""
    known = {code: shares(criteria, marks) for code, marks in candidates.items()}
    return {c: share for c, share in known.items() if not below_minimum(criteria, candidates[c])}


def _placed(candidates: Shares, weighting: Mapping[str, Fraction]) -> dict[str, int]:
    return places({code: total(share, weighting) for code, share in candidates.items()})


def _shift(
    candidates: Shares,
    before: Mapping[str, int],
    weighting: Mapping[str, Fraction],
    key: str,
    by: Fraction | None,
) -> Shift:
    now = _placed(candidates, weighting)
    return Shift(
        key,
        by,
        tuple(sorted(code for code, place in now.items() if place == 1)),
        {code: before[code] - place for code, place in now.items() if place != before[code]},
    )


def one_at_a_time(
    criteria: Sequence[Criterion], candidates: Candidates, by: Fraction = Fraction(1, 10)
) -> tuple[Shift, ...]:
    """Return what changes if one weight at a time were less or more by the share `by`."""
    if not 0 < by < 1:
        raise RuleBroken("sensitivity-share-wrong")
    known = _ranked(criteria, candidates)
    weights = {each.key: each.weight for each in criteria}
    before = _placed(known, weights)
    return tuple(
        _shift(known, before, weights | {key: weights[key] * (1 + sign * by)}, key, sign * by)
        for key in weights
        for sign in (-1, 1)
    )


def one_stage_at_a_time(
    criteria: Sequence[Criterion], candidates: Candidates, by: Fraction = Fraction(1, 10)
) -> tuple[Shift, ...]:
    """Return what changes if one stage at a time counted less or more; named in `criterion`."""
    stages = list(dict.fromkeys(each.stage for each in criteria))
    if len(stages) == 1:
        return ()
    known = _ranked(criteria, candidates)
    weights = {each.key: each.weight for each in criteria}
    before = _placed(known, weights)
    of_stage = {s: [each.key for each in criteria if each.stage is s] for s in stages}
    return tuple(
        _shift(
            known,
            before,
            weights | {key: weights[key] * (1 + sign * by) for key in of_stage[stage]},
            stage,
            sign * by,
        )
        for stage in stages
        for sign in (-1, 1)
    )


def leave_one_out(criteria: Sequence[Criterion], candidates: Candidates) -> tuple[Shift, ...]:
    """Return what changes if one criterion did not count; nothing where there is only one."""
    known = _ranked(criteria, candidates)
    weights = {each.key: each.weight for each in criteria}
    if len(weights) == 1:
        return ()
    before = _placed(known, weights)
    return tuple(
        _shift(known, before, {k: w for k, w in weights.items() if k != key}, key, None)
        for key in weights
    )


def tried(count: int) -> int:
    """Return how many weightings of `count` criteria are looked at: the whole grid, or draws."""
    return _points(count) if _points(count) <= MOST_POINTS else DRAWS


def _points(count: int) -> int:
    return comb(PARTS + count - 1, count - 1)


def weightings(count: int) -> Iterator[tuple[int, ...]]:
    """Yield weightings of `count` criteria as whole numbers: the grid, or draws from it."""
    if _points(count) <= MOST_POINTS:
        yield from _grid(count, PARTS)
        return
    dice = Random(SEED)  # noqa: S311  # a report that can be made again, not a secret
    fine = 1000
    for _ in range(DRAWS):
        bars = sorted(dice.sample(range(fine + count - 1), count - 1))
        yield _between(bars, fine + count - 1)


def _grid(count: int, parts: int) -> Iterator[tuple[int, ...]]:
    for bars in combinations(range(parts + count - 1), count - 1):
        yield _between(bars, parts + count - 1)


def _between(bars: Sequence[int], length: int) -> tuple[int, ...]:
    """Return the numbers of stars between bars: one composition of a whole into parts."""
    edges = (-1, *bars, length)
    return tuple(b - a - 1 for a, b in pairwise(edges))


def acceptability(
    criteria: Sequence[Criterion], candidates: Candidates, *, among: int = 3
) -> tuple[Acceptability, ...]:
    """Return how often each would be first, and among the first so many, best first."""
    known = _ranked(criteria, candidates)
    keys = [each.key for each in criteria]
    whole = lcm(*(share.denominator for row in known.values() for share in row.values()))
    rows = {code: [int(row[key] * whole) for key in keys] for code, row in known.items()}
    first, near, count = dict.fromkeys(rows, 0), dict.fromkeys(rows, 0), 0
    running = _in_the_running(rows, among)
    for weights in weightings(len(keys)):
        count += 1
        totals = {
            code: sum(w * s for w, s in zip(weights, row, strict=True))
            for code, row in running.items()
        }
        order = sorted(totals.values(), reverse=True)
        last = order[min(among, len(order)) - 1] if order else 0
        for code, points in totals.items():
            first[code] += points == order[0]
            near[code] += points >= last
    found = [Acceptability(c, Fraction(first[c], count), Fraction(near[c], count)) for c in known]
    return tuple(sorted(found, key=lambda each: (-each.first, -each.among, each.code)))


def _in_the_running(rows: Mapping[str, Sequence[int]], among: int) -> dict[str, Sequence[int]]:
    """Leave out whom so many others beat on every criterion: no weights bring them among those.

    Whoever beats somebody has more points in all, and comes first here; who is left out is beaten
    by enough of those who are kept.
    """
    kept: dict[str, Sequence[int]] = {}
    for code, row in sorted(rows.items(), key=lambda each: -sum(each[1])):
        better = sum(
            all(theirs > mine for theirs, mine in zip(other, row, strict=True))
            for other in kept.values()
        )
        if better < among:
            kept[code] = row
    return kept
