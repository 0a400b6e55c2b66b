"""What people can fill in about accounts."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.accounts.queries import PeopleFilters
from jalon.workspace.accounts.rules import TokenScope


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all zones that this machine knows; it looks through its files once."""
    return frozenset(zoneinfo.available_timezones())


def time_zones() -> list[tuple[str, str]]:
    """Return the zones of the world that have a place's name."""
    names = {name for name in known_zones() if "/" in name}
    kept = {name for name in names if not name.startswith(("Etc/", "SystemV/", "US/"))}
    return [(name, name.replace("_", " ")) for name in ["UTC", *sorted(kept)]]


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    digest = forms.ChoiceField(
        label=_("What is owed and waits for you, by e-mail"), choices=Digest.choices
    )


class InvitationForm(forms.Form):
    """The first password of somebody who was invited."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and "password" in cleaned and cleaned.get("again") != cleaned["password"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return cleaned


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What you will use it for, to know it again.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            (TokenScope.READ.value, _("Read what you may read")),
            (TokenScope.WRITE.value, _("Read and change what you may")),
        ],
        widget=forms.RadioSelect,
        initial=TokenScope.READ.value,
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        coerce=int,
        initial=90,
    )


class PeopleForm(forms.Form):
    text = forms.CharField(label=_("Name or e-mail"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("active", _("Active")),
            ("invited", _("Invited")),
            ("inactive", _("Inactive")),
        ],
    )

    def filters(self) -> PeopleFilters:
        """Return what was asked, leaving out what could not be understood."""
        self.is_valid()
        return PeopleFilters(**{name: value for name, value in self.cleaned_data.items() if value})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays in the trail: do not name the person."),
    )
