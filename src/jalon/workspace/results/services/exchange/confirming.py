"""Write what an import brings: everything in one transaction, or nothing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jalon.errors import Problem, Problems, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.results.exchange import rows
from jalon.workspace.results.exchange.diff import Difference, Effect, recheck
from jalon.workspace.results.exchange.leaving_out import (
    can_leave_out,
    is_written,
    without_errors,
)
from jalon.workspace.results.exchange.table import Line, Table, column_key, parts_of
from jalon.workspace.results.models import Actual, PendingImport
from jalon.workspace.results.rules.changes import CellChange
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import Words
from jalon.workspace.results.services.changes import WordsChange, apply_changes
from jalon.workspace.results.services.exchange.placing import placed
from jalon.workspace.results.services.exchange.previewing import (
    check_may_import,
    differences_of,
    plain_difference,
)
from jalon.workspace.results.services.exchange.tables import table_for
from jalon.workspace.results.services.submitting import submit_actuals

Wanted = dict[str, dict[str, str]]  # row -> column -> value


@transaction.atomic
def confirm_import(*, pending_id: int, by: User, leave_out: bool = False) -> PendingImport:
    """Write the import, as it was shown; what has changed meanwhile stops it.

    With `leave_out` the cells that cannot be read, and what hangs on them, are left out; without,
    one of them stops all.
    """
    pending = (
        PendingImport.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=pending_id, by=by)
    )
    _check_open(pending, leave_out=leave_out)
    check_may_import(by, pending.programme)
    table = table_for(by, pending.programme)
    differences, moved = recheck(differences_of(pending), table)
    if moved:
        raise RuleBroken("import-moved")
    differences = without_errors(differences)
    mine = frozenset(pending.mine)
    written = [found for found in differences if is_written(found, mine)]
    chosen = _by_row(written)
    if not chosen:
        raise RuleBroken("import-empty")
    lines = table.by_id()
    applied = apply_changes(
        programme=pending.programme,
        changes=list(_changes(chosen, lines)),
        words=list(_words(chosen, lines)),
        by=by,
    )
    submitted = _submit(chosen, table, by)
    pending.done_at = timezone.now()
    pending.written = {
        "cells": len(written),
        "actuals": applied.actuals,
        "submitted": submitted,
        "left_out": len(differences) - len(written),
    }
    pending.differences = [plain_difference(found) for found in differences]
    pending.save(update_fields=["done_at", "written", "differences"])
    record(
        by=by,
        what="results.imported",
        target=pending,
        programme_id=pending.programme_id,
        after={"file": pending.file_name, "sha256": pending.sha256, **pending.written},
    )
    return pending


def _check_open(pending: PendingImport, *, leave_out: bool) -> None:
    if pending.done_at is not None:
        raise RuleBroken("import-done")
    if pending.expires_at < timezone.now():
        raise RuleBroken("import-expired")
    differences = differences_of(pending)
    if any(found.effect is Effect.ERROR for found in differences):
        if not leave_out:
            raise RuleBroken("import-has-errors")
        if not can_leave_out(differences):
            raise RuleBroken("import-not-in-part")


def _by_row(written: Iterable[Difference]) -> Wanted:
    wanted: Wanted = {}
    for found in written:
        wanted.setdefault(found.row, {})[found.column] = found.wanted
    return wanted


def _changes(chosen: Wanted, lines: Mapping[str, Line]) -> Iterable[CellChange]:
    for row, columns in chosen.items():
        line = lines[row]
        period, country, area = rows.row_key(row)
        breakdowns = dict.fromkeys(found[1] for key in columns if (found := parts_of(key)))
        for breakdown in breakdowns:
            yield CellChange(
                period_id=period,
                country_id=country,
                area_id=area,
                breakdown=breakdown,
                amount=_amount(line, breakdown, columns),
                version=line.version,
            )


def _amount(line: Line, breakdown: str, columns: Mapping[str, str]) -> Amount:
    """Return a cell as it is to be: what stands there, with what was brought laid over it."""
    found = {}
    for part in rows.PARTS:
        key = column_key(rows.SIDE, breakdown, part)
        slot = line.slots.get(key)
        found[part] = columns.get(key, slot.value if slot else "")
    if found[rows.NUMERATOR] or found[rows.DENOMINATOR]:
        found[rows.VALUE] = ""  # it is computed anew
    return Amount(
        _decimal(found[rows.VALUE]),
        _decimal(found[rows.NUMERATOR]),
        _decimal(found[rows.DENOMINATOR]),
        found[rows.TEXT],
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _words(chosen: Wanted, lines: Mapping[str, Line]) -> Iterable[WordsChange]:
    speaking = [row for row, columns in chosen.items() if columns.keys() & set(rows.SAID)]
    known = _actuals(speaking)
    for row in speaking:
        line, columns = lines[row], chosen[row]
        period, country, area = key = rows.row_key(row)
        said = {name: columns.get(name, line.slots[name].value) for name in rows.SAID}
        actual = known.get(key)
        words = Words(
            **said,
            evidence=actual.evidence if actual else None,
            evidence_date=actual.evidence_date if actual else None,
        )
        yield WordsChange(period, words, country, area, line.version)


def _actuals(of_rows: Iterable[str]) -> dict[tuple[int, int | None, int | None], Actual]:
    periods = {rows.row_key(row)[0] for row in of_rows}
    found = Actual.objects.filter(period__in=periods).select_related("evidence")
    return {(each.period_id, each.country_id, each.area_id): each for each in found}


def _submit(chosen: Wanted, table: Table, by: User) -> int:
    """Submit the rows that ask for it; what stands in the way of any undoes the whole import."""
    asking = [row for row, columns in chosen.items() if columns.get(rows.SUBMIT)]
    known = _actuals(asking)
    there = {row: actual for row in asking if (actual := known.get(rows.row_key(row)))}
    errors = submit_actuals(keys=[actual.pk for actual in there.values()], by=by)
    problems: list[Problem] = []
    lines = table.by_id()
    for row in asking:
        if row not in there:
            problems += placed(RuleBroken("row-without-figure"), table, lines[row])
        elif error := errors.get(there[row].pk):
            problems += placed(error, table, lines[row])
    if problems:
        raise Problems(problems)
    return len(asking)
