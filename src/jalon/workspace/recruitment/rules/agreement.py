"""How far scorers agree beyond chance, exactly: Cohen's kappa for two, Krippendorff's alpha.

References: Cohen J. (1960) Educational and Psychological Measurement 20, 37-46, and (1968)
Psychological Bulletin 70, 213-220 (weights); Krippendorff K. (2011) "Computing Krippendorff's
alpha-reliability", University of Pennsylvania. Checked in tests/spec/workspace/recruitment against
the published examples, in tests/property against the definitions by brute force.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import product

from jalon.errors import RuleBroken

Mark = int | Fraction
Distances = Mapping[tuple[Mark, Mark], Fraction]


class Weights(StrEnum):
    """How much a disagreement between categories counts."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


class Metric(StrEnum):
    """What marks are: names, an order, or distances."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def _weight(weights: Weights, apart: int) -> int:
    if weights is Weights.NONE:
        return int(apart != 0)
    return apart if weights is Weights.LINEAR else apart * apart


def kappa(
    pairs: Sequence[tuple[Mark, Mark]],
    scale: Sequence[Mark],
    weights: Weights = Weights.QUADRATIC,
) -> Fraction:
    """Return Cohen's kappa of two scorers over `pairs`; `scale` is every mark, in order.

    One is full agreement, nought what chance alone would give. It is undefined where chance
    leaves no room to disagree: both gave one and the same mark to everybody.
    """
    if not pairs:
        raise RuleBroken("agreement-without-pairs")
    place = {mark: n for n, mark in enumerate(scale)}
    if strange := {mark for pair in pairs for mark in pair if mark not in place}:
        raise RuleBroken("agreement-off-scale", marks=sorted(map(str, strange)))
    seen = Counter((place[a], place[b]) for a, b in pairs)
    rows, columns = Counter(place[a] for a, _ in pairs), Counter(place[b] for _, b in pairs)
    observed = sum(_weight(weights, abs(i - j)) * n for (i, j), n in seen.items())
    by_chance = sum(
        _weight(weights, abs(i - j)) * rows[i] * columns[j] for i, j in product(rows, columns)
    )
    if by_chance == 0:
        raise RuleBroken("agreement-undefined")
    return 1 - Fraction(observed * len(pairs), by_chance)


def alpha(units: Sequence[Sequence[Mark | None]], metric: Metric = Metric.ORDINAL) -> Fraction:
    """Return Krippendorff's alpha; each unit holds the scorers' marks, None where one gave none.

    Units with fewer than two marks say nothing and are left out.
    """
    paired = [[mark for mark in unit if mark is not None] for unit in units]
    paired = [unit for unit in paired if len(unit) > 1]
    if not paired:
        raise RuleBroken("agreement-without-pairs")
    totals = Counter(mark for unit in paired for mark in unit)
    distance = _distances(totals, metric)
    within = sum((_apart(Counter(unit), distance) / (len(unit) - 1) for unit in paired), Fraction())
    across = _apart(totals, distance)
    if across == 0:
        raise RuleBroken("agreement-undefined")
    return 1 - (totals.total() - 1) * within / across


def _apart(counts: Mapping[Mark, int], distance: Distances) -> Fraction:
    """Return the distances of every two marks together; those that agree add nothing."""
    return sum(
        (counts[a] * counts[b] * distance[a, b] for a, b in product(counts, counts)), Fraction()
    )


def _distances(totals: Mapping[Mark, int], metric: Metric) -> Distances:
    """Return the squared distance between any two marks."""
    order = sorted(totals)
    below = {mark: sum(totals[m] for m in order[:n]) for n, mark in enumerate(order)}
    place = {mark: below[mark] + Fraction(totals[mark], 2) for mark in order}
    of: dict[tuple[Mark, Mark], Fraction] = {}
    for a, b in product(order, order):
        match metric:
            case Metric.NOMINAL:
                apart = Fraction(a != b)
            case Metric.ORDINAL:
                apart = place[a] - place[b]  # the marks between, and half of those at either end
            case Metric.INTERVAL:
                apart = Fraction(a) - Fraction(b)
        of[a, b] = apart * apart
    return of


class Reading(StrEnum):
    """What a coefficient is worth: Krippendorff's own advice (2004), nothing finer."""

    GOOD = "good"
    TENTATIVE = "tentative"
    POOR = "poor"


def reading(coefficient: Fraction) -> Reading:
    """Say whether marks may be relied on: from 0.8 yes, from 0.667 for tentative conclusions."""
    if coefficient >= Fraction(8, 10):
        return Reading.GOOD
    return Reading.TENTATIVE if coefficient >= Fraction(667, 1000) else Reading.POOR
