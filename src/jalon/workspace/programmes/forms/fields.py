"""Fields that several forms share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.forms import known_zones
from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Ask for a day; the browser shows its own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs
    )


def zone_field() -> forms.ChoiceField:
    """Ask for a time zone of the world."""
    zones = sorted(zone for zone in known_zones() if "/" in zone or zone == "UTC")
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in zones],
        initial="UTC",
        help_text=_("Deadlines end with the day there."),
    )


class CountriesField(forms.ModelMultipleChoiceField[Country]):
    """Ask for countries, in the order of the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.all(), to_field_name="iso3", **kwargs)
        self.widget.attrs["size"] = 8


class CountryField(forms.ModelChoiceField[Country]):
    """Ask for one country."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.all(), to_field_name="iso3", **kwargs)


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """Ask for one organisation, by its name and what it is called for short."""

    def __init__(self, queryset: QuerySet[Organisation] | None = None, **kwargs: Any) -> None:
        if queryset is None:
            queryset = Organisation.objects.order_by("acronym", "pk")
        super().__init__(queryset, **kwargs)

    def label_from_instance(self, obj: Organisation) -> str:
        name = text_of(obj.name)
        return f"{name} ({obj.acronym})" if name and obj.acronym else str(obj)


def sort_countries(field: Any, countries: Iterable[Country]) -> None:
    """Offer these countries, in the order of the reader's language."""
    names = sorted(((one.iso3, text_of(one.name)) for one in countries), key=lambda pair: pair[1])
    empty = [] if isinstance(field, forms.ModelMultipleChoiceField) else [("", "—")]
    field.choices = [*empty, *names]
