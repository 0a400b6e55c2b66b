"""Child labour by hours and age: SDG indicator 8.7.1 and UNICEF's MICS6.

References
----------
UN Statistics Division, metadata of indicator 8.7.1 (update of 2022-03-31).
UNICEF, *Child labour: methodology* (2021); MICS6 tabulation programme ``MICS6 - 09 - PR.sps``.
"""

import numpy as np
from numpy.typing import ArrayLike

from jalon.engine.outcomes.answers import (
    Booleans,
    Floats,
    Outcome,
    add,
    completed_years,
    decide,
    flag,
    hours,
)
from jalon.engine.outcomes.parameters import Boundary, Mics6Parameters, SdgParameters
from jalon.errors import BadInput

HourParameters = SdgParameters | Mics6Parameters


def sdg_8_7_1(
    age: ArrayLike,
    economic_hours: ArrayLike,
    chore_hours: ArrayLike | None = None,
    *,
    economic_any: ArrayLike | None = None,
    parameters: SdgParameters | None = None,
) -> Outcome:
    """SDG indicator 8.7.1, in economic activity or with household chores as well.

    Raises
    ------
    BadInput("chore-hours-needed")
        The general production boundary is asked for without hours of chores.
    """
    p = parameters or SdgParameters()
    if p.boundary is Boundary.GPB and chore_hours is None:
        raise BadInput("chore-hours-needed", rule="sdg-8.7.1")
    years = completed_years(age)

    def rule(any_work: Floats, economic: Floats, chores: Floats) -> Booleans:
        labour: Booleans = (any_work == 1) & _too_many_economic_hours(years, economic, p)
        if p.boundary is Boundary.GPB:
            labour = labour | _too_many_chores(years, chores, p)
        return labour

    answers = (
        flag("economic_any", economic_any, absent=True),
        hours("economic_hours", economic_hours),
        hours("chore_hours", chore_hours),
    )
    return decide(rule, years, p.ages, answers, p.missing)


def mics6(
    age: ArrayLike,
    economic_hours: ArrayLike,
    chore_hours: ArrayLike,
    *,
    water_hours: ArrayLike | None = None,
    wood_hours: ArrayLike | None = None,
    economic_any: ArrayLike | None = None,
    hazardous: ArrayLike | None = None,  # noqa: ARG001 - read by `mics6_with_hazard` only
    parameters: Mics6Parameters | None = None,
) -> Outcome:
    """UNICEF's MICS6 indicator: hours of economic activity and of chores; hazard left out.

    Fetching water and wood counts among the chores, as in the survey's own programme,
    although the System of National Accounts counts both as production.
    """
    return _mics6(
        age, economic_hours, (chore_hours, water_hours, wood_hours), economic_any, None, parameters
    )


def mics6_with_hazard(
    age: ArrayLike,
    economic_hours: ArrayLike,
    chore_hours: ArrayLike,
    *,
    hazardous: ArrayLike,
    water_hours: ArrayLike | None = None,
    wood_hours: ArrayLike | None = None,
    economic_any: ArrayLike | None = None,
    parameters: Mics6Parameters | None = None,
) -> Outcome:
    """MICS6 with hazardous conditions (CL4, CL5, CL6A-X), which the survey reports apart."""
    chores = (chore_hours, water_hours, wood_hours)
    return _mics6(age, economic_hours, chores, economic_any, hazardous, parameters)


def _mics6(
    age: ArrayLike,
    economic_hours: ArrayLike,
    chores: tuple[ArrayLike | None, ...],
    economic_any: ArrayLike | None,
    hazardous: ArrayLike | None,
    parameters: Mics6Parameters | None,
) -> Outcome:
    p = parameters or Mics6Parameters()
    years = completed_years(age)
    limit = p.hours_known_below

    def rule(any_work: Floats, economic: Floats, chores: Floats, hazard: Floats) -> Booleans:
        worked: Booleans = (any_work == 1) & _too_many_economic_hours(years, economic, p)
        labour: Booleans = worked | _too_many_chores(years, chores, p) | (hazard == 1)
        return labour

    names = ("chore_hours", "water_hours", "wood_hours")
    parts = [
        hours(name, values, known_below=limit) for name, values in zip(names, chores, strict=True)
    ]
    answers = (
        flag("economic_any", economic_any, absent=True),
        hours("economic_hours", economic_hours, known_below=limit),
        add(*parts),
        flag("hazardous", hazardous),
    )
    return decide(rule, years, p.ages, answers, p.missing)


def _too_many_economic_hours(years: Floats, worked: Floats, p: HourParameters) -> Booleans:
    return np.select(
        [years <= 11, years <= 14],
        [worked >= p.economic_hours_5_11, worked >= p.economic_hours_12_14],
        worked >= p.economic_hours_15_17,
    )


def _too_many_chores(years: Floats, chores: Floats, p: HourParameters) -> Booleans:
    exceeds = np.greater if p.chores_more_than else np.greater_equal
    young = (years <= 14) & exceeds(chores, p.chore_hours_5_14)
    if p.chore_hours_15_17 is None:
        return young
    return young | ((years > 14) & exceeds(chores, p.chore_hours_15_17))
