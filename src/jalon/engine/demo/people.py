"""Fill the country with children whose risk of child labour is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from jalon.engine.demo.land import Land

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

AGES = (5, 17)
# Children of an enumeration area, on average: what a census taker covers, a survey's PSU.
CHILDREN_PER_ENUMERATION_AREA = 80
FEWEST_ENUMERATION_AREAS = 8
SCHOOLING = ("none", "primary", "secondary", "higher")

# The truth, in log-odds. Reference: a boy of 5-11, urban, not indigenous, head with secondary
# schooling, piped water. Covariates are standardised over municipalities.
INTERCEPT = -2.86
TRUTH: Mapping[str, float] = MappingProxyType(
    {
        "age 12-14": 0.50,
        "age 15-17": 0.72,
        "female": -0.42,
        "age 15-17, female": -0.25,
        "rural": 0.44,
        "indigenous": 0.38,
        "head none": 0.55,
        "head primary": 0.30,
        "head higher": -0.60,
        "no piped water": 0.26,
        "cropland": 0.20,
        "travel time": 0.14,
    }
)
SIGMA_AREA = 0.30
SIGMA_ENUMERATION_AREA = 0.40


@dataclass(frozen=True, slots=True)
class Covariates:
    """What satellites and registers know of D municipalities."""

    cropland: Floats  # (D,) share of the ground, 0-100
    travel_time: Floats  # (D,) minutes to the nearest town
    night_lights: Floats  # (D,) 0-63; not in the truth

    def standardised(self) -> tuple[Floats, Floats]:
        """Return cropland and travel time with mean 0 and variance 1."""
        return _standardised(self.cropland), _standardised(self.travel_time)


@dataclass(frozen=True, slots=True)
class People:
    """N children, ordered by municipality, enumeration area and household; and the truth."""

    area: NDArray[np.int32]  # (N,) 0..D-1
    enumeration_area: NDArray[np.int32]  # (N,) 0..E-1
    household: NDArray[np.int32]  # (N,)
    age: Codes
    female: Codes
    rural: Codes
    indigenous: Codes
    head: Codes  # position in SCHOOLING
    no_water: Codes
    probability: NDArray[np.float32]  # (N,) of child labour
    labour: Codes  # (N,) 1 in child labour
    area_effect: Floats  # (D,) log-odds

    @property
    def size(self) -> int:
        return len(self.area)

    def rates(self, areas: int) -> tuple[Floats, Floats, Ints]:
        """Return the realised and the expected rate of each municipality, and its children."""
        children = np.bincount(self.area, minlength=areas)
        realised = np.bincount(self.area, self.labour, areas) / children
        expected = np.bincount(self.area, self.probability, areas) / children
        return realised, expected, children


def draw_covariates(land: Land, rng: np.random.Generator) -> Covariates:
    """Draw what depends on where a municipality lies."""
    noise = rng.normal(size=(3, len(land.density)))
    crowded = np.log(land.density)
    cropland = 100 * expit(-0.9 - 0.55 * _standardised(crowded) + 0.85 * noise[0])
    travel_time = np.exp(np.log(9 + 1.5 * land.town_km) + 0.25 * noise[1])
    night_lights = np.clip(63 * expit(1.1 * crowded + 0.5 + 0.4 * noise[2]), 0, 63)
    return Covariates(cropland.round(1), travel_time.round(0), night_lights.round(1))


def draw_people(
    land: Land, covariates: Covariates, rng: np.random.Generator, *, persons: int
) -> People:
    """Draw households by enumeration area, their children, and who of them is in child labour.

    Parameters
    ----------
    land, covariates
        D municipalities.
    rng : numpy.random.Generator
    persons : int
        N. Every municipality has at least eight enumeration areas' worth of children, if N allows.
    """
    areas = len(land.density)
    children = _children_of_areas(land, rng, persons)
    blocks = np.maximum(2, np.round(children / CHILDREN_PER_ENUMERATION_AREA)).astype(np.int64)
    area_of_block = np.repeat(np.arange(areas), blocks)
    size = _split(children, blocks, area_of_block, rng)
    # A child's enumeration area, then what its surroundings share.
    block = np.repeat(np.arange(len(size), dtype=np.int32), size)
    area = area_of_block[block].astype(np.int32)
    first, household = _households(block, rng)

    crowded = _standardised(np.log(land.density))
    in_town = rng.random(len(size)) < expit(-0.15 + 1.25 * crowded)[area_of_block]
    rural_block = ~in_town
    # One side of the country, and the far countryside everywhere, speak another tongue.
    homeland = expit(3.2 * _standardised(_across(land)) - 1.5 - 0.5 * crowded)
    share = _beta(homeland[area_of_block], 6.0, rng)
    indigenous = rng.random(len(first)) < share[block[first]]

    poverty = (
        0.8 * rural_block[block[first]]
        + 0.6 * indigenous
        - 0.35 * crowded[area[first]]
        + rng.normal(0, 0.35, len(size))[block[first]]
    )
    head = _schooling(poverty, rng)
    no_water = rng.random(len(first)) < expit(-1.5 + 1.0 * poverty + 0.35 * (head == 0))

    age = rng.integers(AGES[0], AGES[1] + 1, len(block)).astype(np.int8)
    female = (rng.random(len(block)) < 0.49).astype(np.int8)
    return _with_outcome(
        covariates,
        rng,
        area=area,
        enumeration_area=block,
        household=household,
        age=age,
        female=female,
        rural=rural_block[block].astype(np.int8),
        indigenous=indigenous[household].astype(np.int8),
        head=head[household],
        no_water=no_water[household].astype(np.int8),
        blocks=len(size),
    )


def _with_outcome(
    covariates: Covariates, rng: np.random.Generator, *, blocks: int, **told: NDArray[Any]
) -> People:
    """Draw the effects of places and each child's outcome."""
    cropland, travel_time = covariates.standardised()
    areas = len(cropland)
    area_effect = rng.normal(0, SIGMA_AREA, areas)
    place = TRUTH["cropland"] * cropland + TRUTH["travel time"] * travel_time + area_effect
    of_area = place[told["area"]]
    of_block = rng.normal(0, SIGMA_ENUMERATION_AREA, blocks)[told["enumeration_area"]]
    probability = expit(_person_log_odds(told) + of_area + of_block).astype(np.float32)
    labour = (rng.random(len(probability), dtype=np.float32) < probability).astype(np.int8)
    return People(probability=probability, labour=labour, area_effect=area_effect, **told)


def _person_log_odds(told: Mapping[str, NDArray[Any]]) -> Floats:
    """Look up each child's own part of the log-odds: there are few kinds of children."""
    band = np.searchsorted([12, 15], told["age"], side="right")
    kind = band
    for name in ("female", "rural", "indigenous", "no_water"):
        kind = kind * 2 + told[name]
    kind = kind * 4 + told["head"]
    b, f, r, i, w, h = np.meshgrid(*(np.arange(n) for n in (3, 2, 2, 2, 2, 4)), indexing="ij")
    head = np.array([TRUTH["head none"], TRUTH["head primary"], 0.0, TRUTH["head higher"]])
    table = (
        INTERCEPT
        + np.array([0.0, TRUTH["age 12-14"], TRUTH["age 15-17"]])[b]
        + TRUTH["female"] * f
        + TRUTH["age 15-17, female"] * (b == 2) * f
        + TRUTH["rural"] * r
        + TRUTH["indigenous"] * i
        + TRUTH["no piped water"] * w
        + head[h]
    )
    return np.asarray(table.ravel()[kind])


def _children_of_areas(land: Land, rng: np.random.Generator, persons: int) -> Ints:
    # A town's own municipality holds more than the countryside of the same density round it.
    town = 1 + 5 * np.exp(-land.town_km / 5)
    chance = np.exp(rng.normal(0, 0.4, len(land.density)))
    weight = land.density**1.1 * land.area_km2**0.7 * town * chance
    least = min(
        FEWEST_ENUMERATION_AREAS * CHILDREN_PER_ENUMERATION_AREA, persons // (2 * len(weight))
    )
    share = weight / weight.sum()
    children = least + np.floor(share * (persons - least * len(weight))).astype(np.int64)
    children[children.argmax()] += persons - children.sum()
    return np.asarray(children)


def _split(children: Ints, blocks: Ints, area_of_block: Ints, rng: np.random.Generator) -> Ints:
    """Share the children of each municipality among its enumeration areas, unequally."""
    weight = rng.gamma(8.0, size=len(area_of_block))
    start = np.concatenate([[0], np.cumsum(blocks)[:-1]])
    total = np.add.reduceat(weight, start)
    # Cut points rather than rounded shares: they add up.
    reach = np.cumsum(weight) - np.repeat(np.cumsum(total) - total, blocks)
    cut = np.round(reach / total[area_of_block] * children[area_of_block]).astype(np.int64)
    before = np.concatenate([[0], cut[:-1]])
    before[start] = 0
    return np.asarray(cut - before)


def _households(
    block: NDArray[np.int32], rng: np.random.Generator
) -> tuple[Ints, NDArray[np.int32]]:
    """Return the first child of each household, and each child's household."""
    # A child is the first of its household with the share that gives 2.1 children on average.
    begins = rng.random(len(block), dtype=np.float32) < 1 / 2.1
    begins[0] = True
    begins[1:] |= block[1:] != block[:-1]
    household = (np.cumsum(begins) - 1).astype(np.int32)
    return np.flatnonzero(begins), household


def _schooling(poverty: Floats, rng: np.random.Generator) -> Codes:
    """Cut a poverty score with noise of its own into levels of schooling of the head."""
    score = poverty + rng.logistic(0, 0.9, len(poverty))
    return (3 - np.searchsorted([-1.9, -0.25, 1.75], score)).astype(np.int8)


def _beta(mean: Floats, strength: float, rng: np.random.Generator) -> Floats:
    mean = np.clip(mean, 0.004, 0.996)
    return np.asarray(rng.beta(mean * strength, (1 - mean) * strength))


def _across(land: Land) -> Floats:
    """Return how far to the north-west a municipality lies."""
    return np.asarray(land.seat[:, 1] * 0.8 - land.seat[:, 0] * 0.6)


def _standardised(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / values.std())


def census_frame(people: People, codes: pl.Series) -> pl.DataFrame:
    """Return the census as an office would keep it: one row per child, without the outcome."""
    return pl.DataFrame(
        {
            "municipality": codes.gather(people.area),
            "enumeration_area": people.enumeration_area + 1,
            "household": people.household + 1,
            "age": people.age,
            "sex": people.female + np.int8(1),
            "urban": np.int8(1) - people.rural,
            "indigenous": people.indigenous,
            "head_schooling": pl.Series(SCHOOLING, dtype=pl.Categorical).gather(people.head),
            "water": np.int8(1) + people.no_water,
        }
    )
