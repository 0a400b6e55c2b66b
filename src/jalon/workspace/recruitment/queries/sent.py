"""Did we send this? By its reference and the address that got it, both; neither alone tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.mailing.references import (
    JOINING,
    NO_CALL,
    OF_TEAM,
    PUBLISHED,
    list_reference,
)
from jalon.workspace.recruitment.models import Call, Letter

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours: what it was, and when it was sent where that is kept."""

    kind: Words
    at: datetime | None = None


def sent(reference: str, email: str) -> Sent | None:
    """Return the message with this reference to this address; both ways are always tried."""
    letter = _letter(reference, email)
    mail = _list_mail(reference, email)
    return letter or mail


def _letter(reference: str, email: str) -> Sent | None:
    row = (
        Letter.objects.filter(
            # taken to be sent and interrupted: it may have gone out
            Q(sent_at__isnull=False) | Q(taken_at__isnull=False),
            reference=reference,
        )
        .select_related("candidate")
        .first()
    )
    theirs = constant_time_compare(row.candidate.email.lower() if row else "", email.lower())
    return Sent(row.get_kind_display(), row.sent_at or row.taken_at) if row and theirs else None


def _list_mail(reference: str, email: str) -> Sent | None:
    found = None
    for call_id, number, kind, at in _list_mails():
        if constant_time_compare(list_reference(email, call_id, number), reference):
            found = Sent(kind, at)
    return found


def _list_mails() -> Iterator[tuple[int, int, Words, datetime | None]]:
    yield NO_CALL, PUBLISHED, _("a mail of the list of vacancies"), None
    for number in (JOINING, OF_TEAM):
        yield NO_CALL, number, _("a mail about an account"), None
    published = Call.objects.filter(published_at__isnull=False)
    for pk, at in published.values_list("pk", "published_at"):
        yield pk, PUBLISHED, _("a new vacancy, told to the list"), at
    amended = published.filter(amendments__isnull=False)
    for pk, number, at in amended.values_list("pk", "amendments__number", "amendments__at"):
        yield pk, number, _("a changed notice, told to the list"), at
