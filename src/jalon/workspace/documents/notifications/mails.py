"""The mails about papers, each in its reader's language and zone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.links import absolute
from jalon.workspace.documents.notifications.lines import Line, Section

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@contextmanager
def reading_as(user: User) -> Iterator[None]:
    """Write in the language and the time zone of `user`."""
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        yield


def reminder_mail(user: User, sections: Sequence[Section]) -> EmailMultiAlternatives:
    """Return the mail that reminds `user` of papers; call it inside `reading_as`."""
    count = sum(section.count for section in sections)
    first = sections[0].lines[0]
    if count == 1:
        subject = gettext("%(programme)s: %(title)s") % {
            "programme": first.programme,
            "title": first.title,
        }
    else:
        subject = ngettext("%(count)s paper is due", "%(count)s papers are due", count) % {
            "count": count
        }
    return _mail(user, subject, "reminder", {"sections": sections})


def digest_mail(user: User, sections: Sequence[Section], day: date) -> EmailMultiAlternatives:
    """Return the digest of `user`; call it inside `reading_as`."""
    count = sum(section.count for section in sections)
    subject = ngettext("Your papers: %(count)s thing to do", "Your papers: %(count)s to do", count)
    return _mail(user, subject % {"count": count}, "digest", {"sections": sections, "day": day})


def event_mail(user: User, heading: str, line: Line) -> EmailMultiAlternatives:
    """Return the mail that tells `user` of one thing; call it inside `reading_as`."""
    subject = gettext("%(what)s – %(programme)s: %(title)s") % {
        "what": heading,
        "programme": line.programme,
        "title": line.title,
    }
    return _mail(user, subject, "digest", {"sections": [Section(heading, [line], 1)]})


def _mail(user: User, subject: str, name: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    context = {
        **context,
        "reader": user,
        "language": user.language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "preferences": absolute(reverse("accounts:profile")),
        "holds_demo": settings.HOLDS_DEMO,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),  # titles may hold line breaks, headers may not
        body=render_to_string(f"documents/mail/{name}.txt", context),
        to=[user.email],
        headers=AUTOMATIC,
    )
    mail.attach_alternative(render_to_string(f"documents/mail/{name}.html", context), "text/html")
    return mail
