"""How candidates come in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.forms import time_zones
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.forms.base import LongSelect


def own_languages() -> list[tuple[str, Any]]:
    return [*settings.LANGUAGES]


class AddressForm(forms.Form):
    """An address to which a link is sent."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"})
    )
    onward = forms.CharField(required=False, widget=forms.HiddenInput)


class SignInForm(AddressForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password, of somebody who may not have an account yet."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned.get("again") != cleaned["password"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return cleaned


class OwnForm(forms.Form):
    """Who a candidate is to the site."""

    name = forms.CharField(
        label=_("Your whole name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which we write to you"), choices=own_languages
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        widget=LongSelect,
        help_text=_("Deadlines are shown by this clock, beside that of the notice."),
    )


class JoiningForm(PasswordForm, OwnForm):
    field_order = ("name", "password", "again", "language", "time_zone")


class ChangePasswordForm(PasswordForm):
    old = forms.CharField(
        label=_("Your password until now"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("This is not your password. Type it again."))
        return old
