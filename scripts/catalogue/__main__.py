"""Write the catalogue's files from a folder of collected facts (a development tool).

    python -m scripts.catalogue ../shared/data/standards

``terms.csv``, ``agendas.csv`` and ``catalogue.toml`` are written by hand and left alone. What these
modules decide is in their tables: how a source's words become ours, and that a country that merely
does not stand on somebody's list has *no ratification found*.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.catalogue.agendas import agenda_items
from scripts.catalogue.collected import Row
from scripts.catalogue.instruments import instruments, provisions
from scripts.catalogue.interventions import interventions
from scripts.catalogue.questionnaires import questionnaire_items, questionnaires
from scripts.catalogue.ratifications import elsewhere, ratifications

from jalon.workspace.standards.rules.tables import LANGUAGES, TABLES
from jalon.workspace.standards.rules.words import Kind

CATALOGUE = Path(__file__).resolve().parents[2] / "src/jalon/workspace/standards/catalogue"


def main() -> None:
    """Write every file that is made from the collection."""
    folder = Path(sys.argv[1])
    write(Kind.INSTRUMENTS, instruments(folder))
    write(Kind.PROVISIONS, provisions(folder))
    core = list(ratifications(folder))
    write(Kind.RATIFICATIONS, core)
    seen = {(row["country"], row["instrument"]) for row in core}
    write(Kind.RATIFICATIONS, elsewhere(folder, seen), name="ratifications-elsewhere.csv")
    write(Kind.AGENDA_ITEMS, agenda_items(folder))
    write(Kind.INTERVENTIONS, interventions(folder))
    write(Kind.QUESTIONNAIRES, questionnaires(folder))
    write(Kind.QUESTIONNAIRE_ITEMS, questionnaire_items(folder))


def write(kind: Kind, rows: Iterable[Row], name: str = "") -> None:
    """Write rows with the columns that any of them fills; translations made by hand stay."""
    path = CATALOGUE / (name or f"{kind}.csv")
    there = _by_key(path, kind)
    found = [_translated(row, there.get(_key(row, kind), {}), kind) for row in rows]
    used = [c.name for c in TABLES[kind].columns if any(row.get(c.name) for row in found)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(used)
        writer.writerows(
            [" ".join(row.get(column, "").split()) for column in used] for row in found
        )


def _by_key(path: Path, kind: Kind) -> dict[tuple[str, ...], Row]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {_key(row, kind): row for row in csv.DictReader(file)}


def _key(row: Row, kind: Kind) -> tuple[str, ...]:
    return TABLES[kind].key_of(row)


def _translated(row: Row, there: Row, kind: Kind) -> Row:
    """Return a row with the languages that the collection lacks, as they stand in the file."""
    names = [f"{name}_{language}" for name in TABLES[kind].narratives for language in LANGUAGES]
    return row | {name: there[name] for name in names if not row.get(name) and there.get(name)}


if __name__ == "__main__":
    main()
