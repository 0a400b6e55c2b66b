"""How a census's columns become areas and levels, worked out once for each of their values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.distinct import DistinctValues, Form
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.prepare.levels import UNKNOWN
from jalon.engine.prepare.stretches import OfCensus

# An age that is not known, among 1 (inside the population's) and 0 (outside).
AGELESS = -1
# Levels up to this leave room for what is none.
LARGEST_INT8 = 126

Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Coding:
    """How rows of a census become codes.

    `codes` takes them by table look-ups alone (None: never), `remembered` where that fails;
    `constant` are the expressions that read no column, `unknown` the levels of what is missing.
    """

    expressions: Mapping[str, pl.Expr]
    constant: Mapping[str, pl.Expr]
    unknown: Sequence[int]
    forms: Mapping[str, Form]
    codes: DistinctValues | None
    remembered: DistinctValues

    @classmethod
    def of(
        cls,
        study: OfCensus,
        index: PatternIndex,
        expressions: Mapping[str, pl.Expr],
        schema: pl.Schema,
        *,
        persons: bool,
    ) -> Self:
        """Return how the columns of `schema` become the codes of `index`.

        Without `persons` a row stands for several, and is never taken by look-ups alone.
        """
        unknown = [len(f.levels) - 1 if f.levels[-1] == UNKNOWN else -1 for f in index.factors]
        varying = {name: e for name, e in expressions.items() if e.meta.root_names()}
        constant = {name: e for name, e in expressions.items() if name not in varying}
        forms = _forms(study, unknown)
        whole = {name: e for name, e in expressions.items() if name in forms}
        codes = DistinctValues(whole, schema) if persons and not constant else None
        # Most columns have few values: recodes are worked out once for each of them.
        return cls(expressions, constant, unknown, forms, codes, DistinctValues(varying, schema))


def _forms(study: OfCensus, unknown: Sequence[int]) -> dict[str, Form]:
    """Return how areas, ages, condition and levels are written as whole numbers."""
    low, high = study.population.ages

    def position(values: pl.Series) -> Codes:
        return values.fill_null(-1).to_numpy()

    def inside(values: pl.Series) -> Codes:
        return values.fill_null(False).cast(pl.Int8).to_numpy()

    def of_age(values: pl.Series) -> Codes:
        within = (values >= low) & (values < high + 1)
        return within.cast(pl.Int8).fill_null(AGELESS).to_numpy()

    def level(missing: int, values: pl.Series) -> Codes:
        codes = values.fill_null(missing).to_numpy()
        return codes.astype(np.int8) if codes.max(initial=0) <= LARGEST_INT8 else codes

    return {
        "position": position,
        "where": inside,
        "age": of_age,
        **{
            f"level:{name}": partial(level, missing)
            for name, missing in zip(study.variables, unknown, strict=True)
        },
    }
