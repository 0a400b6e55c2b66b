"""Figures of a selection against other people's programs: scikit-learn and SciPy."""

from fractions import Fraction
from random import Random

import pytest
from scipy.stats import fisher_exact
from sklearn.metrics import cohen_kappa_score

from jalon.workspace.recruitment.rules.adverse_impact import Count, fisher, impact
from jalon.workspace.recruitment.rules.agreement import Weights, kappa

TRIES = range(60)
CLOSE = 1e-9
NAMES = {Weights.NONE: None, Weights.LINEAR: "linear", Weights.QUADRATIC: "quadratic"}


@pytest.mark.parametrize("weights", list(Weights))
def test_kappa_is_that_of_scikit_learn(weights: Weights) -> None:
    for number in TRIES:
        dice = Random(number)
        first = [dice.randint(0, 5) for _ in range(dice.randint(3, 30))]
        second = [min(5, max(0, mark + dice.choice((-1, 0, 0, 1, 3)))) for mark in first]
        if len({*first, *second}) == 1:
            continue
        theirs = cohen_kappa_score(first, second, weights=NAMES[weights], labels=range(6))
        ours = kappa(list(zip(first, second, strict=True)), range(6), weights)
        assert float(ours) == pytest.approx(theirs, abs=CLOSE)


def test_fisher_is_that_of_scipy() -> None:
    for number in TRIES:
        dice = Random(number)
        a, b, c, d = (dice.randint(0, 25) for _ in range(4))
        theirs = fisher_exact([[a, b], [c, d]]).pvalue
        assert float(fisher(a, b, c, d)) == pytest.approx(theirs, abs=CLOSE)


def test_rates_are_compared_with_the_group_that_passed_most_often() -> None:
    for number in TRIES:
        dice = Random(number)
        counts = {}
        for group in "fmx":
            of = dice.randint(5, 60)
            counts[group] = Count(of, dice.randint(1, of))
        best = max(count.passed / count.of for count in counts.values())
        for each in impact(counts):
            rate = Fraction(counts[each.group].passed, counts[each.group].of)
            assert float(each.ratio) == pytest.approx(float(rate) / best)
            assert each.below_four_fifths is (each.ratio < Fraction(4, 5))
