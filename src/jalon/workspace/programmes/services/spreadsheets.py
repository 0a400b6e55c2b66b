"""Make a programme of a team's own spreadsheet: look first, then all of it or nothing."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import PureWindowsPath
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.programmes import building
from jalon.workspace.programmes.exchange.keeping import kept_layout, kept_rows
from jalon.workspace.programmes.exchange.layout import best_sheet
from jalon.workspace.programmes.exchange.plan import Plan
from jalon.workspace.programmes.models import PendingSpreadsheet, Programme
from jalon.workspace.programmes.permissions import check_can_create
from jalon.workspace.programmes.services.programmes import create_programme
from jalon.workspace.spreadsheets.books import open_book
from jalon.workspace.spreadsheets.delimited import read_csv

KEPT = timedelta(days=7)
MOST_ROWS = 2_000
MOST_SHEETS = 20
LONGEST_NAME = 200


@transaction.atomic
def keep_spreadsheet(
    *, content: bytes, file_name: str, language: str, by: User
) -> PendingSpreadsheet:
    """Read the sheet that looks most like a framework, and propose what its columns hold."""
    check_can_create(by)
    name = PureWindowsPath(file_name).name[:LONGEST_NAME]
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        sheets = [read_csv(content, name, MOST_ROWS)]
    else:
        book = open_book(content)
        sheets = [book.sheet(title, MOST_ROWS) for title in book.titles[:MOST_SHEETS]]
    sheet, layout = best_sheet(sheets)
    return PendingSpreadsheet.objects.create(
        by=by,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        language=language,
        sheet=sheet.title[:100],
        rows=kept_rows(sheet),
        layout=kept_layout(layout),
        expires_at=timezone.now() + KEPT,
    )


@transaction.atomic
def keep_answers(
    *, pending: PendingSpreadsheet, layout: Mapping[str, Any], answers: Mapping[str, Any]
) -> None:
    """Keep what somebody said of the columns and of the programme."""
    pending.layout, pending.answers = dict(layout), dict(answers)
    pending.save(update_fields=["layout", "answers"])


@transaction.atomic
def start_from_spreadsheet(
    *, pending_id: int, plan: Plan, by: User, terms: Mapping[str, Any], **facts: Any
) -> Programme:
    """Begin a programme with all that the plan holds, or nothing of it."""
    pending = PendingSpreadsheet.objects.select_for_update().get(pk=pending_id, by=by)
    if pending.expires_at < timezone.now():
        raise RuleBroken("import-expired")
    if plan.stops:
        raise RuleBroken("framework-has-problems")
    programme = create_programme(by=by, terms=terms, **facts)
    counts = {name: build(plan, programme, by) for name, build in building.registered().items()}
    record(
        by=by,
        what="programmes.begun-with",
        target=programme,
        programme_id=programme.pk,
        after={"file": pending.file_name, "sha256": pending.sha256, **counts},
    )
    pending.delete()
    return programme


def forget_spreadsheets(today: date) -> int:
    """Forget uploads that nobody has made a programme of."""
    return PendingSpreadsheet.objects.filter(expires_at__lt=timezone.now()).delete()[0]
