"""The thresholds of each rule: switchable, validated and printable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

from jalon.engine.outcomes.answers import HOURS_IN_A_WEEK, Missing
from jalon.errors import BadInput
from jalon.messages import marked as _

ECONOMIC_HOURS = "UN Statistics, metadata of indicator 8.7.1 (2022); UNICEF (2021)"
CHORE_HOURS_UNICEF = "UNICEF (2021): 'more than 21 hours'"
MICS6_CODE = "MICS6 tabulation programme, table PR.3"
ICLS_RESOLUTION = "18th ICLS, resolution II (2008); terms of the 20th ICLS (2018)"
ILO_PRACTICE = "ILO and UNICEF operational practice, not in the resolution"
MEXICO_LAW = "Ley Federal del Trabajo; INEGI, ENTI 2019 (verify against INEGI's programme)"
OURS = "choice of the study"
FORCED_LABOUR = "20th ICLS, guidelines concerning the measurement of forced labour (2018)"
RECRUITMENT_COST = "UN Statistics, metadata of indicator 10.7.1 (2022); ILO and World Bank (2019)"
MIGRATION = "20th ICLS, guidelines concerning statistics of international labour migration (2018)"


class Boundary(StrEnum):
    """Which activities count: economic ones, or household chores as well."""

    SNA = "sna"  # production boundary of the System of National Accounts
    GPB = "gpb"  # general production boundary: adds unpaid household services


class ReferencePeriod(StrEnum):
    """Over what time work in forced labour is counted: prevalence means nothing without it."""

    UNSTATED = "unstated"
    WEEK = "week"
    MONTH = "month"
    YEAR = "12-months"
    FIVE_YEARS = "5-years"
    LIFETIME = "lifetime"


class MigrantBasis(StrEnum):
    """What makes a resident an international migrant."""

    EITHER = "either"  # born abroad or foreign citizen, by the questions that the survey has
    BIRTH = "birth"
    CITIZENSHIP = "citizenship"


def said(label: str, source: str) -> dict[str, str]:
    """Return the words and the source that a parameter is printed with."""
    return {"label": label, "source": source}


@dataclass(frozen=True, slots=True)
class RuleParameters:
    """What every rule has: the population and the meaning of a gap.

    Raises
    ------
    BadInput("rule-parameter-out-of-range")
        Ages that are not in order within 0-120, or hours outside a week's 0-168.
    """

    ages: tuple[int, int] = field(
        default=(5, 17), metadata=said(_("Population: ages"), "SDG indicator 8.7.1")
    )
    missing: Missing = field(
        default=Missing.NOT_CHILD_LABOUR,
        metadata=said(_("A question left unanswered counts as"), MICS6_CODE),
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "ages" or isinstance(value, tuple):
                fine = value is not None and 0 <= value[0] <= value[1] <= 120
            elif isinstance(value, (int, float)):
                fine = 0 <= value <= HOURS_IN_A_WEEK
            else:
                fine = True
            if not fine:
                raise BadInput("rule-parameter-out-of-range", parameter=item.name, value=value)

    @classmethod
    def read(cls, table: Mapping[str, object]) -> Self:
        """Take parameters from the table of a study file, where enumerations are text.

        Raises
        ------
        BadInput("rule-parameter-unknown")
            A name that the rule does not have.
        BadInput("rule-parameter-wrong-kind")
            A value of another kind than the default's.
        """
        known = {item.name: item for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name not in known:
                raise BadInput("rule-parameter-unknown", parameter=name, known=", ".join(known))
            values[name] = _like(name, known[name].default, value)
        return cls(**values)

    def describe(self) -> list[tuple[str, str, str]]:
        """Return each parameter's label, its value in words and where it comes from."""
        return [
            (
                str(item.metadata["label"]),
                _words(getattr(self, item.name)),
                str(item.metadata["source"]),
            )
            for item in fields(self)
        ]


@dataclass(frozen=True, slots=True)
class SdgParameters(RuleParameters):
    """SDG indicator 8.7.1: hours per week by age, a proxy of hazardous work."""

    boundary: Boundary = field(
        default=Boundary.SNA, metadata=said(_("Activities that count"), ECONOMIC_HOURS)
    )
    economic_hours_5_11: float = field(
        default=1.0, metadata=said(_("Economic hours from, ages 5-11"), ECONOMIC_HOURS)
    )
    economic_hours_12_14: float = field(
        default=14.0, metadata=said(_("Economic hours from, ages 12-14"), ECONOMIC_HOURS)
    )
    economic_hours_15_17: float = field(
        default=43.0, metadata=said(_("Economic hours from, ages 15-17"), ECONOMIC_HOURS)
    )
    chore_hours_5_14: float = field(
        default=21.0, metadata=said(_("Chore hours, ages 5-14"), CHORE_HOURS_UNICEF)
    )
    chore_hours_15_17: float | None = field(
        default=None, metadata=said(_("Chore hours, ages 15-17"), "none since the revision of 2018")
    )
    chores_more_than: bool = field(
        default=True,
        metadata=said(_("Chores must exceed their hours, not only reach them"), CHORE_HOURS_UNICEF),
    )


@dataclass(frozen=True, slots=True)
class Mics6Parameters(RuleParameters):
    """UNICEF's MICS6: the same hours, chores from 21 on, codes 97-99 unanswered."""

    economic_hours_5_11: float = field(
        default=1.0, metadata=said(_("Economic hours from, ages 5-11"), MICS6_CODE)
    )
    economic_hours_12_14: float = field(
        default=14.0, metadata=said(_("Economic hours from, ages 12-14"), MICS6_CODE)
    )
    economic_hours_15_17: float = field(
        default=43.0, metadata=said(_("Economic hours from, ages 15-17"), MICS6_CODE)
    )
    chore_hours_5_14: float = field(
        default=21.0, metadata=said(_("Chore hours, ages 5-14"), MICS6_CODE)
    )
    chore_hours_15_17: float | None = field(
        default=None,
        metadata=said(_("Chore hours, ages 15-17"), "none in MICS6; 43 in earlier rounds"),
    )
    chores_more_than: bool = field(
        default=False,
        metadata=said(_("Chores must exceed their hours, not only reach them"), MICS6_CODE),
    )
    hours_known_below: float = field(
        default=97.0, metadata=said(_("Hours are codes of missing from"), MICS6_CODE)
    )


@dataclass(frozen=True, slots=True)
class IclsParameters(RuleParameters):
    """The statisticians' resolution, with a country's law as parameters."""

    boundary: Boundary = field(
        default=Boundary.SNA, metadata=said(_("Activities that count"), ICLS_RESOLUTION)
    )
    minimum_age: int = field(
        default=15, metadata=said(_("Minimum age for employment"), "national law; ILO C138")
    )
    light_work_ages: tuple[int, int] | None = field(
        default=(12, 14),
        metadata=said(_("Light work permitted, ages"), "national law; ILO C138, article 7"),
    )
    light_work_hours: float = field(
        default=14.0, metadata=said(_("Light work is below, hours"), ICLS_RESOLUTION)
    )
    long_hours: float = field(default=43.0, metadata=said(_("Long hours from"), ILO_PRACTICE))


@dataclass(frozen=True, slots=True)
class MexicoParameters(RuleParameters):
    """Mexico's survey of child labour (ENTI)."""

    boundary: Boundary = field(
        default=Boundary.GPB,
        metadata=said(_("Activities that count (sna: occupation not permitted only)"), MEXICO_LAW),
    )
    minimum_age: int = field(
        default=15, metadata=said(_("Minimum age for employment (14 before 2015)"), MEXICO_LAW)
    )
    long_hours: float = field(
        default=36.0, metadata=said(_("Long hours above, ages 15-17"), MEXICO_LAW)
    )
    chore_hours: float = field(
        default=28.0, metadata=said(_("Long chores above, hours"), MEXICO_LAW)
    )


@dataclass(frozen=True, slots=True)
class MexicoCodeParameters(RuleParameters):
    """INEGI's own derived variable CTI."""

    missing: Missing = field(
        default=Missing.UNKNOWN, metadata=said(_("A question left unanswered counts as"), OURS)
    )
    boundary: Boundary = field(
        default=Boundary.GPB,
        metadata=said(_("Activities that count (sna: occupation not permitted only)"), MEXICO_LAW),
    )


@dataclass(frozen=True, slots=True)
class EmploymentParameters(RuleParameters):
    """Any work in the reference week."""

    missing: Missing = field(
        default=Missing.UNKNOWN, metadata=said(_("A question left unanswered counts as"), OURS)
    )


@dataclass(frozen=True, slots=True)
class ForcedLabourParameters(RuleParameters):
    """Forced labour of adults and children; the reference period must be stated."""

    ages: tuple[int, int] = field(
        default=(5, 120), metadata=said(_("Population: ages"), FORCED_LABOUR)
    )
    missing: Missing = field(
        default=Missing.UNKNOWN, metadata=said(_("A question left unanswered counts as"), OURS)
    )
    reference_period: ReferencePeriod = field(
        default=ReferencePeriod.UNSTATED, metadata=said(_("Reference period"), FORCED_LABOUR)
    )
    adult_from: int = field(
        default=18, metadata=said(_("Criteria of adults apply from age"), FORCED_LABOUR)
    )


@dataclass(frozen=True, slots=True)
class RecruitmentCostParameters(RuleParameters):
    """Recruitment cost in months of the first earnings."""

    ages: tuple[int, int] = field(
        default=(15, 120), metadata=said(_("Population: ages"), RECRUITMENT_COST)
    )
    missing: Missing = field(
        default=Missing.UNKNOWN, metadata=said(_("A question left unanswered counts as"), OURS)
    )
    years: float = field(
        default=3.0,
        metadata=said(
            _("First job abroad within so many years"), OURS + "; the metadata say recent"
        ),
    )


@dataclass(frozen=True, slots=True)
class MigrantParameters(RuleParameters):
    """Categories of migrant workers."""

    ages: tuple[int, int] = field(
        default=(15, 120), metadata=said(_("Population: ages"), MIGRATION)
    )
    missing: Missing = field(
        default=Missing.UNKNOWN, metadata=said(_("A question left unanswered counts as"), OURS)
    )
    basis: MigrantBasis = field(
        default=MigrantBasis.EITHER, metadata=said(_("Who is an international migrant"), MIGRATION)
    )
    months_abroad: float = field(
        default=6.0,
        metadata=said(_("Months of work abroad that make a return migrant worker"), MIGRATION),
    )


def _like(name: str, default: Any, value: Any) -> Any:
    """Return `value` in the kind of `default`; whole numbers stand for decimal ones."""
    try:
        match default:
            case StrEnum():
                return type(default)(value)
            case bool():
                kind: type | tuple[type, ...] = bool
            case tuple():
                if len(value) == 0:  # a study file has no other word for "none"
                    return None
                low, high = value
                return int(low), int(high)
            case int():
                kind = int
                # A parser may have made 15 into 15.0.
                value = int(value) if isinstance(value, float) and value.is_integer() else value
            case _:
                kind = (int, float, type(None)) if default is None else (int, float)
    except (TypeError, ValueError):
        raise BadInput("rule-parameter-wrong-kind", parameter=name, value=value) from None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise BadInput("rule-parameter-wrong-kind", parameter=name, value=value)
    return value


def _words(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case (low, high):
            return f"{low}-{high}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
