"""Names of countries and regions as each language writes them: CLDR, through Babel."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel import __version__ as babel_version
from django.utils.translation import get_language

from jalon.workspace.narratives import Narrative, languages

SOURCE = f"Unicode CLDR, through Babel {babel_version}"


def country_name(iso2: str) -> Narrative:
    """Return the name of a country or territory in each language of the site."""
    return {code: _territories(code).get(iso2, iso2) for code in languages()}


def region_name(code: str) -> str:
    """Return the name of a region of the UN's list (M49), such as 015, for the reader."""
    language = (get_language() or "en").split("-")[0]
    return _territories(language).get(code, code)


def weekend_of(iso2: str) -> list[int]:
    """Return the ISO weekdays that CLDR holds to be the weekend; 1 is Monday."""
    try:
        locale = Locale.parse(f"und_{iso2}")
    except UnknownLocaleError:
        return [6, 7]
    first, last = locale.weekend_start + 1, locale.weekend_end + 1
    span = (last - first) % 7
    return sorted((first + offset - 1) % 7 + 1 for offset in range(span + 1))


@lru_cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)
