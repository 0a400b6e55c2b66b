"""Change what a programme's figures can be divided by."""

from collections.abc import Sequence

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results import permissions
from jalon.workspace.results.models import ActualCell, Dimension, DimensionValue
from jalon.workspace.results.rules.breakdowns import KEY

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
    _check_keys([key, *(value for value, _title in values)])
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
    if len(set(keys[1:])) < len(keys[1:]):
        raise RuleBroken("dimension-key-twice")


def _is_used(dimension: Dimension, key: str) -> bool:
    cell = f"{dimension.key}:{key}"
    rows = ActualCell.objects.filter(
        actual__period__indicator__programme=dimension.programme_id, breakdown__contains=cell
    )
    return any(
        cell in breakdown.split("|") for breakdown in rows.values_list("breakdown", flat=True)
    )
