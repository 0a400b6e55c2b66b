"""Any model's columns against a direct reading of their names."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.regression.encoding import Encoding, build_encoding

SIZES = st.lists(st.integers(2, 4), min_size=2, max_size=3)


def build(sizes: list[int], crossed: bool, sloped: bool) -> Encoding:
    factors = tuple(
        Factor(f"f{i}", tuple(f"l{j}" for j in range(size))) for i, size in enumerate(sizes)
    )
    terms = [factor.name for factor in factors]
    terms += ["f0:f1"] if crossed else []
    terms += ["f1:z1"] if sloped else []
    return build_encoding(
        PatternIndex(factors), terms, ("z0", "z1"), np.array([1.0, -2.0]), np.array([2.0, 0.5])
    )


@settings(max_examples=40, deadline=None)
@given(sizes=SIZES, crossed=st.booleans(), sloped=st.booleans(), seed=st.integers(0, 2**32 - 1))
def test_each_column_is_what_its_name_says(
    sizes: list[int], crossed: bool, sloped: bool, seed: int
) -> None:
    encoding = build(sizes, crossed, sloped)
    rng = np.random.default_rng(seed)
    pids = rng.integers(0, encoding.index.size, 30)
    Z = rng.normal(size=(30, 2))
    X = encoding.matrix(pids, Z)
    codes = encoding.index.codes(pids)
    standardised = (Z - [1.0, -2.0]) / [2.0, 0.5]
    for j, name in enumerate(encoding.names):
        expected = np.ones(30)
        for part in name.split(":") if name != "(intercept)" else []:
            if part.startswith("z"):
                expected = expected * standardised[:, int(part[1:])]
            else:
                factor, level = part.split("=")
                expected = expected * (codes[:, int(factor[1:])] == int(level[1:]))
        np.testing.assert_allclose(X[:, j], expected)
    assert encoding.is_additive_in_covariates is not sloped


@settings(max_examples=40, deadline=None)
@given(sizes=SIZES, crossed=st.booleans(), sloped=st.booleans())
def test_the_columns_are_independent_and_the_pattern_part_times_the_covariate(
    sizes: list[int], crossed: bool, sloped: bool
) -> None:
    encoding = build(sizes, crossed, sloped)
    rng = np.random.default_rng(0)
    pids = np.repeat(np.arange(encoding.index.size), 4)
    Z = rng.normal(size=(len(pids), 2))
    X = encoding.matrix(pids, Z)
    assert np.linalg.matrix_rank(X) == len(encoding.names) == X.shape[1]
    pattern, z = encoding.pattern_matrix()[pids], encoding.standardise(Z)
    place = encoding.covariate_of
    expected = np.where(place >= 0, pattern * z[:, np.maximum(place, 0)], pattern)
    np.testing.assert_array_equal(X, expected)


@settings(max_examples=30, deadline=None)
@given(sizes=SIZES, crossed=st.booleans(), sloped=st.booleans())
def test_a_saved_encoding_comes_back_the_same(
    sizes: list[int], crossed: bool, sloped: bool
) -> None:
    encoding = build(sizes, crossed, sloped)
    again = Encoding.from_dict(json.loads(json.dumps(encoding.to_dict())))
    assert again.names == encoding.names
    assert again.all_terms == encoding.all_terms
    np.testing.assert_array_equal(again.term_of, encoding.term_of)
    pids, Z = np.arange(encoding.index.size), np.ones((encoding.index.size, 2)) * 0.3
    np.testing.assert_array_equal(again.matrix(pids, Z), encoding.matrix(pids, Z))
