"""Areas in classes, by their index or by the scores of their dimensions.

References
----------
Lloyd (1982), *IEEE Transactions on Information Theory* 28(2), 129-137; Arthur and Vassilvitskii
(2007) for the starts. Checked against scikit-learn in ``tests/unit/test_index_classes.py``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.classify.breaks import Cuts, Method, cut_points
from jalon.engine.index.indicators import Floats, Integers
from jalon.errors import CannotEstimate

STARTS = 50
STEPS_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class ClassRule:
    """How areas are cut into classes.

    `by_dimensions` groups areas whose dimensions are alike (k-means); classes are then ordered by
    their mean index, and areas of like index may fall apart.
    """

    method: Method = Method.JENKS
    classes: int = 3
    points: tuple[float, ...] = ()
    by_dimensions: bool = False


def classify_index(
    index: Floats, scores: Floats, rule: ClassRule, rng: np.random.Generator, starts: int = STARTS
) -> tuple[Integers, Cuts | None]:
    """Return the class 1..k of each area, 1 the least vulnerable, and the cuts where there are any.

    Raises
    ------
    CannotEstimate("too-few-values-for-classes")
    """
    if not rule.by_dimensions:
        cuts = cut_points(index, rule.method, rule.classes, fixed=rule.points)
        return cuts.assign(index), cuts
    first = cut_points(index, Method.JENKS, rule.classes).assign(index) - 1
    groups = k_means(scores, rule.classes, rng, starts=starts, first=first)
    mean = np.bincount(groups, weights=index, minlength=rule.classes) / np.bincount(
        groups, minlength=rule.classes
    )
    place = np.empty(rule.classes, dtype=np.int64)
    place[np.argsort(mean, kind="stable")] = np.arange(1, rule.classes + 1)
    return place[groups], None


def k_means(
    points: Floats,
    classes: int,
    rng: np.random.Generator,
    *,
    starts: int = STARTS,
    first: Integers | None = None,
) -> Integers:
    """Return the group 0..k-1 of each point, shape (D,), by the best of so many starts.

    Parameters
    ----------
    points : (D, C) float
    first : (D,) int, optional
        Groups to begin the first start from; the others begin from points drawn far apart.

    Raises
    ------
    CannotEstimate("too-few-values-for-classes")
    """
    distinct = len(np.unique(points, axis=0))
    if distinct < classes:
        raise CannotEstimate("too-few-values-for-classes", values=distinct, classes=classes)
    best, least = np.zeros(len(points), dtype=np.int64), np.inf
    for start in range(starts):
        if start == 0 and first is not None:
            centres = np.stack([points[first == k].mean(axis=0) for k in range(classes)])
        else:
            centres = _far_apart(points, classes, rng)
        groups, inertia = _lloyd(points, centres)
        # Only what is plainly better: equal solutions must not depend on the last digit.
        if inertia < least * (1 - 1e-9):
            best, least = groups, inertia
    return best


def _far_apart(points: Floats, classes: int, rng: np.random.Generator) -> Floats:
    """Draw centres among the points, likelier the farther they are from those drawn before."""
    centres = [points[rng.integers(len(points))]]
    for _ in range(classes - 1):
        distance = _distances(points, np.stack(centres)).min(axis=1)
        centres.append(points[rng.choice(len(points), p=distance / distance.sum())])
    return np.stack(centres)


def _lloyd(points: Floats, centres: Floats) -> tuple[Integers, float]:
    groups: Integers = np.full(len(points), -1, dtype=np.int64)
    for _ in range(STEPS_AT_MOST):
        distance = _distances(points, centres)
        now: Integers = distance.argmin(axis=1)
        if (now == groups).all():
            break
        groups = now
        centres = _centres(points, groups, distance, len(centres))
    distance = _distances(points, centres)
    return groups, float(distance[np.arange(len(points)), groups].sum())


def _centres(points: Floats, groups: Integers, distance: Floats, classes: int) -> Floats:
    """Return the means of the groups; one that is empty takes the point farthest from its own."""
    count = np.bincount(groups, minlength=classes)
    farthest = np.argsort(-distance.min(axis=1), kind="stable")
    empty = iter(farthest)
    return np.stack(
        [
            points[groups == k].mean(axis=0) if count[k] else points[next(empty)]
            for k in range(classes)
        ]
    )


def _distances(points: Floats, centres: Floats) -> Floats:
    gap: NDArray[np.float64] = points[:, None, :] - centres[None, :, :]
    return np.asarray((gap**2).sum(axis=2))
