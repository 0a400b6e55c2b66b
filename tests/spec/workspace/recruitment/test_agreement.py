"""Agreement of scorers, against published worked examples."""

from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.agreement import (
    Metric,
    Reading,
    Weights,
    alpha,
    kappa,
    reading,
)

# Four observers, twelve units, some not marked: Krippendorff (2011), section C.
OBSERVERS = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
ROWS = [line.split() for line in OBSERVERS.strip().splitlines()]
UNITS = [[None if mark == "." else int(mark) for mark in unit] for unit in zip(*ROWS, strict=True)]

# 85 mammograms read by two radiologists (Boyd et al. 1982, as in the Stata manual under kappa).
READERS = [
    [21, 12, 0, 0],
    [4, 17, 1, 0],
    [3, 9, 15, 2],
    [0, 0, 0, 1],
]
PAIRS = [(a, b) for a, row in enumerate(READERS) for b, n in enumerate(row) for _ in range(n)]


@pytest.mark.parametrize(
    ("metric", "published"),
    [(Metric.NOMINAL, "0.743"), (Metric.ORDINAL, "0.815"), (Metric.INTERVAL, "0.849")],
)
def test_alpha_as_published(metric: Metric, published: str) -> None:
    assert f"{float(alpha(UNITS, metric)):.3f}" == published


@pytest.mark.parametrize(
    ("weights", "published"),
    [(Weights.NONE, "0.4728"), (Weights.LINEAR, "0.5684"), (Weights.QUADRATIC, "0.6714")],
)
def test_kappa_as_published(weights: Weights, published: str) -> None:
    assert f"{float(kappa(PAIRS, range(4), weights)):.4f}" == published


def test_full_agreement_is_one_and_full_disagreement_below_nought() -> None:
    assert kappa([(1, 1), (2, 2), (3, 3)], range(1, 4)) == 1
    assert alpha([(1, 1), (2, 2), (3, 3)]) == 1
    assert kappa([(1, 3), (3, 1)], range(1, 4)) == -1
    assert alpha([(1, 3), (3, 1)]) < 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: kappa([], range(5)), "agreement-without-pairs"),
        (lambda: kappa([(1, 9)], range(5)), "agreement-off-scale"),
        (lambda: kappa([(1, 1), (1, 1)], range(5)), "agreement-undefined"),
        (lambda: alpha([(1, None), (None, 2)]), "agreement-without-pairs"),
        (lambda: alpha([(3, 3), (3, 3)]), "agreement-undefined"),
    ],
)
def test_what_cannot_be_computed_is_said(call, code) -> None:
    with pytest.raises(RuleBroken, match=code):
        call()


@pytest.mark.parametrize(
    ("coefficient", "said"), [("0.8", "good"), ("0.799", "tentative"), ("0.666", "poor")]
)
def test_reading(coefficient: str, said: str) -> None:
    assert reading(Fraction(coefficient)) is Reading(said)
