"""Make a programme's results of a team's own spreadsheet, as a plan holds them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from jalon.errors import Problem, Problems, ReadableError
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.exchange.headings import vocabulary
from jalon.workspace.programmes.exchange.plan import (
    Plan,
    PlannedFigure,
    PlannedIndicator,
    PlannedResult,
)
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.queries.responsibles import Responsible, find_responsibles
from jalon.workspace.results.models import Dimension, DimensionValue, Indicator, Period, Result
from jalon.workspace.results.rules.kinds import Frequency, Measure, Rule
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import Key, Report, report_actuals
from jalon.workspace.results.services.indicators import create_indicator
from jalon.workspace.results.services.periods import set_targets
from jalon.workspace.results.services.tree import create_result

FREQUENCIES = {3: Frequency.QUARTER, 6: Frequency.HALF_YEAR, 12: Frequency.YEAR}


@transaction.atomic
def build_results(plan: Plan, programme: Programme, by: User) -> int:
    """Make the tree of the plan with its targets and figures; return its rows."""
    dimensions = _dimensions(plan, programme)
    people = find_responsibles(i.responsible for i in plan.indicators())
    return sum(
        _build(result, None, plan, programme, dimensions, people, by) for result in plan.results
    )


def _dimensions(plan: Plan, programme: Programme) -> dict[str, Dimension]:
    made = {}
    for order, key in enumerate(plan.dimensions):
        facts = vocabulary()["dimensions"][key]
        made[key] = Dimension.objects.create(
            programme=programme, key=key, title=facts["title"], order=order
        )
        DimensionValue.objects.bulk_create(
            DimensionValue(dimension=made[key], key=value, title=known["title"], order=place)
            for place, (value, known) in enumerate(facts["values"].items())
        )
    return made


def _build(
    planned: PlannedResult,
    parent: Result | None,
    plan: Plan,
    programme: Programme,
    dimensions: Mapping[str, Dimension],
    people: Mapping[str, Responsible],
    by: User,
) -> int:
    try:
        result = create_result(
            programme=programme,
            level=planned.level,
            title={plan.language: planned.title},
            code=planned.code,
            parent=parent,
            by=by,
        )
    except ReadableError as error:
        raise _placed(error, planned.row) from None
    rows = 1
    for indicator in planned.indicators:
        try:
            rows += _build_indicator(indicator, result, plan, dimensions, people, by)
        except ReadableError as error:
            raise _placed(error, indicator.row) from None
    return rows + sum(
        _build(child, result, plan, programme, dimensions, people, by) for child in planned.children
    )


def _placed(error: ReadableError, row: int) -> Problems:
    """Return the error with the row of the spreadsheet that it is about."""
    if isinstance(error, Problems):
        return error
    return Problems([Problem.of(str(row), error)])


def _build_indicator(
    planned: PlannedIndicator,
    result: Result,
    plan: Plan,
    dimensions: Mapping[str, Dimension],
    people: Mapping[str, Responsible],
    by: User,
) -> int:
    used = {f.breakdown.split(":")[0] for f in planned.figures if f.breakdown}
    indicator = create_indicator(
        result=result,
        values=_values(planned, plan.language, people.get(planned.responsible, Responsible())),
        by=by,
        dimensions=[dimensions[key] for key in sorted(used)],
    )
    by_end = {period.end_date: period for period in indicator.periods.all()}
    ends = {figure.end for figure in planned.figures}
    figures: dict[tuple[Period, bool], dict[str, Amount]] = {}
    for figure in planned.figures:
        period = by_end.get(figure.end) or _period(indicator, figure, by_end, ends)
        amount = Amount(figure.value, text=figure.text)
        figures.setdefault((period, figure.is_target), {})[figure.breakdown] = amount
    for (period, is_target), amounts in figures.items():
        if is_target:
            set_targets(period=period, amounts=amounts, by=by)
    reached: dict[Key, Report] = {
        (period.pk, None, None): Report(amounts, 0)
        for (period, is_target), amounts in figures.items()
        if not is_target
    }
    report_actuals(reports=reached, by=by)
    return 1 + len(figures)


def _period(
    indicator: Indicator,
    figure: PlannedFigure,
    by_end: dict[date, Period],
    ends: Collection[date],
) -> Period:
    """Make a period that the calendar does not give: the plan's own span.

    It takes the place of empty ones of the calendar, so that no day counts twice.
    """
    for end, period in list(by_end.items()):
        if end not in ends and period.start_date <= figure.end and end >= figure.start:
            by_end.pop(end).delete()
    made = Period.objects.create(indicator=indicator, start_date=figure.start, end_date=figure.end)
    by_end[figure.end] = made
    return made


def _values(planned: PlannedIndicator, language: str, who: Responsible) -> dict[str, Any]:
    measure = Measure(planned.measure)
    latest = planned.cumulative or measure is not Measure.NUMBER
    told = {
        "title": planned.title,
        "unit": planned.unit,
        "means_of_verification": planned.verification,
        "baseline_text": planned.baseline_text,
    }
    months = planned.frequency_months
    return {
        **{name: {language: text} if text else {} for name, text in told.items()},
        "code": planned.code,
        "measure": measure.value,
        "over_periods": Rule.LATEST if latest else Rule.SUM,
        "over_places": Rule.SUM if measure is Measure.NUMBER else Rule.NONE,
        "frequency": FREQUENCIES[months] if months else Frequency.END,
        "baseline_value": planned.baseline,
        "baseline_year": planned.baseline_year,
        "decimals": _decimals(planned),
        "responsible_id": who.user_id,
        "organisation_id": who.organisation_id,
    }


def _decimals(planned: PlannedIndicator) -> int:
    """Return how many decimals the figures have that were given."""
    given = [planned.baseline, *(figure.value for figure in planned.figures)]
    places = [-int(v.normalize().as_tuple().exponent) for v in given if v is not None]
    return min(max(places, default=0), 4) if max(places, default=0) > 0 else 0
