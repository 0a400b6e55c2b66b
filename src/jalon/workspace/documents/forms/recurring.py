"""Forms on series of papers and on clearance chains."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jalon.workspace.accounts.rules import Permission, roles_with
from jalon.workspace.documents.forms.obligations import choices_of
from jalon.workspace.documents.models import Recurrence
from jalon.workspace.documents.models.words import KINDS, RHYTHMS, ROLES, choices
from jalon.workspace.documents.queries.parties import organisations_of, people_of
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Rhythm
from jalon.workspace.narratives import Narrative, NarrativeFormField, languages
from jalon.workspace.programmes.forms.fields import OrganisationField
from jalon.workspace.programmes.models import Programme


class RecurrenceForm(forms.Form):
    """Ask for a paper that is owed again and again."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(KINDS))
    title = NarrativeFormField(label=_("Title"), max_length=300)
    rhythm = forms.ChoiceField(label=_("How often"), choices=choices(RHYTHMS))
    due_days = forms.IntegerField(
        label=_("Days to hand it in"),
        min_value=-365,
        max_value=730,
        help_text=_("After the end of the period; a negative number counts back from its start."),
    )
    owed_by_user: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Owed by (person)"), queryset=None, required=False
    )
    owed_by_organisation = OrganisationField(
        label=_("Owed by (organisation)"), queryset=None, required=False
    )
    owed_to_organisation = OrganisationField(label=_("Owed to"), queryset=None, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "owed_by_user", people_of(programme))
        choices_of(self, "owed_by_organisation", organisations_of(programme))
        choices_of(self, "owed_to_organisation", organisations_of(programme))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("owed_by_user") or cleaned.get("owed_by_organisation")):
            self.add_error("owed_by_user", _("Choose a person, an organisation, or both."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {**data, "kind": Kind(data["kind"]), "rhythm": Rhythm(data["rhythm"])}


def values_of(proposal: Recurrence) -> dict[str, Any]:
    """Return what the form shows of a series that is proposed."""
    return {
        "kind": proposal.kind,
        "title": _in_all_languages(KINDS[Kind(proposal.kind)]),
        "rhythm": proposal.rhythm,
        "due_days": proposal.due_days,
        "owed_to_organisation": proposal.owed_to_organisation_id,
    }


def _in_all_languages(words: str | Promise) -> Narrative:
    said: Narrative = {}
    for code in languages():
        with override(code):
            said[code] = capfirst(str(words))
    return said


_CLEARERS = roles_with(Permission.DOCUMENT_CLEAR)
CLEARING = [(value, word) for value, word in choices(ROLES) if value in _CLEARERS]


class ChainStepForm(forms.Form):
    """Ask for one step of a chain."""

    order = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=50,
        help_text=_("Steps of the same number run side by side."),
    )
    title = NarrativeFormField(label=_("Title"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *CLEARING])
    working_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=250)

    def line(self) -> ChainLine:
        data = self.cleaned_data
        return ChainLine(data["order"], data["title"], data["role"], data["working_days"])


ChainFormSet = forms.formset_factory(
    ChainStepForm, extra=2, max_num=30, absolute_max=30, can_delete=True
)
