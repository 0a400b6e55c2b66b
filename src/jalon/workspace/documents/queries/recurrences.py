"""Series of papers: what the programme's calendar asks for, and what is written already."""

from dataclasses import dataclass

from jalon.workspace.documents.models import Recurrence
from jalon.workspace.documents.rules.recurrence import (
    Calendar,
    Line,
    Rhythm,
    Written,
    compare,
    series,
)
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.programmes.models import Agreement, Programme


@dataclass(frozen=True, slots=True)
class Preview:
    """A series and what writing it would do."""

    recurrence: Recurrence
    lines: list[Line]


def reporting_calendar(programme: Programme) -> Calendar:
    """Return the days of the programme and the periods of its agreement."""
    agreement = getattr(programme, "agreement", None) or Agreement()
    return Calendar(
        programme.start_date, programme.end_date, agreement.first_month, agreement.period_months
    )


def preview(programme: Programme) -> list[Preview]:
    """Return, for each running series, what would be added, moved or is gone."""
    calendar = reporting_calendar(programme)
    recurrences = (
        Recurrence.objects.filter(programme=programme, ended_at=None)
        .select_related("owed_by_user", "owed_by_organisation", "owed_to_organisation")
        .order_by("pk")
    )
    written = _written(programme)
    return [
        Preview(
            recurrence,
            compare(
                series(calendar, Rhythm(recurrence.rhythm), due_days=recurrence.due_days),
                written.get(recurrence.pk, []),
                once=recurrence.rhythm == Rhythm.END,
            ),
        )
        for recurrence in recurrences
    ]


def proposals(programme: Programme) -> list[Recurrence]:
    """Return the series that nearly every agreement asks for, unsaved, where none is there."""
    if Recurrence.objects.filter(programme=programme).exists():
        return []
    agreement = getattr(programme, "agreement", None) or Agreement()
    asked = [
        ("progress-report", Rhythm.PERIOD, agreement.due_days),
        ("financial-report", Rhythm.PERIOD, agreement.due_days),
        ("work-plan", Rhythm.YEAR, -agreement.due_days),
        ("final-report", Rhythm.END, agreement.final_due_days),
    ]
    return [
        Recurrence(
            programme=programme,
            kind=kind,
            rhythm=rhythm,
            due_days=days,
            owed_to_organisation=agreement.donor,
        )
        for kind, rhythm, days in asked
    ]


def _written(programme: Programme) -> dict[int, list[Written]]:
    rows = programme.obligations.filter(recurrence__isnull=False).select_related("document")
    found: dict[int, list[Written]] = {}
    for row in rows:
        if row.recurrence_id is None or row.period_start is None or row.period_end is None:
            continue
        begun = row.state != ObligationState.DUE or row.expected_at is not None
        touched = begun or row.is_agreed or hasattr(row, "document")
        line = Written(row.pk, row.period_start, row.period_end, row.due_date, touched)
        found.setdefault(row.recurrence_id, []).append(line)
    return found
