"""Invented countries and surveys of them: children in sampling units in areas in regions.

The census is one and the same in all of them. Each survey has a country of its own: areas and
units draw effects and every child an answer, so that an area's true rate is a share of children
that can be counted. The model that is fitted knows the patterns and the areas, nothing else.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.mixed.population import CensusCells
from jalon.engine.regression.encoding import Encoding, build_encoding

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FACTORS = (
    Factor("urban", ("urban", "rural")),
    Factor("age", ("5-9", "10-14", "15-17")),
    Factor("sex", ("boy", "girl")),
)
AGES, SEXES = (0.40, 0.37, 0.23), (0.51, 0.49)


@dataclass(frozen=True, slots=True)
class Setting:
    """What country and survey are like.

    `coef` are log-odds of the reference, of rural units, ages 10-14 and 15-17, and girls; `sd` of
    areas and of units. `units` is the median number of an area's units, `spread` the standard
    deviation of its logarithm. Units are drawn by a size whose logarithm has the standard
    deviation `size_sd` and moves by `size_by_effect` with the unit's effect; a child is drawn with
    the chance `taken`, times `taken_by_outcome` for one with the outcome.
    """

    seed: int = 2_718
    areas: int = 150
    regions: int = 10
    units: int = 40
    spread: float = 0.9
    children: int = 30
    coef: tuple[float, ...] = (-2.4, 0.5, 0.7, 1.4, -0.5)
    sd: tuple[float, float] = (0.5, 0.6)
    drawn_units: int = 300
    size_sd: float = 0.5
    size_by_effect: float = 0.0
    taken: float = 0.4
    taken_by_outcome: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Census:
    """The children that are the same in every country: their units, areas, regions and patterns."""

    encoding: Encoding
    X: Floats
    area_of_unit: Integers
    region_of_area: Integers
    children: Integers  # (units, patterns)
    cells: CensusCells


@dataclass(frozen=True, eq=False, slots=True)
class Survey:
    """Respondents one by one, and what is true of their country: a rate per area, (D,)."""

    row: Integers
    y: Floats
    unit: Integers
    area: Integers
    region: Integers
    weight: Floats
    truth: Floats


@cache
def census(setting: Setting) -> Census:
    """Return the census of all surveys of a setting."""
    rng = np.random.default_rng(setting.seed)
    index = PatternIndex(FACTORS)
    encoding = build_encoding(index, [factor.name for factor in FACTORS])
    units = np.rint(setting.units * np.exp(rng.normal(0, setting.spread, setting.areas)))
    area = np.repeat(np.arange(setting.areas), np.maximum(units, 5).astype(np.int64))
    rural = rng.random(len(area)) < rng.beta(1.5, 1.5, setting.areas)[area]
    within = np.outer(AGES, SEXES).ravel()
    size = rng.poisson(setting.children, len(area))
    patterns = rng.multinomial(size, within)
    children = np.zeros((len(area), index.size), dtype=np.int64)
    children[~rural, : len(within)] = patterns[~rural]
    children[rural, len(within) :] = patterns[rural]
    unit, pattern = np.nonzero(children)
    counts = AreaCounts.from_cells(
        area[unit], pattern, children[unit, pattern].astype(np.float64), setting.areas
    )
    X, none = encoding.pattern_matrix(), np.empty((setting.areas, 0))
    return Census(
        encoding,
        X,
        area,
        np.arange(setting.areas) * setting.regions // setting.areas,
        children,
        CensusCells(counts, X, encoding.covariate_of, none),
    )


def draw_survey(setting: Setting, number: int) -> Survey:
    """Invent a country and draw a survey of it; both depend on the setting and the number alone."""
    rng = np.random.default_rng((setting.seed, number))
    known = census(setting)
    area, children = known.area_of_unit, known.children
    effect = rng.normal(0, setting.sd[0], setting.areas)
    own = rng.normal(0, setting.sd[1], len(area))
    eta = (known.X @ np.array(setting.coef))[None, :] + (effect[area] + own)[:, None]
    yes = rng.binomial(children, expit(eta))
    truth = np.bincount(area, yes.sum(axis=1)) / np.bincount(area, children.sum(axis=1))
    size = np.exp(rng.normal(0, setting.size_sd, len(area)) + setting.size_by_effect * own)
    drawn, chance = _units(setting, known.region_of_area[area], size, rng)
    of_yes = setting.taken * setting.taken_by_outcome
    answers = []
    for outcome, there, of_child in (
        (1, yes[drawn], of_yes),
        (0, (children - yes)[drawn], setting.taken),
    ):
        place, pattern = np.nonzero(taken := rng.binomial(there, of_child))
        many = taken[place, pattern]
        weight = 1 / (chance[place] * of_child)
        rows = (pattern, np.full(len(place), outcome), drawn[place], weight)
        answers.append([np.repeat(values, many) for values in rows])
    row, y, unit, weight = (np.concatenate(both) for both in zip(*answers, strict=True))
    return Survey(
        row,
        y.astype(np.float64),
        unit,
        area[unit],
        known.region_of_area[area[unit]],
        weight,
        truth,
    )


def _units(
    setting: Setting, region: Integers, size: Floats, rng: np.random.Generator
) -> tuple[Integers, Floats]:
    """Draw units of each region by their size, systematically in random order; with chances."""
    drawn, chances = [], []
    each = setting.drawn_units // setting.regions
    for r in range(setting.regions):
        inside = rng.permutation(np.flatnonzero(region == r))
        chance = each * size[inside] / size[inside].sum()
        ticks = np.floor(np.cumsum(np.minimum(chance, 1)) + rng.random())
        taken = np.diff(ticks, prepend=0) > 0
        drawn.append(inside[taken])
        chances.append(np.minimum(chance, 1)[taken])
    return np.concatenate(drawn), np.concatenate(chances)
