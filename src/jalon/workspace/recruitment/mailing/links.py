"""Signed links of the e-mail list: whoever got the mail may confirm, and may end it."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.models import Subscriber

CONFIRM, END = "recruitment.list-confirm", "recruitment.list-end"
TO_CONFIRM = timedelta(days=7)  # then an unconfirmed address is forgotten


def confirm_url(subscriber: Subscriber) -> str:
    return absolute(reverse("vacancies:confirm", args=[_token(subscriber, CONFIRM)]))


def end_url(subscriber: Subscriber) -> str:
    return absolute(reverse("vacancies:unsubscribe", args=[_token(subscriber, END)]))


def who_confirms(token: str) -> Subscriber | None:
    """Return whose token this is; nobody's after a week."""
    return _read(token, CONFIRM, TO_CONFIRM)


def who_ends(token: str) -> Subscriber | None:
    """Return whose token this is; an old mail ends the list as well as a new one."""
    return _read(token, END, None)


def _token(subscriber: Subscriber, purpose: str) -> str:
    return signing.dumps(subscriber.pk, salt=purpose)


def _read(token: str, purpose: str, max_age: timedelta | None) -> Subscriber | None:
    try:
        pk = signing.loads(token, salt=purpose, max_age=max_age)
    except signing.BadSignature:
        return None
    return Subscriber.objects.filter(pk=pk).first()
