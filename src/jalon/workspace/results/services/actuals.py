"""Report what was reached. Saving is never stopped by what is incomplete."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, Period
from jalon.workspace.results.rules.breakdowns import Axis, canonical, check_known
from jalon.workspace.results.rules.cells import completed, fitted, kept_cells
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.holding import Held, Key, hold
from jalon.workspace.results.services.keeping import Plan, Words, keep, plan_of
from jalon.workspace.results.services.periods import check_place

__all__ = ["Key", "Report", "Words", "report_actual", "report_actuals"]


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be written of one period and place.

    `cells` are all the cells; without `whole` only those that change. `version` is the one that
    the form saw: 0 where there was no actual yet, None where nobody looked. Without `words` those
    that are there stay.
    """

    cells: Mapping[str, Amount]
    version: int | None
    words: Words | None = None
    whole: bool = True


def report_actual(
    *,
    period: Period,
    cells: Mapping[str, Amount],
    by: User,
    version: int | None,
    country: Country | None = None,
    area: Area | None = None,
    words: Words | None = None,
    whole: bool = True,
) -> Actual:
    """Write what was reached in a period and place, as a draft; see `Report`."""
    key = (period.pk, country.pk if country else None, area.pk if area else None)
    return report_actuals(reports={key: Report(cells, version, words, whole)}, by=by)[key]


@transaction.atomic
def report_actuals(*, reports: Mapping[Key, Report], by: User) -> dict[Key, Actual]:
    """Write what was reached in many periods and places: all of it, or nothing.

    The number of queries does not grow with each report, only with every few hundred.
    """
    held = hold(reports)
    plans = {key: _planned(held, key, report, by) for key, report in reports.items()}
    keep(plans.values(), by)
    return {key: plan.actual for key, plan in plans.items()}


def _planned(held: Held, key: Key, report: Report, by: User) -> Plan:
    """Return what a report makes of the rows that are there, or raise what it breaks."""
    period = held.periods[key[0]]
    indicator = period.indicator
    permissions.check_may_with(by, Permission.ACTUAL_REPORT, indicator, key[1])
    check_running(indicator.programme)
    country, area = held.place(key)
    check_place(country, area, held.covered[indicator.programme_id])
    measure, axes = Measure(indicator.measure), held.axes.get(indicator.pk, ())
    amounts = _checked(report.cells, measure, axes)
    actual = held.actual(key, report.version)
    there = held.cells.get(actual.pk, {})
    cells = kept_cells(
        {} if report.whole else {cell: row.entry for cell, row in there.items()},
        amounts,
        measure,
        axes,
    )
    return plan_of(actual, there, cells, report.words)


def _checked(
    cells: Mapping[str, Amount], measure: Measure, axes: tuple[Axis, ...]
) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for breakdown, amount in cells.items():
        cell = canonical(breakdown)
        check_known(cell, axes)
        found[cell] = fitted(completed(amount, measure))
    return found
