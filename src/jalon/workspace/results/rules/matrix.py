"""The matrix of a programme: indicators by periods, put together from plain facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from jalon.workspace.results.rules.breakdowns import TOTAL, written
from jalon.workspace.results.rules.facts import IndicatorFacts, Narrative, PeriodFacts
from jalon.workspace.results.rules.figures import Figures, Standing, compare, has_baseline
from jalon.workspace.results.rules.gather import (
    actual_of,
    life_actual_of,
    life_target_of,
    target_of,
)
from jalon.workspace.results.rules.kinds import ReportedFor
from jalon.workspace.results.rules.rating import elapsed, planned_by_now
from jalon.workspace.results.rules.totals import EVERYWHERE, Place
from jalon.workspace.results.rules.workflow import Status

ORDER = (Status.RETURNED, Status.DRAFT, Status.SUBMITTED, Status.VERIFIED, Status.LOCKED)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the dimension that the matrix is divided by."""

    key: str
    title: Narrative


@dataclass(frozen=True, slots=True)
class Divided:
    """The dimension that the matrix is divided by."""

    key: str
    title: Narrative
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One indicator in one period."""

    period_id: int
    end: date
    figures: Figures
    parts: tuple[Figures, ...] = ()  # in the order of the dimension's values
    status: Status | None = None  # of the least advanced actual
    actual_id: int | None = None  # of the place that is shown, if it has one of its own
    version: int = 0  # of that actual; 0 where there is none yet
    given: int = 0  # places with a figure
    no_data: bool = False
    entered_here: bool = False  # the figure is typed for this very place, not added up


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One indicator: a cell for each column (None where it has no such period), and its total."""

    indicator: IndicatorFacts
    cells: tuple[MatrixCell | None, ...]
    life: Figures
    life_parts: tuple[Figures, ...] = ()

    @property
    def series(self) -> tuple[Decimal | None, ...]:
        """Return the actuals of its periods, for the sparkline."""
        return tuple(cell.figures.actual.value for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Column:
    """A span of days that at least one indicator reports on."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the matrix page, the export and the API show."""

    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]
    place: Place = EVERYWHERE
    divided: Divided | None = None
    life: Column | None = None
    results: Mapping[int, tuple[str, Narrative]] = field(default_factory=dict)  # code and title


def assemble(
    facts: Iterable[tuple[IndicatorFacts, Sequence[PeriodFacts]]],
    *,
    today: date,
    life: Column,
    place: Place = EVERYWHERE,
    divided: Divided | None = None,
) -> Matrix:
    """Return the matrix of `place`, as far as it is by `today`."""
    known = list(facts)
    columns = tuple(
        sorted(
            {Column(p.start, p.end) for _indicator, periods in known for p in periods},
            key=lambda column: (column.end, column.start),
        )
    )
    rows = tuple(
        _row(indicator, periods, columns, today=today, life=life, place=place, divided=divided)
        for indicator, periods in known
    )
    return Matrix(columns, rows, place, divided, life)


def _row(
    indicator: IndicatorFacts,
    periods: Sequence[PeriodFacts],
    columns: Sequence[Column],
    *,
    today: date,
    life: Column,
    place: Place,
    divided: Divided | None,
) -> MatrixRow:
    asked = (TOTAL, *_wanted(indicator, divided))
    cells: dict[Column, MatrixCell] = {}
    before: dict[str, Decimal] = {}  # the latest target of each cell so far
    for period in sorted(periods, key=lambda period: period.end):
        cell = _cell(indicator, period, asked, place, today, before)
        cells[Column(period.start, period.end)] = cell
        for breakdown, found in zip(asked, (cell.figures, *cell.parts), strict=True):
            if found.target.value is not None:
                before[breakdown] = found.target.value
    of_life = [_of_life(indicator, periods, one, place, today, life) for one in asked]
    return MatrixRow(
        indicator,
        tuple(cells.get(column) for column in columns),
        of_life[0],
        tuple(of_life[1:]),
    )


def _wanted(indicator: IndicatorFacts, divided: Divided | None) -> tuple[str, ...]:
    if divided is None or divided.key not in {axis.key for axis in indicator.axes}:
        return ()
    return tuple(written([(divided.key, value.key)]) for value in divided.values)


def _cell(
    indicator: IndicatorFacts,
    period: PeriodFacts,
    asked: Sequence[str],
    place: Place,
    today: date,
    before: Mapping[str, Decimal],
) -> MatrixCell:
    of_cells = [
        _of_period(indicator, period, breakdown, place, today, before.get(breakdown))
        for breakdown in asked
    ]
    inside = [actual for actual in period.actuals if actual.place[: len(place)] == place]
    own = next((actual for actual in inside if actual.place == place), None)
    return MatrixCell(
        period_id=period.pk,
        end=period.end,
        figures=of_cells[0],
        parts=tuple(of_cells[1:]),
        status=own.status
        if own
        else min((a.status for a in inside), key=ORDER.index, default=None),
        actual_id=own.pk if own else None,
        version=own.version if own else 0,
        given=sum(any(amount.given for amount in actual.cells.values()) for actual in inside),
        no_data=any(actual.no_data for actual in inside),
        entered_here=own is not None or is_reported_at(indicator, place),
    )


def _of_period(
    indicator: IndicatorFacts,
    period: PeriodFacts,
    breakdown: str,
    place: Place,
    today: date,
    before: Decimal | None,
) -> Figures:
    """Return the figures of a period; what lasts goes on from where the last target left it."""
    over = elapsed(start=period.start, end=period.end, today=today)
    target = target_of(indicator, period, breakdown, place)
    planned = None
    if indicator.lasts and before is not None and target.value is not None:
        planned = planned_by_now(before=before, target=target.value, elapsed=over)
    reached = actual_of(indicator, period, breakdown, place)
    has_start = has_baseline(indicator, place, breakdown)
    now = Standing(over, today > period.due, planned, has_start)
    return replace(compare(indicator, target, reached.amount, now), unverified=reached.unverified)


def _of_life(
    indicator: IndicatorFacts,
    periods: Sequence[PeriodFacts],
    breakdown: str,
    place: Place,
    today: date,
    life: Column,
) -> Figures:
    """Return the figures of all periods, measured by the targets whose reports were due."""
    over = elapsed(start=life.start, end=life.end, today=today)
    due = [period for period in periods if today > period.due]
    late = today > max([life.end, *(period.due for period in periods)])
    planned = life_target_of(indicator, due, breakdown, place).value
    reached = life_actual_of(indicator, periods, breakdown, place)
    target = life_target_of(indicator, periods, breakdown, place)
    now = Standing(over, late, planned, has_baseline(indicator, place, breakdown))
    return replace(compare(indicator, target, reached.amount, now), unverified=reached.unverified)


def is_reported_at(indicator: IndicatorFacts, place: Place) -> bool:
    """Tell whether an indicator is reported for places of this kind, not added up to them."""
    match indicator.reported_for:
        case ReportedFor.PROGRAMME:
            return place == EVERYWHERE
        case ReportedFor.COUNTRY:
            return len(place) == 1 and (not indicator.countries or place[0] in indicator.countries)
        case ReportedFor.AREA:
            return len(place) > 1
