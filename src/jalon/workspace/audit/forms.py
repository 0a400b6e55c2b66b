"""What can be asked of the trail."""

from datetime import date

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalon.workspace.audit.queries import Filters
from jalon.workspace.audit.words import registered, words_for

POSSIBLE_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2150, 12, 31))]
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def event_choices() -> Choices:
    """Return every kind of event by the app that records it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for what in registered():
        groups.setdefault(what.partition(".")[0], []).append((what, words_for(what)))
    names = {config.label: str(config.verbose_name) for config in apps.get_app_configs()}
    grouped = [
        (names.get(label, label), sorted(group, key=lambda choice: choice[1]))
        for label, group in groups.items()
    ]
    return [("", gettext("Everything")), *sorted(grouped)]


class FilterForm(forms.Form):
    who = forms.CharField(label=_("Who"), required=False, max_length=200)
    what = forms.ChoiceField(label=_("What"), required=False, choices=event_choices)
    from_date = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=POSSIBLE_DAYS,
    )
    until_date = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=POSSIBLE_DAYS,
    )
    target = forms.RegexField(
        regex=r"^[a-z_]+\.[a-z_]+(:[\w-]{1,40})?$", required=False, widget=forms.HiddenInput
    )

    def filters(self) -> Filters:
        """Return what was asked, leaving out what could not be understood."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays in the trail: do not name the person."),
    )
