"""Countries, areas, organisations and focal points of a programme."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.forms.fields import (
    CountriesField,
    CountryField,
    OrganisationField,
    sort_countries,
)
from jalon.workspace.programmes.models import (
    FocalPoint,
    Organisation,
    Participation,
    Programme,
)


class CoversForm(forms.Form):
    """Which countries a programme covers; each may have a share of the money."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covers = programme.covers.select_related("country")
        self.covered = sorted((cover.country for cover in covers), key=str)
        shares = {cover.country_id: cover.share for cover in covers}
        for country in self.covered:
            self.fields[f"keep_{country.iso3}"] = forms.BooleanField(
                label=str(country), required=False, initial=True
            )
            self.fields[f"share_{country.iso3}"] = forms.DecimalField(
                label=_("Share of the money, per cent: %(country)s") % {"country": country},
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=shares[country.pk],
            )
        self.fields["add"] = CountriesField(label=_("Add countries"), required=False)
        known = {country.pk for country in self.covered}
        sort_countries(self.fields["add"], Country.objects.exclude(pk__in=known))

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"keep_{one.iso3}"], self[f"share_{one.iso3}"]) for one in self.covered]

    @property
    def shares(self) -> dict[Country, Decimal | None]:
        said = self.cleaned_data
        kept = {one: said[f"share_{one.iso3}"] for one in self.covered if said[f"keep_{one.iso3}"]}
        return kept | dict.fromkeys(said["add"])


class OrganisationForm(forms.Form):
    """An organisation of the directory."""

    name = NarrativeFormField(label=_("Name"), max_length=300)
    acronym = forms.CharField(label=_("Acronym"), max_length=30, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Organisation.Kind.choices, initial=Organisation.Kind.OTHER
    )
    reference = forms.CharField(
        label=_("IATI identifier"),
        max_length=100,
        required=False,
        help_text=_("For instance XM-DAC-41302."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField(label=_("Country"), required=False)
        sort_countries(self.fields["country"], Country.objects.all())


class ParticipationForm(forms.Form):
    """What an organisation is to the programme."""

    organisation = OrganisationField(label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), choices=Participation.Role.choices)


class FocalPointForm(forms.ModelForm[FocalPoint]):
    """Whom to ask: no more than is needed to reach them."""

    class Meta:
        model = FocalPoint
        fields = ("name", "post", "organisation", "country", "email", "phone")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.filter(participations__programme=programme).distinct()
        asked = OrganisationField(queryset=partners, label=_("Organisation"), required=False)
        self.fields["organisation"] = asked
        covered = Country.objects.filter(covered_by__programme=programme)
        self.fields["country"].queryset = covered  # type: ignore[attr-defined]
