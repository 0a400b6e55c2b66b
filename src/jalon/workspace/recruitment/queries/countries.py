"""Countries of the world in the reader's words (CLDR), by their ISO 3166 codes."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from jalon.workspace.folding import folded
from jalon.workspace.places import catalogue

# CLDR also names groupings and places that are no ISO code of their own.
NO_COUNTRY = frozenset(
    {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
)


def country_name(code: str) -> str:
    """Return the name of a country; its code where nobody has named it."""
    return dict(_countries(_reader())).get(code, code)


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country, by name."""
    return list(_countries(_reader()))


def region_of(code: str) -> str:
    """Return the region of a country in the UN's list (M49), such as 002; empty if it has none."""
    return _regions().get(code, "")


@cache
def _regions() -> dict[str, str]:
    return {each.iso2: each.region for each in catalogue.countries()}


def _reader() -> str:
    return (get_language() or "en").split("-")[0]


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    found = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    ]
    return tuple(sorted(found, key=lambda pair: folded(pair[1])))
