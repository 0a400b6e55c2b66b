"""The design of a survey, from the columns that a study names."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.sources.columns import require_column
from jalon.engine.study.parts import Design
from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
from jalon.errors import BadInput


def read_design(
    rows: pl.DataFrame,
    source: Design,
    weight: NDArray[np.float64],
    population: NDArray[np.bool_],
    row_of: Callable[[int], int],
) -> SurveyDesign:
    """Return the design over all rows; those outside the population belong to it.

    Parameters
    ----------
    weight : (n,) float
        Read already; NaN where missing.
    population : (n,) bool
        Rows that will be estimated from: these need a weight.
    row_of
        Number in the file of a position among the rows, for messages.

    Raises
    ------
    BadInput("weights-not-positive" | "design-unit-missing" | "column-missing" | ...)
        Also all that `make_design` says.
    """
    bad = population & ~(weight > 0)
    if bad.any():
        raise BadInput(
            "weights-not-positive",
            where="survey.design.weight",
            rows=int(bad.sum()),
            first=row_of(int(np.flatnonzero(bad)[0])),
        )
    # Rows outside the population keep their PSU in the design; their weight is never used.
    return make_design(
        np.where(weight > 0, weight, 1.0),
        _unit(rows, "strata", source.strata),
        _unit(rows, "psu", source.psu),
        lonely_psu=LonelyPsu(source.lonely_psu),
    )


def _unit(rows: pl.DataFrame, kind: str, names: tuple[str, ...]) -> NDArray[np.object_] | None:
    """Return the unit of each row, named by one column or by several together."""
    if not names:
        return None
    where = f"survey.design.{kind}"
    for name in names:
        require_column(name, rows.schema, where)
    text = pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator="/")
    column = rows.select(text.alias("v"))["v"]
    if blank := column.null_count():
        raise BadInput("design-unit-missing", where=where, rows=blank, kind=kind)
    return column.to_numpy()
