"""Categories of migrant workers.

References
----------
20th International Conference of Labour Statisticians (2018), *Guidelines concerning statistics of
international labour migration*. What is not verified at the source is in
``docs/methods/other-outcomes.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jalon.engine.outcomes.answers import (
    Answer,
    Booleans,
    Floats,
    Outcome,
    add,
    amount,
    completed_years,
    decide,
    flag,
    opposite,
)
from jalon.engine.outcomes.parameters import MigrantBasis, MigrantParameters
from jalon.errors import BadInput


@dataclass(frozen=True, eq=False, slots=True)
class MigrantCategories:
    """Who is what; (n,) of 1, 0 and -1 (unknown, or outside the ages).

    Attributes
    ----------
    migrant
        International migrant: usual resident, born abroad or foreign citizen.
    labour_force
        Usual resident, employed or unemployed.
    migrant_worker
        International migrant worker: an international migrant in the labour force, or a person
        who is no usual resident but present and employed by a resident unit or seeking work here.
    for_work
        For-work international migrant: an international migrant who entered to work; -1
        everywhere where the survey does not ask.
    return_worker
        Return international migrant worker: usual resident who has worked abroad long enough; -1
        everywhere where the survey does not ask.
    """

    migrant: Outcome
    labour_force: Outcome
    migrant_worker: Outcome
    for_work: Outcome
    return_worker: Outcome


def migrant_workers(
    age: ArrayLike,
    employed: ArrayLike,
    seeking: ArrayLike,
    *,
    foreign_born: ArrayLike | None = None,
    foreign_citizen: ArrayLike | None = None,
    usual_resident: ArrayLike | None = None,
    employed_by_resident: ArrayLike | None = None,
    seeking_here: ArrayLike | None = None,
    entered_for_work: ArrayLike | None = None,
    months_worked_abroad: ArrayLike | None = None,
    parameters: MigrantParameters | None = None,
) -> MigrantCategories:
    """Put persons of working age into the categories of the guidelines; they overlap.

    Parameters
    ----------
    employed, seeking : (n,) 1 or 0
        Employed, unemployed, in the reference period.
    usual_resident : (n,) 1 or 0
        Everybody, where the survey is of residents only.
    employed_by_resident, seeking_here : (n,) 1 or 0
        Of persons present who are no usual residents.

    Raises
    ------
    BadInput("migrant-basis-needed")
        The question that tells migrants (`basis`) is not in the survey.
    """
    p = parameters or MigrantParameters()
    years = completed_years(age)
    here = flag("usual_resident", usual_resident, absent=True)
    # A gap in usual residence leaves open both ways of being a migrant worker.
    away = opposite(here)
    foreign = _foreign(p.basis, foreign_born, foreign_citizen)
    active = add(flag("employed", employed), flag("seeking", seeking))
    visiting = add(
        flag("employed_by_resident", employed_by_resident), flag("seeking_here", seeking_here)
    )

    def settle(rule: Callable[..., Booleans], *answers: Answer) -> Outcome:
        return decide(rule, years, p.ages, answers, p.missing)

    def asked(question: ArrayLike | None, found: Outcome) -> Outcome:
        return np.full_like(found, -1) if question is None else found

    entered = flag("entered_for_work", entered_for_work)
    abroad = _long_abroad(months_worked_abroad, p.months_abroad)
    return MigrantCategories(
        migrant=settle(_both, here, foreign),
        labour_force=settle(_both, here, active),
        migrant_worker=settle(_worker, here, foreign, active, away, visiting),
        for_work=asked(entered_for_work, settle(_all_three, here, foreign, entered)),
        return_worker=asked(months_worked_abroad, settle(_both, here, abroad)),
    )


def _both(resident: Floats, trait: Floats) -> Booleans:
    found: Booleans = (resident == 1) & (trait > 0)
    return found


def _all_three(resident: Floats, foreign: Floats, trait: Floats) -> Booleans:
    return _both(resident, foreign) & (trait > 0)


def _worker(
    resident: Floats, foreign: Floats, active: Floats, away: Floats, visiting: Floats
) -> Booleans:
    return _all_three(resident, foreign, active) | _both(away, visiting)


def _foreign(
    basis: MigrantBasis, foreign_born: ArrayLike | None, foreign_citizen: ArrayLike | None
) -> Answer:
    questions = {"foreign_born": foreign_born, "foreign_citizen": foreign_citizen}
    match basis:
        case MigrantBasis.BIRTH:
            wanted = ["foreign_born"]
        case MigrantBasis.CITIZENSHIP:
            wanted = ["foreign_citizen"]
        case MigrantBasis.EITHER:
            wanted = [name for name, given in questions.items() if given is not None]
    if not wanted or any(questions[name] is None for name in wanted):
        raise BadInput("migrant-basis-needed", basis=basis.value, needed=", ".join(questions))
    return add(*(flag(name, questions[name]) for name in wanted))


def _long_abroad(months: ArrayLike | None, least: float) -> Answer:
    given = amount("months_worked_abroad", 0.0 if months is None else months)
    enough = given >= least
    return Answer(enough.astype(np.float64), np.where(np.isnan(given), 1.0, enough))
