"""The matrix of a programme: indicators by periods, put together from plain facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from jalon.workspace.results.rules.breakdowns import TOTAL, Axis, written
from jalon.workspace.results.rules.cells import cell_of
from jalon.workspace.results.rules.kinds import (
    OF_CELLS,
    Direction,
    Measure,
    ReportedFor,
    Rule,
    scale_of,
)
from jalon.workspace.results.rules.rating import (
    Rating,
    achievement,
    elapsed,
    is_limit,
    missing,
    rating,
    start_of_change,
)
from jalon.workspace.results.rules.totals import (
    EVERYWHERE,
    NOTHING,
    Amount,
    Place,
    Row,
    at_place,
    total,
)
from jalon.workspace.results.rules.workflow import Status

Narrative = Mapping[str, str]
ORDER = (Status.RETURNED, Status.DRAFT, Status.SUBMITTED, Status.VERIFIED, Status.LOCKED)


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
class Figures:
    """Target and actual of a cell, and how they compare."""

    target: Amount = NOTHING
    actual: Amount = NOTHING
    achieved: Decimal | None = None  # as a share; 1 means target met
    rating: Rating = Rating.NOT_DUE


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


def has_baseline(indicator: IndicatorFacts, place: Place, breakdown: str) -> bool:
    """Tell whether the indicator's baseline is also that of a place and a cell.

    It is that of the whole: where parts add up to it, no part began there, unless at nought.
    """
    if indicator.adds_up or not indicator.baseline.value:
        return True
    adds_cells = OF_CELLS[indicator.measure] is Rule.SUM
    of_part = (place != EVERYWHERE and indicator.over_places is Rule.SUM) or (
        breakdown != TOTAL and adds_cells
    )
    return not of_part


def figures(
    indicator: IndicatorFacts,
    target: Amount,
    actual: Amount,
    *,
    over: Decimal,
    late: bool,
    has_start: bool = True,
) -> Figures:
    """Compare an actual with its target; `over` is the share of the time that has passed.

    Without a start there is no share of a change: the target is reached, or nothing is said yet.
    """
    if not has_start and target.value is not None and actual.value is not None:
        up = indicator.direction is Direction.UP
        reached = actual.value >= target.value if up else actual.value <= target.value
        return Figures(target, actual, None, Rating.MET if reached else Rating.NO_TARGET)
    start = start_of_change(indicator.baseline.value, adds_up=indicator.adds_up)
    share = None
    if (
        target.value is not None
        and actual.value is not None
        and not is_limit(start, target.value, indicator.direction)
    ):
        share = achievement(baseline=start, target=target.value, actual=actual.value)
    if indicator.measure is Measure.QUALITATIVE:
        stands = Rating.NO_TARGET if actual.text else missing(late=late)
    else:
        stands = rating(
            baseline=indicator.baseline.value,
            target=target.value,
            actual=actual.value,
            elapsed=over,
            late=late,
            direction=indicator.direction,
            adds_up=indicator.adds_up,
        )
    return Figures(target, actual, share, stands)


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
    wanted = _wanted(indicator, divided)
    cells = {
        Column(period.start, period.end): _cell(indicator, period, wanted, place, today)
        for period in periods
    }
    over = elapsed(start=life.start, end=life.end, today=today)
    late = today > max([life.end, *(period.due for period in periods)])
    of_life = [
        figures(
            indicator,
            _life_target(indicator, _targets(periods, breakdown, place)),
            _life_actual(indicator, _actuals(indicator, periods, breakdown, place)),
            over=over,
            late=late,
            has_start=has_baseline(indicator, place, breakdown),
        )
        for breakdown in (TOTAL, *wanted)
    ]
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
    wanted: Sequence[str],
    place: Place,
    today: date,
) -> MatrixCell:
    over = elapsed(start=period.start, end=period.end, today=today)
    of_cells = [
        figures(
            indicator,
            _put_together(indicator, _targets([period], breakdown, place), place),
            _put_together(indicator, _actuals(indicator, [period], breakdown, place), place),
            over=over,
            late=today > period.due,
            has_start=has_baseline(indicator, place, breakdown),
        )
        for breakdown in (TOTAL, *wanted)
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


def is_reported_at(indicator: IndicatorFacts, place: Place) -> bool:
    """Tell whether an indicator is reported for places of this kind, not added up to them."""
    match indicator.reported_for:
        case ReportedFor.PROGRAMME:
            return place == EVERYWHERE
        case ReportedFor.COUNTRY:
            return len(place) == 1 and (not indicator.countries or place[0] in indicator.countries)
        case ReportedFor.AREA:
            return len(place) > 1


def _targets(periods: Sequence[PeriodFacts], breakdown: str, place: Place) -> list[Row]:
    return [
        Row(period.end, target.place, target.amount, breakdown)
        for period in periods
        for target in period.targets
        if target.breakdown == breakdown and target.place[: len(place)] == place
    ]


def _actuals(
    indicator: IndicatorFacts, periods: Sequence[PeriodFacts], breakdown: str, place: Place
) -> list[Row]:
    return [
        Row(period.end, actual.place, _amount(indicator, actual, breakdown), breakdown)
        for period in periods
        for actual in period.actuals
        if actual.place[: len(place)] == place
    ]


def _amount(indicator: IndicatorFacts, actual: ActualFacts, breakdown: str) -> Amount:
    parts = [] if not breakdown else [tuple(breakdown.split(":", 1))]
    return cell_of(
        actual.cells,
        [(dimension, value) for dimension, value in parts],
        indicator.measure,
        axes=indicator.axes,
    )


def _put_together(indicator: IndicatorFacts, rows: Sequence[Row], place: Place) -> Amount:
    return at_place(rows, indicator.over_places, place=place, scale=scale_of(indicator.measure))


def _life_target(indicator: IndicatorFacts, rows: Sequence[Row]) -> Amount:
    """Return what is aimed at in the end; shares without fractions cannot be put together."""
    plain = any(row.amount.given and not row.amount.is_fraction for row in rows)
    if plain and indicator.over_periods is Rule.RATIO:
        indicator = replace(indicator, over_periods=Rule.LATEST)
    return _life(indicator, rows)


def _life_actual(indicator: IndicatorFacts, rows: Sequence[Row]) -> Amount:
    """Return what was reached; of texts, which make no total, the latest says where it stands."""
    if indicator.measure is Measure.QUALITATIVE and indicator.over_periods is Rule.NONE:
        indicator = replace(indicator, over_periods=Rule.LATEST)
    return _life(indicator, rows)


def _life(indicator: IndicatorFacts, rows: Sequence[Row]) -> Amount:
    return total(
        rows,
        over_periods=indicator.over_periods,
        over_places=indicator.over_places,
        scale=scale_of(indicator.measure),
        expected=indicator.expected,
    ).amount
