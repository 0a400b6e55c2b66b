"""Read a report as the checks look at it: with its targets, its past and its neighbours."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from jalon.workspace.results.models import Actual, Target
from jalon.workspace.results.queries.around import (
    Around,
    Cells,
    Other,
    read_around,
    reported_inside,
)
from jalon.workspace.results.queries.reports import amount_of
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.checks import ReportFacts
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.frequency import CONTINUOUS
from jalon.workspace.results.rules.kinds import Frequency, Rule, scale_of
from jalon.workspace.results.rules.totals import NOTHING, Amount, Place, Row, at_place, total


def report_facts(
    actual: Actual,
    *,
    facts: IndicatorFacts | None = None,
    cells: Cells | None = None,
    targets: Sequence[Target] | None = None,
) -> ReportFacts:
    """Return what the checks need to know of a report; what is given is not read again."""
    return _facts_of(actual, read_around([actual], facts=facts, cells=cells, targets=targets))


def facts_of_reports(actuals: Sequence[Actual]) -> dict[int, ReportFacts]:
    """Return what the checks need to know of many reports, in a few queries."""
    around = read_around(actuals)
    return {actual.pk: _facts_of(actual, around) for actual in actuals}


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


def _facts_of(actual: Actual, around: Around) -> ReportFacts:
    period = actual.period
    indicator = period.indicator
    programme = indicator.programme
    own = around.place_of(actual)
    known = around.targets.get((indicator.pk, actual.country_id, actual.area_id), ())
    others = [one for one in around.others.get(indicator.pk, ()) if not _is(one, actual)]
    here = [one for one in others if one.actual and one.place == own]
    facts = around.facts[indicator.pk]
    siblings, served = _siblings(actual, around)
    return ReportFacts(
        indicator=facts,
        start=period.start_date,
        end=period.end_date,
        today=timezone.localdate(),
        cells=around.cells.get(actual.pk, {}),
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
        inside=_inside(actual, facts, others, own, around),
        within=_within(actual, facts, here),
        siblings=siblings,
        served=served,
        proves_too=_proves_too(actual, around),
    )


def _is(other: Other, actual: Actual) -> bool:
    return other.actual is not None and other.actual == actual.pk


def _not_restated(actual: Actual, here: Sequence[Other]) -> int:
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


def _within(actual: Actual, facts: IndicatorFacts, here: Sequence[Other]) -> Amount:
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


def _inside(
    actual: Actual, facts: IndicatorFacts, others: Sequence[Other], own: Place, around: Around
) -> Amount:
    """Return what the places inside the actual's own add up to, once all of them have reported."""
    reported = reported_inside(actual, others, own)
    there = {other.place[0] if not own else other.place[-1] for other in reported}
    expected = around.expected.get((facts.pk, actual.country_id), frozenset())
    if not expected or expected - there:
        return NOTHING
    rows = [Row(actual.period.end_date, other.place, other.amount) for other in reported]
    return at_place(rows, facts.over_places, place=own, scale=scale_of(facts.measure))


def _siblings(actual: Actual, around: Around) -> tuple[Mapping[str, Amount], Mapping[str, Decimal]]:
    """Return what the donor's other indicators say of the same days and place, and until then."""
    indicator, period = actual.period.indicator, actual.period
    if not indicator.donor_code:
        return {}, {}
    same: dict[str, Amount] = {}
    so_far: dict[str, list[Row]] = {}
    rules: dict[str, Rule] = {}
    for row in around.donors.get((indicator.programme_id, actual.country_id, actual.area_id), ()):
        when = row.actual.period
        if when.end_date > period.end_date:
            continue
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


def _proves_too(actual: Actual, around: Around) -> list[str]:
    """Return the codes of other figures that the same file proves."""
    if actual.evidence is None:
        return []
    programme = actual.period.indicator.programme_id
    proved = around.proofs.get(actual.evidence.sha256, ())
    return sorted({code for pk, where, code in proved if pk != actual.pk and where == programme})
