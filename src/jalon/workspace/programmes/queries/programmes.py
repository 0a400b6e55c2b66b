"""Programmes as their pages show them."""

from dataclasses import dataclass
from datetime import date, timedelta

from jalon.workspace.folding import folded
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import Agreement, Programme, ProgrammeQuerySet

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A period, and the last day on which its report is in time."""

    start: date
    end: date
    due: date
    is_last: bool


def listed(
    programmes: ProgrammeQuerySet, *, text: str = "", status: str = "", archived: bool = False
) -> list[Programme]:
    """Return those of the programmes whose title or code holds `text`, by code."""
    found = programmes.filter(archived_at__isnull=not archived)
    if status:
        found = found.filter(status=status)
    wanted = folded(text.strip())
    return [
        programme
        for programme in found.order_by("code")
        if wanted in folded(" ".join((programme.code, *programme.title.values())))
    ]


def with_facts(programmes: ProgrammeQuerySet) -> ProgrammeQuerySet:
    """Read with each programme what its page and the list say of it."""
    return programmes.select_related("agreement__donor", "office").prefetch_related(
        "covers__country"
    )


def reporting_periods_of(programme: Programme) -> list[ReportingPeriod]:
    """Return the periods of a programme's reporting calendar, and when each report is due."""
    terms: Agreement = programme.agreement
    periods = rules.reporting_periods(
        programme.start_date,
        programme.end_date,
        first_month=terms.first_month,
        months=terms.period_months,
    )
    return [
        ReportingPeriod(start, end, end + terms.due_days * DAY, end == programme.end_date)
        for start, end in periods
    ]
