"""Everything that a run estimates, before it is written."""

from dataclasses import dataclass

import polars as pl

from jalon.engine.census.harmonise import Unseen
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.classes import Classified
from jalon.engine.runs.estimates import Estimated
from jalon.engine.runs.fitting import FittedModel


@dataclass(frozen=True, slots=True)
class Found:
    """A run in memory: `frames` are its tables by name."""

    prepared: Prepared
    model: FittedModel
    estimated: Estimated
    classified: Classified
    unseen: Unseen | None
    frames: dict[str, pl.DataFrame]
