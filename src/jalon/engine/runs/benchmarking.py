"""The survey's rates that a study's predictions are moved to, one margin or several."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.benchmark.shift import STRAINED
from jalon.engine.mixed.shifted import crossed, laid_out, solved, summed
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.direct import NATION, REGION, Domains, direct_of
from jalon.engine.survey.totals import DirectEstimates
from jalon.engine.survey.variance import covariance_of_totals
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOTHING = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Classes:
    """Children told apart by the variables of the margins: C classes, one where there are none."""

    positions: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def count(self) -> int:
        return int(np.prod(self.sizes, dtype=np.int64))

    def of(self, codes: NDArray[np.integer]) -> Integers:
        """Return the class of each row of level codes, (n, V)."""
        found = np.zeros(len(codes), dtype=np.int64)
        for position, size in zip(self.positions, self.sizes, strict=True):
            found = found * size + codes[:, position]
        return found

    def levels(self, position: int) -> Integers:
        """Return the level of a variable in each class, (C,)."""
        place = self.positions.index(position)
        grid = np.indices(self.sizes).reshape(len(self.sizes), -1)
        return np.asarray(grid[place], dtype=np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class Targets:
    """The units of M margins, G in all, and the survey's rates of them.

    Attributes
    ----------
    margins : (M,) names
    margin : (G,) int
        The margin of each unit.
    codes, names : (G,) texts
    classes : Classes
    unit : (M, D, C) int
        The unit of each area and class, numbered through all margins; -1 for none.
    children : (D, C) float
    rate, se : (G,) float
        The survey's.
    root : (G, q) float
        How the survey's rates move with q independent errors of unit variance.
    bound : (G,) bool
        The rate is between 0 and 1 and its error is known; the other units stay as they are.
    """

    margins: tuple[str, ...]
    margin: Integers
    codes: tuple[str, ...]
    names: tuple[str, ...]
    classes: Classes
    unit: Integers
    children: Floats
    rate: Floats
    se: Floats
    root: Floats
    bound: Flags

    @property
    def whole(self) -> Floats:
        """Children of each unit, (G,)."""
        return summed(self.children, self.unit, len(self.margin))

    def scaled(self, rate: Floats) -> Floats:
        """Return rates, (G,), so scaled that every margin says the total of the first.

        NaN where a unit is not bound.
        """
        return np.where(self.bound, rate * self._factors(rate)[self.margin], np.nan)

    def moves_of_scaled(self) -> Floats:
        """Return how the scaled rates move with the errors of `root`, (G, q)."""
        factor, share = self._factors(self.rate), self._shares()
        level = share @ np.where(self.bound, self.rate, 0.0)
        by_level = share @ self.root
        with np.errstate(divide="ignore", invalid="ignore"):
            grown = (by_level[0] - factor[:, None] * by_level) / level[:, None]
        moved = factor[self.margin, None] * self.root + self.rate[:, None] * grown[self.margin]
        return np.where(self.bound[:, None], moved, 0.0)

    def _factors(self, rate: Floats) -> Floats:
        level = self._shares() @ np.where(self.bound, rate, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(level[0] / level)

    def _shares(self) -> Floats:
        """Return each unit's share of its margin's bound children, (M, G)."""
        held = np.where(self.bound, self.whole, 0.0)
        table = np.where(self.margin == np.arange(len(self.margins))[:, None], held, 0.0)
        return np.asarray(table / np.maximum(table.sum(axis=1, keepdims=True), NOTHING))


@dataclass(frozen=True, eq=False, slots=True)
class Benchmark:
    """What was met: `target` (G,) rates, `before` (G,) what the predictions added up to, `shift`
    (G,) log-odds; later margins' shifts have a mean of nought, the level is the first's.
    """

    targets: Targets
    target: Floats
    before: Floats
    shift: Floats

    @property
    def of_area(self) -> Floats:
        """Log-odds by which each area's classes are moved, (D, C)."""
        return laid_out(self.shift, self.targets.unit)


def find_targets(prepared: Prepared) -> Targets:
    """Return the margins that the study names, with the survey's rates.

    Later margins hold where the first has a rate to be met: a region in which nobody was asked
    is not made to take what they leave over.

    Raises
    ------
    CannotEstimate("benchmark-level-without-rate")
        A level of a variable in which everybody or nobody has the outcome, or whose respondents
        live in one sampling unit.
    """
    margins = prepared.study.benchmark.margins
    classes = _classes(prepared, margins)
    children = _children(prepared, classes)
    made: list[_Met] = []
    rows, cells = prepared.sample.known, np.ones(children.shape, dtype=np.bool_)
    for name in margins:
        one = _met(prepared, name, classes, rows, np.where(cells, children, 0.0))
        if not made:
            rows, cells = rows & _inside(one.bound, one.of_row), _inside(one.bound, one.unit)
        made.append(one)
    sizes = [len(one.bound) for one in made]
    starts = np.cumsum(sizes) - sizes
    se = np.concatenate([np.where(one.bound, one.direct.se, np.nan) for one in made])
    scores = np.hstack([_scores(prepared, one) for one in made])
    return Targets(
        margins=margins,
        margin=np.repeat(np.arange(len(made)), sizes),
        codes=tuple(code for one in made for code in one.domains.codes),
        names=tuple(name for one in made for name in one.domains.names),
        classes=classes,
        unit=np.stack(
            [np.where(one.unit >= 0, one.unit + k, -1) for one, k in zip(made, starts, strict=True)]
        ),
        children=children,
        rate=np.concatenate([one.direct.rate for one in made]),
        se=np.concatenate([one.direct.se for one in made]),
        root=_root(covariance_of_totals(scores, prepared.sample.design), se),
        bound=np.concatenate([one.bound for one in made]),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Met:
    """A margin's units in the survey and, (D, C), among the census's children."""

    domains: Domains
    direct: DirectEstimates
    unit: Integers
    of_row: Integers
    bound: Flags


def _met(prepared: Prepared, name: str, classes: Classes, rows: Flags, children: Floats) -> _Met:
    domains, unit = _margin(prepared, name, classes)
    of_row = np.where(rows, domains.of_row, -1)
    unit = np.where(children > 0, unit, -1)
    direct = direct_of(prepared, Domains(name, domains.codes, domains.names, of_row))
    bound = (direct.rate > 0) & (direct.rate < 1) & np.isfinite(direct.se)
    bound &= summed(children, unit[None], len(bound)) > 0
    if name not in {NATION, REGION} and not bound.all():
        level = domains.names[int(np.argmin(bound))]
        raise CannotEstimate("benchmark-level-without-rate", margin=name, level=level)
    return _Met(domains, direct, unit, of_row, bound)


def _classes(prepared: Prepared, margins: tuple[str, ...]) -> Classes:
    names = [part for name in margins if name not in {NATION, REGION} for part in name.split(":")]
    positions = tuple(prepared.index.position(name) for name in dict.fromkeys(names))
    return Classes(positions, tuple(len(prepared.index.factors[p].levels) for p in positions))


def class_of_patterns(
    prepared: Prepared, classes: Classes, patterns: NDArray[np.integer]
) -> Integers:
    """Return the class of each pattern."""
    return classes.of(prepared.index.codes(patterns))


def _children(prepared: Prepared, classes: Classes) -> Floats:
    counts = prepared.census.counts
    assert counts is not None  # a study with effects counts its census
    table = np.zeros((prepared.register.size, classes.count))
    np.add.at(table, (counts.area, class_of_patterns(prepared, classes, counts.pid)), counts.n)
    return table


def _margin(prepared: Prepared, name: str, classes: Classes) -> tuple[Domains, Integers]:
    """Return a margin's units as domains of the survey, and of areas and classes, (D, C)."""
    register, sample, study = prepared.register, prepared.sample, prepared.study
    shape = (register.size, classes.count)
    if name == NATION:
        whole = Domains(name, ("",), (study.name,), np.zeros(len(sample.region), dtype=np.int64))
        return whole, np.zeros(shape, dtype=np.int64)
    if name == REGION:
        unit = np.repeat(register.region.astype(np.int64)[:, None], classes.count, axis=1)
        of_row = sample.region.astype(np.int64)
        return Domains(name, register.region_codes, register.region_names, of_row), unit
    level_of_row = np.zeros(len(sample.region), dtype=np.int64)
    level_of_class = np.zeros(classes.count, dtype=np.int64)
    names = [""]
    for part in name.split(":"):
        position, levels = prepared.index.position(part), study.variables[part].levels
        names = [f"{one}:{level}" if one else level for one in names for level in levels]
        size = len(levels)
        level_of_row = _joined(level_of_row, sample.codes[:, position].astype(np.int64), size)
        level_of_class = _joined(level_of_class, classes.levels(position), size)
    unit = np.repeat(level_of_class[None], register.size, axis=0)
    return Domains(name, tuple(names), tuple(names), level_of_row), unit


def _joined(first: Integers, level: Integers, size: int) -> Integers:
    known = (first >= 0) & (level >= 0) & (level < size)
    return np.where(known, first * size + level, -1)


def _inside(bound: Flags, unit: Integers) -> Flags:
    return np.asarray(np.append(bound, False)[unit])


def _scores(prepared: Prepared, one: _Met) -> Floats:
    """Return what each row adds to the linearised rate of its unit, (n, units)."""
    scores = np.zeros((len(one.of_row), len(one.bound)))
    row = np.flatnonzero(_inside(one.bound, one.of_row))
    at = one.of_row[row]
    residual = prepared.sample.outcome[row] - one.direct.rate[at]
    scores[row, at] = prepared.sample.design.weight[row] * residual / one.direct.weight_sum[at]
    return scores


def _root(covariance: Floats, se: Floats) -> Floats:
    """Return R (G, q) with R R' the covariance of the rates that have an error, nought elsewhere.

    The variances are those of the direct estimates, whatever rule of lonely units made them.
    """
    spread = np.sqrt(np.diag(covariance))
    known = np.isfinite(se) & (spread > 0)
    inverse = np.where(known, 1 / np.where(known, spread, 1.0), 0.0)
    correlation = covariance * np.outer(inverse, inverse)
    own = np.where(known, se, 0.0)
    if np.abs(correlation - np.diag(np.diag(correlation))).max(initial=0.0) < NOTHING:
        return np.diag(own)  # margins whose units share no sampling unit
    values, vectors = np.linalg.eigh(correlation)
    kept = values > NOTHING
    return np.asarray(own[:, None] * vectors[:, kept] * np.sqrt(values[kept]))


def levelled(targets: Targets, shift: Floats) -> Floats:
    """Return the shifts with a mean of nought in later margins, their level given to the first.

    Only where a later margin covers the same children, and levels can be told apart from nothing.
    """
    moved, whole = shift.copy(), targets.whole
    first = targets.bound & (targets.margin == 0)
    covered = [np.append(targets.bound, False)[each] for each in targets.unit]
    for number in range(1, len(targets.margins)):
        if not np.array_equal(covered[0], covered[number]):
            continue
        own = targets.bound & (targets.margin == number)
        level = float(moved[own] @ whole[own] / whole[own].sum())
        moved[own] -= level
        moved[first] += level
    return moved


def moves_of_shift(benchmark: Benchmark, spread: Floats, own: Floats) -> Floats:
    """Return how each area's and class's shift moves with independent errors, (D, C, r + q).

    It takes out of the units what their areas share, and puts the errors of the survey's rates
    in its place.

    Parameters
    ----------
    spread : (D, C) float
        Mean of p (1 - p).
    own : (D, C, r) float
        How the rates move without the shift.
    """
    targets = benchmark.targets
    size, children = len(targets.margin), targets.children
    curve = crossed(np.nan_to_num(children * spread), targets.unit, size)
    drift = summed(np.nan_to_num(children[:, :, None] * own), targets.unit, size)
    survey = targets.whole[:, None] * targets.moves_of_scaled()
    right = np.concatenate([-drift, survey], axis=1)
    return laid_out(solved(curve, right, targets.bound), targets.unit)


def benchmark_frame(found: Benchmark) -> pl.DataFrame:
    """Return the units whose rates the survey gives, what was predicted and met, and the shift."""
    targets = found.targets
    return pl.DataFrame(
        {
            "margin": [targets.margins[number] for number in targets.margin],
            "code": targets.codes,
            "name": targets.names,
            "direct_rate": targets.rate,
            "direct_se": targets.se,
            "predicted": found.before,
            "target": found.target,
            "shift": found.shift,
            "large_shift": np.abs(found.shift) > STRAINED,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
