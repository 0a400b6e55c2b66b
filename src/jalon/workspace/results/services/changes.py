"""Write many cells at once, from a paste or a workbook: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Period
from jalon.workspace.results.queries.facts import read_axes
from jalon.workspace.results.rules.changes import CellChange, Side
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import report_actual
from jalon.workspace.results.services.periods import set_targets

Key = tuple[int, int | None, int | None]  # period, country, area


@dataclass(frozen=True, slots=True)
class Applied:
    """How much was written."""

    cells: int
    actuals: int
    targets: int


@transaction.atomic
def apply_changes(
    *, programme: Programme, changes: Iterable[CellChange], by: User, reason: str = ""
) -> Applied:
    """Write all the changes or none: one that is refused undoes the others."""
    known = list(changes)
    periods = _periods(programme, by, {change.period_id for change in known})
    countries = Country.objects.in_bulk({c.country_id for c in known if c.country_id is not None})
    areas = Area.objects.in_bulk({c.area_id for c in known if c.area_id is not None})
    axes = read_axes({period.indicator_id for period in periods.values()})
    actuals, versions = _grouped(known, Side.ACTUAL)
    for (period_id, country_id, area_id), cells in actuals.items():
        period = periods[period_id]
        report_actual(
            period=period,
            country=countries.get(country_id) if country_id else None,
            area=areas.get(area_id) if area_id else None,
            cells=cells,
            by=by,
            version=versions[period_id, country_id, area_id],
            whole=False,
            axes=axes.get(period.indicator_id, ()),
        )
    targets, _none = _grouped(known, Side.TARGET)
    for (period_id, country_id, area_id), cells in targets.items():
        set_targets(
            period=periods[period_id],
            country=countries.get(country_id) if country_id else None,
            area=areas.get(area_id) if area_id else None,
            amounts=cells,
            by=by,
            reason=reason,
        )
    return Applied(len(known), len(actuals), len(targets))


def _periods(programme: Programme, by: User, wanted: set[int]) -> dict[int, Period]:
    """Return the periods, all of indicators of the programme that `by` may see."""
    seen = Indicator.objects.visible_to(by).filter(programme=programme)
    periods = Period.objects.filter(indicator__in=seen).select_related("indicator__programme")
    found = periods.in_bulk(wanted)
    if len(found) < len(wanted):
        raise RuleBroken("of-another-programme")
    return found


def _grouped(
    changes: Iterable[CellChange], side: Side
) -> tuple[dict[Key, dict[str, Amount]], dict[Key, int | None]]:
    cells: dict[Key, dict[str, Amount]] = {}
    versions: dict[Key, int | None] = {}
    for change in changes:
        if change.side is side:
            key = (change.period_id, change.country_id, change.area_id)
            cells.setdefault(key, {})[change.breakdown] = change.amount
            versions[key] = change.version
    return cells, versions
