"""Countries and areas of the tests; ISO has no country XA to XZ."""

from typing import Any

from jalon.workspace.places.models import Area, Country

NAMES = {
    "MEX": ("MX", {"en": "Mexico", "es": "México", "fr": "Mexique", "ar": "المكسيك"}, [6, 7]),
    "GTM": ("GT", {"en": "Guatemala", "es": "Guatemala", "fr": "Guatemala"}, [6, 7]),
    "DZA": ("DZ", {"en": "Algeria", "es": "Argelia", "fr": "Algérie", "ar": "الجزائر"}, [5, 6]),
    "MAR": ("MA", {"en": "Morocco", "es": "Marruecos", "fr": "Maroc", "ar": "المغرب"}, [6, 7]),
}


def make_country(iso3: str = "MEX", **fields: Any) -> Country:
    iso2, name, weekend = NAMES[iso3]
    values = {"iso2": iso2, "name": name, "weekend": weekend, **fields}
    country, _created = Country.objects.get_or_create(iso3=iso3, defaults=values)
    return country


def make_area(country: Country | None = None, code: str = "07", **fields: Any) -> Area:
    values = {"level": 1, "name": {"en": f"Area {code}"}, **fields}
    return Area.objects.create(country=country or make_country(), code=code, **values)
