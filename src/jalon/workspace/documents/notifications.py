"""The mails about papers: reminders and digests, each in its reader's language and zone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.links import absolute, document_url, obligation_url, question_url
from jalon.workspace.documents.models import Document, Obligation, Question, Step
from jalon.workspace.documents.rules.deadlines import last_day

LONGEST_TITLE = 160
SHOWN = 30  # lines of a section; the rest is counted
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paper in a mail: what it is called, of which programme, until when, and where it is."""

    title: str
    programme: str
    url: str
    day: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading, and how many there are in all."""

    title: str
    lines: Sequence[Line]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


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


def owed_line(row: Obligation, day: date | None = None, *, late: bool = False) -> Line:
    url = absolute(obligation_url(row))
    return Line(_short(row), row.programme.code, url, day or row.due_date, late)


def step_line(step: Step, now: datetime) -> Line:
    document = step.document
    day = last_day(step.due_at, str(timezone.get_current_timezone())) if step.due_at else None
    late = step.due_at is not None and step.due_at <= now
    title = f"{_short(document)} – {_short(step)}"
    return Line(title, document.programme.code, absolute(document_url(document)), day, late)


def document_line(document: Document) -> Line:
    return Line(_short(document), document.programme.code, absolute(document_url(document)))


def question_line(question: Question) -> Line:
    document = question.document
    return Line(_short(question), document.programme.code, absolute(question_url(question)))


def _short(row: object) -> str:
    """Return what a row is called on one line: people write line breaks into titles."""
    return Truncator(" ".join(str(row).split())).chars(LONGEST_TITLE)


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
