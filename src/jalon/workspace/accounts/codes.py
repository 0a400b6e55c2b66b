"""The forms for codes of the second factor: digits of any script are taken, and spaces let be."""

import unicodedata
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


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


class SignInCode(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()


class SameOneCode(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    code = CodeField()
