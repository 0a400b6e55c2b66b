"""Classes against exhaustive search, naive loops, scikit-learn and published cut points."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from jalon.engine.classify.breaks import Cuts, Method, class_labels, cut_points
from jalon.errors import BadInput, CannotEstimate

DATA_DRIVEN = [m for m in Method if m is not Method.FIXED]
SEEDS = st.integers(0, 2**31)


def rates(seed: int, areas: int = 40) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.beta(2, 15, areas)


def within(values: np.ndarray, weight: np.ndarray, assigned: np.ndarray) -> float:
    """Sum of squares within classes."""
    total = 0.0
    for c in np.unique(assigned):
        x, w = values[assigned == c], weight[assigned == c]
        total += (w * (x - np.average(x, weights=w)) ** 2).sum()
    return total


def exhaustive(values: np.ndarray, weight: np.ndarray, classes: int) -> float:
    """The least sum of squares over every way of cutting the sorted values."""
    order = np.argsort(values)
    best = math.inf
    for cuts in combinations(range(1, len(values)), classes - 1):
        assigned = np.empty(len(values), dtype=int)
        assigned[order] = np.searchsorted(cuts, np.arange(len(values)), side="right")
        best = min(best, within(values, weight, assigned))
    return best


@pytest.mark.parametrize("method", ["jenks", "k-means"])
@given(seed=SEEDS, areas=st.integers(5, 11), classes=st.integers(2, 5), ties=st.booleans())
@settings(max_examples=60, deadline=None)
def test_fisher_s_classes_are_the_best_of_all(
    method: str, seed: int, areas: int, classes: int, ties: bool
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 9, areas) / 20 if ties else rng.beta(2, 15, areas)
    weight = rng.uniform(0.5, 30, areas)
    assume(len(np.unique(values)) >= classes)
    for w in (None, weight):
        cuts = cut_points(values, method, classes, w)
        used = np.ones(areas) if w is None else w
        least = exhaustive(values, used, classes)
        assert within(values, used, cuts.assign(values)) == pytest.approx(
            least, rel=1e-9, abs=1e-12
        )


def test_k_means_is_at_least_as_good_as_fifty_starts() -> None:
    values = rates(1, 300)
    cuts = cut_points(values, "k-means", 5)
    peer = KMeans(5, n_init=50, random_state=0).fit(values[:, None])
    ours = within(values, np.ones(300), cuts.assign(values))
    assert ours <= peer.inertia_ * (1 + 1e-9)
    assert ours == pytest.approx(peer.inertia_, rel=0.01)


def test_fisher_of_five_thousand_areas_is_quick_and_close_to_k_means() -> None:
    values = rates(2, 5000)
    cuts = cut_points(values, "jenks", 5)
    peer = KMeans(5, n_init=3, random_state=0).fit(values[:, None])
    assert within(values, np.ones(5000), cuts.assign(values)) <= peer.inertia_ * (1 + 1e-9)


def test_equal_width_of_a_published_dashboard() -> None:
    """Dominican Republic 2026: range 5.69 to 17.75 %, cuts 8.10, 10.51, 12.92, 15.34 %."""
    cuts = cut_points(np.array([5.69, 9.0, 10.0, 11.0, 17.75]), "equal-width", 5)
    np.testing.assert_allclose(cuts.points[0], [8.10, 10.51, 12.93, 15.34], atol=0.01)


def naive_dalenius_hodges(values: list[float], classes: int) -> list[float]:
    """Follow the recipe of the statistical offices with plain loops."""
    low, high = min(values), max(values)
    bins = min(10 * classes, len(set(values)))
    width = (high - low) / bins
    frequency = [0] * bins
    for value in values:
        number = 0
        while number < bins - 1 and value >= low + (number + 1) * width:
            number += 1
        frequency[number] += 1
    cumulated, total = [], 0.0
    for f in frequency:
        total += math.sqrt(f)
        cumulated.append(total)
    points = []
    for j in range(1, classes):
        nearest = min(range(bins), key=lambda b: (abs(cumulated[b] - j * total / classes), b))
        points.append(low + (nearest + 1) * width)
    return points


@given(seed=SEEDS, areas=st.integers(60, 200), classes=st.integers(2, 5))
@settings(max_examples=50, deadline=None)
def test_dalenius_hodges_by_plain_loops(seed: int, areas: int, classes: int) -> None:
    values = rates(seed, areas)
    expected = naive_dalenius_hodges(values.tolist(), classes)
    assume(len(set(expected)) == len(expected))
    got = cut_points(values, "dalenius-hodges", classes)
    np.testing.assert_allclose(got.points[0], expected, rtol=1e-9)


def test_quantiles_share_the_areas_out() -> None:
    cuts = cut_points(rates(3, 340), "quantiles", 3)
    assert cuts.sizes.tolist() == [[113, 114, 113]]


def test_quantiles_by_children_share_the_children_out() -> None:
    values = rates(4, 340)
    children = np.random.default_rng(4).integers(1, 100, 340).astype(float)
    assigned = cut_points(values, "quantiles", 4, children).assign(values)
    share = np.bincount(assigned, children)[1:] / children.sum()
    np.testing.assert_allclose(share, 0.25, atol=0.01)


@given(seed=SEEDS, classes=st.integers(2, 7), weighted=st.booleans(), ties=st.booleans())
@settings(max_examples=60, deadline=None)
def test_quantile_classes_do_not_change_under_increasing_maps(
    seed: int, classes: int, weighted: bool, ties: bool
) -> None:
    values = rates(seed)
    values = np.round(values, 2) if ties else values
    assume(len(np.unique(values)) >= classes)
    weight = np.random.default_rng(seed).uniform(1, 9, len(values)) if weighted else None
    plain = cut_points(values, "quantiles", classes, weight).assign(values)
    for mapped in (np.log(values + 0.001), values**3, np.exp(20 * values)):
        again = cut_points(mapped, "quantiles", classes, weight).assign(mapped)
        np.testing.assert_array_equal(again, plain)


@pytest.mark.parametrize("method", DATA_DRIVEN)
@given(
    seed=SEEDS, classes=st.integers(2, 5), scale=st.floats(0.01, 1e4), shift=st.floats(-100, 100)
)
@settings(max_examples=40, deadline=None)
def test_classes_do_not_depend_on_unit_and_origin(
    method: Method, seed: int, classes: int, scale: float, shift: float
) -> None:
    values = rates(seed)
    mapped = scale * values + shift
    plain, again = cut_points(values, method, classes), cut_points(mapped, method, classes)
    np.testing.assert_allclose(
        again.points, scale * plain.points + shift, rtol=1e-7, atol=1e-7 * (scale + abs(shift))
    )
    np.testing.assert_array_equal(again.assign(mapped), plain.assign(values))


@pytest.mark.parametrize("method", DATA_DRIVEN)
@given(seed=SEEDS, classes=st.integers(2, 5), weighted=st.booleans())
@settings(max_examples=40, deadline=None)
def test_order_of_areas_and_scale_of_weights_change_nothing_and_no_class_is_empty_by_design(
    method: Method, seed: int, classes: int, weighted: bool
) -> None:
    values = rates(seed)
    rng = np.random.default_rng(seed)
    weight = rng.uniform(1, 9, len(values)) if weighted else np.ones(len(values))
    order = rng.permutation(len(values))
    plain = cut_points(values, method, classes, weight)
    moved = cut_points(values[order], method, classes, weight[order] * 7)
    np.testing.assert_allclose(moved.points, plain.points, rtol=1e-9)
    assert (np.diff(plain.points[0]) > 0).all()
    assert plain.sizes.sum() == len(values)
    if method in {Method.QUANTILES, Method.JENKS, Method.K_MEANS}:
        assert (plain.sizes > 0).all()


def test_a_value_on_the_cut_is_in_the_higher_class() -> None:
    values = np.array([0.05, 0.10, 0.15, 0.20, np.nan])
    cuts = cut_points(values, "fixed", 3, fixed=(0.10, 0.20))
    assert cuts.assign(values).tolist() == [1, 2, 2, 3, 0]
    assert cuts.sizes.tolist() == [[1, 2, 1]]
    assert cuts.reference == "nation"


def test_ties_stay_together() -> None:
    values = np.array([0.1] * 9 + [0.2, 0.3])
    for method in DATA_DRIVEN:
        assigned = cut_points(values, method, 2).assign(values)
        assert len(set(assigned[:9])) == 1


def test_cuts_within_regions_are_those_of_each_region_alone() -> None:
    values, region = rates(5, 60), np.repeat([0, 1, 2], 20)
    for method in DATA_DRIVEN:
        cuts = cut_points(values, method, 3, group=region, n_groups=3)
        assert cuts.reference == "region"
        assigned = cuts.assign(values, region)
        for r in range(3):
            alone = cut_points(values[region == r], method, 3)
            np.testing.assert_allclose(cuts.points[r], alone.points[0])
            np.testing.assert_array_equal(assigned[region == r], alone.assign(values[region == r]))
            np.testing.assert_array_equal(cuts.sizes[r], alone.sizes[0])


def test_neighbouring_numbers_are_told_apart() -> None:
    a = 0.1
    b = np.nextafter(a, 1)
    values = np.array([a, b])
    assert cut_points(values, "quantiles", 2).assign(values).tolist() == [1, 2]


def test_draws_are_assigned_like_single_values() -> None:
    values, region = rates(6, 60), np.repeat([0, 1, 2], 20)
    draws = np.column_stack([values, values[::-1], np.roll(values, 7)])
    for cuts, group in (
        (cut_points(values, "jenks", 4), None),
        (cut_points(values, "jenks", 4, group=region, n_groups=3), region),
    ):
        together = cuts.assign(draws, group)
        for b in range(3):
            np.testing.assert_array_equal(together[:, b], cuts.assign(draws[:, b], group))


@pytest.mark.parametrize("points", [(), (0.2, 0.1), (0.1, 0.1), (0.1, 0.2, 0.3)])
def test_wrong_fixed_points_are_refused(points: tuple[float, ...]) -> None:
    with pytest.raises(BadInput, match="cut-points-wrong"):
        cut_points(rates(7), "fixed", 3, fixed=points)


def test_too_few_values_are_refused_and_the_region_is_named() -> None:
    with pytest.raises(CannotEstimate, match="too-few-values-for-classes"):
        cut_points(np.array([0.1, 0.1, 0.2]), "jenks", 3)
    values, region = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0, 0, 1, 1])
    with pytest.raises(CannotEstimate, match="too-few-values-in-region") as caught:
        cut_points(values, "jenks", 3, group=region, n_groups=2, names=("Norte", "Sur"))
    assert caught.value.params["region"] == "Norte"


def test_cuts_by_region_need_regions() -> None:
    cuts = Cuts(Method.JENKS, np.array([[0.1], [0.2]]), "region", np.zeros((2, 2), dtype=int))
    with pytest.raises(BadInput, match="regions-needed"):
        cuts.assign(np.array([0.1]))


@pytest.mark.parametrize("classes", range(2, 8))
def test_there_are_labels_for_every_number_of_classes(classes: int) -> None:
    assert len(set(class_labels(classes))) == classes
