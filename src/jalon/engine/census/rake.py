"""Split coarse census cells to a model's levels and rake them to known margins of each area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts, bincount
from jalon.engine.census.kernels import rake_areas
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.errors import BadInput, CannotEstimate, Problem, Problems

FloatArray = NDArray[np.float64]
# Totals of two margins of one area may differ by this share; they are then scaled to the first.
MARGINS_AGREE_WITHIN = 0.01
# Of many areas with the same fault, so many are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Split:
    """How a census's levels of a factor relate to the model's.

    Parameters
    ----------
    fine : tuple of str
        The model's levels; a census level of the same name is that level.
    coarse : mapping of str to tuple of str
        Each other census level -> the fine levels that it covers.
    """

    fine: tuple[str, ...]
    coarse: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How far one margin moved the cells of each area.

    Parameters
    ----------
    variable : str
        The margin's factors, joined by ``:``.
    total_ratio : ndarray, shape (D,)
        Children of the margin for each person in the coarse cells; nan where there are none.
    moved_share : ndarray, shape (D,), in 0-1
        Share of children at another level of the margin than an equal split of the coarse
        cells would give; nan where there are none.
    lowest, highest : ndarray, shape (D,)
        Smallest and largest factor put on one of the margin's levels, beyond `total_ratio`.
    """

    variable: str
    total_ratio: FloatArray
    moved_share: FloatArray
    lowest: FloatArray
    highest: FloatArray


@dataclass(frozen=True, slots=True)
class _Margin:
    """A margin's table, shape (D, size), and the place of each cell in it, shape (C,)."""

    name: str
    table: FloatArray
    cell: NDArray[np.int32]

    @property
    def size(self) -> int:
        return int(self.table.shape[1])

    def tabulate(self, counts: AreaCounts, n: FloatArray) -> FloatArray:
        """Add up `n` per area and level of the margin, shape (D, size)."""
        place = counts.area.astype(np.int64) * self.size + self.cell
        return bincount(place, n, counts.areas * self.size).reshape(-1, self.size)


def split_and_rake(
    counts: AreaCounts,
    coarse: PatternIndex,
    fine: PatternIndex,
    splits: Mapping[str, Split],
    margins: Mapping[str, FloatArray],
    *,
    codes: Sequence[str] | None = None,
    tolerance: float = 1e-9,
    max_iter: int = 2_000,
) -> tuple[AreaCounts, tuple[Adjustment, ...]]:
    """Expand each coarse level to its fine levels, then fit each area's margins proportionally.

    An area's cells are split equally over the fine levels and then scaled in turn to each
    margin until none changes (iterative proportional fitting). Within a coarse cell the fine
    level is therefore taken as independent of everything that no margin says.

    Parameters
    ----------
    counts : AreaCounts
        On `coarse`; unweighted.
    coarse, fine : PatternIndex
        The same factors in the same order.
    splits : mapping
        `Split` of each factor whose levels differ.
    margins : mapping
        Factor, or factors joined by ``:`` (the last varying fastest) -> known children per area
        and fine level, shape (D, L). Totals are those of the first margin.
    codes : sequence of str, optional
        Area codes, to name areas in errors.
    tolerance : float
        Largest relative gap between a fitted margin and its count.
    max_iter : int
        Rounds before giving up.

    Returns
    -------
    AreaCounts
        On `fine`; not whole numbers.
    tuple of Adjustment
        One for each margin.

    Raises
    ------
    BadInput("split-level-unknown"), BadInput("rake-weighted-cells")
    Problems of "margin-invalid", "margin-zero-with-cells", "margin-without-cells",
        "margins-disagree"
        What each area's margins say cannot be, or cannot be met.
    CannotEstimate("raking-not-converged")
        The margins contradict each other or the cells' empty places.

    References
    ----------
    Deming and Stephan (1940), *Annals of Mathematical Statistics* 11(4), 427-444.
    Checked against a dense fit of each area in ``tests/unit/test_census_rake.py``.
    """
    if counts.n2 is not None:
        raise BadInput("rake-weighted-cells")
    names = [str(d) for d in range(counts.areas)] if codes is None else list(codes)
    expanded = _expand(counts, coarse, fine, splits)
    if not margins:
        return expanded, ()
    known = _checked(expanded, [_margin(expanded, fine, *item) for item in margins.items()], names)
    n = expanded.n.copy()
    rounds, gaps = rake_areas(
        expanded.ptr,
        n,
        np.stack([margin.cell for margin in known]),
        np.cumsum([0, *(margin.size for margin in known)]).astype(np.int64),
        np.concatenate([margin.table for margin in known], axis=1),
        tolerance,
        max_iter,
    )
    if (gaps > tolerance).any():
        worst = int(gaps.argmax())
        raise CannotEstimate(
            "raking-not-converged",
            area=names[worst],
            rounds=int(rounds[worst]),
            gap=float(gaps[worst]),
        )
    raked = AreaCounts(expanded.ptr, expanded.pid, n)
    return raked, tuple(_adjustment(counts, expanded, margin) for margin in known)


def _expand(
    counts: AreaCounts, coarse: PatternIndex, fine: PatternIndex, splits: Mapping[str, Split]
) -> AreaCounts:
    """Split each cell equally over the fine levels of its coarse levels."""
    area, n = counts.area, counts.n
    levels = coarse.codes(counts.pid)
    for v, (before, after) in enumerate(zip(coarse.factors, fine.factors, strict=True)):
        parts = _parts(before, after, splits.get(before.name, Split(after.levels)))
        lengths = np.array([len(part) for part in parts], np.int64)
        flat = np.array([code for part in parts for code in part], np.int16)
        starts = np.cumsum(lengths) - lengths
        repeats = lengths[levels[:, v]]
        rows = np.repeat(np.arange(len(n)), repeats)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        split = levels[rows]
        split[:, v] = flat[starts[levels[rows, v]] + within]
        area, n, levels = area[rows], n[rows] / repeats[rows], split
    return AreaCounts.from_cells(area, fine.index(levels), n, counts.areas)


def _parts(coarse: Factor, fine: Factor, split: Split) -> list[list[int]]:
    """Return, for each census level, the positions of its fine levels."""
    covered = {level: split.coarse.get(level, (level,)) for level in coarse.levels}
    wanted = [level for part in covered.values() for level in part]
    if unknown := [level for level in wanted if level not in fine.levels]:
        raise BadInput("split-level-unknown", factor=coarse.name, levels=", ".join(unknown))
    return [[fine.levels.index(level) for level in part] for part in covered.values()]


def _margin(counts: AreaCounts, index: PatternIndex, name: str, table: FloatArray) -> _Margin:
    levels = index.codes(counts.pid)
    cell = np.zeros(counts.cells, np.int32)
    size = 1
    for factor in name.split(":"):
        v = index.position(factor)
        cell = cell * index.sizes[v] + levels[:, v]
        size *= index.sizes[v]
    if table.shape != (counts.areas, size):
        raise ValueError(f"margin {name}: shape {table.shape}, not {(counts.areas, size)}")
    return _Margin(name, table, cell.astype(np.int32))


def _checked(counts: AreaCounts, margins: Sequence[_Margin], names: Sequence[str]) -> list[_Margin]:
    """Return the margins scaled to the totals of the first, or say all that is wrong."""
    problems: list[Problem] = []

    def refuse(margin: _Margin, code: str, wrong: NDArray[np.bool_]) -> None:
        """Note the areas with a wrong level; `wrong` has shape (D, levels)."""
        found = [names[int(d)] for d in np.flatnonzero(wrong.any(axis=1))]
        if found:
            shown = ", ".join(found[:NAMED]) + (", ..." if len(found) > NAMED else "")
            problems.append(Problem(margin.name, code, {"areas": shown, "count": len(found)}))

    total = margins[0].table.sum(axis=1, keepdims=True)
    scaled = []
    for margin in margins:
        table = margin.table
        held = margin.tabulate(counts, counts.n) > 0
        refuse(margin, "margin-invalid", ~np.isfinite(table) | (table < 0))
        refuse(margin, "margin-zero-with-cells", held & (table == 0))
        refuse(margin, "margin-without-cells", ~held & (table > 0))
        own = table.sum(axis=1, keepdims=True)
        refuse(margin, "margins-disagree", np.abs(own - total) > MARGINS_AGREE_WITHIN * total)
        ratio = np.divide(total, own, out=np.ones_like(own), where=own > 0)
        scaled.append(replace(margin, table=table * ratio))
    if problems:
        raise Problems(problems)
    return scaled


def _adjustment(counts: AreaCounts, expanded: AreaCounts, margin: _Margin) -> Adjustment:
    before = margin.tabulate(expanded, expanded.n)
    total = margin.table.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        total_ratio = total / counts.totals
        expected = before * (total / before.sum(axis=1))[:, None]
        factors = np.where(before > 0, margin.table / expected, 1.0)
        moved = np.abs(margin.table - expected).sum(axis=1) / 2 / total
    return Adjustment(margin.name, total_ratio, moved, factors.min(axis=1), factors.max(axis=1))
