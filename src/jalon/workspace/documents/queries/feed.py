"""The deadlines that a person's calendar shows."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext

from jalon.workspace.documents.feed import Deadline
from jalon.workspace.documents.links import absolute, document_url, obligation_url
from jalon.workspace.documents.models import CalendarFeed, Obligation, Step
from jalon.workspace.documents.queries.my_day import owed_by, waiting_for

PAST = timedelta(days=60)  # older ones that are still open stay in sight all the same
MOST = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def deadlines_of(feed: CalendarFeed, now: datetime) -> Iterator[Deadline]:
    """Return what is due, and the steps that wait for the reader, in their language."""
    user: Any = feed.user
    if feed.shows == CalendarFeed.Shows.ALL:
        owed = Obligation.objects.visible_to(user).filter(programme__archived_at=None)
    else:
        owed = owed_by(user).not_handed_in()
    rows = owed.open().select_related("programme").order_by("due_at", "pk")
    for row in rows[:MOST]:
        yield _owed(row)
        if row.expected_at is not None:
            yield _promised(row, row.expected_at)
    steps = waiting_for(user).filter(due_at__isnull=False)
    for step in steps.select_related("document__programme").order_by("due_at", "pk")[:MOST]:
        yield _step(step)


def _owed(row: Obligation) -> Deadline:
    title = f"[{row.programme.code}] {_line(row)}"
    details = [str(row.get_kind_display()), str(row.get_state_display())]
    if row.expected_date:
        promised = {"date": date_format(row.expected_date, "DATE_FORMAT")}
        details.append(gettext("Promised now for %(date)s.") % promised)
    return Deadline(
        uid=f"obligation-{row.pk}@{_host()}",
        title=title,
        url=absolute(obligation_url(row)),
        due_at=row.due_at,
        zone=row.due_zone,
        details="\n".join(details),
        sequence=row.version,
    )


def _promised(row: Obligation, until: datetime) -> Deadline:
    """Return the new date of a delay, beside the one that was agreed."""
    title = gettext("Promised: %(title)s") % {"title": _line(row)}
    return Deadline(
        uid=f"promise-{row.pk}@{_host()}",
        title=f"[{row.programme.code}] {title}",
        url=absolute(obligation_url(row)),
        due_at=until,
        zone=row.due_zone,
        sequence=row.version,
    )


def _step(step: Step) -> Deadline:
    document = step.document
    assert step.due_at is not None
    title = gettext("Waiting for you: %(step)s, %(title)s") % {
        "step": _line(step),
        "title": _line(document),
    }
    return Deadline(
        uid=f"step-{step.pk}@{_host()}",
        title=f"[{document.programme.code}] {title}",
        url=absolute(document_url(document)),
        due_at=step.due_at,
        zone=document.programme.time_zone,
        sequence=document.version,
    )


def _line(row: object) -> str:
    return _CONTROL.sub(" ", str(row)).strip()


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "jalon"
