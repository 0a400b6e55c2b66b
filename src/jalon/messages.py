"""Say what happened and what to do, in the reader's language.

The English text of every error code stands in ``locale/messages.toml``; it is also the key under
which the catalogues (``locale/<language>/LC_MESSAGES/jalon.po``) hold its translations. Only
gettext is needed, so the command line and a site speak the same words.
"""

import gettext
import os
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from jalon.errors import Problem, Problems, ReadableError

LANGUAGES = ("en", "es", "fr", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
LOCALE = Path(__file__).parent / "locale"

# A list of areas may be hundreds long; the first few tell the reader where to look.
LISTED = 10

# First strong isolate and its end: a file name inside an Arabic sentence keeps its own direction.
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def read_rooms(path: Path) -> dict[str, dict[str, str]]:
    """Return room -> code -> English text, in the order of the file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def read_messages(path: Path) -> dict[str, str]:
    """Return code -> English text; the rooms only keep neighbours together."""
    pairs = [pair for room in read_rooms(path).values() for pair in room.items()]
    messages = dict(pairs)
    if len(messages) != len(pairs):
        codes = [code for code, _ in pairs]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        raise ValueError(f"codes that stand in two rooms of {path.name}: {twice}")
    return messages


MESSAGES: Mapping[str, str] = MappingProxyType(read_messages(LOCALE / "messages.toml"))


def marked(text: str) -> str:
    """Return `text` as it is; the name tells the catalogue that it is to be translated."""
    return text


def translator(language: str) -> gettext.NullTranslations:
    """Return the catalogue of `language`; English, and any language we lack, is the text itself."""
    return gettext.translation("jalon", LOCALE, languages=[language], fallback=True)


def direction(language: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, the value of the HTML attribute ``dir``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of a terminal: JALON_LANGUAGE if set, else the one of the system."""
    for name in ("JALON_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            language = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def explain(error: ReadableError | Problem, language: str = "en") -> str:
    """Return what happened and what to do; of several problems, one line each."""
    catalogue = translator(language)
    if isinstance(error, Problems):
        lines = [explain(problem, language) for problem in error.problems]
        return lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    template = MESSAGES.get(error.code)
    if template is None:  # an error of somebody else's extension: still better than a traceback
        text = " ".join([error.code, *(f"{name}={fact}" for name, fact in error.params.items())])
    else:
        facts = {name: _fact(fact, catalogue, language) for name, fact in error.params.items()}
        text = catalogue.gettext(template) % facts
    if isinstance(error, Problem) and error.where:
        return f"{_isolated(error.where, language)}: {text}"
    return text


def _fact(fact: object, catalogue: gettext.NullTranslations, language: str) -> str:
    if isinstance(fact, Mapping):
        return _listed((f"{key} ({value})" for key, value in fact.items()), catalogue, language)
    if isinstance(fact, Iterable) and not isinstance(fact, str | bytes | Enum):
        return _listed((_plain(item) for item in fact), catalogue, language)
    return _isolated(_plain(fact), language)


def _listed(items: Iterable[str], catalogue: gettext.NullTranslations, language: str) -> str:
    texts = [_isolated(item, language) for item in items]
    listed = catalogue.gettext(", ").join(texts[:LISTED])
    if len(texts) > LISTED:
        more = catalogue.gettext("and %(count)s more") % {"count": len(texts) - LISTED}
        return f"{listed} {more}"
    return listed


def _plain(fact: object) -> str:
    if isinstance(fact, Enum):
        return str(fact.value)
    return f"{fact:.6g}" if isinstance(fact, float) else str(fact)


def _isolated(text: str, language: str) -> str:
    return f"{ISOLATE}{text}{END_ISOLATE}" if language in RIGHT_TO_LEFT else text
