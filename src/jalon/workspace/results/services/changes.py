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
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.periods import set_targets

Key = tuple[int, int | None, int | None]  # period, country, area


@dataclass(frozen=True, slots=True)
class Applied:
    """How much was written."""

    cells: int
    actuals: int
    targets: int


@dataclass(frozen=True, slots=True)
class WordsChange:
    """What is to be said beside the figures of a period and place, from now on."""

    period_id: int
    words: Words
    country_id: int | None = None
    area_id: int | None = None
    version: int | None = None


@transaction.atomic
def apply_changes(
    *,
    programme: Programme,
    changes: Iterable[CellChange],
    by: User,
    words: Iterable[WordsChange] = (),
    reason: str = "",
) -> Applied:
    """Write all the changes or none: one that is refused undoes the others."""
    known, said = list(changes), list(words)
    both: list[CellChange | WordsChange] = [*known, *said]
    periods = _periods(programme, by, {change.period_id for change in both})
    countries = Country.objects.in_bulk({c.country_id for c in both if c.country_id is not None})
    areas = Area.objects.in_bulk({c.area_id for c in both if c.area_id is not None})
    axes = read_axes({period.indicator_id for period in periods.values()})
    actuals, versions = _grouped(known, Side.ACTUAL)
    spoken = {(c.period_id, c.country_id, c.area_id): c for c in said}
    for key in dict.fromkeys([*actuals, *spoken]):
        period_id, country_id, area_id = key
        period = periods[period_id]
        report_actual(
            period=period,
            country=countries.get(country_id) if country_id else None,
            area=areas.get(area_id) if area_id else None,
            cells=actuals.get(key, {}),
            by=by,
            version=versions[key] if key in versions else spoken[key].version,
            words=spoken[key].words if key in spoken else None,
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
    return Applied(len(known), len({*actuals, *spoken}), len(targets))


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
