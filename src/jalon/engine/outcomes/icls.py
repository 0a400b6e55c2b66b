"""The resolution of the labour statisticians, with a country's law as parameters.

References
----------
18th International Conference of Labour Statisticians (2008), resolution II, and its amendment
by the 20th (2018).
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
from jalon.engine.outcomes.parameters import Boundary, EmploymentParameters, IclsParameters
from jalon.errors import BadInput


def icls(
    age: ArrayLike,
    employment_hours: ArrayLike,
    *,
    own_use_goods_hours: ArrayLike | None = None,
    trainee_hours: ArrayLike | None = None,
    volunteer_hours: ArrayLike | None = None,
    other_work_hours: ArrayLike | None = None,
    hazardous_industry: ArrayLike | None = None,
    hazardous_occupation: ArrayLike | None = None,
    hazardous_conditions: ArrayLike | None = None,
    night_work: ArrayLike | None = None,
    worst_form: ArrayLike | None = None,
    hazardous_chores: ArrayLike | None = None,
    parameters: IclsParameters | None = None,
) -> Outcome:
    """The resolution of the 18th ICLS with the forms of work of the 20th.

    Hours of the forms of work inside the production boundary (employment, own-use production
    of goods, unpaid trainee work, volunteer work for units, other work) are added up.

    Raises
    ------
    BadInput("chore-hazard-needed")
        The general production boundary is asked for without hazardous chores.
    """
    p = parameters or IclsParameters()
    if p.boundary is Boundary.GPB and hazardous_chores is None:
        raise BadInput("chore-hazard-needed", rule="icls")
    years = completed_years(age)

    def rule(
        work: Floats, industry: Floats, occupation: Floats, conditions: Floats,
        night: Floats, worst: Floats, chores: Floats,
    ) -> Booleans:  # fmt: skip
        works = work >= 1
        danger = (industry + occupation + conditions + night > 0) | (work >= p.long_hours)
        light = np.zeros_like(works)
        if p.light_work_ages is not None:
            low, high = p.light_work_ages
            light = (years >= low) & (years <= high) & (work < p.light_work_hours)
        too_young = (years < p.minimum_age) & ~light
        labour: Booleans = (worst == 1) | (works & (danger | too_young))
        if p.boundary is Boundary.GPB:
            labour = labour | (chores == 1)
        return labour

    answers = (
        add(
            hours("employment_hours", employment_hours),
            hours("own_use_goods_hours", own_use_goods_hours),
            hours("trainee_hours", trainee_hours),
            hours("volunteer_hours", volunteer_hours),
            hours("other_work_hours", other_work_hours),
        ),
        flag("hazardous_industry", hazardous_industry),
        flag("hazardous_occupation", hazardous_occupation),
        flag("hazardous_conditions", hazardous_conditions),
        flag("night_work", night_work),
        flag("worst_form", worst_form),
        flag("hazardous_chores", hazardous_chores),
    )
    return decide(rule, years, p.ages, answers, p.missing)


def employment(
    age: ArrayLike, worked: ArrayLike, *, parameters: EmploymentParameters | None = None
) -> Outcome:
    """Any work in the reference week. Not child labour: neither hours nor hazard are looked at."""
    p = parameters or EmploymentParameters()
    answers = (flag("worked", worked),)
    return decide(lambda yes: yes == 1, completed_years(age), p.ages, answers, p.missing)
