"""A team's spreadsheet: which file, what its columns hold, what the programme is called."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jalon.errors import RuleBroken
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.exchange.headings import FIGURES, Role, plain, vocabulary
from jalon.workspace.programmes.exchange.spans import read_span
from jalon.workspace.programmes.forms.programmes import StartForm
from jalon.workspace.tags import explain

ROLES = {
    Role.IGNORE: _("leave out"),
    Role.IMPACT: _("impact"),
    Role.OUTCOME: _("outcome"),
    Role.OUTPUT: _("output"),
    Role.LEVEL: _("level of the result"),
    Role.RESULT: _("result of that level"),
    Role.RESULT_CODE: _("code of the result"),
    Role.CODE: _("code of the indicator"),
    Role.INDICATOR: _("indicator"),
    Role.UNIT: _("unit"),
    Role.BASELINE: _("baseline"),
    Role.BASELINE_YEAR: _("year of the baseline"),
    Role.TARGET: _("target"),
    Role.ACTUAL: _("figure reached"),
    Role.RESPONSIBLE: _("responsible"),
    Role.VERIFICATION: _("means of verification"),
}


class SpreadsheetForm(forms.Form):
    """A framework to begin a programme with."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("Excel (.xlsx) or CSV, with one row for each indicator."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    language = forms.ChoiceField(
        label=_("Language of its texts and numbers"), choices=settings.LANGUAGES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "en").split("-")[0]


class SheetFactsForm(StartForm):
    """What the programme is called, and what holds for the whole sheet."""

    first_month = forms.TypedChoiceField(
        label=_("Month in which the reporting year begins"), coerce=int, initial=1
    )
    cumulative = forms.ChoiceField(
        label=_("Targets of a period"),
        choices=[("", _("count what is reached in it alone")), ("1", _("count from the start"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_month"].choices = list(MONTHS.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse impossible dates before periods are drawn between them."""
        said = super().clean() or self.cleaned_data
        if said.get("start_date") and said.get("end_date"):
            try:
                rules.check_dates(said["start_date"], said["end_date"])
            except RuleBroken as error:
                self.add_error("end_date", explain(error))
        return said


class ColumnForm(forms.Form):
    """What one column holds."""

    role = forms.ChoiceField(label=_("Holds"), choices=[(r.value, n) for r, n in ROLES.items()])
    period = forms.CharField(label=_("Period"), required=False, max_length=40)
    breakdown = forms.ChoiceField(label=_("Of whom"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["breakdown"].choices = [("", _("everybody")), *_groups()]  # type: ignore[attr-defined]

    def clean_period(self) -> str:
        text = str(self.cleaned_data["period"]).strip()
        if text and read_span(plain(text)) is None:
            raise forms.ValidationError(
                _("Write a period as 2026, S1 2026, T3 2026, or final for the end.")
            )
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if Role(data.get("role", Role.IGNORE)) not in FIGURES:
            data["period"] = data["breakdown"] = ""
        return data


def _groups() -> list[tuple[str, str]]:
    return [
        (f"{dimension}:{key}", text_of(value["title"]))
        for dimension, facts in vocabulary()["dimensions"].items()
        for key, value in facts["values"].items()
    ]
