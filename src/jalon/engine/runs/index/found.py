"""Everything that a run of the index finds, before it is written."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.classify.breaks import Cuts
from jalon.engine.index import Index, Indicators, Recipe
from jalon.engine.index.indicators import SurveyedOutcome
from jalon.engine.index.robustness import Robustness
from jalon.engine.prepare.indicators import PreparedIndex


@dataclass(frozen=True, slots=True)
class FoundIndex:
    """A run in memory. Arrays are of the areas used, in the order of the register.

    `classes` (D,) are 1..k; `cuts` is None where classes were made by dimensions.
    """

    prepared: PreparedIndex
    indicators: Indicators
    recipe: Recipe
    outcome: SurveyedOutcome | None
    made: Index
    classes: NDArray[np.int64]
    labels: tuple[str, ...]
    cuts: Cuts | None
    robust: Robustness
    frames: dict[str, pl.DataFrame]
