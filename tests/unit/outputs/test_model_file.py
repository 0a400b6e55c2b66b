import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.outputs.model import ModelFile, read_model, write_model
from jalon.errors import BadInput

MODEL = ModelFile(
    outcome="Trabajo infantil",
    encoding={"terms": ["sex"]},
    names=("(intercept)", "sex=female"),
    coef=np.array([-2.0, 0.1 + 0.2]),
    covariance=np.array([[0.04, 1e-17], [1e-17, 0.01]]),
    dof=117.0,
    sigma2_u=None,
    cut_points=(0.1, 0.2),
    class_labels=("low", "medium", "high"),
    cut_method="jenks",
    cut_reference="nation",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_model(tmp_path / "model.json", MODEL)
    return tmp_path / "model.json"


def test_it_comes_back_to_the_last_digit(file: Path) -> None:
    read = read_model(file)
    np.testing.assert_array_equal(read.coef, MODEL.coef)
    np.testing.assert_array_equal(read.covariance, MODEL.covariance)
    assert replace(read, coef=MODEL.coef, covariance=MODEL.covariance) == MODEL


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives(tmp_path_factory: pytest.TempPathFactory, number: float) -> None:
    path = tmp_path_factory.mktemp("model") / "model.json"
    write_model(path, replace(MODEL, coef=np.array([number, -number])))
    assert read_model(path).coef.tolist() == [number, -number]


def test_a_model_without_a_finite_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_model(tmp_path / "model.json", replace(MODEL, coef=np.array([np.nan, 1.0])))


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no-model"):
        read_model(tmp_path / "model.json")


@pytest.mark.parametrize(
    "change",
    [{"format": 99}, {"names": ["one"]}, {"covariance": [[1.0]]}, {"coef": "x"}, {"classes": {}}],
    ids=lambda change: next(iter(change)),
)
def test_a_file_whose_parts_do_not_fit_is_refused(file: Path, change: dict[str, object]) -> None:
    facts = json.loads(file.read_text())
    file.write_text(json.dumps(facts | change))
    with pytest.raises(BadInput, match="model-unreadable"):
        read_model(file)
