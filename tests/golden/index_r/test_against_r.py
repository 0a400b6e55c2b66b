"""Weights by components, Cronbach's alpha and Ward's groups against R."""

import json
from pathlib import Path

import numpy as np
import pytest

from jalon.engine.classify.breaks import cut_points
from jalon.engine.index.reliability import cronbach_alpha
from jalon.engine.index.weighting import component_weights

HERE = Path(__file__).parent
R = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture
def z() -> np.ndarray:
    X = np.loadtxt(HERE / "areas.csv", delimiter=",", skiprows=1)
    return 100 * (X - X.min(axis=0)) / np.ptp(X, axis=0)


def test_weights_by_components(z: np.ndarray) -> None:
    # R's varimax stops when a step gains less than its eps of 1e-14; ours at 1e-10 of the sum.
    np.testing.assert_allclose(component_weights(z), R["weights"], atol=1e-5)


def test_alpha(z: np.ndarray) -> None:
    assert cronbach_alpha(z) == pytest.approx(R["alpha"], rel=1e-12)


def test_ward(z: np.ndarray) -> None:
    index = z.mean(axis=1)
    np.testing.assert_allclose(index, R["index"], rtol=1e-12)
    classes = cut_points(index, "ward", 4).assign(index)
    # R numbers groups by their first member: the same pairs must be together.
    theirs = np.array(R["ward"])
    assert ((classes[:, None] == classes) == (theirs[:, None] == theirs)).all()
