"""The vulnerability index: weights, classes, reliability and what hangs on the choices."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.stats import rankdata
from sklearn.cluster import KMeans

from jalon.engine.classify.breaks import Method, cut_points
from jalon.engine.index import Aggregation, Indicators, Recipe, Scaling, Weighting, build_index
from jalon.engine.index.classes import ClassRule, classify_index, k_means
from jalon.engine.index.indicators import SurveyedOutcome
from jalon.engine.index.reliability import (
    alpha_without_each,
    correlation_ratios,
    cronbach_alpha,
    variance_share,
)
from jalon.engine.index.robustness import Alternatives, robustness
from jalon.engine.index.scaling import beyond_goalposts, scaled, winsorised
from jalon.engine.index.weighting import regression_weights
from jalon.errors import BadInput, CannotEstimate
from property.test_index import invented

ONE_WAY = Alternatives(
    (Scaling.MIN_MAX,),
    (Weighting.EQUAL_BY_DIMENSION,),
    (Aggregation.ARITHMETIC,),
    drop=False,
    spread=0.0,
    runs=20,
)


@pytest.fixture
def made() -> Indicators:
    return invented(5, areas=60)


def test_regression_finds_the_weights_that_made_the_outcome() -> None:
    rng = np.random.default_rng(1)
    z = rng.uniform(0, 100, (900, 4))
    region = np.repeat(np.arange(30), 30)
    true = np.array([0.5, 0.3, 0.2, 0.0])
    rate = np.array([0.05 + 0.002 * (z[region == g] @ true).mean() for g in range(30)])
    found = regression_weights(z, SurveyedOutcome(rate, region))
    np.testing.assert_allclose(found, true, atol=1e-9)
    rate[:25] = np.nan
    with pytest.raises(CannotEstimate) as caught:
        regression_weights(z, SurveyedOutcome(rate, region))
    assert caught.value.code == "index-regression-too-few"


def test_regression_refuses_indicators_that_go_against_the_outcome() -> None:
    rng = np.random.default_rng(1)
    region = np.repeat(np.arange(20), 10)
    z = rng.uniform(0, 100, (200, 1))
    rate = np.array([1 - 0.01 * z[region == g].mean() for g in range(20)])
    with pytest.raises(CannotEstimate) as caught:
        regression_weights(z, SurveyedOutcome(rate, region))
    assert caught.value.code == "index-regression-empty"


def test_regression_without_an_outcome_is_refused(made: Indicators) -> None:
    with pytest.raises(BadInput) as caught:
        build_index(made, Recipe(weighting=Weighting.REGRESSION))
    assert caught.value.code == "index-outcome-needed"


def test_a_product_of_z_scores_is_refused(made: Indicators) -> None:
    with pytest.raises(BadInput) as caught:
        build_index(made, Recipe(Scaling.Z_SCORE, aggregation=Aggregation.GEOMETRIC))
    assert caught.value.code == "index-z-score-geometric"


def test_what_is_no_percentage_is_not_taken_for_one(made: Indicators) -> None:
    made.values[0, 3] = 130
    with pytest.raises(BadInput) as caught:
        scaled(made, Scaling.IDENTITY)
    assert "d" in caught.value.params["indicators"]


def test_values_beyond_a_goalpost_stop_there_and_are_counted(made: Indicators) -> None:
    made.goalposts[0] = 10.0, 20.0
    beyond = (made.values[:, 0] < 10) | (made.values[:, 0] > 20)
    z = scaled(made, Scaling.MIN_MAX)[:, 0]
    assert beyond_goalposts(made)[0] == beyond.sum() > 0
    assert set(z[beyond]) <= {0.0, 100.0}


def test_winsorising_draws_in_the_ends_alone() -> None:
    values = np.arange(101.0)[:, None]
    drawn = winsorised(values, 0.05)
    assert (drawn.min(), drawn.max()) == (5, 95)
    np.testing.assert_array_equal(drawn[5:96], values[5:96])


def test_without_each_is_alpha_of_the_others(made: Indicators) -> None:
    z = build_index(made, Recipe()).z
    assert alpha_without_each(z)[2] == pytest.approx(cronbach_alpha(z[:, [0, 1, 3, 4, 5]]))
    assert np.isnan(cronbach_alpha(z[:, :1]))


def test_alpha_of_copies_is_one() -> None:
    column = np.random.default_rng(2).normal(size=(50, 1))
    assert cronbach_alpha(np.repeat(column, 4, axis=1)) == pytest.approx(1)


def test_a_correlation_ratio_sees_what_a_correlation_does_not() -> None:
    """The index is a parabola of one indicator and has nothing to do with the other."""
    rng = np.random.default_rng(3)
    z = rng.uniform(-1, 1, (4000, 2))
    index = z[:, 0] ** 2
    bend, nothing = correlation_ratios(z, index)
    assert abs(np.corrcoef(z[:, 0], index)[0, 1]) < 0.05
    # Twenty groups of a parabola: all but the variance inside a group.
    assert bend > 0.95
    assert nothing < 0.01


def test_the_variance_share_of_chance_is_nought_on_average() -> None:
    rng = np.random.default_rng(4)
    values, group = rng.normal(size=200), np.repeat(np.arange(20), 10)
    raw = [variance_share(rng.permutation(values), group) for _ in range(400)]
    # Without the correction it would be 19/199; cut at nought, a little is left.
    assert np.mean(raw) < 0.025


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_ward_as_scipy(classes: int) -> None:
    values = np.random.default_rng(5).gamma(2, 10, 300)
    ours = cut_points(values, Method.WARD, classes).assign(values)
    theirs = fcluster(linkage(values[:, None], "ward"), classes, "maxclust")
    assert ((ours[:, None] == ours) == (theirs[:, None] == theirs)).all()


def test_ward_of_weights_is_ward_of_copies() -> None:
    """A value that stands three times is one value of weight three."""
    rng = np.random.default_rng(6)
    values, times = rng.normal(size=40), rng.integers(1, 4, 40)
    weighted = cut_points(values, Method.WARD, 4, times.astype(float))
    copied = cut_points(np.repeat(values, times), Method.WARD, 4)
    np.testing.assert_allclose(weighted.points, copied.points)


def test_k_means_on_dimensions_is_as_good_as_its_peer() -> None:
    points = np.random.default_rng(7).gamma(2, 10, (200, 3))
    groups = k_means(points, 4, np.random.default_rng(0))
    centres = np.stack([points[groups == k].mean(axis=0) for k in range(4)])
    inertia = ((points - centres[groups]) ** 2).sum()
    peer = KMeans(4, n_init=50, random_state=0).fit(points)
    assert inertia == pytest.approx(peer.inertia_, rel=1e-3)


def test_classes_by_dimensions_are_in_the_order_of_the_index(made: Indicators) -> None:
    index = build_index(made, Recipe())
    rule = ClassRule(classes=3, by_dimensions=True)
    classes, cuts = classify_index(index.index, index.scores, rule, np.random.default_rng(0))
    assert cuts is None
    means = [index.index[classes == k].mean() for k in (1, 2, 3)]
    assert means == sorted(means)


def test_k_means_refuses_more_classes_than_points() -> None:
    with pytest.raises(CannotEstimate) as caught:
        k_means(np.ones((10, 2)), 3, np.random.default_rng(0))
    assert caught.value.code == "too-few-values-for-classes"


def drawn(made: Indicators, recipe: Recipe, alternatives: Alternatives, **rule: object):
    index = build_index(made, recipe).index
    return robustness(
        made,
        recipe,
        index,
        ClassRule(**rule),
        alternatives,
        np.random.default_rng(0),
    )


def test_without_alternatives_nothing_moves(made: Indicators) -> None:
    found = drawn(made, Recipe(), ONE_WAY)
    np.testing.assert_array_equal(found.rank, found.rank_low90)
    np.testing.assert_array_equal(found.rank, found.rank_high90)
    assert set(found.class_share.ravel()) == {0.0, 1.0}
    assert (found.shift == 0).all()
    assert set(found.importance().values()) == {0.0}


def test_ranks_over_all_alternatives_by_brute_force(made: Indicators) -> None:
    """Every alternative made once by hand, against the mean of many draws."""
    alternatives = Alternatives(
        (Scaling.MIN_MAX, Scaling.RANK),
        (Weighting.EQUAL, Weighting.PCA),
        (Aggregation.ARITHMETIC, Aggregation.GEOMETRIC),
        drop=False,
        spread=0.0,
        runs=4000,
    )
    found = drawn(made, Recipe(), alternatives)
    ranks = [
        rankdata(-build_index(made, Recipe(*choice)).index, method="min")
        for choice in product(
            alternatives.scalings, alternatives.weightings, alternatives.aggregations
        )
    ]
    spread = np.std(ranks, axis=0).max()
    # Four standard errors of a mean of 4000 draws.
    np.testing.assert_allclose(
        found.rank_mean, np.mean(ranks, axis=0), atol=4 * spread / np.sqrt(4000)
    )
    assert found.class_share.sum(axis=1) == pytest.approx(1)
    shifts = np.abs(np.array(ranks) - found.rank).mean(axis=1).reshape(2, 2, 2)
    share = found.importance()
    for axis, choice in enumerate(("scaling", "weighting", "aggregation")):
        others = tuple(each for each in range(3) if each != axis)
        exact = shifts.mean(axis=others).var() / shifts.var()
        # The standard error of a variance share of 4000 draws is below a hundredth.
        assert share[choice] == pytest.approx(exact, abs=0.03)
    assert share["dropped"] == 0


def test_the_dropped_indicator_is_the_one_named(made: Indicators) -> None:
    found = drawn(made, Recipe(), replace(ONE_WAY, drop=True, runs=300))
    assert set(found.dropped) == set(range(-1, 6))
    for gone in range(-1, 6):
        shifts = found.shift[found.dropped == gone]
        assert np.ptp(shifts) < 1e-12
        assert (shifts[0] == 0) == (gone == -1)


def test_one_seed_gives_the_same_twice(made: Indicators) -> None:
    alternatives = replace(ONE_WAY, spread=0.25, drop=True)
    first, second = (drawn(made, Recipe(), alternatives) for _ in range(2))
    np.testing.assert_array_equal(first.class_share, second.class_share)


def test_fixed_points_keep_their_sizes_on_another_scale(made: Indicators) -> None:
    alternatives = replace(ONE_WAY, scalings=(Scaling.Z_SCORE,))
    index = build_index(made, Recipe()).index
    points = tuple(np.quantile(index, [0.5, 0.8]).tolist())
    found = drawn(made, Recipe(), alternatives, method=Method.FIXED, points=points)
    sizes = cut_points(index, Method.FIXED, 3, fixed=points).sizes[0]
    np.testing.assert_allclose(found.class_share.sum(axis=0), sizes)


def test_alternatives_that_never_go_together_are_refused(made: Indicators) -> None:
    alternatives = replace(
        ONE_WAY, scalings=(Scaling.Z_SCORE,), aggregations=(Aggregation.GEOMETRIC,)
    )
    with pytest.raises(BadInput) as caught:
        drawn(made, Recipe(), alternatives)
    assert caught.value.code == "index-z-score-geometric"
