"""Read a report as the checks look at it: with its targets, its past and its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jalon.workspace.results.models import Actual, ActualCell, Period, Target
from jalon.workspace.results.queries.facts import amount_from, place_from
from jalon.workspace.results.queries.reports import amount_of, indicator_facts
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.checks import ReportFacts
from jalon.workspace.results.rules.frequency import CONTINUOUS
from jalon.workspace.results.rules.kinds import Frequency, ReportedFor, Rule, scale_of
from jalon.workspace.results.rules.matrix import IndicatorFacts
from jalon.workspace.results.rules.totals import NOTHING, Amount, Place, Row, at_place, total

PLACE = ("country_id", "area_id", "area__parent_id", "area__parent__parent_id")
AMOUNT = ("value", "numerator", "denominator", "text")


@dataclass(frozen=True, slots=True)
class _Other:
    """A period of the indicator; with a total that was reported of it, in some place."""

    period: int
    start: date
    end: date
    actual: int | None
    place: Place
    changed_at: datetime | None
    amount: Amount


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
    programme = indicator.programme
    facts = facts or indicator_facts(indicator)
    if cells is None:
        cells = {cell.breakdown: amount_of(cell) for cell in actual.cells.all()}
    known = targets_of(actual) if targets is None else targets
    others = _others(actual)
    here = [other for other in others if other.actual and other.place == _place(actual)]
    siblings, served = _siblings(actual)
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
        correction=actual.correction,
        evidence_date=actual.evidence_date,
        life=(programme.start_date, programme.end_date),
        others=sorted({(o.start, o.end) for o in others if o.period != period.pk}),
        continuous=Frequency(indicator.frequency) in CONTINUOUS,
        redefined=timezone.localdate(indicator.redefined_at) if indicator.redefined_at else None,
        not_restated=_not_restated(actual, here),
        previous=[
            other.amount.value
            for other in here
            if other.amount.value is not None and other.end < period.end_date
        ],
        inside=_inside(actual, facts, others),
        within=_within(actual, facts, here),
        siblings=siblings,
        served=served,
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


def _others(actual: Actual) -> list[_Other]:
    """Return the indicator's periods, with the totals of its other reports (one query)."""
    rows: Any = (
        Period.objects.filter(indicator=actual.period.indicator_id)
        .filter(Q(actuals__cells__breakdown=TOTAL) | Q(actuals__cells__pk=None))
        .order_by("end_date", "start_date", "pk", "actuals__pk")
        .values_list(
            "pk",
            "start_date",
            "end_date",
            "actuals__pk",
            "actuals__changed_at",
            *(f"actuals__{name}" for name in PLACE),
            *(f"actuals__cells__{name}" for name in AMOUNT),
        )
    )
    return [
        _Other(pk, start, end, report, place_from(rest[:4]), changed_at, amount_from(rest[4:]))
        for pk, start, end, report, changed_at, *rest in rows
        if report is None or report != actual.pk
    ]


def _place(actual: Actual) -> Place:
    area = actual.area
    above = area.parent if area else None
    return place_from(
        (
            actual.country_id,
            actual.area_id,
            area.parent_id if area else None,
            above.parent_id if above else None,
        )
    )


def _not_restated(actual: Actual, here: Sequence[_Other]) -> int:
    """Return how many earlier figures are older than the present definition."""
    redefined = actual.period.indicator.redefined_at
    return sum(
        other.amount.given
        and other.end < actual.period.start_date
        and redefined is not None
        and other.changed_at is not None
        and other.changed_at < redefined
        for other in here
    )


def _within(actual: Actual, facts: IndicatorFacts, here: Sequence[_Other]) -> Amount:
    """Return what shorter periods within the actual's own come to."""
    period = actual.period
    rows = [
        Row(other.end, other.place, other.amount)
        for other in here
        if period.start_date <= other.start and other.end <= period.end_date
    ]
    return total(
        rows,
        over_periods=facts.over_periods,
        over_places=facts.over_places,
        scale=scale_of(facts.measure),
    ).amount


def _inside(actual: Actual, facts: IndicatorFacts, others: Sequence[_Other]) -> Amount:
    """Return what the places inside the actual's own add up to, once all of them have reported."""
    if actual.area_id is not None or facts.reported_for is ReportedFor.PROGRAMME:
        return NOTHING
    own = _place(actual)
    reported = [
        other
        for other in others
        if other.period == actual.period_id
        and other.amount.given
        and other.place[: len(own)] == own
        and other.place != own
    ]
    there = {other.place[0] if not own else other.place[-1] for other in reported}
    expected = _expected(actual) if reported else set()
    if not expected or expected - there:
        return NOTHING
    rows = [Row(actual.period.end_date, other.place, other.amount) for other in reported]
    return at_place(rows, facts.over_places, place=own, scale=scale_of(facts.measure))


def _expected(actual: Actual) -> set[int]:
    """Return the places inside the actual's own for which the indicator is to be reported."""
    indicator = actual.period.indicator
    if actual.country_id is not None:
        areas = indicator.programme.areas.filter(country=actual.country_id)
        return set(areas.values_list("pk", flat=True))
    chosen = set(indicator.countries.values_list("pk", flat=True))
    return chosen or set(indicator.programme.covers.values_list("country_id", flat=True))


def _siblings(actual: Actual) -> tuple[dict[str, Amount], dict[str, Decimal]]:
    """Return what the donor's other indicators say of the same days and place, and until then."""
    indicator, period = actual.period.indicator, actual.period
    if not indicator.donor_code:
        return {}, {}
    rows = (
        ActualCell.objects.filter(
            breakdown=TOTAL,
            actual__country=actual.country_id,
            actual__area=actual.area_id,
            actual__period__end_date__lte=period.end_date,
            actual__period__indicator__programme=indicator.programme_id,
        )
        .exclude(actual__period__indicator__donor_code="")
        .select_related("actual__period__indicator")
        .order_by("actual__period__end_date", "pk")
    )
    same: dict[str, Amount] = {}
    so_far: dict[str, list[Row]] = {}
    rules: dict[str, Rule] = {}
    for row in rows:
        when = row.actual.period
        code = when.indicator.donor_code
        rules[code] = Rule(when.indicator.over_periods)
        so_far.setdefault(code, []).append(Row(when.end_date, (), amount_of(row)))
        if (when.start_date, when.end_date) == (period.start_date, period.end_date):
            same[code] = amount_of(row)
    served = {
        code: total(so_far[code], over_periods=rules[code], over_places=Rule.SUM).value
        for code, amount in same.items()
        if amount.given
    }
    return same, {code: value for code, value in served.items() if value is not None}


def _proves_too(actual: Actual) -> list[str]:
    """Return the codes of other figures that the same file proves."""
    if actual.evidence is None:
        return []
    same = Actual.objects.filter(
        evidence__sha256=actual.evidence.sha256,
        period__indicator__programme=actual.period.indicator.programme_id,
    ).exclude(pk=actual.pk)
    return sorted(set(same.values_list("period__indicator__code", flat=True)))
