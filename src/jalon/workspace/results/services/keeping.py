"""Write planned actuals with their cells, and what happened, in a few queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.results.models import Actual, ActualCell
from jalon.workspace.results.rules.cells import Entry
from jalon.workspace.results.rules.totals import NOTHING
from jalon.workspace.results.services.holding import HeldCell, some
from jalon.workspace.results.services.periods import written

SAID = ("narrative", "no_data_reason", "source", "correction", "evidence", "evidence_date")


@dataclass(frozen=True, slots=True)
class Words:
    """What a report says beside its figures."""

    narrative: str = ""
    no_data_reason: str = ""
    source: str = ""
    evidence: StoredFile | None = None
    correction: str = ""  # why a figure is lower than the last one
    evidence_date: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of one actual: its rows, and what the trail says of it."""

    actual: Actual
    cells: Mapping[str, Entry]  # those that differ
    gone: Collection[int]  # keys of cells that are to go
    before: Mapping[str, str]
    after: Mapping[str, str]
    says_anew: bool

    @property
    def is_new(self) -> bool:
        return self.actual.pk is None

    @property
    def changes(self) -> bool:
        return self.is_new or self.says_anew or self.before != self.after


def plan_of(
    actual: Actual,
    there: Mapping[str, HeldCell],
    wanted: Mapping[str, Entry],
    words: Words | None,
) -> Plan:
    """Return what it takes to make the actual's cells as `wanted`, and its words as given."""
    old = _facts(actual, {cell: row.entry for cell, row in there.items()})
    said = [getattr(actual, name) for name in SAID]
    if words is not None:
        for name in SAID:
            setattr(actual, name, getattr(words, name))
    new = _facts(actual, wanted)
    return Plan(
        actual=actual,
        cells={c: e for c, e in wanted.items() if c not in there or there[c].entry != e},
        gone=[row.pk for cell, row in there.items() if cell not in wanted],
        before={name: value for name, value in old.items() if new.get(name) != value},
        after={name: value for name, value in new.items() if old.get(name) != value},
        says_anew=said != [getattr(actual, name) for name in SAID],
    )


def _facts(actual: Actual, cells: Mapping[str, Entry]) -> dict[str, str]:
    """Return an actual as the trail keeps it."""
    figures = {
        cell or "total": written(cells[cell].amount)
        for cell in sorted(cells)
        if cells[cell].amount != NOTHING
    }
    words = {
        "narrative": actual.narrative,
        "no_data_reason": actual.no_data_reason,
        "source": actual.source,
        "correction": actual.correction,
        "evidence": actual.evidence.original_name if actual.evidence else "",
        "evidence_date": actual.evidence_date.isoformat() if actual.evidence_date else "",
    }
    return {**figures, **{name: text for name, text in words.items() if text}}


def keep(plans: Iterable[Plan], by: User) -> None:
    """Write the rows of all plans; one event for each that changes something, in their order."""
    known = list(plans)
    changing = [plan for plan in known if plan.changes]
    _keep_actuals(changing, by)
    _keep_cells(known)
    record_all(
        by=by,
        lines=[
            Line(
                what="results.actual-reported",
                target=plan.actual,
                programme_id=plan.actual.period.indicator.programme_id,
                before=plan.before,
                after=plan.after,
            )
            for plan in changing
        ],
    )


def _keep_actuals(plans: Iterable[Plan], by: User) -> None:
    now = timezone.now()
    new = [plan.actual for plan in plans if plan.is_new]
    old = [plan for plan in plans if not plan.is_new]
    for plan in old:
        plan.actual.version += 1
    for actual in (plan.actual for plan in plans):
        actual.reported_by, actual.changed_at = by, now
    Actual.objects.bulk_create(new)
    Actual.objects.bulk_update([plan.actual for plan in old if plan.says_anew], SAID)
    for part in some(plan.actual.pk for plan in old):
        Actual.objects.filter(pk__in=part).update(
            reported_by=by, changed_at=now, version=F("version") + 1
        )


def _keep_cells(plans: Iterable[Plan]) -> None:
    rows = [
        ActualCell(
            actual=plan.actual,
            breakdown=breakdown,
            value=entry.amount.value,
            numerator=entry.amount.numerator,
            denominator=entry.amount.denominator,
            text=entry.amount.text,
            computed=entry.computed,
        )
        for plan in plans
        for breakdown, entry in plan.cells.items()
    ]
    ActualCell.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["actual", "breakdown"],
        update_fields=["value", "numerator", "denominator", "text", "computed"],
    )
    for part in some(pk for plan in plans for pk in plan.gone):
        ActualCell.objects.filter(pk__in=part).delete()
