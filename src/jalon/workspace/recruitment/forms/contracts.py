"""Ask for contracts, and for what their extension waits for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import DayField, ReasonForm, VersionedForm
from jalon.workspace.documents.queries.parties import countries_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Appointment
from jalon.workspace.recruitment.models.words import (
    APPOINTMENT_KINDS,
    CONDITION_STATES,
    choices,
)
from jalon.workspace.recruitment.rules.terms import Term


class TermForm(forms.Form):
    """Ask for what a contract says."""

    name = forms.CharField(label=_("Name"), max_length=200)
    grade = forms.CharField(label=_("Grade"), max_length=20, required=False)
    contract_type = forms.CharField(label=_("Type of contract"), max_length=100, required=False)
    start = DayField(label=_("Begins"))
    end = DayField(label=_("Ends"), help_text=_("Its last day. It does not renew itself."))

    def term(self) -> Term:
        said = self.cleaned_data
        return Term(said["name"], said["grade"], said["contract_type"], said["start"], said["end"])


class AppointForm(TermForm):
    """Ask for the contract of somebody chosen, or in reserve."""

    person = forms.ChoiceField(label=_("Candidate"))
    reason = forms.CharField(
        label=_("Why somebody in reserve"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where somebody comes first, or a contract runs already: the offer was "
                    "declined, or this is a like post, for example."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label=_("Candidate"), choices=people)
        self.order_fields(["person", "reason"])


class ContractForm(TermForm):
    """Ask for a contract that came from no call."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(APPOINTMENT_KINDS))
    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"), queryset=None, required=False
    )
    field_order = ("name", "kind", "country")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = countries_of(programme)


class JudgeForm(VersionedForm):
    """Ask whether a condition is met."""

    state = forms.ChoiceField(
        label=_("What is known"), choices=choices(CONDITION_STATES), widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it is known from; why, if it is not met."),
    )


class ExtendForm(ReasonForm):
    """Ask until when."""

    until = DayField(label=_("Ends on"))
    field_order = ("version", "until", "reason")


class EndForm(ReasonForm):
    """Ask since when, within the term of a contract."""

    day = DayField(label=_("Last day"))
    field_order = ("version", "day", "reason")

    def __init__(self, *args: Any, term: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = term.end_date - timedelta(days=1)
        self.fields["day"].widget.attrs |= {
            "min": term.start_date.isoformat(),
            "max": last.isoformat(),
        }
