"""Mail about accounts, in the language of who gets it."""

import json

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from jalon.workspace.accounts.invitations import LIFE, token_for
from jalon.workspace.accounts.models import ApiToken, User
from jalon.workspace.accounts.sealing import seal, unseal


@task()
def send_invitation(user_id: int, by_id: int) -> None:
    """Tell who was invited how to choose a password; the link is made only now, and not kept."""
    user = User.objects.get(pk=user_id)
    path = reverse("accounts:accept-invitation", args=[token_for(user)])
    context = {
        "user": user,
        "by": str(User.objects.get(pk=by_id)),
        "address": f"{settings.SITE_URL}{path}",
        "days": LIFE.days,
    }
    with translation.override(user.language):
        subject = _("You are invited to Jalon")
        text = render_to_string("accounts/mail/invitation.txt", context)
    send_mail(subject, text, None, [user.email])


@task()
def tell_of_token(token_id: int) -> None:
    """Tell somebody that a token was made in their name: if it was not them, they must know."""
    token = ApiToken.objects.select_related("user").get(pk=token_id)
    context = {
        "token": token,
        "address": f"{settings.SITE_URL}{reverse('accounts:tokens')}",
    }
    with translation.override(token.user.language):
        subject = _("A token was made for your Jalon account")
        text = render_to_string("accounts/mail/token.txt", context)
    send_mail(subject, text, None, [token.user.email])


def post(letter: EmailMessage) -> None:
    """Hand a letter to the job worker, sealed: what it says may open an account."""
    said = {
        "subject": str(letter.subject),
        "body": str(letter.body),
        "from_email": letter.from_email,
        "to": letter.to,
    }
    send_sealed.enqueue(seal(json.dumps(said)))


@task(priority=50)
def send_sealed(sealed: str) -> None:
    """Send a letter about somebody's account; one that another key has sealed is of no use."""
    plain = unseal(sealed)
    if plain is not None:
        EmailMessage(**json.loads(plain)).send()
