"""How a call can begin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.obligations import choices_of
from jalon.workspace.documents.queries.parties import countries_of
from jalon.workspace.narratives import NarrativeFormField, text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import CALL_KINDS, choices
from jalon.workspace.recruitment.rules.call_templates import templates
from jalon.workspace.recruitment.rules.wording import LANGUAGES

LANGUAGE_NAMES = {"en": _("English"), "es": _("Spanish"), "fr": _("French")}


class InCountry(forms.Form):
    """Ask for the country of a call."""

    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"),
        queryset=None,
        required=False,
        help_text=_("Leave it empty for the whole programme."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "country", countries_of(programme))


class NoticeForm(InCountry):
    """Ask for the text of a notice, or its file."""

    text = forms.CharField(
        label=_("Text of the notice"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Paste the whole notice, in English, Spanish or French."),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        help_text=_("Text, web page, PDF or Word; up to 10 MB."),
    )
    kind = forms.ChoiceField(
        label=_("What is to be filled"),
        required=False,
        choices=[("", _("as the notice says")), *choices(CALL_KINDS)],
    )
    field_order = ("text", "file", "kind", "country")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("text", "file") if cleaned.get(name)]
        if not given and not self.errors:
            self.add_error("text", _("Paste the notice, or choose its file."))
        if len(given) > 1:
            self.add_error("file", _("Give the text or the file, not both."))
        return cleaned


class TemplateForm(InCountry):
    """Ask for a template, and the languages of the notice."""

    template = forms.ChoiceField(label=_("Template"))
    languages = forms.MultipleChoiceField(
        label=_("Languages of the notice"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    title = NarrativeFormField(label=_("Title"), max_length=200)
    field_order = ("template", "title", "languages", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, text_of(name)) for kind, name in templates().items()]


class EmptyForm(InCountry):
    """Ask for the least that a call has."""

    kind = forms.ChoiceField(label=_("What is to be filled"), choices=choices(CALL_KINDS))
    title = NarrativeFormField(label=_("Title"), max_length=200)
    field_order = ("kind", "title", "country")


class CallField(forms.ModelChoiceField[Call]):
    """Ask for a call, by its title, number and programme."""

    def label_from_instance(self, call: Call) -> str:
        parts = (str(call), call.number, call.programme.code)
        return " · ".join(part for part in parts if part)


class CopyForm(InCountry):
    """Ask for the call that is taken as a pattern."""

    call = CallField(
        label=_("Call"),
        queryset=Call.objects.none(),
        help_text=_("Its words, requirements and criteria are copied; number and days are not."),
    )
    field_order = ("call", "country")

    def __init__(self, *args: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "call", calls)
