"""Send to the list: one job for each address, so that one failure stops no other."""

from django.db import transaction
from django_tasks import task

from jalon.workspace.recruitment.mailing.mails import call_mail, confirmation_mail
from jalon.workspace.recruitment.models import Subscriber
from jalon.workspace.recruitment.queries.public import public_calls


@task()
def ask_to_confirm(subscriber_id: int) -> None:
    """Ask an address whether it wants to be on the list."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is not None:
        confirmation_mail(subscriber).send()


@task()
@transaction.atomic
def tell_list(call_id: int, number: int) -> None:
    """Queue a mail about a call, or about its amendment, for everybody on the list, or for none."""
    if not public_calls().filter(pk=call_id).exists():
        return
    confirmed = Subscriber.objects.filter(confirmed_at__isnull=False).order_by("pk")
    for subscriber_id in confirmed.values_list("pk", flat=True):
        tell_subscriber.enqueue(call_id, number, subscriber_id)


@task()
def tell_subscriber(call_id: int, number: int, subscriber_id: int) -> None:
    """Tell one address, unless it has left the list or the call was cancelled meanwhile."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id, confirmed_at__isnull=False).first()
    calls = public_calls().select_related("country").prefetch_related("texts", "amendments")
    call = calls.filter(pk=call_id).first()
    if subscriber is None or call is None:
        return
    amendment = next((row for row in call.amendments.all() if row.number == number), None)
    if amendment is not None or number == 0:
        call_mail(subscriber, call, amendment).send()
