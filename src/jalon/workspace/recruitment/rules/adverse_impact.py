"""Whether one group passes a stage more rarely than another, by rates and an exact test.

The four-fifths ratio is a rule of thumb of the Uniform Guidelines on Employee Selection Procedures
(29 CFR 1607.4 D, 1978): a rate below four fifths of the highest is looked into. Fisher's exact
test (Fisher R. A., 1935, The Design of Experiments) says how often chance alone would do as much.
Neither proves or excludes discrimination; with few people both say little.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from jalon.errors import RuleBroken

FOUR_FIFTHS = Fraction(4, 5)
# Below this probability chance is a poor explanation.
RARE = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a group were there before a stage, and how many passed it."""

    of: int
    passed: int


@dataclass(frozen=True, slots=True)
class Impact:
    """One group against the group that passed most often."""

    group: str
    rate: Fraction
    ratio: Fraction
    probability: Fraction
    below_four_fifths: bool
    unlikely_by_chance: bool


def fisher(a: int, b: int, c: int, d: int) -> Fraction:
    """Return the two-sided probability of the table ((a, b), (c, d)), exactly.

    It adds up every table with the same margins that is no more likely than the one seen.
    """
    if min(a, b, c, d) < 0:
        raise RuleBroken("counts-negative")
    first, second, column = a + b, c + d, a + c
    ways = {
        n: comb(first, n) * comb(second, column - n)
        for n in range(max(0, column - second), min(first, column) + 1)
    }
    return Fraction(sum(w for w in ways.values() if w <= ways[a]), comb(first + second, column))


def impact(counts: Mapping[str, Count]) -> tuple[Impact, ...]:
    """Compare each group with the one that passed most often; groups with nobody are left out."""
    for count in counts.values():
        if not 0 <= count.passed <= count.of:
            raise RuleBroken("counts-negative")
    present = {group: count for group, count in counts.items() if count.of}
    rates = {group: Fraction(count.passed, count.of) for group, count in present.items()}
    if not any(rates.values()):
        return ()
    best = max(rates, key=lambda group: (rates[group], present[group].of))
    found = []
    for group, count in present.items():
        ratio = rates[group] / rates[best]
        top = present[best]
        probability = (
            Fraction(1)
            if group == best
            else fisher(count.passed, count.of - count.passed, top.passed, top.of - top.passed)
        )
        found.append(
            Impact(group, rates[group], ratio, probability, ratio < FOUR_FIFTHS, probability < RARE)
        )
    return tuple(found)
