"""What the matrix is made of, as plain facts: indicators, their periods, targets and actuals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.totals import NOTHING, Amount, Place
from jalon.workspace.results.rules.workflow import Status

Narrative = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """What the matrix needs to know of an indicator."""

    pk: int
    code: str
    title: Narrative
    unit: Narrative
    measure: Measure
    direction: Direction
    decimals: int
    over_periods: Rule
    over_places: Rule
    reported_for: ReportedFor
    result_id: int
    baseline: Amount = NOTHING
    baseline_year: int | None = None
    donor_code: str = ""
    responsible_id: int | None = None
    responsible: str = ""
    organisation_id: int | None = None
    organisation: str = ""
    crossed: bool = False
    axes: tuple[Axis, ...] = ()
    countries: frozenset[int] = frozenset()  # empty: all of the programme
    expected: int = 0  # how many countries it is reported for; 0: as one

    @property
    def adds_up(self) -> bool:
        return self.over_periods is Rule.SUM

    @property
    def lasts(self) -> bool:
        """Tell whether a figure counts from the beginning: each goes on from the one before."""
        return self.over_periods in {Rule.LATEST, Rule.MAX}


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A target as it was set."""

    place: Place
    breakdown: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class ActualFacts:
    """An actual as it was reported, with its cells."""

    pk: int
    place: Place
    status: Status
    version: int
    cells: Mapping[str, Amount]
    no_data: bool = False


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A period of one indicator, with what is aimed at and what was reached."""

    pk: int
    start: date
    end: date
    due: date  # the last day on which its report is in time
    targets: Sequence[TargetFacts] = ()
    actuals: Sequence[ActualFacts] = ()
