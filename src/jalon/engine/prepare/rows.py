"""Rows of a survey, whose columns are evaluated one by one while every complaint is kept."""

from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.collect import Collector
from jalon.engine.sources.columns import NumberMap


class Rows:
    """The kept rows of a survey; `numbers` are their numbers in the file, from 1."""

    def __init__(self, rows: pl.DataFrame, numbers: NDArray[np.int64]) -> None:
        self.rows = rows
        self.numbers = numbers
        self.collector = Collector()

    def row_of(self, position: int) -> int:
        return int(self.numbers[position])

    def number(self, where: str, mapping: NumberMap) -> NDArray[np.float64]:
        """Return a column of numbers, (n,), nan where it is missing or could not be read."""
        column = self.collector.attempt(where, partial(mapping.read, self.rows, where, self.row_of))
        if column is None:
            return np.full(self.rows.height, np.nan)
        return column.fill_null(float("nan")).to_numpy()
