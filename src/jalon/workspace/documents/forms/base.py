"""What forms on papers share: the version that the reader saw, and days."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """A day as browsers ask for it, whatever the language of the page."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)


class VersionedForm(forms.Form):
    """Carries the row's version, so that the second of two editors is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    was_changed = False  # by somebody else, while the reader was writing

    def renew(self, version: int) -> None:
        """Let the reader save over what they have now been shown."""
        self.was_changed = True
        assert isinstance(self.data, QueryDict)
        sent = self.data.copy()
        sent[self.add_prefix("version")] = str(version)
        self.data = sent


class ReasonForm(VersionedForm):
    """Ask why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
