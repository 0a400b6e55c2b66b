"""Join the e-mail list and leave it; who asks learns nothing of who is on it."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.mailing.jobs import ask_to_confirm
from jalon.workspace.recruitment.mailing.links import TO_CONFIRM
from jalon.workspace.recruitment.models import FraudReport, Subscriber


@transaction.atomic
def subscribe(*, email: str, language: str) -> None:
    """Ask an address by mail to confirm; the same is done whether it is on the list or not."""
    subscriber, _made = Subscriber.objects.get_or_create(
        email=email.strip().lower(), defaults={"language": language}
    )
    if subscriber.confirmed_at is None:
        subscriber.language = language
        subscriber.asked_at = timezone.now()
    subscriber.save(update_fields=["language", "asked_at"])
    record(by=None, what="recruitment.list-asked", target=subscriber)
    ask_to_confirm.enqueue(subscriber.pk)


@transaction.atomic
def confirm(*, subscriber: Subscriber) -> None:
    """Put a confirmed address on the list; twice is once."""
    held = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if held.confirmed_at is None:
        held.confirmed_at = timezone.now()
        held.save(update_fields=["confirmed_at"])
        record(by=None, what="recruitment.list-joined", target=held)


@transaction.atomic
def unsubscribe(*, subscriber: Subscriber) -> None:
    """Forget an address at once."""
    record(by=None, what="recruitment.list-left", target=subscriber)
    Subscriber.objects.filter(pk=subscriber.pk).delete()


def forget_unconfirmed(today: date) -> int:
    """Forget the addresses that were not confirmed in time; daily work."""
    before = timezone.now() - TO_CONFIRM - timedelta(days=1)
    old = Subscriber.objects.filter(confirmed_at__isnull=True, asked_at__lt=before)
    return old.delete()[0]


def forget(person: Any) -> None:
    """Take the address of a person who is erased from the list, and from what they reported."""
    Subscriber.objects.filter(email__iexact=person.email).delete()
    FraudReport.objects.filter(email__iexact=person.email).update(email="")
