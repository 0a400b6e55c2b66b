"""What a survey can say of other outcomes: the quantities of each, as a command names them.

Each measure turns the answers of a survey into quantities: numbers per person, of whom they are
known, and what is estimated of them. Errors and tables are made elsewhere, in one way for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jalon.engine.outcomes.answers import Floats, Outcome, completed_years, flag
from jalon.engine.outcomes.child_labour import RULES, Column
from jalon.engine.outcomes.forced_labour import (
    CHILDREN,
    COERCION,
    INVOLUNTARY,
    coerced,
    forced_labour,
    involuntary,
)
from jalon.engine.outcomes.migrant_workers import migrant_workers
from jalon.engine.outcomes.parameters import (
    FORCED_LABOUR,
    MIGRATION,
    RECRUITMENT_COST,
    ForcedLabourParameters,
    MigrantParameters,
    RecruitmentCostParameters,
    RuleParameters,
)
from jalon.engine.outcomes.recruitment_cost import PARTS, recruitment_cost
from jalon.errors import BadInput
from jalon.messages import marked as _

Answers = Mapping[str, ArrayLike]
Text = str | Mapping[str, str]
# Further outcomes of a file: label and answers, 1, 0 or NaN.
Compared = Mapping[str, tuple[Text, ArrayLike]]


class Statistic(StrEnum):
    """What is estimated of a quantity."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    THIRD_QUARTILE = "third-quartile"
    DIFFERENCE = "difference"


@dataclass(frozen=True, eq=False, slots=True)
class Quantity:
    """A number per person and what is estimated of it.

    Attributes
    ----------
    name, title : str
        Code and words: a key of the catalogues, or the file's own in its languages.
    statistic : Statistic
    values : (n,) float
        1 or 0 for a share. Read where `among` holds only.
    among : (n,) bool
        The persons that it is about and of whom it is known.
    asked : (n,) bool
        The persons that it is about, known or not.
    against : (n,) bool, optional
        For a difference: the persons of `among` less these.
    tells : tuple of str
        Quantities that could be worked out from this one: it is hidden where one of them is.
    """

    name: str
    title: Text
    statistic: Statistic
    values: Floats
    among: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    against: NDArray[np.bool_] | None = None
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """An outcome as `jalon measure` names it.

    `rare` outcomes get no table of areas unless each area could have enough cases; one that
    `compares` takes further yes-or-no outcomes of the file.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    parameters: type[RuleParameters]
    quantities: Callable[[Answers, Any, Compared], tuple[Quantity, ...]]
    reference: str
    rare: bool = False
    compares: bool = False

    def check(self, given: Mapping[str, object]) -> None:
        """Insist on the columns that the measure reads, and on no other.

        Raises
        ------
        BadInput("outcome-column-missing" | "outcome-column-unknown")
        """
        known = [column.name for column in self.columns]
        for column in self.columns:
            if column.required and column.name not in given:
                raise BadInput("outcome-column-missing", rule=self.name, column=column.name)
        for name in given:
            if name not in known:
                raise BadInput(
                    "outcome-column-unknown", rule=self.name, column=name, known=", ".join(known)
                )


def share(name: str, title: Text, outcome: Outcome, asked: NDArray[np.bool_]) -> Quantity:
    """Return the share of those with an outcome, among those asked of whom it is known."""
    values = (outcome == 1).astype(np.float64)
    return Quantity(name, title, Statistic.SHARE, values, asked & (outcome >= 0), asked)


def aged(answers: Answers, parameters: RuleParameters) -> NDArray[np.bool_]:
    """Return the persons of the rule's ages."""
    years = completed_years(answers["age"])
    inside: NDArray[np.bool_] = (years >= parameters.ages[0]) & (years <= parameters.ages[1])
    return inside


def _forced_labour(
    answers: Answers, p: ForcedLabourParameters, compared: Compared
) -> tuple[Quantity, ...]:
    del compared
    forced = forced_labour(**answers, parameters=p)
    told = {name: answers[name] for name in (*INVOLUNTARY, *COERCION) if name in answers}
    age, worked = answers["age"], answers["worked"]
    persons = aged(answers, p)
    at_work = persons & (flag("worked", worked).least == 1)
    unwilling = involuntary(age, worked, circumstances=told, parameters=p)
    under_coercion = coerced(age, worked, circumstances=told, parameters=p)
    adults = persons & (completed_years(age) >= p.adult_from)
    of_adults = share("forced-labour-adults", _("In forced labour, adults"), forced, adults)
    of_children = share(
        "forced-labour-children", _("In forced labour, children"), forced, persons & ~adults
    )
    return (
        share("forced-labour", _("In forced labour"), forced, persons),
        # The total is shown, so that each tells the other.
        replace(of_adults, tells=(of_children.name,)),
        replace(of_children, tells=(of_adults.name,)),
        share("involuntary", _("Of those who worked: involuntarily"), unwilling, at_work),
        share("coerced", _("Of those who worked: under coercion"), under_coercion, at_work),
    )


MONTHS = (1, 3, 12)


def _recruitment_cost(
    answers: Answers, p: RecruitmentCostParameters, compared: Compared
) -> tuple[Quantity, ...]:
    del compared
    found = recruitment_cost(**answers, parameters=p)
    months, known, asked = found.months, found.known, found.eligible == 1
    above = {
        1: _("Paid more than 1 month of pay"),
        3: _("Paid more than 3 months of pay"),
        12: _("Paid more than 12 months of pay"),
    }

    def amount(name: str, title: str, statistic: Statistic) -> Quantity:
        return Quantity(name, title, statistic, months, known, asked)

    return (
        amount("median", _("Recruitment cost in months of pay: median"), Statistic.MEDIAN),
        amount("mean", _("Recruitment cost in months of pay: mean"), Statistic.MEAN),
        amount(
            "third-quartile",
            _("Recruitment cost in months of pay: third quartile"),
            Statistic.THIRD_QUARTILE,
        ),
        *(
            Quantity(
                f"above-{limit}",
                above[limit],
                Statistic.SHARE,
                (np.nan_to_num(months) > limit).astype(np.float64),
                known,
                asked,
            )
            for limit in MONTHS
        ),
    )


def _migrant_workers(
    answers: Answers, p: MigrantParameters, compared: Compared
) -> tuple[Quantity, ...]:
    found = migrant_workers(**answers, parameters=p)
    persons = aged(answers, p)
    categories = {
        "international-migrant": (_("International migrants"), found.migrant),
        "international-migrant-worker": (_("International migrant workers"), found.migrant_worker),
        "for-work-migrant": (_("For-work international migrants"), found.for_work),
        "return-migrant-worker": (_("Return international migrant workers"), found.return_worker),
    }
    shares = [
        share(name, title, outcome, persons)
        for name, (title, outcome) in categories.items()
        if (outcome >= 0).any()
    ]
    migrant, other = found.migrant == 1, found.migrant == 0
    active = found.labour_force
    # Who both works and seeks is employed.
    idle = (flag("employed", answers["employed"]).least == 0).astype(np.int8)
    unemployed = np.where(active == 1, idle, -1).astype(np.int8)
    workers, others = found.migrant_worker == 1, (active == 1) & (found.migrant_worker == 0)
    of_workers = [
        _two_groups(name, label, yes_or_no(name, values), workers, others)
        for name, (label, values) in compared.items()
    ]
    in_labour_force, out_of_work = _("In the labour force"), _("Unemployed, of the labour force")
    rows = (
        shares,
        _two_groups("labour-force", in_labour_force, active, migrant & persons, other & persons),
        _two_groups(
            "unemployed", out_of_work, unemployed, migrant & (active == 1), other & (active == 1)
        ),
        *of_workers,
    )
    return tuple(quantity for row in rows for quantity in row)


def yes_or_no(name: str, values: ArrayLike) -> Outcome:
    """Return answers as 1, 0 and -1 (unknown)."""
    answer = flag(name, values)
    return np.where(answer.least == answer.most, answer.least, -1).astype(np.int8)


# What a quantity of two groups is called after its own name, and how its words end.
GROUPS = {"migrants": _("migrants"), "others": _("others"), "difference": _("difference")}


def _two_groups(
    name: str,
    title: Text,
    outcome: Outcome,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
) -> tuple[Quantity, Quantity, Quantity]:
    """Return an outcome's share in two groups of persons, and the difference of the shares."""
    migrants = share(f"{name}-migrants", title, outcome, first)
    others = share(f"{name}-others", title, outcome, second)
    difference = Quantity(
        f"{name}-difference",
        title,
        Statistic.DIFFERENCE,
        migrants.values,
        migrants.among,
        first | second,
        others.among,
        (migrants.name, others.name),
    )
    return migrants, others, difference


def child_labour(rule: str) -> Measure:
    """Return the measure of a rule of child labour."""
    of = RULES[rule]

    def quantities(answers: Answers, p: RuleParameters, compared: Compared) -> tuple[Quantity, ...]:
        del compared
        return (share("child-labour", of.title, of.apply(answers, p), aged(answers, p)),)

    return Measure(of.name, of.title, of.columns, of.parameters, quantities, of.reference)


def _columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, meaning) for name, meaning in names.items())


_AGE = Column("age", "age in completed years", required=True)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "forced-labour",
                _("Forced labour"),
                (
                    _AGE,
                    Column("worked", "any work in the reference period, 1 or 0", required=True),
                    Column("exempt", "work that Convention 29, article 2(2) leaves out, 1 or 0"),
                    *_columns(INVOLUNTARY),
                    *_columns(COERCION),
                    *_columns(CHILDREN),
                ),
                ForcedLabourParameters,
                _forced_labour,
                FORCED_LABOUR,
                rare=True,
            ),
            Measure(
                "recruitment-cost",
                _("Recruitment cost, SDG indicator 10.7.1"),
                (
                    _AGE,
                    Column(
                        "wage_job", "went abroad for a wage or salary job, 1 or 0", required=True
                    ),
                    Column("moved", "changed country of usual residence, 1 or 0", required=True),
                    Column("years_since", "years since the first job abroad", required=True),
                    Column("earnings", "monthly earnings of the first job abroad", required=True),
                    Column("cost", "all that worker and family paid, same currency; or its parts"),
                    *_columns(PARTS),
                    Column("reimbursed", "paid back by the employer"),
                ),
                RecruitmentCostParameters,
                _recruitment_cost,
                RECRUITMENT_COST,
            ),
            Measure(
                "migrant-workers",
                _("Migrant workers, categories of the 20th ICLS"),
                (
                    _AGE,
                    Column("employed", "employed in the reference period, 1 or 0", required=True),
                    Column("seeking", "unemployed in the reference period, 1 or 0", required=True),
                    Column("foreign_born", "born in another country, 1 or 0"),
                    Column("foreign_citizen", "citizen of another country only, 1 or 0"),
                    Column("usual_resident", "usual resident, 1 or 0; without it everybody is"),
                    Column("employed_by_resident", "no resident, employed by a resident unit"),
                    Column("seeking_here", "no resident, present and seeking work, 1 or 0"),
                    Column("entered_for_work", "purpose of entry was work, 1 or 0"),
                    Column("months_worked_abroad", "months worked in another country"),
                ),
                MigrantParameters,
                _migrant_workers,
                MIGRATION,
                compares=True,
            ),
        )
    }
)
