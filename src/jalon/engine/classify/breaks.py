"""Cut areas into classes, from low to high, and say where the cuts are.

A class holds the values from its lower cut up to, and without, its upper one: with a fixed cut
of 10 %, an area at exactly 10 % is in the higher class.

References
----------
Fisher (1958), *JASA* 53(284), 789-798; Jenks (1977). In one dimension the optimum of k-means is
Fisher's optimum (Wang and Song 2011, *R Journal* 3(2)), so that both names give the same classes.
Ward (1963), *JASA* 58(301), 236-244, as R's ``hclust(method = "ward.D2")``.
Dalenius and Hodges (1959), *JASA* 54(285), 88-101; the number of bins follows INEGI's practice.
Checked against exhaustive search, scikit-learn and naive loops in ``tests/unit/test_breaks.py``,
Ward's groups against scipy in ``tests/unit/test_index.py`` and R in ``tests/golden/index_r``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jalon.engine.classify.kernels import fisher_starts, ward_ends
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Method(StrEnum):
    """How cut points are found."""

    FIXED = "fixed"
    EQUAL_WIDTH = "equal-width"
    QUANTILES = "quantiles"
    JENKS = "jenks"
    K_MEANS = "k-means"
    WARD = "ward"
    DALENIUS_HODGES = "dalenius-hodges"


LABELS: Mapping[int, tuple[str, ...]] = {
    2: ("low", "high"),
    3: ("low", "medium", "high"),
    4: ("low", "medium", "high", "very high"),
    5: ("very low", "low", "medium", "high", "very high"),
}


def class_labels(classes: int) -> tuple[str, ...]:
    """Return the usual names of so many classes, low first; numbers from six on."""
    return LABELS.get(classes, tuple(str(i + 1) for i in range(classes)))


@dataclass(frozen=True, eq=False, slots=True)
class Cuts:
    """Where classes are cut, over which areas, and how many areas fall in each.

    Attributes
    ----------
    points : (G, k - 1) float
        Ascending. One row for the nation, or one row per region.
    reference : str
        "nation" or "region": the areas that the cuts were made over.
    sizes : (G, k) int
        Areas per class, lowest class first.
    """

    method: Method
    points: Floats
    reference: str
    sizes: Integers

    @property
    def classes(self) -> int:
        return int(self.points.shape[1]) + 1

    def assign(self, values: Floats, group: NDArray[np.integer] | None = None) -> Integers:
        """Return the class 1..k of each value; 0 where it is NaN.

        Parameters
        ----------
        values : (D,) or (D, B) float
            Rates, or B draws of them.
        group : (D,) int
            Region of each area, where the cuts are by region.

        Raises
        ------
        BadInput("regions-needed")
            The cuts are by region and no regions are given.
        """
        if group is None and self.reference == "region":
            raise BadInput("regions-needed")
        row = np.zeros(len(values), dtype=np.int64) if group is None else group
        row = row if self.reference == "region" else np.zeros_like(row)
        number = np.ones(values.shape, dtype=np.int64)
        for j in range(self.classes - 1):
            point = self.points[row, j]
            number += values >= (point if values.ndim == 1 else point[:, None])
        return np.where(np.isnan(values), 0, number)


def cut_points(
    values: Floats,
    method: Method | str,
    classes: int,
    weights: Floats | None = None,
    *,
    group: NDArray[np.integer] | None = None,
    n_groups: int = 1,
    names: Sequence[str] = (),
    fixed: Sequence[float] = (),
) -> Cuts:
    """Cut areas into classes by their rates, or by any other number such as expected children.

    Parameters
    ----------
    values : (D,) float
        NaN (areas without children) are left out.
    method : Method
        Equal values are never parted. ``quantiles`` cuts where the share of areas comes
        closest to j/k, so that classes do not change under any increasing transformation.
    classes : int
    weights : (D,) float
        For all but ``fixed`` and ``equal-width``: areas count by, say, their children.
    group, n_groups, names : (D,) int, int, sequence of str
        Cut within each of these regions rather than nationally; `names` are for messages.
    fixed : sequence of float
        The ascending cut points of ``fixed``.

    Raises
    ------
    BadInput("cut-points-wrong")
        The fixed points are not ascending, or not one fewer than the classes.
    CannotEstimate("too-few-values-for-classes", "too-few-values-in-region")
        The nation, or a region, has fewer distinct values than classes.
    """
    method = Method(method)
    if method is Method.FIXED and (
        len(fixed) != classes - 1 or (np.diff(np.asarray(fixed)) <= 0).any()
    ):
        raise BadInput("cut-points-wrong", points=", ".join(map(str, fixed)), classes=classes)
    row = np.zeros(len(values), dtype=np.int64) if group is None else group
    n_rows = 1 if group is None else n_groups
    counted = np.ones(len(values)) if weights is None else weights
    points = np.empty((n_rows, classes - 1))
    for g in range(n_rows):
        member = (row == g) & ~np.isnan(values)
        if method is Method.FIXED:
            points[g] = fixed
            continue
        distinct, place = np.unique(values[member], return_inverse=True)
        if len(distinct) < classes:
            raise _too_few(len(distinct), classes, None if group is None else g, names)
        weight = np.zeros(len(distinct))
        np.add.at(weight, place, counted[member])
        points[g] = METHODS[method](distinct, weight, classes)
    reference = "nation" if group is None else "region"
    cuts = Cuts(method, points, reference, np.zeros((n_rows, classes), dtype=np.int64))
    assigned = cuts.assign(values, group)
    np.add.at(cuts.sizes, (row[assigned > 0], assigned[assigned > 0] - 1), 1)
    return cuts


def _too_few(values: int, classes: int, region: int | None, names: Sequence[str]) -> CannotEstimate:
    if region is None:
        return CannotEstimate("too-few-values-for-classes", values=values, classes=classes)
    name = names[region] if names else str(region + 1)
    return CannotEstimate("too-few-values-in-region", region=name, values=values, classes=classes)


def _equal_width(distinct: Floats, weight: Floats, classes: int) -> Floats:  # noqa: ARG001
    width = (distinct[-1] - distinct[0]) / classes
    return np.asarray(distinct[0] + width * np.arange(1, classes), dtype=np.float64)


def _quantiles(distinct: Floats, weight: Floats, classes: int) -> Floats:
    """Cut after the value whose cumulative weight is nearest to each j/k of the total."""
    return _between(distinct, _nearest(np.cumsum(weight), classes))


def _fisher(distinct: Floats, weight: Floats, classes: int) -> Floats:
    """Cut so that the sum of squares within classes is the least there is."""
    # Standardised first: sums of squares of 0.1234 and 0.1235 would cancel.
    scaled = (distinct - distinct.mean()) / distinct.std() if classes > 1 else distinct
    # Classes are invariant to the weights' scale; areas of weight nought still need a class.
    scale = np.maximum(weight / weight.sum() * len(weight), 1e-9)
    return _between(distinct, fisher_starts(scaled, scale, classes)[1:] - 1)


def _ward(distinct: Floats, weight: Floats, classes: int) -> Floats:
    """Cut where the groups part that are left when the two nearest are joined time and again.

    On a line the two nearest groups, by what joining adds to the sum of squares, are always
    neighbours.
    """
    last = ward_ends(distinct, np.maximum(weight, 1e-9), classes)
    return _between(distinct, last[:-1])


def _dalenius_hodges(distinct: Floats, weight: Floats, classes: int) -> Floats:
    """Cut equal widths of the cumulated square root of the frequency."""
    bins = min(10 * classes, len(distinct))
    position = (distinct - distinct[0]) / (distinct[-1] - distinct[0]) * bins
    # Rounded, so that a value on the edge of two bins is in the upper one on every machine.
    bin_of = np.minimum(np.floor(np.round(position, 9)).astype(np.int64), bins - 1)
    frequency = np.zeros(bins)
    np.add.at(frequency, bin_of, weight)
    edge = _nearest(np.cumsum(np.sqrt(frequency)), classes)
    width = (distinct[-1] - distinct[0]) / bins
    return np.asarray(distinct[0] + (edge + 1) * width, dtype=np.float64)


def _nearest(cumulated: Floats, classes: int) -> Integers:
    """Return the k - 1 ascending positions where `cumulated` is nearest to each j/k of its end."""
    last = len(cumulated) - 1
    cut = np.empty(classes - 1, dtype=np.int64)
    before = -1
    for j in range(classes - 1):
        # Room is left for one value in each class that follows.
        low, high = before + 1, last - (classes - 1 - j)
        target = (j + 1) / classes * cumulated[-1]
        gap = np.abs(cumulated[low : high + 1] - target)
        before = low + int(np.argmin(np.round(gap / cumulated[-1], 12)))
        cut[j] = before
    return cut


def _between(distinct: Floats, after: Integers) -> Floats:
    """Return the points halfway between the values on both sides of each cut."""
    middle = (distinct[after] + distinct[after + 1]) / 2
    # Two neighbouring floating-point numbers have nothing between them: the upper one cuts.
    return np.where(middle > distinct[after], middle, distinct[after + 1])


METHODS: Mapping[Method, Callable[[Floats, Floats, int], Floats]] = {
    Method.EQUAL_WIDTH: _equal_width,
    Method.QUANTILES: _quantiles,
    Method.JENKS: _fisher,
    Method.K_MEANS: _fisher,
    Method.WARD: _ward,
    Method.DALENIUS_HODGES: _dalenius_hodges,
}
