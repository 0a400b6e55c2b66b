"""A programme's facts, its terms, and steps of its life."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.forms.fields import (
    CountriesField,
    CountryField,
    OrganisationField,
    day_field,
    sort_countries,
    zone_field,
)
from jalon.workspace.programmes.models import Agreement, Programme


class FindForm(forms.Form):
    """Narrow the list of programmes."""

    q = forms.CharField(label=_("Title or code"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("any")), *Programme.Status.choices]
    )
    archived = forms.BooleanField(label=_("From the archive"), required=False)


class FactsForm(forms.Form):
    """Title, summary, dates and time zone."""

    title = NarrativeFormField(label=_("Title"), max_length=300)
    summary = NarrativeFormField(label=_("Summary"), required=False, long=True, max_length=5000)
    start_date = day_field(_("First day"))
    end_date = day_field(_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = zone_field()


class EditForm(FactsForm):
    """The facts of a programme that is there, and from where it is run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = CountryField(
            label=_("Country of the office"),
            required=False,
            help_text=_(
                "From where it is run: its weekend and holidays count for papers of no one country."
            ),
        )
        sort_countries(self.fields["office"], Country.objects.all())


class StartForm(FactsForm):
    """A new programme."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Short, without accents and spaces; it becomes part of addresses: MEX-87."),
    )
    director = forms.EmailField(
        label=_("E-mail of the director"),
        required=False,
        help_text=_("Who gets the first role. Leave empty if it is you."),
    )
    field_order = ("code", "title", "summary", "start_date", "end_date", "time_zone", "countries")

    def __init__(self, *args: Any, with_countries: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_countries:
            self.fields["countries"] = CountriesField(label=_("Countries"), required=False)
            sort_countries(self.fields["countries"], Country.objects.all())
        self.order_fields(self.field_order)


class TermsForm(forms.ModelForm[Agreement]):
    """The terms of the agreement."""

    report_languages = forms.MultipleChoiceField(
        label=_("Languages of reports"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    period_months = forms.TypedChoiceField(
        label=_("Months in a reporting period"),
        coerce=int,
        choices=[(n, n) for n in (1, 2, 3, 4, 6, 12)],
    )
    first_month = forms.TypedChoiceField(
        label=_("Month in which a period begins"), coerce=int, choices=()
    )
    due_days = forms.IntegerField(
        label=_("Days to report after a period"), min_value=0, max_value=365
    )
    final_due_days = forms.IntegerField(
        label=_("Days to the final report"), min_value=0, max_value=730
    )

    class Meta:
        model = Agreement
        fields = (
            "donor",
            "reference",
            "currency",
            "amount",
            "support_cost_rate",
            "transfer_threshold",
            "period_months",
            "first_month",
            "due_days",
            "final_due_days",
            "report_languages",
            "source",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from django.utils.dates import MONTHS

        super().__init__(*args, **kwargs)
        self.fields["first_month"].choices = list(MONTHS.items())  # type: ignore[attr-defined]
        donor = self.fields["donor"]
        self.fields["donor"] = OrganisationField(label=donor.label, required=donor.required)

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("Give an amount of zero or more."))
        return amount

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
            raise forms.ValidationError(_("Give the three letters of the currency, such as USD."))
        return currency


class ReasonForm(forms.Form):
    """Why; kept in the history."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )
