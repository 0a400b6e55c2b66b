"""From indicators and a recipe to the index.

References
----------
OECD and JRC (2008), *Handbook on Constructing Composite Indicators*, steps 5 to 7.
Checked against a sheet computed by hand in ``tests/golden/index_by_hand``.
"""

from dataclasses import dataclass

import numpy as np

from jalon.engine.index.indicators import (
    Aggregation,
    Floats,
    Indicators,
    Recipe,
    Scaling,
    SurveyedOutcome,
)
from jalon.engine.index.scaling import scaled
from jalon.engine.index.weighting import Weights, weigh
from jalon.errors import BadInput

# A score of nought would make a product nought whatever the others are.
LEAST_SCORE = 0.01


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """The index of D areas.

    z : (D, q) scaled indicators. scores : (D, C) of the dimensions. index : (D,).
    """

    z: Floats
    weights: Weights
    scores: Floats
    index: Floats


def build_index(
    indicators: Indicators, recipe: Recipe, outcome: SurveyedOutcome | None = None
) -> Index:
    """Return the index, its dimensions' scores, and what they are made of.

    On the scales ``min-max``, ``rank`` and ``identity`` the index lies between 0, least
    vulnerable, and 100; an area reaches an end only where it is at that end in everything.

    Parameters
    ----------
    outcome : SurveyedOutcome, optional
        Regional rates of a survey, for weights by regression.

    Raises
    ------
    BadInput("index-z-score-geometric")
        A product has no meaning for scores below nought.
    BadInput, CannotEstimate
        As `scaled` and `weigh`.
    """
    insist_on_sense(recipe)
    z = scaled(indicators, recipe.scaling, recipe.winsorise)
    weights = weigh(indicators, z, recipe.weighting, outcome)
    scores = dimension_scores(z, weights, indicators)
    return Index(z, weights, scores, combine(scores, weights, recipe.aggregation))


def insist_on_sense(recipe: Recipe) -> None:
    """Refuse z-scores with a geometric mean.

    Raises
    ------
    BadInput("index-z-score-geometric")
    """
    if not makes_sense(recipe.scaling, recipe.aggregation):
        raise BadInput("index-z-score-geometric")


def makes_sense(scaling: Scaling, aggregation: Aggregation) -> bool:
    """Tell whether scores on this scale can be put together in this way."""
    return scaling is not Scaling.Z_SCORE or aggregation is not Aggregation.GEOMETRIC


def dimension_scores(z: Floats, weights: Weights, indicators: Indicators) -> Floats:
    """Return the weighted mean of each dimension's indicators, shape (D, C)."""
    members = np.zeros((len(indicators.names), len(indicators.dimensions)))
    members[np.arange(len(indicators.names)), indicators.dimension] = weights.within
    return np.asarray(z @ members)


def combine(scores: Floats, weights: Weights, aggregation: Aggregation) -> Floats:
    """Return the weighted mean of the dimensions, arithmetic or geometric, shape (D,)."""
    if aggregation is Aggregation.ARITHMETIC:
        return np.asarray(scores @ weights.dimension)
    return np.asarray(np.exp(np.log(np.maximum(scores, LEAST_SCORE)) @ weights.dimension))
