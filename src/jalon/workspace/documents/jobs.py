"""Send reminders and digests: one job for each person, so that one failure stops no other."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.documents import notifications
from jalon.workspace.documents.models import Obligation, Question
from jalon.workspace.documents.notifications import SHOWN, Line, Section
from jalon.workspace.documents.queries.digests import answered_for, digest_readers
from jalon.workspace.documents.queries.my_day import MyDay, my_day
from jalon.workspace.documents.queries.reminders import Due, reached, recipients
from jalon.workspace.documents.services import notices


def remind(today: date) -> int:
    """Queue a reminder for each person who is to hear of a paper; daily work."""
    people = recipients(today)
    for user, due in people.items():
        send_reminder.enqueue(user, today.isoformat(), [one.obligation.pk for one in due])
    return len(people)


def send_digests(today: date) -> int:
    """Queue a digest for each person whose day it is; daily work."""
    notices.forget_digests(today)
    people = digest_readers(today)
    for user in people:
        send_digest.enqueue(user, today.isoformat())
    return len(people)


@task()
def send_reminder(user_id: int, day: str, papers: list[int]) -> None:
    """Tell one person, in one mail, of every paper whose ladder has reached a rung.

    What has happened since the job was queued is looked at again: a paper may be handed in.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    seen = set(
        Obligation.objects.visible_to(user).filter(pk__in=papers).values_list("pk", flat=True)
    )
    taken = notices.take_reminders(to=user, due=reached(date.fromisoformat(day), seen))
    if not taken:
        return
    try:
        with notifications.reading_as(user):
            sections = list(reminder_sections(due for due, _reminder in taken))
            notifications.reminder_mail(user, sections).send()
    except Exception:
        notices.give_back_reminders(reminders=taken)
        raise
    notices.stamp_reminders(reminders=taken)


@task()
def send_digest(user_id: int, day: str) -> None:
    """Send one person what they have to do; nothing if there is nothing."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    today = date.fromisoformat(day)
    now = timezone.now()
    with notifications.reading_as(user):
        sections = list(digest_sections(my_day(user, now), answered_for(user, today), now))
        count = sum(section.count for section in sections)
        digest = notices.take_digest(to=user, day=today, lines=count)
        if digest is None or not sections:
            return
        try:
            notifications.digest_mail(user, sections, today).send()
        except Exception:
            notices.give_back_digest(digest=digest)
            raise
    notices.stamp_digest(digest=digest)


def reminder_sections(due: Iterable[Due]) -> Iterator[Section]:
    """Group papers by how urgent they are, the most urgent first."""
    rows = sorted(due, key=lambda one: (one.rung.days, one.promised_at))
    for days, group in groupby(rows, key=lambda one: one.rung.days):
        papers = list(group)
        late = days < 0
        lines = [
            notifications.owed_line(one.obligation, one.day, late=late) for one in papers[:SHOWN]
        ]
        yield Section(_urgency(papers[0]), lines, len(papers))


def digest_sections(day: MyDay, answered: QuerySet[Question], now: datetime) -> Iterator[Section]:
    """Return what there is to do, without the sections that are empty."""
    candidates: tuple[tuple[str, QuerySet[Any], Callable[[Any], Line]], ...] = (
        (gettext("Overdue"), day.overdue, lambda row: notifications.owed_line(row, late=True)),
        (gettext("Returned to you"), day.returned, notifications.document_line),
        (gettext("Waiting for you"), day.waiting, lambda row: notifications.step_line(row, now)),
        (gettext("Questions to you"), day.questions, notifications.question_line),
        (gettext("Answers to your questions"), answered, notifications.question_line),
        (gettext("Due in the next 30 days"), day.due_soon, notifications.owed_line),
    )
    for title, rows, line in candidates:
        if section := _section(title, rows, line):
            yield section


def _section(title: str, rows: QuerySet[Any], line: Callable[[Any], Line]) -> Section | None:
    count = rows.count()
    return Section(title, [line(row) for row in rows[:SHOWN]], count) if count else None


def _urgency(due: Due) -> str:
    if due.rung.days < 0:
        return gettext("Late, and passed on to those who answer for the programme")
    if due.rung.days == 0:
        return gettext("Due today, or late")
    words = ngettext("Due within %(days)s day", "Due within %(days)s days", due.rung.days)
    return words % {"days": due.rung.days}
