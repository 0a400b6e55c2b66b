"""The forms for codes of the second factor: digits of any script are taken, and spaces let be."""

import unicodedata
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.services import note_refused_code


class CodeField(forms.CharField):
    """A code as people type it: ``٤١٢ ٩٠٣`` is the same as ``412903``."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
        super().__init__(label=_("Code"), widget=forms.TextInput(attrs=attrs))

    def to_python(self, value: Any) -> str:
        typed = "".join(str(super().to_python(value)).split())
        return "".join(
            str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed
        )


class _Noted:
    """Writes a wrong code into the trail; what is asked too often is not looked at any more."""

    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        except ValidationError as error:
            if error.code == "incorrect_code":
                note_refused_code(user=self.user)
            raise
        return code


class SignInCode(_Noted, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()


class SameOneCode(_Noted, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()
