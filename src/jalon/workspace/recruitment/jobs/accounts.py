"""Mail about candidates' accounts: who is behind an address is looked up here, by no page."""

import json

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.sealing import seal, unseal
from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.mailing.references import (
    JOINING,
    NO_CALL,
    OF_TEAM,
    list_reference,
)
from jalon.workspace.recruitment.notifications.letters import AUTOMATIC
from jalon.workspace.recruitment.queries.links import join_token, password_token
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.services.letters import write_letter


def ask_for_link(*, email: str, language: str, onward: str = "") -> None:
    """Have a mail sent to an address: with it one joins, or chooses a new password."""
    said = {"email": email, "language": language, "onward": onward}
    mail_link.enqueue(seal(json.dumps(said)))


@task(priority=50)
def mail_link(sealed: str) -> None:
    """Send what fits who has the address; for a page all addresses are the same."""
    plain = unseal(sealed)
    if plain is None:
        return
    said = json.loads(plain)
    user = User.objects.filter(email__iexact=said["email"]).first()
    if user is None:
        _mail_joining(**said)
    elif user.kind != Kind.CANDIDATE:
        _mail_of_team(user)
    elif user.is_active:
        link = (
            f"{settings.SITE_URL}{reverse('vacancies:new-password', args=[password_token(user)])}"
        )
        write_letter(candidate=user, kind=MessageKind.ACCOUNT, link=link)


def _mail_joining(email: str, language: str, onward: str) -> None:
    token = join_token(email=email, onward=onward)
    link = f"{settings.SITE_URL}{reverse('vacancies:joining', args=[token])}"
    facts = {"link": link, **_reference(email, JOINING)}
    _mail(email, language, "joining", facts)


def _mail_of_team(user: User) -> None:
    _mail(user.email, user.language, "of_team", {"user": user, **_reference(user.email, OF_TEAM)})


def _reference(email: str, number: int) -> dict[str, object]:
    check = absolute(reverse("vacancies:check"))
    return {"reference": list_reference(email, NO_CALL, number), "check": check}


def _mail(email: str, language: str, name: str, facts: dict[str, object]) -> None:
    with translation.override(language):
        subject = render_to_string(f"vacancies/mail/{name}_subject.txt").strip()
        text = render_to_string(f"vacancies/mail/{name}.txt", facts)
    EmailMessage(subject, text, None, [email], headers=dict(AUTOMATIC)).send()
