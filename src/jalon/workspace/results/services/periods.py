"""Set the targets of an indicator's periods."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_running, locked, touch
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Indicator, Period, Target
from jalon.workspace.results.queries.reports import amount_of, axes_of
from jalon.workspace.results.rules.breakdowns import canonical, check_known
from jalon.workspace.results.rules.cells import completed
from jalon.workspace.results.rules.checks.past import check_target_change
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.totals import NOTHING, Amount


@transaction.atomic
def set_targets(
    *,
    period: Period,
    amounts: Mapping[str, Amount],
    by: User,
    country: Country | None = None,
    area: Area | None = None,
    reason: str = "",
) -> None:
    """Set the targets of a period and place, by cell; nothing given removes a target."""
    indicator = period.indicator
    permissions.check_can_edit(by, indicator.programme_id)
    check_running(indicator.programme)
    covers = indicator.programme.covers.filter(country=country)
    check_place(country, area, covers.values_list("country_id", flat=True))
    axes = axes_of(indicator)
    agreed = indicator.programme.status != Programme.Status.PIPELINE
    rows = {
        target.breakdown: target
        for target in Target.objects.select_for_update().filter(
            period=period, country=country, area=area
        )
    }
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for breakdown, amount in amounts.items():
        cell = canonical(breakdown)
        check_known(cell, axes)
        row = rows.get(cell)
        old, new = amount_of(row) if row else NOTHING, completed(amount, Measure(indicator.measure))
        if old == new:
            continue
        check_target_change(old, new, agreed=agreed, reason=reason)
        before[cell or "total"], after[cell or "total"] = written(old), written(new)
        _put(row or Target(period=period, country=country, area=area, breakdown=cell), new)
    if after:
        record(
            by=by,
            what="results.targets-set",
            target=indicator,
            programme_id=indicator.programme_id,
            before={"period": str(period), **before},
            after={"period": str(period), **after},
            reason=reason,
        )


@transaction.atomic
def set_all_targets(
    *,
    indicator: Indicator,
    amounts: Mapping[Period, Mapping[str, Amount]],
    version: int,
    by: User,
    country: Country | None = None,
    area: Area | None = None,
    reason: str = "",
) -> None:
    """Set the targets of an indicator's periods in a place, all or none.

    They count as a change of the indicator: `version` is the one that was looked at.
    """
    row = locked(Indicator.objects, indicator.pk, version)
    for period, of_period in amounts.items():
        period.indicator = row
        set_targets(
            period=period, amounts=of_period, by=by, country=country, area=area, reason=reason
        )
    touch(row)


def check_place(country: Country | None, area: Area | None, covered: Collection[int]) -> None:
    """Raise if a place is not one of the programme, which covers these countries."""
    if area is not None and (country is None or area.country_id != country.pk):
        raise RuleBroken("area-of-another-country")
    if country is not None and country.pk not in covered:
        raise RuleBroken("indicator-country-not-covered", country=str(country))


def written(amount: Amount) -> str:
    """Return an amount as the trail keeps it."""
    if amount.text:
        return amount.text
    if amount.is_fraction:
        return f"{_plain(amount.numerator)}/{_plain(amount.denominator)}"
    return _plain(amount.value)


def _plain(value: Decimal | None) -> str:
    """Return a number without the noughts that a database adds."""
    return "" if value is None else f"{value.normalize():f}"


def _put(row: Target, amount: Amount) -> None:
    if amount == NOTHING:
        if row.pk:
            row.delete()
        return
    row.value, row.numerator = amount.value, amount.numerator
    row.denominator, row.text = amount.denominator, amount.text
    row.save()
