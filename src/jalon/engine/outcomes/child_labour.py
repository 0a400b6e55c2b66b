"""Definitions of child labour as decision rules.

Each rule takes the answers of a survey (arrays or single values; NaN is unanswered) and
returns int8: 1 in child labour, 0 not, -1 outside the rule's ages or unknown. What the rules
rest on, and what is still to be verified, is in ``docs/methods/outcomes.md``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from numpy.typing import ArrayLike

from jalon.engine.outcomes.answers import Outcome
from jalon.engine.outcomes.hours import mics6, mics6_with_hazard, sdg_8_7_1
from jalon.engine.outcomes.icls import employment, icls
from jalon.engine.outcomes.mexico import cti_mexico, enti_mexico
from jalon.engine.outcomes.parameters import (
    EmploymentParameters,
    IclsParameters,
    MexicoCodeParameters,
    MexicoParameters,
    Mics6Parameters,
    RuleParameters,
    SdgParameters,
)
from jalon.errors import BadInput
from jalon.messages import marked as _


@dataclass(frozen=True, slots=True)
class Column:
    """An answer that a rule reads."""

    name: str
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """A rule as a study names it: function, parameters, columns and what it rests on."""

    name: str
    title: str
    function: Callable[..., Outcome]
    parameters: type[RuleParameters]
    columns: tuple[Column, ...]
    reference: str

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    @property
    def optional(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if not column.required)

    def apply(
        self, answers: Mapping[str, ArrayLike], parameters: RuleParameters | None = None
    ) -> Outcome:
        """Apply the rule to columns of equal length, under its default parameters or others.

        Raises
        ------
        BadInput("outcome-column-missing")
            A required column is not there.
        BadInput("outcome-column-unknown")
            A column that the rule does not read: a misspelt one would silently count as no.
        """
        for name in self.required:
            if name not in answers:
                raise BadInput("outcome-column-missing", rule=self.name, column=name)
        known = self.required + self.optional
        for name in answers:
            if name not in known:
                raise BadInput(
                    "outcome-column-unknown", rule=self.name, column=name, known=", ".join(known)
                )
        return self.function(**answers, parameters=parameters or self.parameters())


_AGE = Column("age", "age in completed years", required=True)
_HOURS = Column("economic_hours", "hours of economic activity, reference week", required=True)
_ANY = Column("economic_any", "any economic activity in the reference week, 1 or 0")
_CHORES = "hours of unpaid household chores, reference week"
_INDUSTRY = Column("hazardous_industry", "industry on the national list of hazardous work, 1 or 0")
_OCCUPATION = Column("hazardous_occupation", "occupation on the national list, 1 or 0")
_NIGHT = Column("night_work", "works at night, 1 or 0")
_MICS6 = (
    _AGE,
    _HOURS,
    Column("chore_hours", _CHORES + " (CL13)", required=True),
    Column("water_hours", "hours of fetching water (CL8)"),
    Column("wood_hours", "hours of collecting firewood (CL10)"),
    _ANY,
)
_HAZARD = "any hazardous condition (CL4, CL5, CL6A-X), 1 or 0"

RULES: Mapping[str, OutcomeRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            OutcomeRule(
                "sdg-8.7.1",
                _("Child labour, SDG indicator 8.7.1"),
                sdg_8_7_1,
                SdgParameters,
                (_AGE, _HOURS, Column("chore_hours", _CHORES), _ANY),
                "UN Statistics Division, metadata of indicator 8.7.1 (2022)",
            ),
            OutcomeRule(
                "mics6",
                _("Child labour, MICS6 (hazardous conditions reported apart)"),
                mics6,
                Mics6Parameters,
                (*_MICS6, Column("hazardous", _HAZARD + ": not used here")),
                "UNICEF, MICS6 tabulation programme, table PR.3",
            ),
            OutcomeRule(
                "mics6-with-hazard",
                _("Child labour, MICS6, hazardous conditions included"),
                mics6_with_hazard,
                Mics6Parameters,
                (*_MICS6, Column("hazardous", _HAZARD, required=True)),
                "UNICEF, MICS6 tabulation programme, table PR.3",
            ),
            OutcomeRule(
                "icls",
                _("Child labour, resolution of the 18th ICLS, terms of the 20th"),
                icls,
                IclsParameters,
                (
                    _AGE,
                    Column(
                        "employment_hours", "hours of employment, reference week", required=True
                    ),
                    Column("own_use_goods_hours", "hours of own-use production of goods"),
                    Column("trainee_hours", "hours of unpaid trainee work"),
                    Column("volunteer_hours", "hours of volunteer work for units"),
                    Column("other_work_hours", "hours of other work activities"),
                    _INDUSTRY,
                    _OCCUPATION,
                    Column("hazardous_conditions", "works in hazardous conditions, 1 or 0"),
                    _NIGHT,
                    Column("worst_form", "a worst form other than hazardous work, 1 or 0"),
                    Column("hazardous_chores", "hazardous unpaid household services, 1 or 0"),
                ),
                "18th ICLS (2008), resolution II; 20th ICLS (2018)",
            ),
            OutcomeRule(
                "enti-mexico",
                _("Child labour, Mexico"),
                enti_mexico,
                MexicoParameters,
                (
                    _AGE,
                    Column("employed", "employed in the reference week, 1 or 0", required=True),
                    _HOURS,
                    _INDUSTRY,
                    _OCCUPATION,
                    Column("hazardous_place", "works in a prohibited place, 1 or 0"),
                    _NIGHT,
                    Column("prohibited", "work otherwise prohibited by law, 1 or 0"),
                    Column("exposed", "exposed to risks at work, 1 or 0"),
                    Column("chores_any", "does any household chores, 1 or 0"),
                    Column("chore_hours", _CHORES),
                    Column("hazardous_chores", "chores in dangerous conditions, 1 or 0"),
                ),
                "INEGI, ENTI (2019); Ley Federal del Trabajo",
            ),
            OutcomeRule(
                "enti-mexico-cti",
                _("Child labour, Mexico, INEGI's own code"),
                cti_mexico,
                MexicoCodeParameters,
                (_AGE, Column("cti", "INEGI's variable CTI, 1 to 4", required=True)),
                "INEGI, ENTI (2019)",
            ),
            OutcomeRule(
                "employment",
                _("Children in employment, any work in the reference week"),
                employment,
                EmploymentParameters,
                (_AGE, Column("worked", "any work in the reference week, 1 or 0", required=True)),
                "18th ICLS (2008), resolution II",
            ),
        )
    }
)
