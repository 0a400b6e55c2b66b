"""What the catalogue that ships holds, for the documentation: tables, certainty, statuses."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from jalon.workspace.standards.rules.files import decode, read_files
from jalon.workspace.standards.rules.reading import Row
from jalon.workspace.standards.rules.tables import TABLES
from jalon.workspace.standards.rules.words import Certainty, Kind, Status

FOLDER = Path(__file__).parent / "catalogue"
MEANINGS = {
    Certainty.VERIFIED_PRIMARY: "read on the page of whoever owns the fact",
    Certainty.VERIFIED_SECONDARY: "read on another page that reproduces it",
    Certainty.PARTLY_VERIFIED: "a part of it was read, usually the year; the row says which",
    Certainty.UNVERIFIED: "background knowledge, or words of our own: no source was read",
}
STATUSES = {
    Status.RATIFIED: "ratified, or party to a treaty",
    Status.SIGNED: "signed; the depositary's list shows no ratification on that day",
    Status.NOT_RATIFIED: "the owner's complete list shows none on that day",
    Status.NO_ACTION: "the depositary's list shows neither signature nor ratification",
    Status.NOT_FOUND: "nobody has found one by that day, which is not the same",
    Status.DENOUNCED: "ratified, and denounced since",
}


def catalogue_rows() -> list[Row]:
    """Return the rows of the files that ship."""
    files = {path.name: decode(path.name, path.read_bytes()) for path in FOLDER.glob("*.csv")}
    return read_files(files)[0]


def lines() -> Iterator[str]:
    """Yield the body of the page."""
    version = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
    rows = catalogue_rows()
    yield f"Version {version['version']} of {version['date']}: files under"
    yield "`src/jalon/workspace/standards/catalogue/`. They hold facts (keys, titles, dates, who"
    yield "has ratified) and short paraphrases of our own; titles of targets and indicators are"
    yield "the United Nations' words, by way of open-sdg/sdg-translations (MIT). Every row names"
    yield "its source."
    yield "\n## Rows and certainty\n"
    yield from _table(["table", "rows", *(c.value for c in Certainty)], _counts(rows))
    yield ""
    yield from _table(["certainty", "what it means"], MEANINGS.items())
    yield "\nThe words of `terms.csv` are the project's own and carry no certainty."
    yield "\n## Ratifications by status\n"
    found = Counter(row.values["status"] for row in rows if row.kind is Kind.RATIFICATIONS)
    told = ((word, found[word], STATUSES[word]) for word in Status)
    yield from _table(["status", "rows", "what it means"], told)
    yield "\nEvery status that is true of one day only says which day, and the pages print it."
    yield "\n## Columns\n"
    yield "Columns in italics may be empty. A file needs only those that it changes, and the key."
    for table in TABLES.values():
        names = (c.name if c.required else f"*{c.name}*" for c in table.columns)
        yield f"\n**{table.kind}.csv**, known by {' and '.join(table.key)}: {', '.join(names)}."


def _counts(rows: list[Row]) -> Iterator[list[object]]:
    for kind in Kind:
        found = [row.values.get("certainty", "") for row in rows if row.kind is kind]
        counts = Counter(found)
        yield [kind, len(found), *(counts[certainty] or "" for certainty in Certainty)]


def _table(heading: list[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"
