"""Read a report as the checks look at it."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.workspace.places.models import Area
from jalon.workspace.results.models import Actual, ActualCell, DimensionValue, Indicator, Target
from jalon.workspace.results.rules.breakdowns import TOTAL, Axis
from jalon.workspace.results.rules.checks import ReportFacts
from jalon.workspace.results.rules.kinds import (
    Direction,
    Measure,
    ReportedFor,
    Rule,
    scale_of,
)
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount, Row, at_place


def indicator_facts(indicator: Indicator) -> IndicatorFacts:
    """Return one indicator with its dimensions, as the rules look at it."""
    return IndicatorFacts(
        pk=indicator.pk,
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        measure=Measure(indicator.measure),
        direction=Direction(indicator.direction),
        decimals=indicator.decimals,
        over_periods=Rule(indicator.over_periods),
        over_places=Rule(indicator.over_places),
        reported_for=ReportedFor(indicator.reported_for),
        result_id=indicator.result_id,
        baseline=Amount(
            indicator.baseline_value,
            indicator.baseline_numerator,
            indicator.baseline_denominator,
        ),
        baseline_year=indicator.baseline_year,
        donor_code=indicator.donor_code,
        responsible_id=indicator.responsible_id,
        organisation_id=indicator.organisation_id,
        crossed=indicator.crossed,
        axes=axes_of(indicator),
    )


def axes_of(indicator: Indicator) -> tuple[Axis, ...]:
    """Return what an indicator is divided by, in order."""
    rows = (
        DimensionValue.objects.filter(dimension__divides__indicator=indicator)
        .order_by("dimension__divides__order", "dimension__key", "order", "pk")
        .values_list(
            "dimension__key", "dimension__divides__required", "dimension__exclusive", "key"
        )
    )
    found: dict[tuple[str, bool, bool], list[str]] = {}
    for key, required, exclusive, value in rows:
        found.setdefault((key, required, exclusive), []).append(value)
    return tuple(
        Axis(key, tuple(values), required, exclusive)
        for (key, required, exclusive), values in found.items()
    )


def report_facts(actual: Actual) -> ReportFacts:
    """Return what the checks need to know of a report, of its place and of its neighbours."""
    period = actual.period
    indicator = period.indicator
    facts = indicator_facts(indicator)
    here = {"country": actual.country_id, "area": actual.area_id}
    return ReportFacts(
        indicator=facts,
        start=period.start_date,
        end=period.end_date,
        today=timezone.localdate(),
        cells={cell.breakdown: amount_of(cell) for cell in actual.cells.all()},
        narrative=actual.narrative,
        no_data_reason=actual.no_data_reason,
        has_source=bool(actual.source.strip()) or actual.evidence_id is not None,
        may_exceed_100=indicator.may_exceed_100,
        target=_target(Target.objects.filter(period=period, **here).order_by("pk")),
        end_target=_target(
            Target.objects.filter(period__indicator=indicator, **here).order_by("-period__end_date")
        ),
        previous=_previous(actual),
        inside=_inside(actual, facts),
        siblings=_siblings(actual),
    )


def amount_of(row: ActualCell | Target) -> Amount:
    """Return the amount that a row holds."""
    return Amount(row.value, row.numerator, row.denominator, row.text)


def _target(rows: QuerySet[Target]) -> Amount:
    row = rows.filter(breakdown=TOTAL).first()
    return amount_of(row) if row else NOTHING


def _previous(actual: Actual) -> list[Decimal]:
    rows = (
        ActualCell.objects.filter(
            breakdown=TOTAL,
            value__isnull=False,
            actual__period__indicator=actual.period.indicator_id,
            actual__period__end_date__lt=actual.period.end_date,
            actual__country=actual.country_id,
            actual__area=actual.area_id,
        )
        .order_by("actual__period__end_date")
        .values_list("value", flat=True)
    )
    return [value for value in rows if value is not None]


def _inside(actual: Actual, facts: IndicatorFacts) -> Amount:
    """Return what the places inside the actual's own add up to, once all of them have reported."""
    if actual.area_id is not None:
        return NOTHING
    rows = ActualCell.objects.filter(
        Q(value__isnull=False) | ~Q(text=""), breakdown=TOTAL, actual__period=actual.period_id
    ).exclude(actual=actual.pk)
    programme = actual.period.indicator.programme
    if actual.country_id is None:
        chosen = actual.period.indicator.countries.values_list("pk", flat=True)
        expected = set(chosen) or set(programme.covers.values_list("country_id", flat=True))
    else:
        rows = rows.filter(actual__country=actual.country_id)
        areas = programme.areas.filter(country=actual.country_id)
        expected = set(areas.values_list("pk", flat=True))
    reported = list(rows.select_related("actual", "actual__area"))
    there = {
        row.actual.country_id if actual.country_id is None else row.actual.area_id
        for row in reported
    }
    if not expected or expected - there:
        return NOTHING
    found = [
        Row(actual.period.end_date, _path(row.actual, row.actual.area), amount_of(row))
        for row in reported
    ]
    place = () if actual.country_id is None else (actual.country_id,)
    return at_place(found, facts.over_places, place=place, scale=scale_of(facts.measure))


def _path(actual: Actual, area: Area | None) -> tuple[int, ...]:
    keys = (actual.country_id, area.parent_id if area else None, actual.area_id)
    return tuple(key for key in keys if key is not None)


def _siblings(actual: Actual) -> dict[str, Amount]:
    """Return what the donor's other indicators say of the same days and place."""
    if not actual.period.indicator.donor_code:
        return {}
    rows = ActualCell.objects.filter(
        breakdown=TOTAL,
        actual__country=actual.country_id,
        actual__area=actual.area_id,
        actual__period__end_date=actual.period.end_date,
        actual__period__start_date=actual.period.start_date,
        actual__period__indicator__programme=actual.period.indicator.programme_id,
    ).exclude(actual__period__indicator__donor_code="")
    return {
        row.actual.period.indicator.donor_code: amount_of(row)
        for row in rows.select_related("actual__period__indicator")
    }
