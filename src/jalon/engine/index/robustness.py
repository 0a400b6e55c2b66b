"""How much ranks and classes hang on the choices behind the index: the choices drawn at random.

References
----------
Saisana, Saltelli and Tarantola (2005), *JRSS A* 168(2), 307-323.
Checked in ``tests/property/test_index.py`` and by brute force in ``tests/unit/test_index.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from jalon.engine.classify.breaks import Method
from jalon.engine.index.build import combine, dimension_scores, insist_on_sense, makes_sense
from jalon.engine.index.classes import ClassRule, classify_index
from jalon.engine.index.indicators import (
    Aggregation,
    Floats,
    Indicators,
    Integers,
    Recipe,
    Scaling,
    SurveyedOutcome,
    Weighting,
)
from jalon.engine.index.reliability import variance_share
from jalon.engine.index.scaling import scaled
from jalon.engine.index.weighting import Weights, weigh

# Weights that experts gave are not known better than by a quarter.
WEIGHT_SPREAD = 0.25
NONE_DROPPED = -1


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What might have been chosen instead; each draw takes one of each, all alike probable.

    `drop` leaves out one indicator or none; `spread` multiplies every weight by a number between
    1 - spread and 1 + spread.
    """

    scalings: tuple[Scaling, ...]
    weightings: tuple[Weighting, ...]
    aggregations: tuple[Aggregation, ...]
    drop: bool = True
    spread: float = WEIGHT_SPREAD
    runs: int = 1000


@dataclass(frozen=True, eq=False, slots=True)
class Robustness:
    """What so many draws of the choices give.

    Attributes
    ----------
    rank : (D,)
        By the published index; 1 is the most vulnerable.
    rank_mean, rank_low90, rank_high90 : (D,)
    class_share : (D, k)
        Share of draws in which the area is in each class.
    shift : (B,)
        Mean absolute difference of the draw's ranks from the published ones.
    recipes : B of (scaling, weighting, aggregation)
    dropped : (B,) int
        Position of the indicator left out, -1 for none.
    """

    rank: Floats
    rank_mean: Floats
    rank_low90: Floats
    rank_high90: Floats
    class_share: Floats
    shift: Floats
    recipes: tuple[tuple[Scaling, Weighting, Aggregation], ...]
    dropped: Integers

    def importance(self) -> dict[str, float]:
        """Return, by choice, the share of the variance of the shift of ranks that hangs on it."""
        columns = {
            name: np.array([recipe[i].value for recipe in self.recipes])
            for i, name in enumerate(("scaling", "weighting", "aggregation"))
        }
        columns["dropped"] = self.dropped
        return {name: variance_share(self.shift, column) for name, column in columns.items()}


def robustness(
    indicators: Indicators,
    recipe: Recipe,
    index: Floats,
    rule: ClassRule,
    alternatives: Alternatives,
    rng: np.random.Generator,
    outcome: SurveyedOutcome | None = None,
    progress: Callable[[float], None] | None = None,
) -> Robustness:
    """Make the index again with the choices drawn at random, and see what becomes of the areas.

    In each draw areas are cut anew by the same rule. Fixed cut points mean nothing on another
    scale: there the classes keep the sizes that they have in the published index.

    Raises
    ------
    BadInput("index-z-score-geometric")
        The alternatives leave no scale and aggregation that go together.
    BadInput, CannotEstimate
        As `scaled` and `weigh`, of any alternative.
    """
    pairs = _pairs(alternatives)
    kitchen = _Kitchen(indicators, recipe.winsorise, outcome, {}, {})
    published, _ = classify_index(index, _all_scores(kitchen, recipe), rule, rng)
    sizes = np.bincount(published - 1, minlength=rule.classes)
    own = descending_ranks(index)
    B = alternatives.runs
    ranks = np.empty((len(index), B), dtype=np.float32)
    counts = np.zeros((len(index), rule.classes))
    shift, dropped, recipes = np.empty(B), np.empty(B, dtype=np.int64), []
    for b in range(B):
        scaling, aggregation = pairs[int(rng.integers(len(pairs)))]
        weighting = alternatives.weightings[rng.integers(len(alternatives.weightings))]
        dropped[b] = rng.integers(len(indicators.names) + 1) - 1 if alternatives.drop else -1
        z = kitchen.scaled(scaling)
        weights = _shaken(
            kitchen.weights(scaling, weighting, int(dropped[b])),
            indicators,
            alternatives.spread,
            rng,
        )
        scores = dimension_scores(z, weights, indicators)
        drawn = combine(scores, weights, aggregation)
        ranks[:, b] = descending_ranks(drawn)
        if rule.method is Method.FIXED and scaling is not recipe.scaling:
            classes = _by_sizes(drawn, sizes)
        else:
            classes, _ = classify_index(drawn, scores, rule, rng, starts=1)
        counts[np.arange(len(index)), classes - 1] += 1
        shift[b] = np.abs(ranks[:, b] - own).mean()
        recipes.append((scaling, weighting, aggregation))
        if progress is not None:
            progress((b + 1) / B)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=1, method="inverted_cdf")
    return Robustness(
        own,
        ranks.mean(axis=1, dtype=np.float64),
        low.astype(np.float64),
        high.astype(np.float64),
        counts / B,
        shift,
        tuple(recipes),
        dropped,
    )


def descending_ranks(index: Floats) -> Floats:
    """Return ranks, 1 for the highest; equal values share the better rank."""
    return np.asarray(rankdata(-index, method="min"), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Kitchen:
    """Scaled indicators and weights, each made once."""

    indicators: Indicators
    winsorise: float
    outcome: SurveyedOutcome | None
    scales: dict[Scaling, Floats]
    weightings: dict[tuple[Scaling, Weighting, int], Weights]

    def scaled(self, scaling: Scaling) -> Floats:
        if scaling not in self.scales:
            self.scales[scaling] = scaled(self.indicators, scaling, self.winsorise)
        return self.scales[scaling]

    def weights(self, scaling: Scaling, weighting: Weighting, dropped: int) -> Weights:
        key = (scaling, weighting, dropped)
        if key not in self.weightings:
            kept = self.indicators.all_kept
            if dropped != NONE_DROPPED:
                kept[dropped] = False
            z = self.scaled(scaling)
            self.weightings[key] = weigh(self.indicators, z, weighting, self.outcome, kept)
        return self.weightings[key]


def _pairs(alternatives: Alternatives) -> Sequence[tuple[Scaling, Aggregation]]:
    pairs = [
        (scaling, aggregation)
        for scaling in alternatives.scalings
        for aggregation in alternatives.aggregations
        if makes_sense(scaling, aggregation)
    ]
    if not pairs:
        insist_on_sense(
            Recipe(scaling=alternatives.scalings[0], aggregation=alternatives.aggregations[0])
        )
    return pairs


def _all_scores(kitchen: _Kitchen, recipe: Recipe) -> Floats:
    weights = kitchen.weights(recipe.scaling, recipe.weighting, NONE_DROPPED)
    return dimension_scores(kitchen.scaled(recipe.scaling), weights, kitchen.indicators)


def _shaken(
    weights: Weights, indicators: Indicators, spread: float, rng: np.random.Generator
) -> Weights:
    """Multiply every weight by a number near 1, and scale them to sum to 1 again."""
    if not spread:
        return weights
    within = weights.within * rng.uniform(1 - spread, 1 + spread, len(weights.within))
    dimension = weights.dimension * rng.uniform(1 - spread, 1 + spread, len(weights.dimension))
    sums = np.bincount(indicators.dimension, weights=within, minlength=len(dimension))
    scale = np.where(sums > 0, sums, 1.0)[indicators.dimension]
    return Weights(within / scale, dimension / dimension.sum())


def _by_sizes(index: Floats, sizes: Integers) -> Integers:
    """Return the classes 1..k that have these sizes, lowest index first."""
    classes = np.empty(len(index), dtype=np.int64)
    classes[np.argsort(index, kind="stable")] = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    return classes
