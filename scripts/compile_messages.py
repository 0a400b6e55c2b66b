"""Bring the message catalogues up to date: collect the texts, update each .po, compile each .mo.

Run without arguments after changing a text or a translation (`make messages`). The same texts
always give the same bytes: no dates, no names, one order. There are two sets: ``jalon`` for the
engine, the command line and every error; ``django`` for the pages of the workspace.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from django.utils.translation.template import templatize
from scripts.catalogues import TRANSLATED, Text, mo_bytes, po_bytes, untranslated
from scripts.catalogues import updated as brought_up_to_date

from jalon.messages import LOCALE, MESSAGES

SOURCE = LOCALE.parent
WORKSPACE = SOURCE / "workspace"
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {"**/templates/**": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None, "say": None, "marked": None}
SITE_KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CALL = re.compile(r"\b(?:_|gettext|ngettext|pgettext|npgettext)\(")


def sources() -> Iterator[Text]:
    """Yield every text of the engine and the command line, and of every error."""
    for code, words in MESSAGES.items():
        yield Text(words, "locale/messages.toml", code)

    def outside_the_site(folder: str | Path) -> bool:
        return Path(folder) != WORKSPACE

    for file, _, text, _, _ in extract_from_dir(
        SOURCE, METHODS, OPTIONS, KEYWORDS, directory_filter=outside_the_site
    ):
        yield Text(text, Path(file).as_posix())


def site_sources() -> Iterator[Text]:
    """Yield every text of the site's code and templates."""
    for path in sorted(WORKSPACE.rglob("*.py")):
        if "migrations" not in path.parts:
            place = path.relative_to(SOURCE).as_posix()
            for _, text, _, context in extract_from_file("python", path, SITE_KEYWORDS):
                yield Text(text, place, context=context)
    for path in sorted(WORKSPACE.rglob("templates/**/*.*")):
        yield from _of_template(path)


def _of_template(path: Path) -> Iterator[Text]:
    place = path.relative_to(SOURCE).as_posix()
    code = templatize(path.read_text(encoding="utf-8"), origin=place)
    for found in CALL.finditer(code):
        name, arguments = _call_at(code, found.start())
        if name == "ngettext":
            yield Text((arguments[0], arguments[1]), place)
        elif name == "pgettext":
            yield Text(arguments[1], place, context=arguments[0])
        elif name == "npgettext":
            yield Text((arguments[1], arguments[2]), place, context=arguments[0])
        else:
            yield Text(arguments[0], place)


def _call_at(code: str, start: int) -> tuple[str, list[str]]:
    end = start
    while (end := code.find(")", end) + 1) > 0:
        try:
            call = ast.parse(code[start:end].strip(), mode="eval").body
        except SyntaxError:
            continue
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Name)
        return call.func.id, [
            each.value if isinstance(each, ast.Constant) else "" for each in call.args
        ]
    raise ValueError(f"a call that does not end: {code[start : start + 60]}")


def path_of(language: str, ending: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"jalon.{ending}"


def site_path_of(language: str, ending: str) -> Path:
    return WORKSPACE / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def updated(language: str) -> Catalog:
    """Return the catalogue of the engine, the command line and the errors."""
    return brought_up_to_date(language, path_of(language, "po"), sources())


def site_updated(language: str) -> Catalog:
    """Return the catalogue of the site's pages."""
    return brought_up_to_date(language, site_path_of(language, "po"), site_sources())


SETS: tuple[tuple[Callable[[str], Catalog], Callable[[str, str], Path]], ...] = (
    (updated, path_of),
    (site_updated, site_path_of),
)


def main() -> int:
    """Write the catalogues; name what still lacks a translation."""
    missing = 0
    for catalogue_of, place_of in SETS:
        for language in TRANSLATED:
            catalog = catalogue_of(language)
            place_of(language, "po").parent.mkdir(parents=True, exist_ok=True)
            place_of(language, "po").write_bytes(po_bytes(catalog))
            place_of(language, "mo").write_bytes(mo_bytes(catalog))
            for message in untranslated(catalog):
                missing += 1
                print(f"{language}: not translated: {message.id}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
