"""Make and revoke the address under which a person's calendar is read."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import CalendarFeed

HOUR = timedelta(hours=1)


@transaction.atomic
def make_feed(*, by: User, shows: str = CalendarFeed.Shows.MINE) -> tuple[CalendarFeed, str]:
    """Return a new address's secret, which is shown once; an old address ends."""
    secret = secrets.token_urlsafe(32)
    feed, _made = CalendarFeed.objects.update_or_create(
        user=by,
        defaults={
            "digest": digest_of(secret),
            "shows": shows,
            "made_at": timezone.now(),
            "read_at": None,
        },
    )
    record(by=by, what="documents.calendar-made", target=feed, after={"shows": shows})
    return feed, secret


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """End the address: who knows it reads nothing any more."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    if feed is None:
        return
    record(by=by, what="documents.calendar-revoked", target=feed)
    feed.delete()


def read_feed(*, secret: str) -> CalendarFeed | None:
    """Return the feed that a secret opens, while its owner may sign in; note that it was read."""
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(digest=digest_of(secret), user__is_active=True)
        .first()
    )
    now = timezone.now()
    if feed is not None and (feed.read_at is None or now - feed.read_at > HOUR):
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: it has 256 random bits, so a plain hash hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()
