"""Forced labour: work in the reference period that is both involuntary and coerced.

Involuntariness and coercion must concern the same job in the same reference period: the survey's
questions, or the SQL that maps them, have to see to that. Compulsory work that the convention
does not count (military service, civic duties, work as a consequence of a conviction, emergencies,
minor communal services) is told by `exempt`.

References
----------
20th International Conference of Labour Statisticians (2018), *Guidelines concerning the measurement
of forced labour*, paragraphs 4-13; ILO Convention 29, article 2(2). What is not verified at the
source is in ``docs/methods/other-outcomes.md``.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from jalon.engine.outcomes.answers import (
    Answer,
    Booleans,
    Floats,
    Missing,
    Outcome,
    completed_years,
    decide,
    filled,
    flag,
    opposite,
)
from jalon.engine.outcomes.parameters import ForcedLabourParameters, ReferencePeriod
from jalon.errors import BadInput

# Of each element, any one circumstance is enough; the first stands for a survey's own summary.
INVOLUNTARY: Mapping[str, str] = {
    "involuntary": "any of these, where the survey says so itself, 1 or 0",
    "unfree_recruitment": "recruited by birth, sale or bondage, 1 or 0",
    "different_job": "had to do a job of another nature than agreed, 1 or 0",
    "unagreed_overtime": "overtime or on-call work not agreed before, 1 or 0",
    "hazard_without_consent": "hazardous conditions without consent, 1 or 0",
    "very_low_wages": "no wages or very low ones, 1 or 0",
    "degrading_conditions": "degrading living conditions imposed, 1 or 0",
    "other_employer": "had to work for another employer than agreed, 1 or 0",
    "longer_than_agreed": "had to work for longer than agreed, 1 or 0",
    "not_free_to_leave": "no or limited freedom to end the contract, 1 or 0",
}
COERCION: Mapping[str, str] = {
    "coerced": "any of these, where the survey says so itself, 1 or 0",
    "threats_or_violence": "threats or violence to worker, family or associates, 1 or 0",
    "restricted_movement": "restrictions on movement, 1 or 0",
    "debt_bondage": "debt bondage or manipulated debt, 1 or 0",
    "withheld_wages": "wages or promised benefits withheld, 1 or 0",
    "withheld_documents": "identity or residence papers withheld, 1 or 0",
    "abused_vulnerability": "rights denied, threat of dismissal or deportation, 1 or 0",
}
CHILDREN: Mapping[str, str] = {
    "third_party_menace": "menace by others than the parents, on child or parents, 1 or 0",
    "parents_in_forced_labour": "works with or for parents in forced labour, 1 or 0",
    "worst_form": "a worst form of child labour other than hazardous work, 1 or 0",
}


def forced_labour(
    age: ArrayLike,
    worked: ArrayLike,
    *,
    exempt: ArrayLike | None = None,
    parameters: ForcedLabourParameters | None = None,
    **circumstances: ArrayLike,
) -> Outcome:
    """Return who was in forced labour in the reference period.

    Adults: worked, involuntarily *and* coerced. Children: worked under the menace of a third
    party, or with parents in forced labour, or in a worst form other than hazardous work; or as
    adults, since coercion of a child is such a menace.

    Parameters
    ----------
    worked : (n,) 1 or 0
        Any work in the reference period, in any form: paid or not, for others or own use.
    exempt : (n,) 1 or 0
        The work is of the kinds that Convention 29, article 2(2) leaves out.
    circumstances
        Columns of `INVOLUNTARY`, `COERCION` and `CHILDREN`, 1 or 0.

    Raises
    ------
    BadInput("reference-period-needed")
        The parameters do not state it.
    BadInput("forced-labour-element-needed")
        Nothing is given of involuntariness, or nothing of coercion: one alone is not forced labour.
    """
    p = parameters or ForcedLabourParameters()
    if p.reference_period is ReferencePeriod.UNSTATED:
        known = ", ".join(period for period in ReferencePeriod if period != "unstated")
        raise BadInput("reference-period-needed", known=known)
    for element, names in (("involuntariness", INVOLUNTARY), ("coercion", COERCION)):
        if not names.keys() & circumstances.keys():
            raise BadInput("forced-labour-element-needed", element=element, known=", ".join(names))
    years = completed_years(age)
    adult = years >= p.adult_from

    def rule(
        works: Floats, counted: Floats, unwilling: Floats, coerced: Floats, menace: Floats,
        parents: Floats, worst: Floats,
    ) -> Booleans:  # fmt: skip
        both = (works == 1) & (unwilling > 0) & (coerced > 0)
        child = (works == 1) & (menace + parents > 0) | (worst == 1)
        forced: Booleans = (counted == 1) & (both | (~adult & child))
        return forced

    left_out = flag("exempt", exempt)
    # A gap that counts as no is not exempt.
    counts = opposite(left_out) if p.missing is Missing.UNKNOWN else opposite(filled(left_out))
    answers = (
        flag("worked", worked),
        counts,
        any_of(circumstances, INVOLUNTARY),
        any_of(circumstances, COERCION),
        *(flag(name, circumstances.get(name)) for name in CHILDREN),
    )
    return decide(rule, years, p.ages, answers, p.missing)


def any_of(circumstances: Mapping[str, ArrayLike], names: Mapping[str, str]) -> Answer:
    """Return how many of the named circumstances hold, a gap lying between none and one."""
    given = [flag(name, circumstances[name]) for name in names if name in circumstances]
    return Answer(
        np.sum([answer.least for answer in given], axis=0),
        np.sum([answer.most for answer in given], axis=0),
    )


def element(
    age: ArrayLike,
    worked: ArrayLike,
    names: Mapping[str, str],
    circumstances: Mapping[str, ArrayLike],
    parameters: ForcedLabourParameters,
) -> Outcome:
    """Return whose work in the reference period shows one of the two elements."""

    def rule(works: Floats, shown: Floats) -> Booleans:
        present: Booleans = (works == 1) & (shown > 0)
        return present

    answers = (flag("worked", worked), any_of(circumstances, names))
    return decide(rule, completed_years(age), parameters.ages, answers, parameters.missing)


involuntary = partial(element, names=INVOLUNTARY)
coerced = partial(element, names=COERCION)
