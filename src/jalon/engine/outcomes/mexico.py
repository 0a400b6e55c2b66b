"""Child labour in Mexico: occupation not permitted and chores in unsuitable conditions.

References
----------
INEGI, *Encuesta Nacional de Trabajo Infantil* (2019); Ley Federal del Trabajo.
"""

import numpy as np
from numpy.typing import ArrayLike

from jalon.engine.outcomes.answers import (
    Booleans,
    Floats,
    Outcome,
    completed_years,
    decide,
    flag,
    hours,
)
from jalon.engine.outcomes.parameters import Boundary, MexicoCodeParameters, MexicoParameters
from jalon.errors import BadInput


def enti_mexico(
    age: ArrayLike,
    employed: ArrayLike,
    economic_hours: ArrayLike,
    *,
    hazardous_industry: ArrayLike | None = None,
    hazardous_occupation: ArrayLike | None = None,
    hazardous_place: ArrayLike | None = None,
    night_work: ArrayLike | None = None,
    prohibited: ArrayLike | None = None,
    exposed: ArrayLike | None = None,
    chores_any: ArrayLike | None = None,
    chore_hours: ArrayLike | None = None,
    hazardous_chores: ArrayLike | None = None,
    parameters: MexicoParameters | None = None,
) -> Outcome:
    """Mexico: occupation not permitted, and (`gpb`) chores in unsuitable conditions.

    Raises
    ------
    BadInput("chore-hours-needed")
        The general production boundary is asked for without hours of chores.
    """
    p = parameters or MexicoParameters()
    if p.boundary is Boundary.GPB and chore_hours is None:
        raise BadInput("chore-hours-needed", rule="enti-mexico")
    years = completed_years(age)

    def rule(
        works: Floats, work: Floats, industry: Floats, occupation: Floats, place: Floats,
        night: Floats, forbidden: Floats, risk: Floats, any_chores: Floats, chores: Floats,
        dangerous: Floats,
    ) -> Booleans:  # fmt: skip
        danger = industry + occupation + place + night + forbidden + risk > 0
        not_permitted = (years < p.minimum_age) | danger | (work > p.long_hours)
        labour: Booleans = (works == 1) & not_permitted
        if p.boundary is Boundary.GPB:
            unsuitable = (chores > p.chore_hours) | (dangerous == 1)
            labour = labour | ((any_chores == 1) & unsuitable)
        return labour

    answers = (
        flag("employed", employed),
        hours("economic_hours", economic_hours),
        flag("hazardous_industry", hazardous_industry),
        flag("hazardous_occupation", hazardous_occupation),
        flag("hazardous_place", hazardous_place),
        flag("night_work", night_work),
        flag("prohibited", prohibited),
        flag("exposed", exposed),
        flag("chores_any", chores_any, absent=True),
        hours("chore_hours", chore_hours),
        flag("hazardous_chores", hazardous_chores),
    )
    return decide(rule, years, p.ages, answers, p.missing)


def cti_mexico(
    age: ArrayLike, cti: ArrayLike, *, parameters: MexicoCodeParameters | None = None
) -> Outcome:
    """INEGI's derived code: 1 only occupation, 2 only chores, 3 both, 4 neither.

    Raises
    ------
    BadInput("code-outside-list")
        A code other than 1 to 4 and missing.
    """
    p = parameters or MexicoCodeParameters()
    code = np.asarray(cti, dtype=np.float64)
    wrong = ~(np.isnan(code) | np.isin(code, (1, 2, 3, 4)))
    if wrong.any():
        raise BadInput("code-outside-list", column="cti", value=float(code[wrong][0]), known="1-4")
    counted = (1, 3) if p.boundary is Boundary.SNA else (1, 2, 3)
    labour = np.where(np.isnan(code), np.nan, np.isin(code, counted))
    answers = (flag("cti", labour),)
    return decide(lambda yes: yes == 1, completed_years(age), p.ages, answers, p.missing)
