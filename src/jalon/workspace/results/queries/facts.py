"""Read what the matrix is made of: few queries, and only of the indicators that are shown."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import DEEPEST
from jalon.workspace.programmes.models import Agreement, Programme, ProgrammeCountry
from jalon.workspace.results.models import Actual, DimensionValue, Indicator, Period
from jalon.workspace.results.rules.breakdowns import Axis
from jalon.workspace.results.rules.facts import (
    ActualFacts,
    IndicatorFacts,
    PeriodFacts,
    TargetFacts,
)
from jalon.workspace.results.rules.kinds import Direction, Measure, ReportedFor, Rule
from jalon.workspace.results.rules.totals import Amount, Place
from jalon.workspace.results.rules.workflow import HANDED_OVER, Status

_INDICATOR = (
    "pk",
    "code",
    "title",
    "unit",
    "measure",
    "direction",
    "decimals",
    "over_periods",
    "over_places",
    "reported_for",
    "result_id",
    "baseline_value",
    "baseline_numerator",
    "baseline_denominator",
    "baseline_year",
    "donor_code",
    "responsible_id",
    "responsible__name",
    "organisation_id",
    "organisation__acronym",
    "organisation__name",
    "crossed",
)
# A place as columns: its country, its area, and the areas above that one
ABOVE = tuple("__".join(["parent"] * n) + "_id" for n in range(1, DEEPEST))
PLACE = ("country_id", "area_id", *(f"area__{column}" for column in ABOVE))
AMOUNT = ("value", "numerator", "denominator", "text")
DUE_DAYS: int = Agreement._meta.get_field("due_days").default  # where nothing was agreed yet


def read_indicators(user: Any, programme: Programme) -> list[IndicatorFacts]:
    """Return the indicators that `user` sees, in order, without their dimensions (one query)."""
    chosen = Indicator.countries.through.objects.filter(indicator=OuterRef("pk"))
    covered = ProgrammeCountry.objects.filter(programme=OuterRef("programme"))
    rows: Any = (
        Indicator.objects.visible_to(user)
        .filter(programme=programme)
        .annotate(chosen=_counted(chosen), covered=_counted(covered))
        .in_order()
        .values_list(*_INDICATOR, "chosen", "covered", named=True)
    )
    return [
        IndicatorFacts(
            pk=row.pk,
            code=row.code,
            title=row.title,
            unit=row.unit,
            measure=Measure(row.measure),
            direction=Direction(row.direction),
            decimals=row.decimals,
            over_periods=Rule(row.over_periods),
            over_places=Rule(row.over_places),
            reported_for=ReportedFor(row.reported_for),
            result_id=row.result_id,
            baseline=Amount(row.baseline_value, row.baseline_numerator, row.baseline_denominator),
            baseline_year=row.baseline_year,
            donor_code=row.donor_code,
            responsible_id=row.responsible_id,
            responsible=row.responsible__name or "",
            organisation_id=row.organisation_id,
            organisation=row.organisation__acronym or text_of(row.organisation__name or {}),
            crossed=row.crossed,
            expected=(row.chosen or row.covered or 0)
            if row.reported_for != ReportedFor.PROGRAMME
            else 0,
        )
        for row in rows
    ]


def _counted(rows: Any) -> Subquery:
    """Return how many there are for each row outside; None for none."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n"))


def read_axes(indicators: Collection[int]) -> dict[int, tuple[Axis, ...]]:
    """Return the dimensions of each indicator with their values, in order (one query)."""
    rows = (
        DimensionValue.objects.filter(dimension__divides__indicator__in=indicators)
        .order_by("dimension__divides__order", "dimension__order", "dimension__key", "order", "pk")
        .values_list(
            "dimension__divides__indicator",
            "dimension__key",
            "dimension__divides__required",
            "dimension__exclusive",
            "key",
        )
    )
    values: dict[int, dict[tuple[str, bool, bool], list[str]]] = defaultdict(dict)
    for indicator, key, required, exclusive, value in rows:
        values[indicator].setdefault((key, required, exclusive), []).append(value)
    return {
        indicator: tuple(
            Axis(key, tuple(keys), required, exclusive)
            for (key, required, exclusive), keys in axes.items()
        )
        for indicator, axes in values.items()
    }


def read_periods(
    user: Any,
    indicators: Collection[int],
    *,
    country: int | None = None,
    by: str | None = "",
    verified: bool = False,
) -> dict[int, list[PeriodFacts]]:
    """Return the periods of each indicator with targets and actuals that `user` sees (2 queries).

    `by` limits the cells that are read: ``""`` the totals alone, a dimension's key its cells too,
    None all of them. `verified` leaves out the figures that nobody has verified yet.
    """
    shown = Actual.objects.visible_to(user).filter(period__indicator__in=indicators)
    if verified:
        shown = shown.filter(status__in=HANDED_OVER)
    actuals = _read_actuals(shown, country, by)
    periods: dict[int, tuple[int, Any, Any, Any]] = {}
    targets: dict[int, list[TargetFacts]] = defaultdict(list)
    rows: Any = (
        Period.objects.filter(indicator__in=indicators)
        .order_by("end_date", "start_date", "pk", "targets__pk")
        .values_list(
            "pk",
            "indicator_id",
            "start_date",
            "end_date",
            "indicator__programme__agreement__due_days",
            "targets__pk",
            "targets__breakdown",
            *(f"targets__{column}" for column in (*PLACE, *AMOUNT)),
        )
    )
    for pk, indicator, start, end, days, target, breakdown, *rest in rows:
        due = end + timedelta(days=DUE_DAYS if days is None else days)
        periods[pk] = (indicator, start, end, due)
        if target is not None:
            place, amount = place_from(rest[: len(PLACE)]), amount_from(rest[len(PLACE) :])
            targets[pk].append(TargetFacts(place, breakdown, amount))
    found: dict[int, list[PeriodFacts]] = defaultdict(list)
    for pk, (indicator, start, end, due) in periods.items():
        found[indicator].append(
            PeriodFacts(pk, start, end, due, tuple(targets[pk]), tuple(actuals.get(pk, ())))
        )
    return found


def _read_actuals(
    actuals: QuerySet[Actual], country: int | None, by: str | None
) -> dict[int, list[ActualFacts]]:
    if country is not None:
        actuals = actuals.filter(country=country)
    if by is not None:
        shown = Q(cells__breakdown="") | Q(cells__pk=None)
        if by:
            shown |= Q(cells__breakdown__startswith=f"{by}:")
            shown |= Q(cells__breakdown__contains=f"|{by}:")
        actuals = actuals.filter(shown)
    rows: Any = actuals.order_by("pk").values_list(
        "pk",
        "period_id",
        "status",
        "version",
        "no_data_reason",
        *PLACE,
        "cells__breakdown",
        *(f"cells__{column}" for column in AMOUNT),
    )
    cells: dict[int, dict[str, Amount]] = {}
    facts: dict[int, tuple[Any, ...]] = {}
    for pk, period, status, version, reason, *rest in rows:
        where, (breakdown, *amount) = rest[: len(PLACE)], rest[len(PLACE) :]
        facts[pk] = (period, status, version, reason, where)
        of_actual = cells.setdefault(pk, {})
        if breakdown is not None:
            of_actual[breakdown] = amount_from(amount)
    found: dict[int, list[ActualFacts]] = defaultdict(list)
    for pk, (period, status, version, reason, where) in facts.items():
        found[period].append(
            ActualFacts(pk, place_from(where), Status(status), version, cells[pk], bool(reason))
        )
    return found


def amount_from(columns: Sequence[Any]) -> Amount:
    """Return the amount of (value, numerator, denominator, text)."""
    value, numerator, denominator, text = columns
    return Amount(value, numerator, denominator, text or "")


def place_from(ids: Sequence[int | None]) -> Place:
    """Return the path of a place from its columns: country, area, and those above the area."""
    country, *areas = ids
    path: list[Hashable] = [key for key in (country, *reversed(areas)) if key is not None]
    return tuple(path)


def with_axes(
    indicators: Sequence[IndicatorFacts], axes: Mapping[int, tuple[Axis, ...]]
) -> list[IndicatorFacts]:
    """Return the indicators with their dimensions."""
    return [replace(indicator, axes=axes.get(indicator.pk, ())) for indicator in indicators]
