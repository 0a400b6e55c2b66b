"""Papers as lists show them: with their state in words, and how late they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.rules.deadlines import days_late, is_overdue, needs_reason
from jalon.workspace.documents.rules.states import DocumentState, ObligationState, StepState

TONES: dict[str, str] = {
    ObligationState.DUE: "neutral",
    DocumentState.DRAFT: "neutral",
    ObligationState.SUBMITTED: "waiting",
    ObligationState.RETURNED: "warning",
    ObligationState.CLEARED: "good",
    ObligationState.ACCEPTED: "good",
    ObligationState.WITHDRAWN: "neutral",
    StepState.OPEN: "waiting",
    StepState.WAITING: "neutral",
    StepState.SKIPPED: "neutral",
}
OVERDUE = pgettext_lazy("paper", "overdue")


BESIDE = (
    "programme",
    "country",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
    "document__owner",
)
# Long texts that no list shows
BULKY = (
    "programme__title",
    "programme__summary",
    "country__memberships",
    "country__note",
    "document__title",
)


def for_list(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Return the rows with what stands beside them, in the one query."""
    return rows.select_related(*BESIDE).defer(*BULKY)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An obligation in a list."""

    obligation: Obligation
    overdue: bool
    days_late: int
    needs_reason: bool

    @property
    def tone(self) -> str:
        return "bad" if self.overdue else TONES[self.obligation.state]

    @property
    def words(self) -> str | Promise:
        return OVERDUE if self.overdue else self.obligation.get_state_display()


def owed_row(obligation: Obligation, now: datetime) -> OwedRow:
    """Return the row of one obligation."""
    state = ObligationState(obligation.state)
    owed_out = obligation.is_owed_out
    overdue = is_overdue(state, due_at=obligation.due_at, now=now, owed_out=owed_out)
    late = days_late(obligation.due_at, now, obligation.due_zone) if overdue else 0
    lacks = needs_reason(
        state, due_at=obligation.due_at, expected_at=obligation.expected_at, now=now
    )
    return OwedRow(obligation, overdue, late, lacks)


def owed_rows(obligations: Iterable[Obligation], now: datetime) -> list[OwedRow]:
    return [owed_row(obligation, now) for obligation in obligations]


def tone_of(document: Document) -> str:
    return TONES[document.state]
