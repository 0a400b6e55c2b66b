"""Instruments and their provisions."""

from collections.abc import Iterator
from pathlib import Path

from scripts.catalogue.collected import UNVERIFIED, Row, read, slug, source

from jalon.workspace.standards.rules.keys import instrument_key

TOPICS = {"OSH": "occupational-safety-and-health"}
MAY_EXCLUDE = {"C097": "Annex I; Annex II; Annex III", "C143": "Part I; Part II"}
DECLARES_AGE = {"C138"}
NOTES = {
    "R190": "Goes with C182. C190 is another instrument, on violence and harassment.",
    "C190": "R206 goes with it. R190 is another instrument, on the worst forms of child labour.",
    "ICRMW": "A sixtieth State became party between September 2023 and November 2024; which one"
    " was not found.",
    "C097": "Article 14 lets a State exclude any of the three annexes when it ratifies.",
    "C143": "Article 16 lets a State exclude Part I (articles 1 to 9) or Part II (10 to 14).",
    "C138": "Each State declares a minimum age when it ratifies.",
}


def instruments(folder: Path) -> Iterator[Row]:
    for row in read(folder, "instruments.csv"):
        key = instrument_key(row["id"])
        category, _space, since = row["ilo_category"].partition(" (since ")
        yield {
            **{name: row[name] for name in ("number", "title_en", "title_es", "title_fr", "set")},
            "key": key,
            "kind": "treaty" if row["kind"] == "un_treaty" else row["kind"],
            "adopted": row["adopted"],
            "in_force": row["in_force"],
            "category": "un_treaty" if category.startswith("UN ") else category,
            "category_since": "2022-06" if since else "",
            "topic": TOPICS.get(row["topic"], slug(row["topic"])),
            "may_exclude": MAY_EXCLUDE.get(key, ""),
            "declares_age": "yes" if key in DECLARES_AGE else "",
            "note": NOTES.get(key, ""),
            "source": source(row["source"]),
            "certainty": row["verification"],
        }


def provisions(folder: Path) -> Iterator[Row]:
    for row in read(folder, "provisions.csv"):
        key, article = instrument_key(row["instrument"]), row["article"]
        seen = row["verification"] != UNVERIFIED
        yield {
            "instrument": key,
            "article": article,
            "part": part_of(key, article),
            "duty_en": row["obligation_own_words_max15"],
            "theme": slug(row["theme"]),
            "stage": slug(row["migration_stage"]),
            "source": "the article, seen on a page that was not recorded"
            if seen
            else "background knowledge; read the article before relying on it",
            "certainty": row["verification"],
        }


def part_of(key: str, article: str) -> str:
    """Return the part of an instrument that a State may exclude and that holds the article."""
    if key == "C097" and article.startswith("Annex"):
        return article
    if key == "C143" and (number := int(article)) <= 14:
        return "Part I" if number <= 9 else "Part II"
    return ""
