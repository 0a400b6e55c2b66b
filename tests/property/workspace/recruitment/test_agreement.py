"""Agreement by its definition, pair by pair, gives what the formulas give."""

from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.agreement import Metric, Weights, alpha, kappa

marks = st.integers(1, 5)
pairs = st.lists(st.tuples(marks, marks), min_size=1, max_size=12)
units = st.lists(
    st.lists(st.one_of(st.none(), marks), min_size=2, max_size=4), min_size=1, max_size=8
)
PENALTY = {
    Weights.NONE: lambda a, b: int(a != b),
    Weights.LINEAR: lambda a, b: abs(a - b),
    Weights.QUADRATIC: lambda a, b: (a - b) ** 2,
}


@given(pairs=pairs, weights=st.sampled_from(list(Weights)))
def test_kappa_compares_what_was_seen_with_every_pairing(pairs, weights) -> None:
    apart = PENALTY[weights]
    seen = Fraction(sum(apart(a, b) for a, b in pairs), len(pairs))
    every = [apart(a, b) for (a, _), (_, b) in product(pairs, pairs)]
    chance = Fraction(sum(every), len(every))
    if chance == 0:
        with pytest.raises(RuleBroken, match="agreement-undefined"):
            kappa(pairs, range(1, 6), weights)
    else:
        assert kappa(pairs, range(1, 6), weights) == 1 - seen / chance


def distance(a: int, b: int, everything: list[int], metric: Metric) -> Fraction:
    if metric is Metric.NOMINAL:
        return Fraction(a != b)
    if metric is Metric.INTERVAL:
        return Fraction((a - b) ** 2)
    low, high = min(a, b), max(a, b)
    between = sum(low <= mark <= high for mark in everything)
    ends = Fraction(everything.count(a) + everything.count(b), 2)
    return (between - ends) ** 2


@given(units=units, metric=st.sampled_from(list(Metric)))
def test_alpha_compares_within_units_with_across_all(units, metric) -> None:
    paired = [[m for m in unit if m is not None] for unit in units]
    paired = [unit for unit in paired if len(unit) > 1]
    everything = [mark for unit in paired for mark in unit]
    within = sum(
        (
            distance(a, b, everything, metric) / (len(unit) - 1)
            for unit in paired
            for a, b in permutations(unit, 2)
        ),
        Fraction(),
    )
    across = sum((distance(a, b, everything, metric) for a, b in permutations(everything, 2)), 0)
    if across == 0:
        with pytest.raises(RuleBroken, match="agreement-"):
            alpha(units, metric)
    else:
        n = len(everything)
        assert alpha(units, metric) == 1 - (within / n) / (Fraction(across) / (n * (n - 1)))


@given(pairs=pairs, weights=st.sampled_from(list(Weights)), data=st.data())
def test_the_order_of_candidates_and_of_scorers_changes_nothing(pairs, weights, data) -> None:
    other = [(b, a) for a, b in data.draw(st.permutations(pairs))]
    try:
        expected = kappa(pairs, range(1, 6), weights)
    except RuleBroken:
        return
    assert kappa(other, range(1, 6), weights) == expected
