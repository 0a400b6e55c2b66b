"""What the two sets of message catalogues have in common: their form on disk, byte for byte."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TRANSLATED = ("es", "fr", "ar")
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5);",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text to translate (or its singular and plural), where it stands, and a word about it."""

    text: str | tuple[str, ...]
    file: str
    note: str = ""
    context: str | None = None


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


def updated(language: str, path: Path, sources: Iterable[Text]) -> Catalog:
    """Return the catalogue of `language`: every text of the sources, with what is translated."""
    known = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog()
    catalog = HouseCatalog(locale=language, fuzzy=False, charset="utf-8")
    texts: dict[tuple[str | tuple[str, ...], str], tuple[set[str], set[str]]] = {}
    for each in sources:
        files, notes = texts.setdefault((each.text, each.context or ""), (set(), set()))
        files.add(each.file)
        notes.update({each.note} - {""})
    for (text, context), (files, notes) in sorted(
        texts.items(), key=lambda item: (min(item[1][0]), str(item[0]))
    ):
        old = known.get(text if isinstance(text, str) else text[0], context or None)
        alike = old is not None and old.pluralizable is not isinstance(text, str)
        catalog.add(
            text,
            old.string if old and alike else None,
            locations=[(file, 0) for file in sorted(files)],
            auto_comments=sorted(notes),
            context=context or None,
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
    return [m for m in catalog if m.id and not _complete(m)]


def _complete(message: Message) -> bool:
    text = message.string
    return all(text) if isinstance(text, list | tuple) else bool(text)
