"""Draw a household survey from the country, in two stages, as a statistical office would."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.demo.land import Land
from jalon.engine.demo.people import People

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOUSEHOLDS_PER_PSU = 8
CHILDREN_PER_HOUSEHOLD = 2.05
# A stratum keeps its own sample only if it has so many enumeration areas.
SMALLEST_STRATUM = 6
RESPONSE = (0.86, 0.94)  # of urban and rural households
UNKNOWN_SCHOOLING = 0.006
UNKNOWN = 99


def draw_survey(
    land: Land, people: People, codes: pl.Series, rng: np.random.Generator, *, children: int
) -> pl.DataFrame:
    """Draw about `children` children; called again, it draws another survey of the same country.

    Strata are region by urban or rural. Enumeration areas are drawn with probability proportional
    to their households in an outdated list, then eight households in each; children of those who
    answer are all interviewed. Weights differ between strata, because small regions get more than
    their share, and within them.

    Parameters
    ----------
    land, people
    codes : polars.Series, length D
        Codes of the municipalities.
    rng : numpy.random.Generator
    children : int
        Wanted; what comes out varies with the households drawn.

    Returns
    -------
    polars.DataFrame
        One row per child, with the answers from which child labour is derived. Under SDG 8.7.1
        within the general production boundary they give exactly `people.labour`.
    """
    first = np.flatnonzero(np.diff(people.household, prepend=-1))
    block_of_household = people.enumeration_area[first]
    households = np.bincount(block_of_household)
    first_child = np.searchsorted(people.enumeration_area, np.arange(len(households)))
    stratum = _strata(land, people, first_child)

    psus = max(
        1, round(children / (HOUSEHOLDS_PER_PSU * CHILDREN_PER_HOUSEHOLD * np.mean(RESPONSE)))
    )
    listed = np.maximum(1.0, households * rng.lognormal(0, 0.2, len(households)))
    chosen, chance = _draw_psus(stratum, listed, psus, rng)
    drawn, household_chance = _draw_households(chosen, households, block_of_household, rng)
    weight = 1 / (chance[block_of_household[drawn]] * household_chance)
    answers = rng.random(len(drawn)) < np.where(
        people.rural[first[drawn]], RESPONSE[1], RESPONSE[0]
    )
    weight *= _nonresponse_factor(block_of_household[drawn], weight, answers)
    drawn, weight = drawn[answers], weight[answers]

    last = np.append(first[1:], people.size)
    members = last[drawn] - first[drawn]
    rows = np.repeat(first[drawn] - np.cumsum(members) + members, members) + np.arange(
        members.sum()
    )
    return _frame(people, codes, stratum, rows, np.repeat(weight, members), rng)


def _strata(land: Land, people: People, first_child: Ints) -> Ints:
    """Return the stratum of each enumeration area: region * 2, plus one if rural."""
    stratum = 2 * land.region[people.area[first_child]] + people.rural[first_child]
    size = np.bincount(stratum, minlength=2 * land.regions)
    joined = size[stratum] < SMALLEST_STRATUM
    return np.where(joined, stratum ^ 1, stratum).astype(np.int64)


def _draw_psus(
    stratum: Ints, listed: Floats, psus: int, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw enumeration areas systematically with probability proportional to size."""
    size = np.bincount(stratum, listed)
    kinds = np.flatnonzero(size)
    # Between equal and proportional: the square root favours small regions.
    share = np.sqrt(size[kinds])
    number = np.maximum(2, np.round(psus * share / share.sum())).astype(np.int64)
    chance = np.zeros(len(listed))
    chosen: list[Ints] = []
    for kind, wanted in zip(kinds, number, strict=True):
        members = np.flatnonzero(stratum == kind)
        if wanted >= len(members):
            chance[members] = 1.0
            chosen.append(members)
            continue
        chance[members] = _inclusion(listed[members], int(wanted))
        reach = np.cumsum(chance[members])
        hits = np.searchsorted(reach, np.arange(wanted) + rng.uniform(0, 1))
        chosen.append(members[np.unique(np.minimum(hits, len(members) - 1))])
    return np.sort(np.concatenate(chosen)), chance


def _inclusion(size: Floats, wanted: int) -> Floats:
    """Return probabilities proportional to size that add up to `wanted`, none above one."""
    certain = np.zeros(len(size), dtype=bool)
    while True:
        free = wanted - certain.sum()
        chance = np.where(certain, 1.0, free * size / size[~certain].sum())
        if (chance <= 1 + 1e-12).all():
            return np.minimum(chance, 1.0)
        certain |= chance > 1


def _draw_households(
    chosen: Ints, households: Ints, block_of_household: NDArray[np.int32], rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw the same number of households in each chosen enumeration area, or all it has."""
    start = np.searchsorted(block_of_household, chosen)
    drawn = [
        begin + np.sort(rng.permutation(count)[:HOUSEHOLDS_PER_PSU])
        for begin, count in zip(start, households[chosen], strict=True)
    ]
    chance = np.minimum(1.0, HOUSEHOLDS_PER_PSU / households[chosen])
    return np.concatenate(drawn), np.repeat(chance, [len(part) for part in drawn])


def _nonresponse_factor(
    block: NDArray[np.int32], weight: Floats, answers: NDArray[np.bool_]
) -> Floats:
    """Let those who answer stand for those who do not in their enumeration area."""
    everyone = np.bincount(block, weight)
    answering = np.bincount(block, weight * answers, minlength=len(everyone))
    return np.asarray((everyone / np.where(answering > 0, answering, 1))[block])


def _frame(
    people: People,
    codes: pl.Series,
    stratum: Ints,
    rows: Ints,
    weight: Floats,
    rng: np.random.Generator,
) -> pl.DataFrame:
    block = people.enumeration_area[rows]
    head = people.head[rows]
    # One answer per household: what the census has as a level, the survey asks in years.
    household = np.unique(people.household[rows], return_inverse=True)[1]
    draw = rng.random((3, int(household.max()) + 1))[:, household]
    low, high = np.array([0, 1, 7, 13])[head], np.array([0, 6, 12, 18])[head]
    years = low + np.floor(draw[0] * (high - low + 1)).astype(np.int64)
    years = np.where(draw[1] < UNKNOWN_SCHOOLING, UNKNOWN, years)
    water = np.where(people.no_water[rows] == 0, 1, np.where(draw[2] < 0.6, 2, 3))
    return pl.DataFrame(
        {
            "region": codes.cast(pl.String).gather(people.area[rows]).str.head(2),
            "municipality": codes.gather(people.area[rows]),
            "stratum": stratum[block] + 1,
            "psu": block + 1,
            "household": people.household[rows] + 1,
            "weight": weight.round(3),
            "age": people.age[rows],
            "sex": people.female[rows] + 1,
            "area_type": people.rural[rows] + 1,
            "ethnicity": 2 - people.indigenous[rows],
            "head_years": years,
            "water": water,
            **_week(people.age[rows], people.female[rows], people.labour[rows], rng),
        }
    )


def _week(
    age: NDArray[np.int8],
    female: NDArray[np.int8],
    labour: NDArray[np.int8],
    rng: np.random.Generator,
) -> dict[str, pl.Series]:
    """Invent a week of work and chores that the rule of SDG 8.7.1 judges as `labour` says."""
    n = len(age)
    band = np.searchsorted([12, 15], age, side="right")
    in_labour = labour == 1
    # Girls more than boys are in child labour by chores alone; after 14 the rule knows no chores.
    by_chores = in_labour & (band < 2) & (rng.random(n) < np.where(female, 0.24, 0.09))
    by_work = in_labour & ~by_chores
    allowed = ~in_labour & (rng.random(n) < np.array([0.0, 0.07, 0.24])[band])
    limit = np.array([1, 14, 43])[band]
    too_long = limit + np.minimum(rng.gamma(1.6, np.array([9.0, 8.0, 6.0])[band]), 40)
    short = 1 + rng.random(n) * (limit - 1)
    economic = np.where(by_work, np.floor(too_long), np.where(allowed, np.floor(short), 0))
    usual = np.minimum(rng.gamma(2.0, np.where(female, 4.2, 2.6)), 21)
    older = (band == 2) & (rng.random(n) < 0.08)
    chores = np.floor(np.where(by_chores | older, 22 + rng.gamma(1.5, 5.0, n), usual))
    worked = by_work | allowed
    hazardous = worked & (rng.random(n) < np.where(by_work, 0.38, 0.08))
    attends = rng.random(n) < np.array([0.97, 0.93, 0.80])[band] - 0.16 * in_labour
    return {
        "attends_school": pl.Series(attends.astype(np.int8)),
        "worked": pl.Series(worked.astype(np.int8)),
        # Asked only of those who worked.
        "econ_hours": pl.Series(np.where(worked, economic, np.nan), nan_to_null=True).cast(
            pl.Int16
        ),
        "chore_hours": pl.Series(np.minimum(chores, 70)).cast(pl.Int16),
        "hazardous": pl.Series(hazardous.astype(np.int8)),
    }
