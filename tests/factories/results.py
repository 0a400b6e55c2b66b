"""Results, indicators and periods of the tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from factories.numbers import numbers
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import (
    Actual,
    Dimension,
    Indicator,
    Period,
    Result,
    Target,
)

_numbers = numbers()
HALF_YEARS = ((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31)))


def make_result(programme: Programme, level: str = "outcome", **fields: Any) -> Result:
    number = next(_numbers)
    values = {"code": f"R{number}", "title": {"en": f"Result {number}"}, **fields}
    return Result.objects.create(programme=programme, level=level, **values)


def make_indicator(
    programme: Programme,
    *,
    result: Result | None = None,
    dimensions: tuple[Dimension, ...] = (),
    **fields: Any,
) -> Indicator:
    number = next(_numbers)
    values = {
        "code": f"I{number}",
        "title": {"en": f"Indicator {number}", "es": f"Indicador {number}"},
        "unit": {"en": "children"},
        "baseline_value": Decimal(0),
        "baseline_year": 2024,
        "baseline_source": "baseline study",
        **fields,
    }
    indicator = Indicator.objects.create(
        programme=programme, result=result or make_result(programme), **values
    )
    for order, dimension in enumerate(dimensions):
        indicator.divided_by.create(dimension=dimension, order=order)
    return indicator


def make_dimension(
    programme: Programme, key: str = "sex", values: str = "female male", **fields: Any
) -> Dimension:
    dimension = Dimension.objects.create(
        programme=programme, key=key, **{"title": {"en": key.title()}, **fields}
    )
    for order, value in enumerate(values.split()):
        dimension.values.create(key=value, title={"en": value.title()}, order=order)
    return dimension


def make_period(
    indicator: Indicator, number: int = 0, *, target: str | None = None, **fields: Any
) -> Period:
    start, end = HALF_YEARS[number]
    period = Period.objects.create(
        indicator=indicator, **{"start_date": start, "end_date": end, **fields}
    )
    if target is not None:
        Target.objects.create(period=period, value=Decimal(target))
    return period


def make_actual(period: Period, cells: Mapping[str, str] | None = None, **fields: Any) -> Actual:
    """Put an actual into the database as a fact of the test, whatever its workflow."""
    actual = Actual.objects.create(period=period, **fields)
    for breakdown, value in {"": "0", **(cells or {})}.items():
        actual.cells.create(breakdown=breakdown, value=Decimal(value))
    return actual
