"""What strangers fill in: filters, an address, a reference, a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.models.words import THEMES
from jalon.workspace.recruitment.queries.public import LONGEST_QUESTION, Asked, Offered
from jalon.workspace.recruitment.rules.messages import read_reference
from jalon.workspace.tags import explain

LONGEST_REPORT = 5_000
ANY = ("", _("any"))


class VacancyFilter(forms.Form):
    """Ask for calls; what is not among the choices is not asked."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Duty station"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(
        label=_("Notice in"), required=False, choices=[ANY, *settings.LANGUAGES]
    )

    def __init__(self, data: Any, *, offered: Offered) -> None:
        super().__init__(data)
        self._offer("place", [(name, name) for name in sorted(offered.places) if name])
        self._offer("grade", [(name, name) for name in sorted(offered.grades) if name])
        themes = [(key, words) for key, words in THEMES.items() if key in offered.themes]
        self._offer("theme", themes)

    def asked(self) -> Asked:
        """Return what is asked; a choice that there is not is left out."""
        self.full_clean()
        found = self.cleaned_data
        return Asked(words=found.pop("q", ""), **found)

    def _offer(self, name: str, found: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *found]


class SubscribeForm(forms.Form):
    """Ask for an address, and in which language it is written to."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)

    def __init__(self, data: Any) -> None:
        here = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        super().__init__(data, initial={"language": here})


class CheckForm(forms.Form):
    """Ask for the reference of a message, and for the address that got it."""

    reference = forms.CharField(
        label=_("Reference in the message"),
        help_text=_("For example R-7K3M-9QTX-42; it stands at the end of every message of ours."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one at which you received the message."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def clean_reference(self) -> str:
        try:
            return read_reference(self.cleaned_data["reference"])
        except RuleBroken as error:
            raise forms.ValidationError(explain(error), code=error.code) from None


class ReportForm(forms.Form):
    """Ask what happened."""

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("Who wrote or called, from which address or number, and what they asked for."),
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reference = forms.CharField(
        label=_("Reference in the message"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if we may ask you more"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class OutcomeForm(forms.Form):
    """Ask what was done about a report."""

    outcome = forms.CharField(
        label=_("What was done"), max_length=LONGEST_REPORT, widget=forms.Textarea
    )
