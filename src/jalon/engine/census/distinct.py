"""Evaluate row-wise expressions once per distinct value of their columns, not once per row.

An office's codes become levels by recodes, bands and text that cost a microsecond per child. But a
census column has few distinct values: each is evaluated when it is first met, and the rows only
look the result up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.kernels import extend_keys, look_up

Codes = NDArray[np.integer]

# Most distinct values that a column of whole numbers, or a set of columns, may span.
LARGEST_SPAN = 1 << 22
NOT_MET = -1
BEYOND_INT64 = (pl.UInt64(), pl.Int128(), pl.UInt128())


class _Column(Protocol):
    """Number the values of one column; `span` numbers are enough for all met so far."""

    @property
    def span(self) -> int: ...
    def codes(self, values: pl.Series) -> tuple[Codes, int]:
        """Return whole numbers, and what to take off so that they begin at 0, which is null."""
        ...


@dataclass(slots=True)
class _WholeNumbers:
    """The numbers themselves, from one below the lowest met."""

    low: int | None = None
    high: int = 0

    @property
    def span(self) -> int:
        return 1 if self.low is None else self.high - self.low + 2

    def codes(self, values: pl.Series) -> tuple[Codes, int]:
        numbers = values.cast(pl.UInt8) if values.dtype == pl.Boolean else values
        if (low := numbers.min()) is not None:
            high = numbers.max()
            assert isinstance(low, int)
            assert isinstance(high, int)
            self.low, self.high = (
                (low, high) if self.low is None else (min(self.low, low), max(self.high, high))
            )
        start = 0 if self.low is None else self.low - 1
        if numbers.null_count() and self.span <= LARGEST_SPAN:
            numbers = numbers.cast(pl.Int64).fill_null(start)
        return numbers.to_numpy(), start


@dataclass(slots=True)
class _Categories:
    """Places in the column's categories. Text is given categories first."""

    kind: pl.DataType
    # The categories live as long as a column that uses them; without it, numbers start again.
    kept: list[pl.Series] = field(default_factory=list)
    high: int = 0

    @property
    def span(self) -> int:
        return self.high + 2

    def codes(self, values: pl.Series) -> tuple[Codes, int]:
        coded = values.cast(self.kind)
        if not self.kept:
            self.kept.append(coded.head(1))
        places = coded.to_physical()
        if (high := places.max()) is not None:
            assert isinstance(high, int)
            self.high = max(self.high, high)
        if places.null_count():
            places = places.cast(pl.Int64).fill_null(-1)
        return places.to_numpy(), -1


def _column(kind: pl.DataType) -> _Column | None:
    if kind == pl.Boolean or (kind.is_integer() and kind not in BEYOND_INT64):
        return _WholeNumbers()
    if kind == pl.String:
        return _Categories(pl.Categorical(pl.Categories.random()))
    if isinstance(kind, pl.Categorical | pl.Enum):
        return _Categories(kind)
    return None


class _Group:
    """Expressions of the same columns, and their values for every combination met so far."""

    def __init__(self, expressions: Mapping[str, pl.Expr], columns: Mapping[str, _Column]) -> None:
        self.expressions = dict(expressions)
        self.columns = dict(columns)
        self.spans: tuple[int, ...] = ()
        self.place = np.empty(0, np.int32)
        self.values: pl.DataFrame | None = None
        # Kept between batches: fresh memory costs more than the loops that fill it.
        self._keys = np.empty(0, np.int32)
        self._found = np.empty(0, np.int32)

    def select(self, frame: pl.DataFrame) -> pl.DataFrame:
        if len(self._keys) < len(frame):
            self._keys, self._found = np.empty((2, len(frame)), np.int32)
        keys, place = self._keys[: len(frame)], self._found[: len(frame)]
        if not self._number(frame, keys):
            return frame.select(e.alias(name) for name, e in self.expressions.items())
        all_met = look_up(keys, self.place, place)
        if not all_met or self.values is None:
            # One row of each new key, without sorting them.
            row = np.full(len(self.place), NOT_MET)
            new = np.flatnonzero(place == NOT_MET)
            row[keys[new]] = new
            fresh = np.flatnonzero(row != NOT_MET)
            met = frame[row[fresh]].select(e.alias(name) for name, e in self.expressions.items())
            self.values = (met if self.values is None else self.values.vstack(met)).rechunk()
            self.place[fresh] = np.arange(len(self.values) - len(met), len(self.values))
            look_up(keys, self.place, place)
        return self.values[place]

    def _number(self, frame: pl.DataFrame, keys: NDArray[np.int32]) -> bool:
        """Number each row's combination of the columns' values; say whether that can be done."""
        parts = [column.codes(frame[name]) for name, column in self.columns.items()]
        spans = tuple(column.span for column in self.columns.values())
        if prod(spans) > LARGEST_SPAN:
            return False
        if spans != self.spans:
            # A value beyond those met moves all numbers: begin again.
            self.spans, self.values = spans, None
            self.place = np.full(prod(spans), NOT_MET, np.int32)
        keys[:] = 0
        for (codes, start), span in zip(parts, spans, strict=True):
            extend_keys(keys, codes, start, span)
        return True


class DistinctValues:
    """Do the work of ``frame.select(...)`` batch by batch, remembering what was evaluated.

    Parameters
    ----------
    expressions : mapping of str to polars.Expr
        Row by row: a row's result must not depend on other rows.
    schema : polars.Schema
        Of the batches. Expressions of whole numbers, booleans, text and categories are remembered;
        others, and columns with more than `LARGEST_SPAN` values, are evaluated as they come.

    References
    ----------
    Checked against ``DataFrame.select`` in ``tests/property/test_census_distinct.py``.
    """

    def __init__(self, expressions: Mapping[str, pl.Expr], schema: pl.Schema) -> None:
        self.names = list(expressions)
        by_roots: dict[tuple[str, ...], dict[str, pl.Expr]] = {}
        for name, expression in expressions.items():
            roots = tuple(sorted(set(expression.meta.root_names())))
            by_roots.setdefault(roots, {})[name] = expression
        self.groups: list[_Group] = []
        self.others: dict[str, pl.Expr] = {}
        for roots, group in by_roots.items():
            columns = {root: _column(schema[root]) for root in roots}
            known = {root: column for root, column in columns.items() if column is not None}
            if roots and len(known) == len(roots):
                self.groups.append(_Group(group, known))
            else:
                self.others.update(group)

    def select(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the expressions' values for each row of `frame`, in the order given."""
        parts = [group.select(frame) for group in self.groups]
        if self.others:
            parts.append(frame.select(e.alias(name) for name, e in self.others.items()))
        return pl.concat(parts, how="horizontal").select(self.names)
