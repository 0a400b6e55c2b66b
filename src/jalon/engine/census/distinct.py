"""Evaluate row-wise expressions once per distinct value of their columns, not once per row.

An office's codes become levels by recodes, bands and text that cost a microsecond per child. But a
census column has few distinct values: each is evaluated when it is first met, and the rows only
look the result up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.kernels import extend_keys, find_rows, number_hashes, take

Codes = NDArray[np.integer]
# Writes an expression's values as whole numbers above their kind's lowest.
Form = Callable[[pl.Series], Codes]

# Most distinct values that a column of whole numbers, or a set of columns, may span.
LARGEST_SPAN = 1 << 22
NOT_MET = -1
# Numbers beyond the highest met that get room in a table.
MOST_ROOM = 1 << 16
BEYOND_INT64 = (pl.UInt64(), pl.Int128(), pl.UInt128())


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """An expression's value for each row, as whole numbers, and the lowest of them."""

    values: Codes
    low: int


class _Column(Protocol):
    """Number the values of one column; `span` numbers are enough for all met so far."""

    @property
    def span(self) -> int: ...
    def codes(self, values: pl.Series) -> tuple[Codes, int]:
        """Return whole numbers, and what to take off so that they begin at 0, which is null."""
        ...


@dataclass(slots=True)
class _WholeNumbers:
    """The numbers themselves, from one below the lowest met.

    With `room` the span doubles when a number is beyond it: codes of areas in order grow with
    every batch.
    """

    room: bool = False
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
            if self.low is None:
                self.low, self.high = low, high
            self.low = min(self.low, low)
            if high > self.high:
                self.high = high + (min(high - self.low, MOST_ROOM) if self.room else 0)
        start = 0 if self.low is None else self.low - 1
        if numbers.null_count() and self.span <= LARGEST_SPAN:
            numbers = numbers.cast(pl.Int64).fill_null(start)
        return numbers.to_numpy(), start


@dataclass(slots=True)
class _Texts:
    """Texts by their hash of 64 bits, numbered as they are met.

    That two of a thousand texts share a hash has a chance of 3e-14; comparing them all would cost
    ten times as much.
    """

    room: bool = False
    met: int = 0
    high: int = 0
    known: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(64, np.uint64))
    numbers: NDArray[np.int32] = field(default_factory=lambda: np.full(64, -1, np.int32))

    @property
    def span(self) -> int:
        return self.high + 2

    def codes(self, values: pl.Series) -> tuple[Codes, int]:
        hashes = values.hash().to_numpy()
        found = np.full(len(hashes), -1, np.int32)
        at = 0
        while at < len(hashes) and self.met <= LARGEST_SPAN:
            at, self.met = number_hashes(hashes, at, self.known, self.numbers, self.met, found)
            if at < len(hashes):
                self._grow()
        if self.met > self.high:
            self.high = self.met + (min(self.met, MOST_ROOM) if self.room else 0)
        if values.null_count():
            found[values.is_null().to_numpy()] = -1
        return found, -1

    def _grow(self) -> None:
        kept = self.numbers >= 0
        hashes = self.known[kept][np.argsort(self.numbers[kept])]
        self.known = np.zeros(2 * len(self.known), np.uint64)
        self.numbers = np.full(len(self.known), -1, np.int32)
        again = np.empty(len(hashes), np.int32)
        number_hashes(hashes, 0, self.known, self.numbers, 0, again)


@dataclass(slots=True)
class _Categories:
    """Places in the column's categories."""

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


def _column(kind: pl.DataType, *, alone: bool) -> _Column | None:
    if kind == pl.Boolean or (kind.is_integer() and kind not in BEYOND_INT64):
        return _WholeNumbers(room=alone)
    if kind == pl.String:
        return _Texts(room=alone)
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
        # Values as whole numbers by key, see `take`.
        self.tables: dict[str, Codes] = {}
        # Kept between batches: fresh memory costs more than the loops that fill it.
        self._keys = np.empty(0, np.int32)
        self._found = np.empty(0, np.int32)

    def select(self, frame: pl.DataFrame) -> pl.DataFrame:
        found = self._met(frame, self._number(frame)) if len(frame) else None
        if found is None or self.values is None:
            return frame.select(e.alias(name) for name, e in self.expressions.items())
        return self.values[found]

    def take(self, frame: pl.DataFrame, forms: Mapping[str, Form]) -> dict[str, Taken] | None:
        """Return each expression's values as whole numbers, or None if there are too many."""
        numbered = self._number(frame)
        if numbered is None:
            return None
        codes, start = numbered
        taken = {}
        for name in self.expressions:
            if name not in self.tables:
                self._met(frame, numbered)
                self.tables[name] = self._table(name, forms[name])
            table = self.tables[name]
            found = np.empty(len(frame), table.dtype)
            low = take(codes, start, table, found)
            if low == np.iinfo(table.dtype).min:
                self._met(frame, numbered)
                self.tables[name] = table = self._table(name, forms[name])
                low = take(codes, start, table, found)
            taken[name] = Taken(found, low)
        return taken

    def _table(self, name: str, form: Form) -> Codes:
        assert self.values is not None
        numbers = form(self.values[name])
        table = np.full(len(self.place), np.iinfo(numbers.dtype).min, numbers.dtype)
        met = self.place != NOT_MET
        table[met] = numbers[self.place[met]]
        return table

    def _met(
        self, frame: pl.DataFrame, numbered: tuple[Codes, int] | None
    ) -> NDArray[np.int32] | None:
        """Return where in `values` each row's are, evaluating what is new."""
        if numbered is None:
            return None
        codes, start = numbered
        if len(self._found) < len(frame):
            self._found = np.empty(len(frame), np.int32)
        place = self._found[: len(frame)]
        if take(codes, start, self.place, place) == NOT_MET:
            row = np.full(len(self.place), NOT_MET)
            find_rows(codes, start, row)
            fresh = np.flatnonzero((row != NOT_MET) & (self.place == NOT_MET))
            one_of_each = frame.select(list(self.columns))[row[fresh]]
            met = one_of_each.select(e.alias(name) for name, e in self.expressions.items())
            self.values = (met if self.values is None else self.values.vstack(met)).rechunk()
            self.place[fresh] = np.arange(len(self.values) - len(met), len(self.values))
            self.tables.clear()
            take(codes, start, self.place, place)
        return place

    def _number(self, frame: pl.DataFrame) -> tuple[Codes, int] | None:
        """Number each row's combination of the columns' values, if that can be done.

        Returns the numbers and what to take off so that they begin at 0.
        """
        parts = [column.codes(frame[name]) for name, column in self.columns.items()]
        spans = tuple(column.span for column in self.columns.values())
        if prod(spans) > LARGEST_SPAN:
            return None
        if spans != self.spans:
            # A value beyond those met moves all numbers: begin again.
            self.spans, self.values = spans, None
            self.place = np.full(prod(spans), NOT_MET, np.int32)
            self.tables.clear()
        if len(parts) == 1:
            return parts[0]
        if len(self._keys) < len(frame):
            self._keys = np.empty(len(frame), np.int32)
        keys = self._keys[: len(frame)]
        keys[:] = 0
        for (codes, start), span in zip(parts, spans, strict=True):
            extend_keys(keys, codes, start, span)
        return keys, 0


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
            columns = {root: _column(schema[root], alone=len(roots) == 1) for root in roots}
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

    def take(self, frame: pl.DataFrame, forms: Mapping[str, Form]) -> dict[str, Taken] | None:
        """Return the expressions' values for each row of `frame` as their `forms` write them.

        None where an expression or the frame is not of the kind that is remembered, or has no row.
        """
        if self.others or frame.is_empty():
            return None
        taken: dict[str, Taken] = {}
        for group in self.groups:
            found = group.take(frame, forms)
            if found is None:
                return None
            taken |= found
        return taken
