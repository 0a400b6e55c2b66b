"""The index against a sheet computed by hand."""

import csv
from math import log
from pathlib import Path

import numpy as np
import pytest

from jalon.engine.index import (
    Aggregation,
    Indicators,
    Recipe,
    Scaling,
    Weighting,
    build_index,
)
from jalon.engine.index.reliability import cronbach_alpha
from jalon.engine.index.scaling import scaled
from jalon.engine.index.weighting import entropy_weights

LINES = list(
    csv.DictReader((Path(__file__).parent / "sheet.csv").read_text(encoding="utf-8").splitlines())
)
AREAS = ("A", "B", "C", "D", "E")
NAMES = ("dropout", "schooling", "poverty", "water")
SHEET = {(line["step"], line["area"], line["item"]): float(line["value"]) for line in LINES}
# The sheet is written with this many digits at least.
DIGITS = 1e-9


def column(step: str, item: str) -> list[float]:
    return [SHEET[step, area, item] for area in AREAS]


@pytest.fixture
def indicators() -> Indicators:
    return Indicators(
        values=np.array([column("value", name) for name in NAMES]).T,
        names=NAMES,
        direction=np.array([1, -1, 1, -1]),
        dimension=np.array([0, 0, 1, 1]),
        dimensions=("education", "living"),
        goalposts=np.full((4, 2), np.nan),
        importance=np.array([3.0, 1.0, 1.0, 1.0]),
        dimension_importance=np.array([0.6, 0.4]),
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: "-".join(list(line.values())[:3]))
def test_the_sheet_is_right(line: dict[str, str]) -> None:
    arithmetic = eval(line["arithmetic"], {"log": log})
    assert float(line["value"]) == pytest.approx(arithmetic, abs=DIGITS)


@pytest.mark.parametrize("scaling", ["min-max", "z-score", "rank", "identity"])
def test_scales(scaling: str, indicators: Indicators) -> None:
    if scaling == "identity":  # percentages only
        indicators.values[:, 1] *= 10
    z = scaled(indicators, Scaling(scaling))
    lines = [key for key in SHEET if key[0] == scaling]
    assert lines
    for step, area, item in lines:
        found = z[AREAS.index(area), NAMES.index(item)]
        assert found == pytest.approx(SHEET[step, area, item], abs=DIGITS)


def test_goalposts(indicators: Indicators) -> None:
    indicators.goalposts[0] = 0.0, 20.0
    np.testing.assert_allclose(
        scaled(indicators, Scaling.MIN_MAX)[:, 0], column("goalposts", "dropout")
    )


def test_scores_and_index(indicators: Indicators) -> None:
    index = build_index(indicators, Recipe())
    np.testing.assert_allclose(index.scores[:, 0], column("education", "score"))
    np.testing.assert_allclose(index.scores[:, 1], column("living", "score"))
    np.testing.assert_allclose(index.index, column("arithmetic", "index"))
    product = build_index(indicators, Recipe(aggregation=Aggregation.GEOMETRIC))
    np.testing.assert_allclose(product.index, column("geometric", "index"), rtol=DIGITS)


def test_experts_weights(indicators: Indicators) -> None:
    index = build_index(indicators, Recipe(weighting=Weighting.EXPERT))
    np.testing.assert_allclose(index.index, column("expert", "index"))


def test_alpha_and_entropy(indicators: Indicators) -> None:
    z = scaled(indicators, Scaling.MIN_MAX)
    np.testing.assert_allclose(
        z.var(axis=0, ddof=1), [SHEET["variance", "", name] for name in NAMES]
    )
    assert cronbach_alpha(z) == pytest.approx(SHEET["alpha", "", "all"], rel=DIGITS)
    unscaled = np.array([SHEET["entropy", "", name] for name in NAMES])
    np.testing.assert_allclose(entropy_weights(z), unscaled / unscaled.sum(), rtol=1e-7)
