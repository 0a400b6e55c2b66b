"""The matrix as the table of a workbook, in the language that is active."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from jalon.errors import RuleBroken
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange import rows
from jalon.workspace.results.exchange.table import (
    TARGET,
    Fact,
    FactColumn,
    InputColumn,
    Line,
    Table,
    column_key,
    parts_of,
)
from jalon.workspace.results.models import Actual
from jalon.workspace.results.queries.matrix import Filters
from jalon.workspace.results.queries.workbook import (
    Dimensions,
    Reports,
    WorkbookFacts,
    place_name,
    read_workbook_facts,
)
from jalon.workspace.results.rules.breakdowns import TOTAL, parse
from jalon.workspace.results.rules.facts import IndicatorFacts, PeriodFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount, Place
from jalon.workspace.spreadsheets.books import MOST_COLUMNS, MOST_ROWS

FROZEN = 5  # code, indicator, place, from, to
FACTS_AND_WORDS = 20


def read_table(
    user: Any,
    programme: Programme,
    filters: Filters | None = None,
    *,
    reports: Reports,
    until: date | None = None,
) -> Table:
    """Return what `user` sees; `filters.by` is a dimension, ``"all"``, or nothing for totals."""
    facts = read_workbook_facts(user, programme, filters, reports=reports, until=until)
    by = filters.by if filters else rows.ALL
    country = filters.country if filters else None
    lines = tuple(_lines(facts, by, country))
    keys = list(dict.fromkeys(key for line in lines for key in line.slots))
    inputs = _inputs(facts, keys)
    if len(lines) > MOST_ROWS - 100 or len(inputs) > MOST_COLUMNS - FACTS_AND_WORDS:
        raise RuleBroken("export-too-large", rows=len(lines), columns=len(inputs))
    language = (get_language() or "en").split("-")[0]
    title = text_of(programme.title)
    return Table(programme.code, title, language, fact_columns(), inputs, lines, FROZEN)


def fact_columns() -> tuple[FactColumn, ...]:
    """Return the columns that say what a row is about."""
    return (
        FactColumn("fact:code", gettext("Code"), 10),
        FactColumn("fact:indicator", gettext("Indicator"), 42),
        FactColumn("fact:place", gettext("Place"), 18),
        FactColumn("fact:start", gettext("From"), 11),
        FactColumn("fact:end", gettext("To"), 11),
        FactColumn("fact:result", gettext("Result"), 9),
        FactColumn("fact:unit", gettext("Unit"), 14),
        FactColumn("fact:status", gettext("Status"), 12),
        FactColumn("fact:baseline", gettext("Baseline"), 11),
        FactColumn(TARGET, gettext("Target"), 11),
    )


def _lines(facts: WorkbookFacts, by: str, country: int | None) -> Iterator[Line]:
    statuses = {value: str(label) for value, label in Actual.Status.choices}
    for indicator in facts.indicators:
        breakdowns = rows.breakdowns_of(indicator, by)
        periods = facts.periods.get(indicator.pk, ())
        reported = [actual.place for period in periods for actual in period.actuals]
        places = rows.places_of(indicator, list(facts.countries), facts.expected_areas, reported)
        for place in places:
            if country is not None and place[:1] != (country,):
                continue
            for period in periods:
                yield _line(facts, indicator, period, place, breakdowns, statuses)


def _line(
    facts: WorkbookFacts,
    indicator: IndicatorFacts,
    period: PeriodFacts,
    place: Place,
    breakdowns: Sequence[str],
    statuses: Mapping[str, str],
) -> Line:
    actual = next((found for found in period.actuals if found.place == place), None)
    said = facts.said.get(actual.pk, rows.Said()) if actual else rows.Said()
    yours = (place[0] if place else None) in facts.reporters.get(indicator.pk, ())
    target = next(
        (t.amount for t in period.targets if t.place == place and t.breakdown == TOTAL), NOTHING
    )
    described: tuple[Fact, ...] = (
        indicator.code,
        text_of(indicator.title),
        place_name(facts, place, gettext("Whole programme")),
        period.start,
        period.end,
        facts.results[indicator.result_id][0],
        text_of(indicator.unit),
        statuses[actual.status] if actual else "",
        _shown(indicator.baseline),
        _shown(target),
    )
    slots = rows.slots_of(indicator, breakdowns, actual, said, yours=yours)
    version = actual.version if actual else 0
    return Line(rows.row_id(period.pk, place), version, described, slots)


def _shown(amount: Amount) -> Fact:
    return amount.text or amount.value


def _inputs(facts: WorkbookFacts, keys: Sequence[str]) -> tuple[InputColumn, ...]:
    """Return the columns of amounts in order, then those of words."""
    amounts: dict[str, set[str]] = {}
    for key in keys:
        if parts := parts_of(key):
            amounts.setdefault(parts[1], set()).add(parts[2])
    axes = {key: list(values) for key, (_title, values) in facts.dimensions.items()}
    columns = [
        amount_column(facts.dimensions, breakdown, part, alone=len(amounts[breakdown]) == 1)
        for breakdown in rows.sorted_breakdowns(list(amounts), axes)
        for part in rows.COLUMN_ORDER
        if part in amounts[breakdown]
    ]
    return (*columns, *word_columns()) if keys else ()


def amount_column(dimensions: Dimensions, breakdown: str, part: str, *, alone: bool) -> InputColumn:
    """Return the column of one part of a cell; `alone`: it is the only one of its cell."""
    titles = {
        rows.VALUE: gettext("Value"),
        rows.NUMERATOR: gettext("Numerator"),
        rows.DENOMINATOR: gettext("Denominator"),
        rows.TEXT: gettext("In words"),
    }
    pairs = [(dimensions.get(dimension, ({}, {})), value) for dimension, value in parse(breakdown)]
    cell = " · ".join(text_of(values.get(value, {})) or value for (_t, values), value in pairs)
    group = " × ".join(text_of(title) for (title, _v), _value in pairs) or gettext("Total")
    cell = cell or gettext("Total")
    title = cell if alone and part == rows.VALUE else f"{cell}\n{titles[part]}"
    width = 30 if part == rows.TEXT else 12
    return InputColumn(column_key(rows.SIDE, breakdown, part), title, group, width)


def word_columns() -> tuple[InputColumn, ...]:
    """Return the columns beside the figures."""
    beside = gettext("Beside the figures")
    reasons = (
        gettext("Not collected yet"),
        gettext("Survey under way"),
        gettext("Activity not started"),
        gettext("Source not available"),
    )
    return (
        InputColumn(rows.NARRATIVE, gettext("Explanation"), beside, 40),
        InputColumn(
            rows.NO_DATA_REASON, gettext("Why there is no figure"), beside, 26, suggestions=reasons
        ),
        InputColumn(rows.SOURCE, gettext("Source"), beside, 26),
        InputColumn(rows.CORRECTION, gettext("Why it is lower than before"), beside, 26),
        InputColumn(
            rows.SUBMIT,
            gettext("Submit now?"),
            gettext("Next step"),
            12,
            choices={"submit": gettext("submit")},
        ),
    )
