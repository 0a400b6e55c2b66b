"""Change indicators, what they are divided by, and for which periods they are reported."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.services.locking import hold, locked, touch
from jalon.workspace.results import permissions
from jalon.workspace.results.models import (
    Actual,
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
    Result,
)
from jalon.workspace.results.rules import breakdowns, definition
from jalon.workspace.results.rules import tree as rules
from jalon.workspace.results.rules.kinds import Measure, Rule
from jalon.workspace.results.rules.workflow import HANDED_OVER
from jalon.workspace.results.services.calendar import make_periods
from jalon.workspace.results.services.dimensions import cell_is_used
from jalon.workspace.results.services.facts import changed

STEP = 10


@transaction.atomic
def create_indicator(
    *,
    result: Result,
    values: dict[str, Any],
    by: User,
    dimensions: Sequence[Dimension] = (),
    countries: Sequence[Country] = (),
) -> Indicator:
    """Add an indicator to a result, with its periods from the reporting calendar."""
    permissions.check_can_edit(by, result.programme_id)
    hold(result.programme_id)
    codes = _codes(result.programme_id)
    if not values.get("code"):
        values = {**values, "code": _next_code(result, codes)}
    rules.check_code(values["code"], codes)
    indicator = Indicator(
        programme_id=result.programme_id,
        result=result,
        order=STEP * (1 + result.indicators.count()),
        **values,
    )
    _check_totals(indicator)
    indicator.save()
    _divide(indicator, dimensions)
    indicator.countries.set(countries)
    make_periods(indicator)
    record(
        by=by,
        what="results.indicator-created",
        target=indicator,
        programme_id=indicator.programme_id,
        after={"code": indicator.code, "title": indicator.title, "measure": indicator.measure},
    )
    return indicator


@transaction.atomic
def edit_indicator(
    *,
    indicator: Indicator,
    values: dict[str, Any],
    version: int,
    by: User,
    dimensions: Sequence[Dimension] | None = None,
    countries: Sequence[Country] | None = None,
    reason: str = "",
) -> Indicator:
    """Change an indicator; another frequency changes the periods of which nothing was reported.

    `reason` says why, and whether earlier figures can still be compared.
    """
    permissions.check_can_edit(by, indicator.programme_id)
    row = locked(Indicator.objects, indicator.pk, version)
    if "code" in values:
        rules.check_code(values["code"], _codes(row.programme_id, but=row.pk))
    if "result" in values and values["result"].programme_id != row.programme_id:
        raise RuleBroken("of-another-programme")
    before, after = changed(row, values)
    _check_totals(row)
    if dimensions is not None and (moved := _divide(row, dimensions)):
        before["dimensions"], after["dimensions"] = moved
    if countries is not None:
        old = sorted(row.countries.values_list("iso3", flat=True))
        new = sorted(country.iso3 for country in countries)
        if old != new:
            row.countries.set(countries)
            before["countries"], after["countries"] = old, new
    definition.check_change(after, verified=_is_verified(row), reason=reason)
    _note_redefinition(row, before, after, reason)
    if after or reason.strip():
        fields = set(after) - {"dimensions", "countries"}
        touch(row, *fields, "redefined_at")
        record(
            by=by,
            what="results.indicator-edited",
            target=row,
            programme_id=row.programme_id,
            before=before,
            after=after,
            reason=reason,
        )
    if "frequency" in after:
        make_periods(row)
    return row


def _is_verified(row: Indicator) -> bool:
    return Actual.objects.filter(period__indicator=row, status__in=HANDED_OVER).exists()


def _note_redefinition(
    row: Indicator, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> None:
    """Remember since when earlier figures may not follow the definition; a reason settles it."""
    if reason.strip():
        row.redefined_at = None
    elif definition.is_redefined(before, after):
        row.redefined_at = timezone.now()


@transaction.atomic
def delete_indicator(*, indicator: Indicator, version: int, by: User) -> None:
    """Remove an indicator of which nothing was reported."""
    permissions.check_can_edit(by, indicator.programme_id)
    row = locked(Indicator.objects, indicator.pk, version)
    if Actual.objects.filter(period__indicator=row).exists():
        raise RuleBroken("indicator-has-figures", key=row.code)
    record(
        by=by,
        what="results.indicator-deleted",
        target=row,
        programme_id=row.programme_id,
        before={"code": row.code, "title": row.title},
    )
    row.delete()


def _codes(programme: int, *, but: int | None = None) -> set[str]:
    rows = Indicator.objects.filter(programme=programme)
    if but is not None:
        rows = rows.exclude(pk=but)
    return set(rows.values_list("code", flat=True))


def _next_code(result: Result, taken: set[str]) -> str:
    number = 1
    while f"{result.code}-{number}" in taken:
        number += 1
    return f"{result.code}-{number}"


def _check_totals(indicator: Indicator) -> None:
    rules.check_totals(
        Measure(indicator.measure), Rule(indicator.over_periods), Rule(indicator.over_places)
    )


def _divide(
    indicator: Indicator, dimensions: Sequence[Dimension]
) -> tuple[list[str], list[str]] | None:
    """Divide an indicator by `dimensions`, in this order; return keys before and after."""
    if any(dimension.programme_id != indicator.programme_id for dimension in dimensions):
        raise RuleBroken("of-another-programme")
    rows = list(indicator.divided_by.select_related("dimension").order_by("order"))
    old, new = [row.dimension.key for row in rows], [dimension.key for dimension in dimensions]
    _check_grid(indicator, dimensions)
    if old == new:
        return None
    for key in sorted(set(old) - set(new)):
        if cell_is_used(f"{key}:", indicator=indicator):
            raise RuleBroken("dimension-has-figures", key=key)
    required = {row.dimension_id: row.required for row in rows}
    indicator.divided_by.all().delete()
    IndicatorDimension.objects.bulk_create(
        IndicatorDimension(
            indicator=indicator,
            dimension=dimension,
            order=order,
            required=required.get(dimension.pk, True),
        )
        for order, dimension in enumerate(dimensions)
    )
    return old, new


def _check_grid(indicator: Indicator, dimensions: Sequence[Dimension]) -> None:
    values: dict[int, list[str]] = {dimension.pk: [] for dimension in dimensions}
    rows = DimensionValue.objects.filter(dimension__in=dimensions).order_by("order", "pk")
    for dimension, key in rows.values_list("dimension_id", "key"):
        values[dimension].append(key)
    axes = [breakdowns.Axis(d.key, tuple(values[d.pk])) for d in dimensions]
    breakdowns.grid(axes, crossed=indicator.crossed)
