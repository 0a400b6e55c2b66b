"""Bring the message catalogues up to date: collect the texts, update each .po, compile each .mo.

Run without arguments after changing a text or a translation (`make messages`). The same texts
always give the same bytes: no dates, no names, one order.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from jalon.messages import LOCALE, MESSAGES

SOURCE = LOCALE.parent
TRANSLATED = ("es", "fr", "ar")
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5);",
}
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
OPTIONS = {"**/templates/**": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None, "say": None, "marked": None}


class HouseCatalog(Catalog):
    """A catalogue whose header says only what gettext needs: equal texts, equal bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "jalon"),
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[str(self.locale)]),
        ]


def sources() -> Iterator[tuple[str | tuple[str, ...], str, str]]:
    """Yield every text to translate: msgid, the file it stands in, a word for the translator."""
    for code, words in MESSAGES.items():
        yield words, "locale/messages.toml", code
    for file, _, text, _, _ in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        yield text, Path(file).as_posix(), ""


def path_of(language: str, ending: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"jalon.{ending}"


def updated(language: str) -> Catalog:
    """Return the catalogue of `language`: every text of the source, with what is translated."""
    path = path_of(language, "po")
    known = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog()
    catalog = HouseCatalog(locale=language, fuzzy=False, charset="utf-8")
    texts: dict[str | tuple[str, ...], tuple[set[str], set[str]]] = {}
    for text, file, note in sources():
        files, notes = texts.setdefault(text, (set(), set()))
        files.add(file)
        notes.update({note} - {""})
    for text, (files, notes) in sorted(texts.items(), key=lambda item: (min(item[1][0]), item[0])):
        old = known.get(text if isinstance(text, str) else text[0])
        catalog.add(
            text,
            old.string if old else None,
            locations=[(file, 0) for file in sorted(files)],
            auto_comments=sorted(notes),
        )
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """Return the text form of a catalogue."""
    header = "\n".join(
        [
            'msgid ""',
            'msgstr ""',
            *(f'"{name}: {value}\\n"' for name, value in catalog.mime_headers),
        ]
    )
    body = io.BytesIO()
    write_po(body, catalog, width=99, omit_header=True, include_lineno=False)
    return f"{header}\n\n".encode() + body.getvalue().strip() + b"\n"


def mo_bytes(catalog: Catalog) -> bytes:
    """Return the compiled form of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the messages without a text in the catalogue's language."""
    return [m for m in catalog if m.id and not (m.string and all(m.string))]


def main() -> int:
    """Write the catalogues; name what still lacks a translation."""
    missing = 0
    for language in TRANSLATED:
        catalog = updated(language)
        path_of(language, "po").parent.mkdir(parents=True, exist_ok=True)
        path_of(language, "po").write_bytes(po_bytes(catalog))
        path_of(language, "mo").write_bytes(mo_bytes(catalog))
        for message in untranslated(catalog):
            missing += 1
            print(f"{language}: not translated: {message.id}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
