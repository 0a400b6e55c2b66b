"""Narrow the list of calls."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallFilter(forms.Form):
    q = forms.CharField(label=_("Title, number or place"), required=False, max_length=100)
    which = forms.ChoiceField(
        label=pgettext_lazy("calls", "Which"),
        required=False,
        choices=[
            ("", _("all")),
            ("open", pgettext_lazy("calls", "going on")),
            ("over", pgettext_lazy("calls", "over")),
        ],
    )

    def chosen(self) -> tuple[str, str]:
        """Return words and which; what is not understood narrows nothing."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("which", "")
