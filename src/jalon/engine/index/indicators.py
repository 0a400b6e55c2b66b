"""What an index is made of, and by which recipe."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Scaling(StrEnum):
    """How indicators come to one scale."""

    MIN_MAX = "min-max"
    Z_SCORE = "z-score"
    RANK = "rank"
    IDENTITY = "identity"


class Weighting(StrEnum):
    """Where the weights come from."""

    EQUAL = "equal"
    EQUAL_BY_DIMENSION = "equal-by-dimension"
    EXPERT = "expert"
    PCA = "pca"
    ENTROPY = "entropy"
    REGRESSION = "regression"


class Aggregation(StrEnum):
    """How dimensions are put together: a deficit in one is made good by another, or only partly."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


@dataclass(frozen=True, eq=False, slots=True)
class Indicators:
    """The indicators of D areas in C dimensions.

    Attributes
    ----------
    values : (D, q) float
        Complete: what is missing is settled before.
    names : q texts
    direction : (q,) int
        1 where more is more vulnerable, -1 where less is.
    dimension : (q,) int
        Position in `dimensions`; every dimension has an indicator.
    dimensions : C texts
    goalposts : (q, 2) float
        Fixed ends of the scale, by which years compare; NaN for the observed ends.
    importance : (q,) float
        Experts' weight within the dimension.
    dimension_importance : (C,) float
        Experts' weight of the dimension.
    population : (D,) float or None
        For means and standard deviations of persons instead of areas.
    """

    values: Floats
    names: tuple[str, ...]
    direction: Integers
    dimension: Integers
    dimensions: tuple[str, ...]
    goalposts: Floats
    importance: Floats
    dimension_importance: Floats
    population: Floats | None = None

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def all_kept(self) -> Flags:
        return np.ones(len(self.names), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The choices behind an index.

    `winsorise` is the share of areas at either end whose values are drawn in to that quantile
    before scaling.
    """

    scaling: Scaling = Scaling.MIN_MAX
    weighting: Weighting = Weighting.EQUAL_BY_DIMENSION
    aggregation: Aggregation = Aggregation.ARITHMETIC
    winsorise: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class SurveyedOutcome:
    """Rates by a survey in G regions: what weights are fitted to, or the index is held against.

    rate : (G,) float, NaN where the survey has none. region : (D,) int, the region of each area.
    """

    rate: Floats
    region: Integers
