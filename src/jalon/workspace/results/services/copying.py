"""Copy the structure of a programme's results to another: tree, indicators, disaggregations."""

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results import permissions
from jalon.workspace.results.models import (
    Alignment,
    Assumption,
    Dimension,
    Indicator,
    IndicatorDimension,
    Result,
)
from jalon.workspace.results.services.calendar import make_periods

IN_USE = {  # what was retired from the catalogue is not aligned with anew
    "provision__retired_date": None,
    "provision__instrument__retired_date": None,
    "agenda_item__retired_date": None,
}
# What is particular to a programme, or to its people, stays behind.
RESULT = ("level", "code", "title", "description", "order")
INDICATOR = (
    "order",
    "code",
    "donor_code",
    "title",
    "definition",
    "unit",
    "measure",
    "decimals",
    "direction",
    "calculation",
    "over_periods",
    "over_places",
    "may_exceed_100",
    "crossed",
    "reported_for",
    "means_of_verification",
    "frequency",
)


@transaction.atomic
def copy_results(source: Programme, programme: Programme, by: User) -> int:
    """Give a new programme the tree of another, without baselines, people, targets, figures."""
    permissions.check_can_edit(by, programme)
    if Result.objects.filter(programme=programme).exists():
        return 0
    dimensions = _copy_dimensions(source, programme)
    results: dict[int, Result] = {}
    count = 0
    for old in _parents_first(source):
        results[old.pk] = Result.objects.create(
            programme=programme,
            parent=results[old.parent_id] if old.parent_id else None,
            **{name: getattr(old, name) for name in RESULT},
        )
        for assumption in old.assumptions.all():
            Assumption.objects.create(result=results[old.pk], text=assumption.text)
        _copy_alignments(old, results[old.pk])
        count += 1
    indicators = Indicator.objects.filter(programme=source).in_order()
    for one in indicators.prefetch_related("divided_by"):
        _copy_indicator(one, results[one.result_id], dimensions)
        count += 1
    record(
        by=by,
        what="results.copied",
        target=programme,
        programme_id=programme.pk,
        after={"from": source.code, "rows": count},
    )
    return count


def _parents_first(source: Programme) -> list[Result]:
    left = list(Result.objects.filter(programme=source).in_order().prefetch_related("assumptions"))
    found: list[Result] = []
    while left:
        known = {result.pk for result in found}
        ready = [r for r in left if r.parent_id is None or r.parent_id in known]
        found += ready
        left = [r for r in left if r not in ready]
    return found


def _copy_dimensions(source: Programme, programme: Programme) -> dict[int, Dimension]:
    copies: dict[int, Dimension] = {}
    for old in Dimension.objects.filter(programme=source).prefetch_related("values"):
        copies[old.pk] = Dimension.objects.create(
            programme=programme,
            key=old.key,
            title=old.title,
            exclusive=old.exclusive,
            order=old.order,
        )
        for value in old.values.all():
            copies[old.pk].values.create(key=value.key, title=value.title, order=value.order)
    return copies


def _copy_indicator(old: Indicator, result: Result, dimensions: dict[int, Dimension]) -> Indicator:
    new = Indicator.objects.create(
        programme_id=result.programme_id,
        result=result,
        **{name: getattr(old, name) for name in INDICATOR},
    )
    IndicatorDimension.objects.bulk_create(
        IndicatorDimension(
            indicator=new,
            dimension=dimensions[row.dimension_id],
            required=row.required,
            order=row.order,
        )
        for row in old.divided_by.all()
    )
    _copy_alignments(old, new)
    make_periods(new)
    return new


def _copy_alignments(old: Result | Indicator, new: Result | Indicator) -> None:
    of_old = {"result": old} if isinstance(old, Result) else {"indicator": old}
    Alignment.objects.bulk_create(
        Alignment(
            result=new if isinstance(new, Result) else None,
            indicator=new if isinstance(new, Indicator) else None,
            provision_id=row.provision_id,
            agenda_item_id=row.agenda_item_id,
            note=row.note,
        )
        for row in Alignment.objects.filter(**of_old, **IN_USE)
    )
