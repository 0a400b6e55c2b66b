"""Where Jalon answers allauth's questions."""

import base64
import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.notifications import post
from jalon.workspace.accounts.sealing import seal, unseal
from jalon.workspace.accounts.services import note, note_refused
from jalon.workspace.accounts.services.security import NOTICES

CLAIMED = (True, "true")  # some providers write their claims as text


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves: people are invited by someone who may grant roles."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        note(what="accounts.signed-in", user=user)
        response: HttpResponse = super().post_login(request, user, **options)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_refused(email=credentials.get("email", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = user.language if user else translation.get_language()
        facts = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            **context,
            "user": user,
        }
        with translation.override(language):
            post(self.render_mail(template_prefix, email, facts))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if what := NOTICES.get(template_prefix):
            note(what=what, user=user)
        super().send_notification_mail(template_prefix, user, context, email)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped, too
    """An organisation's own sign-in opens the account of somebody who was invited, and no other."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        for address in sociallogin.email_addresses:
            if address.verified not in CLAIMED or not _may_vouch(sociallogin, address.email):
                continue
            user = User.objects.filter(email__iexact=address.email, kind=Kind.STAFF).first()
            if user is not None:
                return user, user.email
        return None


def _may_vouch(sociallogin: Any, email: str) -> bool:
    """Say whether the service answers for addresses of this domain; None is any."""
    domains = sociallogin.provider.app.settings.get("domains", ())
    return domains is None or email.rpartition("@")[2].lower() in domains


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped, too
    """Names of keys and of the site, as authenticators show them; what a wrong code is told."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or too old. Type the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that no code fits, if the site's key is not the same any more."""
        plain = unseal(encrypted_text)
        return base64.b32encode(secrets.token_bytes(20)).decode() if plain is None else plain

    def _get_site_name(self) -> str:
        return "Jalon"
