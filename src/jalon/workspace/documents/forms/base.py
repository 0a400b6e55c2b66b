"""What forms on papers share: the version that the reader saw, and days."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


class DayInput(forms.DateInput):
    """A day as browsers ask for it, whatever the language of the page."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day of the time in which programmes are run; a slip of the keyboard is told."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [MinValueValidator(FIRST), MaxValueValidator(LAST)])
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)


class LongSelect(forms.Select):
    """A choice among hundreds, without groups: a template for each option takes its time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _group, those, _index in widget["optgroups"]
                for option in those
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), options
        )


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
