"""Forms on what is owed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import DayField, VersionedForm
from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.models.words import KINDS, choices
from jalon.workspace.documents.queries.parties import countries_of, organisations_of, people_of
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.programmes.forms.fields import OrganisationField
from jalon.workspace.programmes.models import Programme

GIVEN = (
    "title",
    "due_date",
    "owed_by_user",
    "owed_by_organisation",
    "owed_to_organisation",
    "country",
)


class ObligationForm(forms.Form):
    """Ask what is owed, by whom, to whom, until when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(KINDS))
    title = NarrativeFormField(label=_("Title"), max_length=300)
    due_date = DayField(
        label=_("Last day to hand it in"),
        help_text=_("It is in time until 23:59 of this day, in the programme's time zone."),
    )
    owed_by_user: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Owed by (person)"), queryset=None, required=False
    )
    owed_by_organisation = OrganisationField(
        label=_("Owed by (organisation)"), queryset=None, required=False
    )
    owed_to_organisation = OrganisationField(
        label=_("Owed to"),
        queryset=None,
        required=False,
        help_text=_("Leave it empty for a paper that stays in the office."),
    )
    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"),
        queryset=None,
        required=False,
        help_text=_("Leave it empty for the whole programme."),
    )
    period_start = DayField(label=_("Period from"), required=False)
    period_end = DayField(label=_("Period to"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "owed_by_user", people_of(programme))
        choices_of(self, "owed_by_organisation", organisations_of(programme))
        choices_of(self, "owed_to_organisation", organisations_of(programme))
        choices_of(self, "country", countries_of(programme))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and not end:
            self.add_error("period_end", _("Say when the period ends."))
        if end and not start:
            self.add_error("period_start", _("Say when the period begins."))
        if not (cleaned.get("owed_by_user") or cleaned.get("owed_by_organisation")):
            self.add_error("owed_by_user", _("Choose a person, an organisation, or both."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the services take."""
        found = {name: self.cleaned_data[name] for name in GIVEN}
        return {**found, "kind": Kind(self.cleaned_data["kind"])}


class EditObligationForm(ObligationForm, VersionedForm):
    """Ask for the same again, with a reason where the due date moves."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you change the last day."),
    )
    field_order = ("kind", "title", "due_date", "reason")


def choices_of(form: forms.Form, name: str, queryset: Any) -> None:
    """Offer these rows alone: an id of another programme is refused like any other unknown one."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset


def values_of(obligation: Obligation) -> dict[str, Any]:
    """Return what the form shows of an obligation that is there."""
    return {
        "kind": obligation.kind,
        "title": obligation.title,
        "due_date": obligation.due_date,
        "owed_by_user": obligation.owed_by_user_id,
        "owed_by_organisation": obligation.owed_by_organisation_id,
        "owed_to_organisation": obligation.owed_to_organisation_id,
        "country": obligation.country_id,
        "period_start": obligation.period_start,
        "period_end": obligation.period_end,
        "version": obligation.version,
    }


class DelayForm(VersionedForm):
    """Ask why a paper is late, until when it is promised, and what happens next."""

    reason = forms.CharField(label=_("Why is it late?"), widget=forms.Textarea(attrs={"rows": 3}))
    new_date = DayField(label=_("New date"))
    next_action = forms.CharField(
        label=_("What happens next, and who does it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, overdue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_action"].required = overdue


class PersonForm(VersionedForm):
    """Ask who does it from now on."""

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Person"), queryset=None)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "person", people)
