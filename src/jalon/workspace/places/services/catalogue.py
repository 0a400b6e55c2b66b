"""Load the site's own catalogue of countries."""

from typing import Any

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.places import catalogue, names
from jalon.workspace.places.catalogue import CountryFacts
from jalon.workspace.places.models import Certainty, Country

WEEKEND = ("weekend", "weekend_source", "weekend_certainty")


@transaction.atomic
def load_places(by: User | None = None) -> dict[str, int]:
    """Bring the countries up to date with the catalogue; what the office has set stays.

    Loading twice changes nothing. Returns how many were added, changed and left.
    """
    present = {country.iso3: country for country in Country.objects.select_for_update()}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    added: list[Country] = []
    changed: list[Country] = []
    for facts in catalogue.countries():
        values = _values(facts)
        country = present.get(facts.iso3)
        if country is None:
            added.append(Country(iso3=facts.iso3, **values))
        elif _take(country, values):
            changed.append(country)
        else:
            counts["unchanged"] += 1
    Country.objects.bulk_create(added)
    if changed:
        Country.objects.bulk_update(changed, sorted(_values(catalogue.countries()[0])))
    counts |= {"added": len(added), "changed": len(changed)}
    if added or changed:
        one = Country.objects.get(iso3=(added or changed)[0].iso3)
        record(by=by, what="places.catalogue-loaded", target=one, after=counts)
    return counts


def _values(facts: CountryFacts) -> dict[str, Any]:
    return {
        "iso2": facts.iso2,
        "name": names.country_name(facts.iso2),
        "region": facts.region,
        "subregion": facts.subregion,
        "memberships": list(facts.memberships),
        "weekend": list(facts.weekend) or names.weekend_of(facts.iso2),
        "weekend_source": facts.weekend_source or names.SOURCE,
        "weekend_certainty": facts.weekend_certainty or Certainty.UNVERIFIED.value,
        "note": facts.note,
        "source": f"ISO 3166-1; UN M49; {names.SOURCE}",
    }


def _take(country: Country, values: dict[str, Any]) -> bool:
    """Set what differs; tell whether anything did."""
    kept = WEEKEND if country.weekend_by_office else ()
    different = {
        name: value
        for name, value in values.items()
        if name not in kept and getattr(country, name) != value
    }
    for name, value in different.items():
        setattr(country, name, value)
    return bool(different)
