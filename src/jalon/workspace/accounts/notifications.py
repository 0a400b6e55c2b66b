"""Mail about accounts, in the language of who gets it."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from jalon.workspace.accounts.invitations import LIFE, token_for
from jalon.workspace.accounts.models import User


@task()
def send_invitation(user_id: int, by_name: str) -> None:
    """Tell who was invited how to choose a password; the link is made only now, and not kept."""
    user = User.objects.get(pk=user_id)
    path = reverse("accounts:accept-invitation", args=[token_for(user)])
    context = {
        "user": user,
        "by": by_name,
        "address": f"{settings.SITE_URL}{path}",
        "days": LIFE.days,
    }
    with translation.override(user.language):
        subject = _("You are invited to Jalon")
        text = render_to_string("accounts/mail/invitation.txt", context)
    send_mail(subject, text, None, [user.email])
