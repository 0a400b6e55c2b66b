"""What was collected: its rows, its keys and the words of its sources."""

import csv
import re
from pathlib import Path

Row = dict[str, str]

PRIMARY, SECONDARY = "verified_primary", "verified_secondary"
PARTLY, UNVERIFIED = "partly_verified", "unverified"
NO_SOURCE = "no source seen"


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a collected file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def slug(text: str) -> str:
    """Return the key of a word."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


SHORTER = (
    (
        ", via ilo_fundamental_ratifications_2026-06.csv (public NORMLEX extract)",
        " (public extract)",
    ),
    ("NORMLEX comparative table of 4 Jun 2026", "NORMLEX comparative table of 4 June 2026"),
    (" (sibling file ilo_other_ratifications_SEED_PARTIAL.csv)", ""),
    ("; general knowledge; no source seen", ""),
    ("general knowledge; no source seen", NO_SOURCE),
    ("; date: day and month: background knowledge, unverified", ""),
    ("; day and month: background knowledge, unverified", ""),
    ("; exact day: day and month: background knowledge, unverified", ""),
    ("; exact day: no source seen", ""),
    ("; date: no source seen", ""),
    ("matches gcm_23_objectives.md in this folder (PyPI iomeval)", "matches a second copy"),
    ("searched about nine ways; not in the stored corpus", "searched about nine ways; not found"),
)


def source(text: str) -> str:
    """Return a source without the names of the collection's own files."""
    for long, short in SHORTER:
        text = text.replace(long, short)
    return " ".join(text.split())
