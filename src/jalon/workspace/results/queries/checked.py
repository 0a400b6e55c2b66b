"""Read a report as the checks look at it: with its targets, its past and its neighbours."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from jalon.workspace.results.models import Actual, ActualCell, Target
from jalon.workspace.results.queries.reports import amount_of, indicator_facts
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.checks import ReportFacts
from jalon.workspace.results.rules.kinds import ReportedFor, scale_of
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount, Row, at_place


def report_facts(
    actual: Actual,
    *,
    facts: IndicatorFacts | None = None,
    cells: Mapping[str, Amount] | None = None,
    targets: Sequence[Target] | None = None,
) -> ReportFacts:
    """Return what the checks need to know of a report; two queries if the rest is given."""
    period = actual.period
    indicator = period.indicator
    facts = facts or indicator_facts(indicator)
    if cells is None:
        cells = {cell.breakdown: amount_of(cell) for cell in actual.cells.all()}
    known = targets_of(actual) if targets is None else targets
    totals = _totals(actual)
    return ReportFacts(
        indicator=facts,
        start=period.start_date,
        end=period.end_date,
        today=timezone.localdate(),
        cells=cells,
        narrative=actual.narrative,
        no_data_reason=actual.no_data_reason,
        has_source=bool(actual.source.strip()) or actual.evidence_id is not None,
        may_exceed_100=indicator.may_exceed_100,
        target=next((amount_of(t) for t in known if t.period_id == period.pk), NOTHING),
        end_target=amount_of(known[-1]) if known else NOTHING,
        previous=[
            cell.value
            for cell in totals
            if cell.value is not None
            and (cell.actual.country_id, cell.actual.area_id) == (actual.country_id, actual.area_id)
            and cell.actual.period.end_date < period.end_date
        ],
        inside=_inside(actual, facts, totals),
        siblings=_siblings(actual),
        proves_too=_proves_too(actual),
    )


def targets_of(actual: Actual) -> list[Target]:
    """Return the targets of an indicator in the actual's place, by period (one query)."""
    return list(
        Target.objects.filter(
            period__indicator=actual.period.indicator_id,
            breakdown=TOTAL,
            country=actual.country_id,
            area=actual.area_id,
        ).order_by("period__end_date")
    )


def _totals(actual: Actual) -> list[ActualCell]:
    """Return the totals of the indicator's other reports, oldest first (one query)."""
    return list(
        ActualCell.objects.filter(
            breakdown=TOTAL, actual__period__indicator=actual.period.indicator_id
        )
        .exclude(actual=actual.pk)
        .select_related("actual__period", "actual__area")
        .order_by("actual__period__end_date", "pk")
    )


def _inside(actual: Actual, facts: IndicatorFacts, totals: Sequence[ActualCell]) -> Amount:
    """Return what the places inside the actual's own add up to, once all of them have reported."""
    if actual.area_id is not None:
        return NOTHING
    reported = [
        cell
        for cell in totals
        if cell.actual.period_id == actual.period_id
        and amount_of(cell).given
        and actual.country_id in {None, cell.actual.country_id}
    ]
    if not reported or facts.reported_for is ReportedFor.PROGRAMME:
        return NOTHING
    there = {
        cell.actual.country_id if actual.country_id is None else cell.actual.area_id
        for cell in reported
    }
    expected = _expected(actual)
    if not expected or expected - there:
        return NOTHING
    rows = [Row(actual.period.end_date, _path(cell.actual), amount_of(cell)) for cell in reported]
    place = () if actual.country_id is None else (actual.country_id,)
    return at_place(rows, facts.over_places, place=place, scale=scale_of(facts.measure))


def _expected(actual: Actual) -> set[int]:
    """Return the places inside the actual's own for which the indicator is to be reported."""
    indicator = actual.period.indicator
    if actual.country_id is not None:
        areas = indicator.programme.areas.filter(country=actual.country_id)
        return set(areas.values_list("pk", flat=True))
    chosen = set(indicator.countries.values_list("pk", flat=True))
    return chosen or set(indicator.programme.covers.values_list("country_id", flat=True))


def _path(actual: Actual) -> tuple[int, ...]:
    keys = (actual.country_id, actual.area.parent_id if actual.area else None, actual.area_id)
    return tuple(key for key in keys if key is not None)


def _siblings(actual: Actual) -> dict[str, Amount]:
    """Return what the donor's other indicators say of the same days and place."""
    indicator, period = actual.period.indicator, actual.period
    if not indicator.donor_code:
        return {}
    rows = ActualCell.objects.filter(
        breakdown=TOTAL,
        actual__country=actual.country_id,
        actual__area=actual.area_id,
        actual__period__end_date=period.end_date,
        actual__period__start_date=period.start_date,
        actual__period__indicator__programme=indicator.programme_id,
    ).exclude(actual__period__indicator__donor_code="")
    return {
        row.actual.period.indicator.donor_code: amount_of(row)
        for row in rows.select_related("actual__period__indicator")
    }


def _proves_too(actual: Actual) -> list[str]:
    """Return the codes of other figures that the same file proves."""
    if actual.evidence is None:
        return []
    same = Actual.objects.filter(
        evidence__sha256=actual.evidence.sha256,
        period__indicator__programme=actual.period.indicator.programme_id,
    ).exclude(pk=actual.pk)
    return sorted(set(same.values_list("period__indicator__code", flat=True)))
