"""Lay facts of the results out as lines of a table: which cells, what they hold, which are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalon.workspace.results.exchange.table import (
    Input,
    Slot,
    Why,
    canonical,
    closed_if_unfit,
    column_key,
)
from jalon.workspace.results.rules.breakdowns import TOTAL, Axis, grid, parse
from jalon.workspace.results.rules.facts import ActualFacts, IndicatorFacts
from jalon.workspace.results.rules.kinds import FRACTIONS, Measure, ReportedFor
from jalon.workspace.results.rules.totals import NOTHING, Amount, Place
from jalon.workspace.results.rules.workflow import EDITABLE

SIDE = "actual"
VALUE, NUMERATOR, DENOMINATOR, TEXT = PARTS = ("value", "numerator", "denominator", "text")
COLUMN_ORDER = (NUMERATOR, DENOMINATOR, VALUE, TEXT)
NARRATIVE, NO_DATA_REASON, SOURCE, CORRECTION = SAID = (
    "narrative",
    "no_data_reason",
    "source",
    "correction",
)
SUBMIT = "submit"
ALL = "all"  # every disaggregation


@dataclass(frozen=True, slots=True)
class Said:
    """What an actual says in words."""

    narrative: str = ""
    no_data_reason: str = ""
    source: str = ""
    correction: str = ""
    evidence_id: int | None = None


def row_id(period: int, place: Place) -> str:
    """Return the id of a row: its period, country and area; 0 is none."""
    country = place[0] if place else 0
    area = place[-1] if len(place) > 1 else 0
    return f"p{period}.c{country}.a{area}"


def row_key(text: str) -> tuple[int, int | None, int | None]:
    """Return (period, country, area) of a row's id."""
    period, country, area = (int(part[1:]) for part in text.split("."))
    return period, country or None, area or None


def places_of(
    indicator: IndicatorFacts,
    countries: Sequence[int],
    areas: Sequence[Place],
    reported: Sequence[Place],
) -> list[Place]:
    """Return where an indicator is reported: where it should be, then wherever else it was."""
    asked = [c for c in countries if not indicator.countries or c in indicator.countries]
    match indicator.reported_for:
        case ReportedFor.PROGRAMME:
            expected: list[Place] = [()]
        case ReportedFor.COUNTRY:
            expected = [(country,) for country in asked]
        case ReportedFor.AREA:
            expected = [area for area in areas if area[0] in asked]
    return list(dict.fromkeys([*(expected or [()]), *sorted(reported, key=repr)]))


def breakdowns_of(indicator: IndicatorFacts, by: str) -> tuple[str, ...]:
    """Return the cells to be filled in: the total, and those that `by` asks for.

    An indicator that is crossed has its crossed cells alone: margins are added up from them.
    """
    axes: list[Axis] = [axis for axis in indicator.axes if by in {ALL, axis.key}]
    if indicator.crossed and axes:
        axes = list(indicator.axes)
    return (TOTAL, *grid(axes, crossed=indicator.crossed))


def parts_of_measure(measure: Measure) -> tuple[str, ...]:
    """Return the columns that a cell of this measure needs."""
    if measure in FRACTIONS:
        return NUMERATOR, DENOMINATOR, VALUE
    return (TEXT,) if measure is Measure.QUALITATIVE else (VALUE,)


def slots_of(
    indicator: IndicatorFacts,
    breakdowns: Sequence[str],
    actual: ActualFacts | None,
    said: Said,
    *,
    yours: bool,
) -> dict[str, Slot]:
    """Return the cells of one row."""
    why = _why(actual, yours=yours)
    cells: Mapping[str, Amount] = actual.cells if actual else {}
    slots = {}
    for breakdown in breakdowns:
        amount = cells.get(breakdown, NOTHING)
        for part in parts_of_measure(indicator.measure):
            slot = _slot(indicator.measure, part, amount, why)
            slots[column_key(SIDE, breakdown, part)] = closed_if_unfit(slot)
    for key in SAID:
        slots[key] = closed_if_unfit(Slot(canonical(getattr(said, key)), Input.TEXT, why))
    slots[SUBMIT] = Slot("", Input.CHOICE, why)
    return slots


def _why(actual: ActualFacts | None, *, yours: bool) -> Why | None:
    if not yours:
        return Why.NOT_YOURS
    return Why.NOT_OPEN if actual is not None and actual.status not in EDITABLE else None


def _slot(measure: Measure, part: str, amount: Amount, why: Why | None) -> Slot:
    kind = Input.NUMBER
    if part == TEXT:
        kind = Input.TEXT
    elif measure is Measure.YES_NO:
        kind = Input.YES_NO
    elif measure is Measure.PERCENTAGE and part == VALUE:
        kind = Input.PERCENT
    if part == VALUE and measure in FRACTIONS and (amount.value is None or amount.is_fraction):
        why = why or Why.COMPUTED
    return Slot(canonical(getattr(amount, part)), kind, why)


def sorted_breakdowns(found: Sequence[str], axes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns in order: the total, single dimensions as ordered, then crossed ones."""
    order = {
        (dimension, value): (first, second)
        for first, (dimension, values) in enumerate(axes.items())
        for second, value in enumerate(values)
    }

    def rank(breakdown: str) -> tuple[int, list[tuple[int, int]]]:
        parts = parse(breakdown)
        return len(parts), sorted(order.get(part, (len(axes), 0)) for part in parts)

    return sorted(dict.fromkeys(found), key=rank)
