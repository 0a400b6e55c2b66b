"""Change what a programme's figures can be divided by."""

import math
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results import permissions
from jalon.workspace.results.models import ActualCell, Dimension, DimensionValue, Indicator, Target
from jalon.workspace.results.queries.reports import axes_of
from jalon.workspace.results.rules.breakdowns import KEY, LARGEST_GRID

Value = tuple[str, Narrative]  # key and title


@transaction.atomic
def create_dimension(
    *,
    programme: Programme,
    key: str,
    title: Narrative,
    values: Sequence[Value],
    by: User,
    exclusive: bool = True,
) -> Dimension:
    """Add a disaggregation with its values."""
    permissions.check_can_edit(by, programme)
    check_running(programme)
    _check_keys([value for value, _title in values])
    _check_keys([key])
    if Dimension.objects.filter(programme=programme, key=key).exists():
        raise RuleBroken("dimension-taken", key=key)
    dimension = Dimension.objects.create(
        programme=programme,
        key=key,
        title=title,
        exclusive=exclusive,
        order=Dimension.objects.filter(programme=programme).count(),
    )
    DimensionValue.objects.bulk_create(
        DimensionValue(dimension=dimension, key=value, title=text, order=order)
        for order, (value, text) in enumerate(values)
    )
    record(
        by=by,
        what="results.dimension-created",
        target=dimension,
        programme_id=programme.pk,
        after={"key": key, "values": [value for value, _title in values]},
    )
    return dimension


@transaction.atomic
def edit_dimension(
    *,
    dimension: Dimension,
    title: Narrative,
    exclusive: bool,
    values: Sequence[Value],
    by: User,
) -> Dimension:
    """Change titles and values; a value by which something was reported stays."""
    permissions.check_can_edit(by, dimension.programme_id)
    check_running(dimension.programme)
    row = Dimension.objects.select_for_update().get(pk=dimension.pk)
    _check_keys([value for value, _title in values])
    _check_grids(row, len(values))
    there = {value.key: value for value in row.values.all()}
    gone = set(there) - {key for key, _title in values}
    for key in sorted(gone):
        if _is_used(row, key):
            raise RuleBroken("dimension-value-used", value=key)
    before = {"exclusive": row.exclusive, "values": sorted(there)}
    row.values.filter(key__in=gone).delete()
    for order, (key, text) in enumerate(values):
        row.values.update_or_create(key=key, defaults={"title": text, "order": order})
    row.title, row.exclusive = title, exclusive
    row.save()
    record(
        by=by,
        what="results.dimension-edited",
        target=row,
        programme_id=row.programme_id,
        before=before,
        after={"exclusive": exclusive, "values": sorted(key for key, _title in values)},
    )
    return row


@transaction.atomic
def delete_dimension(*, dimension: Dimension, by: User) -> None:
    """Remove a disaggregation that divides no indicator."""
    permissions.check_can_edit(by, dimension.programme_id)
    check_running(dimension.programme)
    if dimension.divides.exists():
        raise RuleBroken("dimension-used", key=dimension.key)
    record(
        by=by,
        what="results.dimension-deleted",
        target=dimension,
        programme_id=dimension.programme_id,
        before={"key": dimension.key},
    )
    dimension.delete()


def _check_keys(keys: Sequence[str]) -> None:
    for key in keys:
        if not KEY.fullmatch(key):
            raise RuleBroken("dimension-key-unusable", key=key)
    if len(set(keys)) < len(keys):
        raise RuleBroken("dimension-key-twice")


def _check_grids(dimension: Dimension, values: int) -> None:
    """Raise if so many values make the grid of an indicator that it divides too large."""
    divided = Indicator.objects.filter(divided_by__dimension=dimension, crossed=True)
    for indicator in divided:
        sizes = [len(axis.values) for axis in axes_of(indicator) if axis.key != dimension.key]
        if (size := values * math.prod(sizes)) > LARGEST_GRID:
            raise RuleBroken("grid-too-large", size=size, limit=LARGEST_GRID)


def _is_used(dimension: Dimension, key: str) -> bool:
    """Tell whether figures or targets of a value are there."""
    cell = f"{dimension.key}:{key}"
    inside = {"indicator__programme": dimension.programme_id}
    return cell_is_used(cell, **inside)


def cell_is_used(cell: str, **of_period: Any) -> bool:
    """Tell whether figures or targets of some periods have this part: ``sex:female``, ``sex:``."""
    rows = ActualCell.objects.filter(
        breakdown__contains=cell,
        **{f"actual__period__{name}": value for name, value in of_period.items()},
    )
    aims = Target.objects.filter(
        breakdown__contains=cell,
        **{f"period__{name}": value for name, value in of_period.items()},
    )
    found = [*rows.values_list("breakdown", flat=True), *aims.values_list("breakdown", flat=True)]
    return any(
        part == cell or (cell.endswith(":") and part.startswith(cell))
        for breakdown in found
        for part in breakdown.split("|")
    )
