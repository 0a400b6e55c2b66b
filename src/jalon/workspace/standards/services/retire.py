"""Take a row of the catalogue out of use, or back into it; it is never removed."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.audit.services import record
from jalon.workspace.standards.permissions import check_can_load
from jalon.workspace.standards.queries.rows import MAPPED, key_of
from jalon.workspace.standards.rules.words import Kind
from jalon.workspace.standards.services.load import lock_catalogue
from jalon.workspace.standards.services.write import page_of


@transaction.atomic
def retire_fact(*, kind: Kind, pk: int, why: str, by: Any) -> models.Model:
    """Keep a row to be read, and out of duties, search and choices from today on."""
    row = _locked(kind, pk, by)
    if row.retired_date:
        raise RuleBroken("retired-already", day=row.retired_date)
    return _write(kind, row, timezone.localdate(), why, by=by, what="standards.fact-retired")


@transaction.atomic
def restore_fact(*, kind: Kind, pk: int, by: Any) -> models.Model:
    """Take a retired row back into use."""
    row = _locked(kind, pk, by)
    if not row.retired_date:
        raise RuleBroken("not-retired")
    return _write(kind, row, None, "", by=by, what="standards.fact-restored")


def _locked(kind: Kind, pk: int, by: Any) -> Any:
    check_can_load(by)
    lock_catalogue()
    mapped = MAPPED[kind]
    found = mapped.model.objects.select_for_update(of=("self",))
    return (found.select_related(*mapped.related) if mapped.related else found).get(pk=pk)


def _write(kind: Kind, row: Any, day: date | None, why: str, *, by: Any, what: str) -> models.Model:
    before = {"retired": str(row.retired_date or ""), "why": row.retired_why}
    row.retired_date, row.retired_why, row.corrected_here = day, why, True
    row.save(update_fields=["retired_date", "retired_why", "corrected_here"])
    shown = {"row": " ".join(key_of(kind, row))}
    after = {"retired": str(day or ""), "why": why}
    record(by=by, what=what, target=page_of(row), before=shown | before, after=shown | after)
    found: models.Model = row
    return found
