"""Look at what somebody sends, and keep what it would change until they confirm it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import PureWindowsPath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.rules import plain
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results.exchange.diff import Comparison, Difference, Effect, compare, recheck
from jalon.workspace.results.exchange.paste import Target, compare_block
from jalon.workspace.results.exchange.read import read_workbook
from jalon.workspace.results.exchange.seal import Reading
from jalon.workspace.results.models import PendingImport
from jalon.workspace.results.services.exchange.seals import check
from jalon.workspace.results.services.exchange.tables import table_for

KEPT = timedelta(days=2)
LONGEST_NAME = 200


@transaction.atomic
def preview_import(
    *, programme: Programme, content: bytes, file_name: str, by: User
) -> PendingImport:
    """Return what the workbook would change; nothing of it is written."""
    check_may_import(by, programme)
    brought = read_workbook(content, check)
    comparison = compare(brought, table_for(by, programme))
    return _keep(
        programme,
        by,
        comparison,
        kind=PendingImport.Kind.WORKBOOK,
        file_name=PureWindowsPath(file_name).name[:LONGEST_NAME],
        sha256=hashlib.sha256(content).hexdigest(),
        exported_at=brought.memory.exported_at,
    )


@transaction.atomic
def preview_paste(
    *, programme: Programme, text: str, targets: Sequence[Sequence[Target]], by: User
) -> PendingImport:
    """Return what a pasted block would change; `targets` says where each of its cells goes."""
    check_may_import(by, programme)
    language = (get_language() or "en").split("-")[0]
    reading = Reading(language, {gettext("yes"): "1", gettext("no"): "0"})
    comparison = compare_block(text, targets, table_for(by, programme), reading)
    return _keep(programme, by, comparison, kind=PendingImport.Kind.PASTE)


@transaction.atomic
def look_again(*, pending: PendingImport) -> bool:
    """Compare with the database as it stands now; return whether anything moved."""
    table = table_for(pending.by, pending.programme)
    differences, moved = recheck(differences_of(pending), table)
    if moved:
        pending.differences = [plain_difference(difference) for difference in differences]
        pending.save(update_fields=["differences"])
    return moved


@transaction.atomic
def choose_mine(*, pending: PendingImport, shown: Collection[str], mine: Collection[str]) -> None:
    """Note in which of the `shown` conflicts the workbook is to win."""
    conflicts = {d.key for d in differences_of(pending) if d.effect is Effect.CONFLICT}
    kept = set(pending.mine) - set(shown) | set(mine)
    pending.mine = sorted(kept & conflicts)
    pending.save(update_fields=["mine"])


@transaction.atomic
def discard_import(*, pending: PendingImport) -> None:
    """Forget an import that nobody has confirmed."""
    if pending.done_at is not None:
        raise RuleBroken("import-done")
    pending.delete()


def forget_expired(today: date) -> int:
    """Forget imports that nobody has confirmed in time; of others keep only that they were."""
    over = PendingImport.objects.filter(expires_at__lt=timezone.now())
    over.exclude(done_at=None).exclude(differences=[]).update(differences=[], mine=[])
    return over.filter(done_at=None).delete()[0]


def check_may_import(user: User, programme: Programme) -> None:
    check_permission(user, Permission.ACTUAL_REPORT, programme, anywhere=True)
    check_running(programme)


def differences_of(pending: PendingImport) -> list[Difference]:
    """Return the differences of an import as they were last looked at."""
    return [
        Difference(**{**kept, "effect": Effect(kept["effect"])}) for kept in pending.differences
    ]


def _keep(programme: Programme, by: User, comparison: Comparison, **facts: Any) -> PendingImport:
    return PendingImport.objects.create(
        programme=programme,
        by=by,
        differences=[plain_difference(difference) for difference in comparison.differences],
        notes={
            "unchanged": comparison.unchanged,
            "missing_columns": list(comparison.missing_columns),
            "missing_rows": comparison.missing_rows,
            "unknown_columns": comparison.unknown_columns,
        },
        expires_at=timezone.now() + KEPT,
        **facts,
    )


def plain_difference(difference: Difference) -> dict[str, Any]:
    """Return a difference as an import keeps it."""
    kept: dict[str, Any] = plain(asdict(difference))
    return kept
