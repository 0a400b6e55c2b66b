"""Read the figures of one row: baseline, targets, what was reached, and what they measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from jalon.errors import BadInput
from jalon.workspace.programmes.exchange.headings import Role, answer_of, says_nothing
from jalon.workspace.programmes.exchange.layout import Column, Layout
from jalon.workspace.programmes.exchange.plan import PlannedFigure, Remark
from jalon.workspace.programmes.rules import reporting_periods
from jalon.workspace.spreadsheets.books import Row
from jalon.workspace.spreadsheets.cells import EMPTY, Cell, Kind, check_typed, letters, number_of

LARGEST, PLACES = Decimal(10) ** 14, Decimal("0.0001")
YEARS = range(1900, 2201)
LEAST_MONTHS = 3
NUMBER, PERCENTAGE, YES_NO, QUALITATIVE = "number", "percentage", "yes-no", "qualitative"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an indicator, and what kind of measure they make."""

    measure: str = NUMBER
    baseline: Decimal | None = None
    baseline_text: str = ""
    baseline_year: int | None = None
    frequency_months: int | None = None
    planned: tuple[PlannedFigure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    given: bool = False


def read_figures(
    row: Row, layout: Layout, language: str, start: date, end: date, first_month: int
) -> Figures:
    """Return what a row says in figures; texts alone make a qualitative indicator."""
    remarks: list[Remark] = []
    columns = [c for c in layout.columns if c.role in {Role.BASELINE, Role.TARGET, Role.ACTUAL}]
    cells = {c.position: _cell(row, c.position) for c in columns}
    spoken = {position: cell for position, cell in cells.items() if not says_nothing(cell.text)}
    measure = _measure(list(spoken.values()), _unit(row, layout), language)
    values: dict[int, Decimal | str] = {}
    for position, cell in spoken.items():
        try:
            values[position] = _value(cell, measure, language)
        except BadInput as error:
            where = letters(position)
            remarks.append(Remark(row.number, where, error.code, dict(error.params)))
    months = _months([c for c in columns if c.position in values and c.role is not Role.BASELINE])
    planned = []
    for column in columns:
        if column.role is Role.BASELINE or column.position not in values:
            continue
        days = _period(column, months, start, end, first_month)
        if days is None:
            facts = {"heading": column.heading or letters(column.position)}
            where = letters(column.position)
            remarks.append(Remark(row.number, where, "period-outside-programme", facts))
            continue
        planned.append(_figure(column, days, values[column.position]))
    remarks += _doubled(row, planned)
    remarks += _small_shares(row, measure, spoken)
    if measure == QUALITATIVE:
        remarks.append(Remark(row.number, "", "taken-for-qualitative", stops=False))
    base = next((values.get(c.position) for c in columns if c.role is Role.BASELINE), None)
    year, odd = _year(row, layout)
    return Figures(
        measure=measure,
        baseline=base if isinstance(base, Decimal) else None,
        baseline_text=base if isinstance(base, str) else "",
        baseline_year=year,
        frequency_months=months,
        planned=tuple(planned),
        remarks=(*remarks, *odd),
        given=bool(spoken),
    )


def _measure(cells: Sequence[Cell], unit: str, language: str) -> str:
    """Tell what the figures measure: all answers, all texts, per cent, or numbers."""
    if cells and all(cell.kind is Kind.TEXT for cell in cells):
        if all(answer_of(cell.text) is not None for cell in cells):
            return YES_NO
        if not any(any(letter.isdigit() for letter in cell.text) for cell in cells):
            return QUALITATIVE
    shown = any(cell.percent or cell.text.rstrip().endswith(("%", "٪")) for cell in cells)
    return PERCENTAGE if shown or "%" in unit or "٪" in unit else NUMBER


def _value(cell: Cell, measure: str, language: str) -> Decimal | str:
    check_typed(cell)
    if measure == QUALITATIVE:
        return cell.text
    if measure == YES_NO:
        return Decimal(1) if answer_of(cell.text) else Decimal(0)
    number = number_of(cell, language, percent=measure == PERCENTAGE)
    assert number is not None
    if abs(number) >= LARGEST:
        raise BadInput("number-too-large", text=cell.text[:60])
    return number.quantize(PLACES)


def _figure(column: Column, days: tuple[date, date], value: Decimal | str) -> PlannedFigure:
    return PlannedFigure(
        start=days[0],
        end=days[1],
        breakdown=column.breakdown,
        value=value if isinstance(value, Decimal) else None,
        text=value if isinstance(value, str) else "",
        is_target=column.role is Role.TARGET,
    )


def _months(columns: Sequence[Column]) -> int | None:
    """Return how long the reporting periods are that the headings speak of: the shortest."""
    lengths = [c.span.months for c in columns if c.span is not None and c.span.year is not None]
    found = [months for months in (LEAST_MONTHS, 6, 12) if any(n <= months for n in lengths)]
    return found[0] if found else None


def _period(
    column: Column, months: int | None, start: date, end: date, first_month: int
) -> tuple[date, date] | None:
    """Return the reporting period in which the span of a column ends."""
    spans = periods(start, end, first_month, months or 12)
    if not spans:
        return None
    days = column.span.days() if column.span else None
    if days is None:
        return spans[-1]
    last = min(days[1], end)
    if days[0] > end or last < start:
        return None
    return next((span for span in spans if span[0] <= last <= span[1]), None)


@lru_cache(maxsize=64)
def periods(start: date, end: date, first_month: int, months: int) -> list[tuple[date, date]]:
    return reporting_periods(start, end, first_month=first_month, months=months)


def _doubled(row: Row, planned: Sequence[PlannedFigure]) -> list[Remark]:
    seen = set()
    for figure in planned:
        key = (figure.is_target, figure.end, figure.breakdown)
        if key in seen:
            return [Remark(row.number, "", "two-columns-for-one-figure", {"day": figure.end})]
        seen.add(key)
    return []


def _small_shares(row: Row, measure: str, cells: Mapping[int, Cell]) -> list[Remark]:
    """Ask whether 0.4 in a column of per cent is not 40."""
    numbers = [c for c in cells.values() if isinstance(c.value, Decimal) and not c.percent]
    small = all(0 <= c.value <= 1 for c in numbers if isinstance(c.value, Decimal))
    if measure != PERCENTAGE or not small or not any(c.value for c in numbers):
        return []
    return [Remark(row.number, "", "per-cent-below-one", stops=False)]


def _year(row: Row, layout: Layout) -> tuple[int | None, list[Remark]]:
    for column in layout.of(Role.BASELINE_YEAR):
        text = _cell(row, column.position).text
        digits = text[:4]
        if says_nothing(text):
            return None, []
        if digits.isascii() and digits.isdigit() and int(digits) in YEARS:
            return int(digits), []
        where = letters(column.position)
        return None, [Remark(row.number, where, "not-a-year", {"text": text[:60]}, stops=False)]
    return None, []


def _unit(row: Row, layout: Layout) -> str:
    return next((_cell(row, column.position).text for column in layout.of(Role.UNIT)), "")


def _cell(row: Row, position: int) -> Cell:
    return row.cells[position - 1] if position <= len(row.cells) else EMPTY
