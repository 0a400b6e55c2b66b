"""The mails of the list, each in its reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext, override

from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.mailing.links import confirm_url, end_url
from jalon.workspace.recruitment.mailing.references import reference_for
from jalon.workspace.recruitment.models import Amendment, Call, Subscriber
from jalon.workspace.recruitment.notifications.letters import AUTOMATIC
from jalon.workspace.recruitment.queries.countdown import told
from jalon.workspace.recruitment.queries.notice import Notice, free_of_charge, notice_of
from jalon.workspace.recruitment.queries.public import text_for
from jalon.workspace.recruitment.rules.blocks import one_line


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says, and to where it leads."""

    subject: str
    lines: Sequence[str]
    label: str
    url: str
    reference: str
    title: str = ""
    notice_language: str = ""


def confirmation_mail(subscriber: Subscriber) -> EmailMultiAlternatives:
    """Return the mail that asks to confirm; it says as little to who is on the list already."""
    with override(subscriber.language):
        if subscriber.confirmed_at:
            subject = gettext("You are on the list of vacancies")
            lines = [
                gettext("Somebody, perhaps you, asked for this address to be put on our list.")
            ]
            lines.append(gettext("It is on the list already, so there is nothing to do."))
            label, url = gettext("See the vacancies"), absolute(reverse("vacancies:open"))
        else:
            subject = gettext("Confirm that you want to hear of vacancies")
            lines = [
                gettext("Somebody, perhaps you, asked for this address to be put on our list.")
            ]
            lines.append(
                gettext("If it was not you, do nothing: without a confirmation we forget it.")
            )
            label, url = gettext("Confirm"), confirm_url(subscriber)
        said = Said(subject, lines, label, url, reference_for(subscriber))
        return _mail(subscriber, said)


def call_mail(
    subscriber: Subscriber, call: Call, amendment: Amendment | None
) -> EmailMultiAlternatives:
    """Return the mail that tells of a new call, or of a change of one."""
    notice = notice_of(call, text_for(call.texts.all(), subscriber.language))
    with override(subscriber.language):
        number = amendment.number if amendment else 0
        url = reverse("vacancies:notice-in", args=[call.slug, notice.language])
        said = Said(
            subject=_subject(notice, amendment),
            lines=list(_lines(notice, number)),
            label=gettext("Read the notice"),
            url=absolute(url),
            reference=reference_for(subscriber, call.pk, number),
            title=notice.title,
            notice_language=notice.language,
        )
        return _mail(subscriber, said)


def _subject(notice: Notice, amendment: Amendment | None) -> str:
    if amendment is None:
        words = gettext("New vacancy: %(title)s")
    elif amendment.closes_at != amendment.closed_before:
        words = gettext("More time to apply: %(title)s")
    else:
        words = gettext("Changed notice: %(title)s")
    return words % {"title": notice.title}


def _lines(notice: Notice, number: int) -> Sequence[str]:
    changed = [one_line(c.what) for c in notice.changes if c.number == number]
    facts = [f"{name}: {value}" for name, value in notice.facts]
    until = f"{gettext('Deadline')}: {told(notice.closes_at, notice.call.closes_zone)}"
    return [*changed, *facts, until]


def _mail(subscriber: Subscriber, said: Said) -> EmailMultiAlternatives:
    check = absolute(reverse("vacancies:check"))
    context = {
        "said": said,
        "language": subscriber.language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "free": free_of_charge(),
        "check": f"{check}?{urlencode({'reference': said.reference})}",
        "end": end_url(subscriber),
        "holds_demo": settings.HOLDS_DEMO,
    }
    mail = EmailMultiAlternatives(
        subject=one_line(said.subject),
        body=render_to_string("vacancies/mail/message.txt", context),
        to=[subscriber.email],
        headers={
            **AUTOMATIC,
            "List-Unsubscribe": f"<{end_url(subscriber)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(render_to_string("vacancies/mail/message.html", context), "text/html")
    return mail
