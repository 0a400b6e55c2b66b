"""Report what was reached. Saving is never stopped by what is incomplete."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.services.locking import check_version
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Actual, ActualCell, Period
from jalon.workspace.results.queries.reports import amount_of, axes_of
from jalon.workspace.results.rules.breakdowns import TOTAL, Axis, canonical, check_known
from jalon.workspace.results.rules.cells import cell_of, completed
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import Status, check_editable
from jalon.workspace.results.services.locking import check_not_archived, touch
from jalon.workspace.results.services.periods import check_place, written


@dataclass(frozen=True, slots=True)
class Words:
    """What a report says beside its figures."""

    narrative: str = ""
    no_data_reason: str = ""
    source: str = ""
    evidence: StoredFile | None = None


@transaction.atomic
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
    axes: tuple[Axis, ...] | None = None,
) -> Actual:
    """Write what was reached in a period and place, as a draft.

    `cells` are all the cells; without `whole` only those that change. `version` is the one that
    the form saw: 0 where there was no actual yet, None where nobody looked.
    """
    period = (
        Period.objects.select_for_update(of=("self",))
        .select_related("indicator__programme")
        .get(pk=period.pk)
    )
    indicator = period.indicator
    permissions.check_may_with(
        by, Permission.ACTUAL_REPORT, indicator, country.pk if country else None
    )
    check_not_archived(indicator.programme)
    check_place(indicator, country, area)
    axes = axes_of(indicator) if axes is None else axes
    amounts = _checked(cells, Measure(indicator.measure), axes)

    actual, is_new = _take(period, country, area, version)
    if is_new:
        actual.reported_by = by
        actual.save()
    before = {} if is_new else _facts(actual)
    _write_cells(actual, amounts, Measure(indicator.measure), axes, whole=whole)
    if words is not None:
        actual.narrative, actual.no_data_reason = words.narrative, words.no_data_reason
        actual.source, actual.evidence = words.source, words.evidence
    after = _facts(actual)
    if before == after:
        return actual
    if not is_new:
        actual.reported_by = by
        touch(
            actual,
            "narrative",
            "no_data_reason",
            "source",
            "evidence",
            "reported_by",
            "changed_at",
        )
    elif words is not None:
        actual.save()
    record(
        by=by,
        what="results.actual-reported",
        target=actual,
        programme_id=indicator.programme_id,
        before={key: value for key, value in before.items() if after.get(key) != value},
        after={key: value for key, value in after.items() if before.get(key) != value},
    )
    return actual


def _take(
    period: Period, country: Country | None, area: Area | None, version: int | None
) -> tuple[Actual, bool]:
    """Return the actual of a place, or a new one; the period is held, so nobody makes another."""
    actual = (
        Actual.objects.select_for_update().filter(period=period, country=country, area=area).first()
    )
    if actual is None:
        if version:
            raise RuleBroken("actual-gone")
        return Actual(period=period, country=country, area=area), True
    check_editable(Status(actual.status))
    if version is not None:
        check_version(actual, version)
    return actual, False


def _checked(
    cells: Mapping[str, Amount], measure: Measure, axes: tuple[Axis, ...]
) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for breakdown, amount in cells.items():
        cell = canonical(breakdown)
        check_known(cell, axes)
        found[cell] = completed(amount, measure)
    return found


def _write_cells(
    actual: Actual,
    amounts: Mapping[str, Amount],
    measure: Measure,
    axes: tuple[Axis, ...],
    *,
    whole: bool,
) -> None:
    """Make the cells of an actual what they should be, with its total added up if nobody gave it.

    The total is always there, so that readers who show it alone need no other cell.
    """
    rows = {cell.breakdown: cell for cell in actual.cells.all()}
    typed = {
        key: amount_of(row)
        for key, row in rows.items()
        if not whole and not row.computed and amount_of(row) != NOTHING
    }
    typed |= amounts
    typed = {key: amount for key, amount in typed.items() if amount != NOTHING}
    computed = TOTAL not in typed
    wanted = {TOTAL: cell_of(typed, (), measure, axes=axes), **typed}
    for breakdown, amount in wanted.items():
        row = rows.pop(breakdown, None) or ActualCell(actual=actual, breakdown=breakdown)
        is_computed = computed and breakdown == TOTAL
        if row.pk and amount_of(row) == amount and row.computed == is_computed:
            continue
        row.value, row.numerator = amount.value, amount.numerator
        row.denominator, row.text = amount.denominator, amount.text
        row.computed = is_computed
        row.save()
    if rows:
        actual.cells.filter(pk__in=[row.pk for row in rows.values()]).delete()


def _facts(actual: Actual) -> dict[str, object]:
    """Return an actual as the trail keeps it."""
    cells = {
        row.breakdown or "total": written(amount_of(row))
        for row in ActualCell.objects.filter(actual=actual).order_by("breakdown")
        if amount_of(row) != NOTHING
    }
    words = {
        "narrative": actual.narrative,
        "no_data_reason": actual.no_data_reason,
        "source": actual.source,
        "evidence": actual.evidence.original_name if actual.evidence else "",
    }
    return {**cells, **{key: text for key, text in words.items() if text}}
