"""Languages in the reader's words (CLDR)."""

from babel import Locale
from django.utils.translation import get_language

from jalon.workspace.recruitment.reader.words import tables


def language_name(code: str) -> str:
    """Return the name of a language; its code where nobody has named it."""
    reader = Locale.parse((get_language() or "en").split("-")[0])
    return str(reader.languages.get(code, code))


def asked_languages() -> list[tuple[str, str]]:
    """Return the languages that a call can ask for, by their names: those that notices name."""
    codes = tables("en")["languages"]
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


def every_language() -> list[tuple[str, str]]:
    """Return the world's languages that have a code of two letters, by their names."""
    reader = Locale.parse((get_language() or "en").split("-")[0])
    found = [(code, str(name)) for code, name in reader.languages.items() if len(code) == 2]
    return sorted(found, key=lambda pair: pair[1].casefold())
