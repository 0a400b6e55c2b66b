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

Keys = NDArray[np.int64]

# Most distinct values that a column of whole numbers, or a set of columns, may span.
LARGEST_SPAN = 1 << 22
NOT_MET = -1


class _Column(Protocol):
    """Number the values of one column from 0; `span` numbers are enough for all met so far."""

    @property
    def span(self) -> int: ...
    def keys(self, values: pl.Series) -> Keys | None: ...


@dataclass(slots=True)
class _WholeNumbers:
    """Distance from the lowest value met, plus one; 0 for null."""

    low: int | None = None
    high: int = 0

    @property
    def span(self) -> int:
        return 1 if self.low is None else self.high - self.low + 2

    def keys(self, values: pl.Series) -> Keys | None:
        numbers = values.cast(pl.Int64, strict=False)
        if numbers.null_count() > values.null_count():
            return None
        if (low := numbers.min()) is not None:
            high = numbers.max()
            assert isinstance(low, int)
            assert isinstance(high, int)
            self.low, self.high = (
                (low, high) if self.low is None else (min(self.low, low), max(self.high, high))
            )
        if self.span > LARGEST_SPAN:
            return None
        start = 1 if self.low is None else self.low
        return numbers.fill_null(start - 1).to_numpy() - (start - 1)


@dataclass(slots=True)
class _Categories:
    """Place in the column's categories, plus one; 0 for null. Text is given categories first."""

    kind: pl.DataType
    # The categories live as long as a column that uses them; without it, numbers start again.
    kept: list[pl.Series] = field(default_factory=list)
    high: int = 0

    @property
    def span(self) -> int:
        return self.high + 2

    def keys(self, values: pl.Series) -> Keys | None:
        coded = values.cast(self.kind)
        if not self.kept:
            self.kept.append(coded.head(1))
        places = coded.to_physical().cast(pl.Int64)
        if (high := places.max()) is not None:
            assert isinstance(high, int)
            self.high = max(self.high, high)
        if self.span > LARGEST_SPAN:
            return None
        return places.fill_null(-1).to_numpy() + 1


def _column(kind: pl.DataType) -> _Column | None:
    if kind.is_integer() or kind == pl.Boolean:
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

    def select(self, frame: pl.DataFrame) -> pl.DataFrame:
        keys = self._keys(frame)
        if keys is None:
            return frame.select(e.alias(name) for name, e in self.expressions.items())
        place = self.place[keys]
        new = np.flatnonzero(place == NOT_MET)
        if len(new) or self.values is None:
            # One row of each new key, without sorting them.
            row = np.full(len(self.place), NOT_MET)
            row[keys[new]] = new
            fresh = np.flatnonzero(row != NOT_MET)
            met = frame[row[fresh]].select(e.alias(name) for name, e in self.expressions.items())
            self.values = met if self.values is None else self.values.vstack(met)
            self.values = self.values.rechunk()
            self.place[fresh] = np.arange(len(self.values) - len(met), len(self.values))
            place = self.place[keys]
        return self.values[place]

    def _keys(self, frame: pl.DataFrame) -> Keys | None:
        """Return one number per combination of the columns' values; None if there are too many."""
        parts = [column.keys(frame[name]) for name, column in self.columns.items()]
        spans = tuple(column.span for column in self.columns.values())
        if any(part is None for part in parts) or prod(spans) > LARGEST_SPAN:
            return None
        if spans != self.spans:
            # A value beyond those met moves all numbers: begin again with room to spare.
            self.spans, self.values = spans, None
            self.place = np.full(prod(spans), NOT_MET, np.int32)
        keys = np.zeros(len(frame), np.int64)
        for part, span in zip(parts, spans, strict=True):
            assert part is not None
            keys = keys * span + part
        return keys


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
