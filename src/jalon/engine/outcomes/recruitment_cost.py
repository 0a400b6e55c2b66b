"""Recruitment cost of migrant workers in months of their first earnings: SDG indicator 10.7.1.

References
----------
UN Statistics Division, metadata of indicator 10.7.1 (2022-05-18). ILO and World Bank (2019),
*Statistics for SDG indicator 10.7.1: guidelines for their collection*. What is not verified at the
source is in ``docs/methods/other-outcomes.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jalon.engine.outcomes.answers import (
    Answer,
    Booleans,
    Floats,
    Outcome,
    amount,
    completed_years,
    decide,
    flag,
)
from jalon.engine.outcomes.parameters import RecruitmentCostParameters
from jalon.errors import BadInput

PARTS: Mapping[str, str] = {
    "recruiter_fee": "paid to recruiters, brokers and for informal payments",
    "document_cost": "passport, visa, permits, security and medical clearances, insurance",
    "training_cost": "tests, courses and briefings",
    "travel_cost": "transport inside and between the countries, with lodging on the way",
    "interest": "interest on money borrowed for the recruitment",
    "other_cost": "any other cost of the recruitment",
}


@dataclass(frozen=True, eq=False, slots=True)
class RecruitmentCost:
    """Who counts, and what the job cost; (n,).

    `eligible` is 1, 0 or -1 (unknown); `months` the cost in monthly earnings of the first job,
    NaN for those who are not eligible, whose cost or earnings are unknown, or who earned nothing.
    """

    eligible: Outcome
    months: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """Eligible workers whose cost is known: those that the indicator is computed of."""
        known: NDArray[np.bool_] = (self.eligible == 1) & ~np.isnan(self.months)
        return known


def recruitment_cost(
    age: ArrayLike,
    wage_job: ArrayLike,
    moved: ArrayLike,
    years_since: ArrayLike,
    earnings: ArrayLike,
    *,
    cost: ArrayLike | None = None,
    reimbursed: ArrayLike | None = None,
    parameters: RecruitmentCostParameters | None = None,
    **parts: ArrayLike,
) -> RecruitmentCost:
    """Divide what each migrant worker paid for the job by a month of its pay.

    Parameters
    ----------
    wage_job : (n,) 1 or 0
        Went abroad for work as a wage or salary earner, recruited formally or not.
    moved : (n,) 1 or 0
        Changed the country of usual residence: short-term movers do not count.
    years_since : (n,) float
        Since the first such job began.
    earnings : (n,) float
        Of the first month, or of a usual month, of that job.
    cost : (n,) float
        What worker and family paid in all, in the same currency; or its `PARTS`.
    reimbursed : (n,) float
        What the employer paid back. No cost falls below nought.

    Raises
    ------
    BadInput("recruitment-cost-needed")
        Neither the cost nor one of its parts is given, or both are.
    BadInput("amount-negative")
    """
    p = parameters or RecruitmentCostParameters()
    if (cost is None) == (not parts):
        raise BadInput("recruitment-cost-needed", parts=", ".join(PARTS))
    years = completed_years(age)
    since = amount("years_since", years_since)
    # Not known when: anything between now and long ago.
    recent = Answer(
        (since <= p.years).astype(np.float64), np.where(np.isnan(since), 1.0, since <= p.years)
    )

    def rule(wage: Floats, residence: Floats, lately: Floats) -> Booleans:
        counts: Booleans = (wage == 1) & (residence == 1) & (lately == 1)
        return counts

    answers = (flag("wage_job", wage_job), flag("moved", moved), recent)
    eligible = decide(rule, years, p.ages, answers, p.missing)
    paid = (
        amount("cost", cost)
        if cost is not None
        else np.sum([amount(name, parts[name]) for name in PARTS if name in parts], axis=0)
    )
    if reimbursed is not None:
        paid = np.maximum(paid - amount("reimbursed", reimbursed), 0)
    pay = amount("earnings", earnings)
    with np.errstate(divide="ignore", invalid="ignore"):
        months = np.where((eligible == 1) & (pay > 0), paid / pay, np.nan)
    return RecruitmentCost(eligible, months)
