"""Names, order and refusals of a model's columns."""

import numpy as np
import pytest

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.regression.encoding import Encoding, build_encoding
from jalon.errors import BadInput

INDEX = PatternIndex(
    (
        Factor("age", ("5-9", "10-14", "15-17")),
        Factor("sex", ("male", "female")),
        Factor("urban", ("urban", "rural")),
        Factor("country", ("GT",)),
    )
)


def test_columns_are_named_in_the_order_of_the_terms() -> None:
    encoding = build_encoding(INDEX, ("age", "sex", "urban", "age:sex", "urban:z"), ("z", "w"))
    assert encoding.names == (
        "(intercept)",
        "age=10-14",
        "age=15-17",
        "sex=female",
        "urban=rural",
        "age=10-14:sex=female",
        "age=15-17:sex=female",
        "urban=rural:z",
        "z",
        "w",
    )
    assert encoding.all_terms == ("age", "sex", "urban", "age:sex", "urban:z", "z", "w")
    assert encoding.term_of.tolist() == [-1, 0, 0, 1, 2, 3, 3, 4, 5, 6]
    assert encoding.covariate_of.tolist() == [-1, -1, -1, -1, -1, -1, -1, 0, 0, 1]
    assert encoding.columns_of("age:sex").tolist() == [5, 6]
    assert not encoding.is_additive_in_covariates


@pytest.mark.parametrize(
    ("code", "terms", "covariates"),
    [
        ("unknown-term", ("wealth",), ()),
        ("unknown-term", ("age", "age:wealth"), ()),
        ("bad-term", ("age", "age:age"), ()),
        ("bad-term", ("z:w",), ("z", "w")),
        ("duplicate-term", ("age", "age"), ()),
        ("duplicate-term", ("age", "sex", "age:sex", "sex:age"), ()),
        ("interaction-without-main-effect", ("age", "age:sex"), ()),
        ("interaction-without-main-effect", ("z", "age:z"), ("z",)),
        ("interaction-without-main-effect", ("age", "sex", "urban", "age:sex:urban"), ()),
        ("one-level-factor", ("country",), ()),
    ],
)
def test_a_wrong_term_is_refused(
    code: str, terms: tuple[str, ...], covariates: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput) as refusal:
        build_encoding(INDEX, terms, covariates)
    assert refusal.value.code == code


def test_a_covariate_that_does_not_vary_is_refused() -> None:
    for scale in (0.0, np.nan):
        with pytest.raises(BadInput, match="covariate-not-varying"):
            build_encoding(INDEX, ("age",), ("z",), np.zeros(1), np.array([scale]))


def test_a_missing_covariate_is_refused_by_row() -> None:
    encoding = build_encoding(INDEX, ("age",), ("z",))
    with pytest.raises(BadInput, match="covariate-missing") as refusal:
        encoding.matrix(np.array([0, 1]), np.array([[0.0], [np.nan]]))
    assert refusal.value.params == {"covariate": "z", "row": 2}
    with pytest.raises(BadInput, match="covariate-missing"):
        encoding.matrix(np.array([0, 1]))


def test_a_damaged_model_is_refused() -> None:
    saved = build_encoding(INDEX, ("age",), ("z",)).to_dict()
    for part in saved:
        with pytest.raises(BadInput, match="model-not-readable") as refusal:
            Encoding.from_dict({k: v for k, v in saved.items() if k != part})
        assert refusal.value.params["part"] == part
    with pytest.raises(BadInput, match="model-not-readable"):
        Encoding.from_dict({**saved, "columns": ["(intercept)"]})
    with pytest.raises(BadInput, match="model-not-readable"):
        Encoding.from_dict({**saved, "covariates": [{"name": "z"}]})


def test_a_model_without_terms_is_an_intercept() -> None:
    encoding = build_encoding(INDEX, ())
    np.testing.assert_array_equal(encoding.matrix(np.array([3, 4])), np.ones((2, 1)))
    assert encoding.is_additive_in_covariates
