"""Write many cells at once, from a paste or a workbook: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Period
from jalon.workspace.results.rules.changes import CellChange
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import Key, Report, Words, report_actuals
from jalon.workspace.results.services.holding import some


@dataclass(frozen=True, slots=True)
class Applied:
    """How much was written."""

    cells: int
    actuals: int


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
) -> Applied:
    """Write all the changes or none: one that is refused undoes the others."""
    known, said = list(changes), {_key(change): change for change in words}
    versions: dict[Key, int | None] = {key: change.version for key, change in said.items()}
    cells: dict[Key, dict[str, Amount]] = {}
    for change in known:
        cells.setdefault(_key(change), {})[change.breakdown] = change.amount
        versions[_key(change)] = change.version
    _check_visible(programme, by, {period for period, _country, _area in versions})
    reports = {
        key: Report(
            cells.get(key, {}), versions[key], said[key].words if key in said else None, whole=False
        )
        for key in dict.fromkeys([*cells, *said])
    }
    report_actuals(reports=reports, by=by)
    return Applied(len(known), len(reports))


def _key(change: CellChange | WordsChange) -> Key:
    return change.period_id, change.country_id, change.area_id


def _check_visible(programme: Programme, by: User, periods: set[int]) -> None:
    """Raise unless all the periods are of indicators of the programme that `by` may see."""
    seen = Indicator.objects.visible_to(by).filter(programme=programme)
    found = sum(
        Period.objects.filter(indicator__in=seen, pk__in=part).count() for part in some(periods)
    )
    if found < len(periods):
        raise RuleBroken("of-another-programme")
