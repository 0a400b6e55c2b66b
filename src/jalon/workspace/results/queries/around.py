"""Read what stands around reports, for one or for hundreds of them: the queries do not grow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from jalon.workspace.places.models import Area
from jalon.workspace.programmes.models import Programme, ProgrammeCountry
from jalon.workspace.results.models import Actual, ActualCell, Indicator, Period, Target
from jalon.workspace.results.queries.facts import AMOUNT, PLACE, amount_from, place_from, read_axes
from jalon.workspace.results.queries.reports import amount_of, indicator_facts
from jalon.workspace.results.rules.breakdowns import TOTAL
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import ReportedFor
from jalon.workspace.results.rules.totals import Amount, Place

Cells = Mapping[str, Amount]
At = tuple[int, int | None, int | None]  # an indicator or a programme, a country, an area


@dataclass(frozen=True, slots=True)
class Other:
    """A period of the indicator; with a total that was reported of it, in some place."""

    period: int
    start: date
    end: date
    actual: int | None
    place: Place
    changed_at: datetime | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around some reports."""

    facts: Mapping[int, IndicatorFacts]  # by indicator
    cells: Mapping[int, Cells]  # by actual
    targets: Mapping[At, Sequence[Target]]  # of the total, by period
    others: Mapping[int, Sequence[Other]]  # by indicator, its periods with what was reported
    donors: Mapping[At, Sequence[ActualCell]]  # by programme: totals of what the donor asks for
    proofs: Mapping[str, Sequence[tuple[int, int, str]]]  # by hash: actual, programme, code
    expected: Mapping[tuple[int, int | None], frozenset[int]]  # by indicator, country: places in it

    def place_of(self, actual: Actual) -> Place:
        """Return the path of a report's place."""
        others = self.others.get(actual.period.indicator_id, ())
        places = (one.place for one in others if one.actual and one.actual == actual.pk)
        found = next(places, None)
        return _walked(actual) if found is None else found


def read_around(
    actuals: Sequence[Actual],
    *,
    facts: IndicatorFacts | None = None,
    cells: Cells | None = None,
    targets: Sequence[Target] | None = None,
) -> Around:
    """Return what stands around these; of a single one, what is given is not read again."""
    indicators = {actual.period.indicator_id: actual.period.indicator for actual in actuals}
    others = _others(indicators)
    return Around(
        facts=_facts(indicators) if facts is None else {facts.pk: facts},
        cells=_cells(actuals) if cells is None else {actual.pk: cells for actual in actuals},
        targets=_targets(actuals)
        if targets is None
        else {_at(actual): targets for actual in actuals},
        others=others,
        donors=_donors(actuals),
        proofs=_proofs(actuals),
        expected=_expected([one for one in actuals if _has_parts(one, others)]),
    )


def _at(actual: Actual) -> At:
    return actual.period.indicator_id, actual.country_id, actual.area_id


def _facts(indicators: Mapping[int, Indicator]) -> dict[int, IndicatorFacts]:
    axes = read_axes(indicators.keys())
    return {key: indicator_facts(one, axes.get(key, ())) for key, one in indicators.items()}


def _cells(actuals: Iterable[Actual]) -> dict[int, dict[str, Amount]]:
    found: dict[int, dict[str, Amount]] = {actual.pk: {} for actual in actuals}
    for cell in ActualCell.objects.filter(actual__in=found.keys()):
        found[cell.actual_id][cell.breakdown] = amount_of(cell)
    return found


def _targets(actuals: Sequence[Actual]) -> dict[At, list[Target]]:
    rows = (
        Target.objects.filter(
            period__indicator__in={actual.period.indicator_id for actual in actuals},
            breakdown=TOTAL,
        )
        .select_related("period")
        .order_by("period__end_date")
    )
    found: dict[At, list[Target]] = defaultdict(list)
    for row in rows:
        found[row.period.indicator_id, row.country_id, row.area_id].append(row)
    return found


def _others(indicators: Collection[int]) -> dict[int, list[Other]]:
    rows: Any = (
        Period.objects.filter(indicator__in=indicators)
        .filter(Q(actuals__cells__breakdown=TOTAL) | Q(actuals__cells__pk=None))
        .order_by("end_date", "start_date", "pk", "actuals__pk")
        .values_list(
            "indicator_id",
            "pk",
            "start_date",
            "end_date",
            "actuals__pk",
            "actuals__changed_at",
            *(f"actuals__{name}" for name in PLACE),
            *(f"actuals__cells__{name}" for name in AMOUNT),
        )
    )
    found: dict[int, list[Other]] = defaultdict(list)
    for indicator, pk, start, end, report, changed_at, *rest in rows:
        place, amount = place_from(rest[: len(PLACE)]), amount_from(rest[len(PLACE) :])
        found[indicator].append(Other(pk, start, end, report, place, changed_at, amount))
    return found


def _donors(actuals: Sequence[Actual]) -> dict[At, list[ActualCell]]:
    """Return the totals of a programme's donor indicators by place (no query without any)."""
    asked = [actual for actual in actuals if actual.period.indicator.donor_code]
    if not asked:
        return {}
    programmes = {actual.period.indicator.programme_id for actual in asked}
    rows = (
        ActualCell.objects.filter(
            breakdown=TOTAL, actual__period__indicator__programme__in=programmes
        )
        .exclude(actual__period__indicator__donor_code="")
        .select_related("actual__period__indicator")
        .order_by("actual__period__end_date", "pk")
    )
    found: dict[At, list[ActualCell]] = defaultdict(list)
    for row in rows:
        programme = row.actual.period.indicator.programme_id
        found[programme, row.actual.country_id, row.actual.area_id].append(row)
    return found


def _proofs(actuals: Sequence[Actual]) -> dict[str, list[tuple[int, int, str]]]:
    """Return which figures the same files prove (no query without a file)."""
    hashes = {actual.evidence.sha256 for actual in actuals if actual.evidence}
    if not hashes:
        return {}
    rows: Any = Actual.objects.filter(evidence__sha256__in=hashes).values_list(
        "evidence__sha256", "pk", "period__indicator__programme", "period__indicator__code"
    )
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for sha256, actual, programme, code in rows:
        found[sha256].append((actual, programme, code))
    return found


def reported_inside(actual: Actual, others: Iterable[Other], own: Place) -> list[Other]:
    """Return what was reported of the same period in places inside a report's own."""
    if actual.area_id is not None:
        return []
    if actual.period.indicator.reported_for == ReportedFor.PROGRAMME:
        return []
    return [
        other
        for other in others
        if other.period == actual.period_id
        and other.amount.given
        and other.place[: len(own)] == own
        and other.place != own
    ]


def _has_parts(actual: Actual, others: Mapping[int, Sequence[Other]]) -> bool:
    own: Place = () if actual.country_id is None else (actual.country_id,)
    return bool(reported_inside(actual, others.get(actual.period.indicator_id, ()), own))


def _expected(actuals: Sequence[Actual]) -> dict[tuple[int, int | None], frozenset[int]]:
    """Return for which places inside their own the indicators are to be reported."""
    of_country = [actual for actual in actuals if actual.country_id is not None]
    whole = [actual for actual in actuals if actual.country_id is None]
    areas: dict[tuple[int, int], set[int]] = defaultdict(set)
    chosen: dict[int, set[int]] = defaultdict(set)
    covered: dict[int, set[int]] = defaultdict(set)
    if of_country:
        programmes = {actual.period.indicator.programme_id for actual in of_country}
        for programme, country, area in Programme.areas.through.objects.filter(
            programme__in=programmes
        ).values_list("programme", "area__country", "area"):
            areas[programme, country].add(area)
    if whole:
        links = Indicator.countries.through.objects.filter(
            indicator__in={actual.period.indicator_id for actual in whole}
        )
        for indicator, country in links.values_list("indicator", "country"):
            chosen[indicator].add(country)
        covers = ProgrammeCountry.objects.filter(
            programme__in={actual.period.indicator.programme_id for actual in whole}
        )
        for programme, country in covers.values_list("programme", "country"):
            covered[programme].add(country)
    found = {}
    for actual in actuals:
        key, programme = actual.period.indicator_id, actual.period.indicator.programme_id
        places = (
            chosen[key] or covered[programme]
            if actual.country_id is None
            else areas[programme, actual.country_id]
        )
        found[key, actual.country_id] = frozenset(places)
    return found


def _walked(actual: Actual) -> Place:
    areas: list[int | None] = []
    area: Area | None = actual.area
    while area is not None:
        areas.append(area.pk)
        area = area.parent if area.parent_id else None
    return place_from([actual.country_id, *areas])
