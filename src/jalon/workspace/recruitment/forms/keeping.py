"""Ask for a list of under-represented nationalities."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import DayField


class RepresentationForm(forms.Form):
    """Ask since when a list holds, where it comes from, and for the countries."""

    since = DayField(label=_("Holds since"))
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("The document and its date, so that whoever reads the report can check it."),
    )
    countries = forms.CharField(
        label=_("Countries"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr"}),
        max_length=4000,
        help_text=_("Codes of two letters (ISO 3166), such as DZ or MX; pasted in any form."),
    )

    def clean_countries(self) -> list[str]:
        """Return the codes, whatever stands between them."""
        words = re.split(r"[\s,;|]+", self.cleaned_data["countries"].strip())
        return [word.upper() for word in words if word]
