"""What must hold of the vulnerability index whatever the indicators are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.index import (
    Aggregation,
    Indicators,
    Recipe,
    Scaling,
    Weighting,
    build_index,
)
from jalon.engine.index.weighting import weigh
from jalon.errors import BadInput

SEEDS = st.integers(0, 2**32 - 1)
SCALINGS = st.sampled_from([Scaling.MIN_MAX, Scaling.Z_SCORE, Scaling.RANK])
FROM_DATA = [Weighting.PCA, Weighting.ENTROPY]


def invented(seed: int, areas: int = 40) -> Indicators:
    rng = np.random.default_rng(seed)
    return Indicators(
        values=rng.gamma(2, 10, (areas, 6)),
        names=tuple("abcdef"),
        direction=rng.choice([-1, 1], 6),
        dimension=np.array([0, 0, 1, 1, 1, 2]),
        dimensions=("x", "y", "z"),
        goalposts=np.full((6, 2), np.nan),
        importance=rng.uniform(1, 5, 6),
        dimension_importance=rng.uniform(1, 5, 3),
    )


@given(SEEDS, SCALINGS, st.sampled_from(list(Weighting)[:-1]))
def test_units_change_nothing(seed: int, scaling: Scaling, weighting: Weighting) -> None:
    """Hours or minutes, degrees or kelvins."""
    made = invented(seed)
    other = replace(made, values=made.values * np.array([60, 1, 0.01, 5, 2, 9]) + 7)
    recipe = Recipe(scaling, weighting)
    np.testing.assert_allclose(
        build_index(other, recipe).index, build_index(made, recipe).index, atol=1e-6
    )


@given(SEEDS, SCALINGS)
def test_the_order_of_areas_changes_nothing(seed: int, scaling: Scaling) -> None:
    made = invented(seed)
    order = np.random.default_rng(seed).permutation(made.size)
    recipe = Recipe(scaling, Weighting.PCA)
    shuffled = build_index(replace(made, values=made.values[order]), recipe)
    np.testing.assert_allclose(shuffled.index, build_index(made, recipe).index[order], atol=1e-6)


@given(SEEDS, SCALINGS)
def test_turning_an_indicator_round_is_negating_it(seed: int, scaling: Scaling) -> None:
    made = invented(seed)
    turned = replace(made, values=-made.values, direction=-made.direction)
    recipe = Recipe(scaling)
    np.testing.assert_allclose(
        build_index(turned, recipe).index, build_index(made, recipe).index, atol=1e-9
    )


@given(SEEDS, st.integers(0, 5), st.sampled_from(Aggregation))
def test_more_of_what_makes_vulnerable_never_lowers_the_index(
    seed: int, indicator: int, aggregation: Aggregation
) -> None:
    made = replace(invented(seed), goalposts=np.tile([0.0, 200.0], (6, 1)))
    worse = made.values.copy()
    worse[3, indicator] += 5 * made.direction[indicator]
    recipe = Recipe(aggregation=aggregation)
    before = build_index(made, recipe).index
    after = build_index(replace(made, values=worse), recipe).index
    assert after[3] >= before[3]
    np.testing.assert_array_equal(np.delete(after, 3), np.delete(before, 3))


@given(SEEDS)
def test_a_product_makes_good_less_than_a_sum(seed: int) -> None:
    made = invented(seed)
    product = build_index(made, Recipe(aggregation=Aggregation.GEOMETRIC)).index
    # A score of nought is lifted to a hundredth.
    assert (product <= build_index(made, Recipe()).index + 0.01).all()


@given(SEEDS, st.sampled_from(list(Weighting)[:-1]))
def test_weights_sum_to_one(seed: int, weighting: Weighting) -> None:
    made = invented(seed)
    index = build_index(made, Recipe(weighting=weighting))
    overall = index.weights.overall(made.dimension)
    assert overall.sum() == pytest.approx(1)
    assert (overall >= 0).all()
    np.testing.assert_allclose(np.bincount(made.dimension, index.weights.within), 1)
    np.testing.assert_allclose(index.index, index.z @ overall)


@given(SEEDS, st.sampled_from(list(Weighting)[:-1]), st.integers(0, 5))
def test_leaving_an_indicator_out_is_not_having_it(
    seed: int, weighting: Weighting, gone: int
) -> None:
    made = invented(seed)
    kept = np.arange(6) != gone
    z = build_index(made, Recipe()).z
    dimension = made.dimension[kept]
    there = np.unique(dimension)
    smaller = Indicators(
        values=made.values[:, kept],
        names=tuple(np.array(made.names)[kept]),
        direction=made.direction[kept],
        dimension=np.searchsorted(there, dimension),
        dimensions=tuple(made.dimensions[c] for c in there),
        goalposts=made.goalposts[kept],
        importance=made.importance[kept],
        dimension_importance=made.dimension_importance[there],
    )
    weights = weigh(made, z, weighting, kept=kept).overall(made.dimension)
    alone = weigh(smaller, z[:, kept], weighting).overall(smaller.dimension)
    np.testing.assert_allclose(weights[kept], alone, atol=1e-6)
    assert weights[gone] == 0


@given(SEEDS)
def test_equal_populations_count_as_areas(seed: int) -> None:
    made = invented(seed)
    recipe = Recipe(Scaling.Z_SCORE)
    counted = replace(made, population=np.full(made.size, 7.0))
    np.testing.assert_allclose(
        build_index(counted, recipe).index, build_index(made, recipe).index, atol=1e-12
    )


@given(SEEDS)
def test_a_population_of_two_is_an_area_twice(seed: int) -> None:
    made = replace(invented(seed), population=np.ones(40))
    weight = np.ones(40)
    weight[:5] = 2
    twice = replace(made, values=np.vstack([made.values, made.values[:5]]), population=np.ones(45))
    recipe = Recipe(Scaling.Z_SCORE)
    np.testing.assert_allclose(
        build_index(replace(made, population=weight), recipe).index,
        build_index(twice, recipe).index[:40],
        atol=1e-9,
    )


@given(SEEDS, SCALINGS)
def test_a_constant_indicator_is_refused(seed: int, scaling: Scaling) -> None:
    made = invented(seed)
    made.values[:, 2] = 5.0
    with pytest.raises(BadInput) as caught:
        build_index(made, Recipe(scaling))
    assert caught.value.code == "index-indicator-constant"
    assert caught.value.params == {"indicators": "c"}
