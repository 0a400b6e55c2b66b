"""Take what is to be sent before it is sent, so that a second worker does not send it again.

A worker that dies between taking and sending leaves that one mail unsent rather than sent twice:
the next rung of the ladder and the next digest say the same.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import DigestMail, Reminder
from jalon.workspace.documents.queries.reminders import Due

KEPT = timedelta(days=90)


@transaction.atomic
def take_reminders(*, to: User, due: Iterable[Due]) -> list[tuple[Due, Reminder]]:
    """Return those of `due` that nobody has taken yet; they are this caller's to send."""
    taken = []
    for one in due:
        reminder, made = Reminder.objects.get_or_create(
            obligation=one.obligation, promised_at=one.promised_at, rung=one.rung.days, to=to
        )
        if made:
            taken.append((one, reminder))
    return taken


@transaction.atomic
def stamp_reminders(*, reminders: Iterable[tuple[Due, Reminder]]) -> None:
    """Note that reminders were sent, also in the history of their papers."""
    for due, reminder in reminders:
        reminder.sent_at = timezone.now()
        reminder.save(update_fields=["sent_at"])
        record(
            by=None,
            what="documents.reminded",
            target=due.obligation,
            programme_id=due.obligation.programme_id,
            after={"to": reminder.to_id, "days_left": reminder.rung, "level": due.rung.level},
        )


@transaction.atomic
def give_back_reminders(*, reminders: Iterable[tuple[Due, Reminder]]) -> None:
    """Let the next run try again what could not be sent."""
    Reminder.objects.filter(pk__in=[reminder.pk for _due, reminder in reminders]).delete()


@transaction.atomic
def take_digest(*, to: User, day: date, lines: int) -> DigestMail | None:
    """Return the digest of a day to be sent, or None if somebody has taken it."""
    digest, made = DigestMail.objects.get_or_create(to=to, day=day, defaults={"lines": lines})
    return digest if made else None


def stamp_digest(*, digest: DigestMail) -> None:
    """Note that a digest was sent."""
    digest.sent_at = timezone.now()
    digest.save(update_fields=["sent_at"])


def give_back_digest(*, digest: DigestMail) -> None:
    """Let the next run try again what could not be sent."""
    digest.delete()


def forget_digests(today: date) -> None:
    """Forget which digests were sent long ago."""
    DigestMail.objects.filter(day__lt=today - KEPT).delete()
