"""Sort a model's columns so that persons can be scored from small tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.patterns import PatternIndex

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer]

# Cells of one margin's table over all areas: 1.6 megabytes, near a core's own cache.
MARGIN_CELLS = 200_000


class EncodedColumn(Protocol):
    """One column of a model: the (factor position, level) pairs whose meeting it marks."""

    @property
    def levels(self) -> tuple[tuple[int, int], ...]: ...


class EncodedModel(Protocol):
    """The part of a model's encoding that a scan needs."""

    @property
    def index(self) -> PatternIndex: ...
    @property
    def columns(self) -> Sequence[EncodedColumn]: ...
    @property
    def covariate_of(self) -> NDArray[np.int64]: ...
    def pattern_matrix(self, pids: Codes | None = None) -> FloatArray: ...


@dataclass(frozen=True)
class PatternDesign:
    """A model ready to score persons: its columns sorted by the factors that they read.

    Parameters
    ----------
    index : PatternIndex
    matrix : callable
        Gives the pattern part of the model matrix, shape (m, p), for m pattern numbers.
    factors_of : tuple of p frozensets of int
        Positions of the factors that each column reads; empty for the intercept and for a
        covariate's own column.
    covariate_of : ndarray of int, shape (p,)
        Covariate that multiplies each column, -1 for none.
    coef : ndarray, shape (p,)
        In log-odds.
    Z : ndarray, shape (D, c)
        Area covariates, standardised as in the fit.
    """

    index: PatternIndex
    matrix: Callable[[Codes], FloatArray]
    factors_of: tuple[frozenset[int], ...]
    covariate_of: Codes
    coef: FloatArray
    Z: FloatArray

    @classmethod
    def of(cls, model: EncodedModel, coef: FloatArray, Z: FloatArray) -> Self:
        """Take the design from a model's encoding; `Z` are standardised covariates, (D, c)."""
        factors_of = tuple(
            frozenset(position for position, _ in column.levels) for column in model.columns
        )
        return cls(model.index, model.pattern_matrix, factors_of, model.covariate_of, coef, Z)


@dataclass(frozen=True)
class Margin:
    """A group of factors whose columns are added up in one table per area.

    The log-odds of a person are a sum over margins, so the odds are a product, and
    no table over all patterns is needed: a model of ten covariates reads from two small tables.
    """

    factors: tuple[int, ...]
    columns: NDArray[np.intp]
    radices: dict[int, int]
    size: int
    X: FloatArray = field(repr=False)


def margins_of(design: PatternDesign, n_areas: int) -> tuple[Margin, ...]:
    """Group the factors of `design` into few margins of at most `MARGIN_CELLS` over all areas.

    Every column's factors lie within one margin; a single interaction may exceed the limit. A
    model without factors has one margin of one cell.
    """
    sizes = design.index.sizes
    limit = max(MARGIN_CELLS // max(n_areas, 1), 1)
    needed = {factors for factors in design.factors_of if factors}
    groups = [g for g in needed if not any(g < other for other in needed)]
    groups.sort(key=lambda g: (-prod(sizes[v] for v in g), sorted(g)))
    packed: list[frozenset[int]] = [] if groups else [frozenset()]
    for group in groups:
        for i, other in enumerate(packed):
            if prod(sizes[v] for v in group | other) <= limit:
                packed[i] = group | other
                break
        else:
            packed.append(group)
    homes = [
        next((m for m, group in enumerate(packed) if factors and factors <= group), -1)
        for factors in design.factors_of
    ]
    return tuple(
        _margin(design, tuple(sorted(group)), np.flatnonzero(np.array(homes) == m))
        for m, group in enumerate(packed)
    )


def _margin(design: PatternDesign, factors: tuple[int, ...], columns: NDArray[np.intp]) -> Margin:
    sizes = [design.index.sizes[v] for v in factors]
    radices = {v: prod(sizes[i + 1 :]) for i, v in enumerate(factors)}
    size = prod(sizes)
    cells = np.arange(size)
    pids = np.zeros(size, np.int64)
    for v, radix in radices.items():
        pids += cells // radix % design.index.sizes[v] * design.index.radices[v]
    X = design.matrix(pids.astype(np.int32))[:, columns]
    return Margin(factors, columns, radices, size, X)
