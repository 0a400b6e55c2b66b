"""Tell the office that reports of fraud came in: how many, and where to read them.

One mail for all that came in since the last, and at most one an hour: what comes meanwhile is told
with the next one, or by the daily work. What a report says stands in no mail.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django_tasks import task

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.models import FraudReport
from jalon.workspace.recruitment.notifications.letters import AUTOMATIC
from jalon.workspace.recruitment.queries.fraud import readers_of, reports_for

QUIET = timedelta(hours=1)


@task()
def tell_office() -> None:
    """Tell of what came in, unless a mail went out within the hour."""
    now = timezone.now()
    if not FraudReport.objects.filter(told_at__gt=now - QUIET).exists():
        _queue(now)


def tell_of_the_rest(_today: date) -> int:
    """Tell of what came in within the hour after a mail, and of nothing since; daily work."""
    return _queue(timezone.now())


@transaction.atomic
def _queue(now: datetime) -> int:
    """Queue a mail to each reader, or to none; return how many reports it is about."""
    rows = FraudReport.objects.filter(told_at=None, closed_at=None)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for reader in sorted(readers_of(keys)):
        tell_reader.enqueue(reader, keys)
    FraudReport.objects.filter(pk__in=keys).update(told_at=now)
    return len(keys)


@task()
def tell_reader(user_id: int, keys: list[int]) -> None:
    """Tell one reader of the reports that they may read, and nobody has closed meanwhile."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    if count := reports_for(user).filter(pk__in=keys, closed_at=None).count():
        with translation.override(user.language):
            _mail(user, count).send()


def _mail(user: User, count: int) -> EmailMessage:
    context = {
        "name": user.name,
        "count": count,
        "address": absolute(reverse("vacancies:reports")),
        "holds_demo": settings.HOLDS_DEMO,
    }
    subject = ngettext("A report of fraud came in", "%(count)s reports of fraud came in", count)
    text = render_to_string("recruitment/mail/fraud.txt", context)
    return EmailMessage(subject % {"count": count}, text, None, [user.email], headers=AUTOMATIC)
