"""The delay board: what is late, where it is stuck, since when, and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jalon.workspace.documents.models import Delay, Document, Obligation, Step
from jalon.workspace.documents.models.visibility import inside_documents
from jalon.workspace.documents.queries.calendars import Calendars
from jalon.workspace.documents.queries.rows import BULKY as BULKY_OF_PAPERS
from jalon.workspace.documents.rules.deadlines import days_late, needs_reason
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.programmes.models import Programme

# With one table more, PostgreSQL (join_collapse_limit) joins every paper before it looks which
# fifty of them are meant.
OF_PAPERS = ("programme", "country", "owed_by_user", "owed_by_organisation", "document__owner")
BESIDE = ("assignee", "document__programme", "document__country", "document__obligation")
# Long texts that the board does not show
BULKY = (
    "document__programme__title",
    "document__programme__summary",
    "document__country__memberships",
    "document__country__note",
    "document__obligation__title",
)


@dataclass(frozen=True, slots=True)
class LatePaper:
    """A paper that has not been handed in, and should have been."""

    obligation: Obligation
    document: Document | None
    days: int
    working_days: int
    delay: Delay | None
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class StuckStep:
    """A step that should have been decided."""

    step: Step
    document: Document
    days: int
    working_days: int
    owed_late: bool  # the paper itself was due before it got this far


def late_papers(
    user: Any, now: datetime, programme: Programme | None = None
) -> QuerySet[Obligation]:
    """Return what is overdue in the programmes that run, the longest first."""
    seen = Obligation.objects.visible_to(user, inside=True).overdue(now)
    where = {"programme": programme} if programme else {"programme__archived_at": None}
    return seen.filter(**where).order_by("due_at", "pk")


def stuck_steps(user: Any, now: datetime, programme: Programme | None = None) -> QuerySet[Step]:
    """Return the steps that should have been decided, the longest first."""
    seen = Step.objects.open().filter(inside_documents(user, "document__"), due_at__lte=now)
    if programme:
        seen = seen.filter(document__programme=programme)
    else:
        seen = seen.filter(document__programme__archived_at=None)
    return seen.order_by("due_at", "pk")


def late_rows(keys: QuerySet[Any, Any]) -> QuerySet[Obligation]:
    """Return the papers of a page of keys with what stands beside them, in one query."""
    rows = Obligation.objects.filter(pk__in=keys).order_by("due_at", "pk")
    return rows.select_related(*OF_PAPERS).defer(*BULKY_OF_PAPERS)


def stuck_rows(keys: QuerySet[Any, Any]) -> QuerySet[Step]:
    """Return the steps of a page of keys with what stands beside them, in one query."""
    rows = Step.objects.filter(pk__in=keys).order_by("due_at", "pk")
    return rows.select_related(*BESIDE).defer(*BULKY)


def read_late(page: Sequence[Obligation], now: datetime) -> list[LatePaper]:
    """Return the rows of one page of the board."""
    delays = _last_delays(page)
    calendars = Calendars(page, now)
    return [
        LatePaper(
            obligation=row,
            document=getattr(row, "document", None),
            days=days_late(row.due_at, now, row.due_zone),
            working_days=calendars.of(row).working_days_late(row.due_at, now),
            delay=delays.get(row.pk),
            needs_reason=needs_reason(
                ObligationState(row.state), due_at=row.due_at, expected_at=row.expected_at, now=now
            ),
        )
        for row in page
    ]


def read_stuck(page: Sequence[Step], now: datetime) -> list[StuckStep]:
    """Return the rows of one page of the board."""
    calendars = Calendars([step.document for step in page], now)
    return [_stuck(step, calendars, now) for step in page]


def _stuck(step: Step, calendars: Calendars, now: datetime) -> StuckStep:
    document = step.document
    assert step.due_at is not None
    zone = document.programme.time_zone
    owed = document.obligation
    return StuckStep(
        step=step,
        document=document,
        days=days_late(step.due_at, now, zone),
        working_days=calendars.of(document).working_days_late(step.due_at, now),
        owed_late=owed is not None and owed.due_at <= now,
    )


def _last_delays(page: Sequence[Obligation]) -> dict[int, Delay]:
    rows = Delay.objects.filter(obligation__in=[row.pk for row in page]).select_related("by")
    found: dict[int, Delay] = {}
    for delay in rows.order_by("pk"):
        found[delay.obligation_id] = delay
    return found
