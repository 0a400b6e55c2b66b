"""Kinds of intervention, and what they answer to."""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.catalogue.collected import SECONDARY, UNVERIFIED, Row, read, slug

from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.keys import instrument_key

EVIDENCE = {
    "evaluation exists, findings not read": "evaluation-not-read",
    "review (Europe)": "review-elsewhere",
}
ROLES = {
    "all": "origin; destination; transit",
    "regional (IGAD, AMU, AU)": "regional",
}
# Links that name no item of the catalogue, kept as words.
AGENDA_WORDS = {
    "GCM guiding principle rule of law": ["GCM-principle P4"],
    "Alliance8.7 steps": [f"Alliance8.7 Step{n}" for n in range(1, 8)],
    "RILAC tools": ["RILAC Tools"],
    "RILAC": [],
    "Alliance 8.7": [],
    "Alliance 8.7 road maps": [],
    "MPFA-cross data": ["MPFA-cross X2"],
    "8.7": ["SDG 8.7"],
}


def interventions(folder: Path) -> Iterator[Row]:
    items = {f"{row['agenda']} {row['code']}" for row in read(folder, "agendas.csv")}
    known = {instrument_key(row["id"]) for row in read(folder, "instruments.csv")}
    for row in read(folder, "interventions.csv"):
        standards, other_standards = standard_links(row["standards"], known)
        agenda, other_agenda = agenda_links(row["agenda_items"], items)
        agenda += [link for link in other_standards if link in items]
        other_standards = [link for link in other_standards if link not in items]
        unseen = row["evidence_source"] == "no evaluation found"
        yield {
            "key": row["id"],
            **{f"name_{code}": row[f"name_{code}"] for code in ("en", "es", "fr")},
            "policy_area": slug(row["policy_area"]),
            "roles": ROLES.get(row["country_role"], row["country_role"]),
            "stages": "; ".join(slug(stage) for stage in cells.split(row["migration_stage"])),
            "standards": "; ".join(standards),
            "agenda_items": "; ".join(agenda),
            "other_links": "; ".join([*other_standards, *other_agenda]),
            "outputs": row["typical_outputs"],
            "output_indicators": row["output_indicators"],
            "outcome_indicators": row["outcome_indicators"],
            "disaggregation": row["disaggregation"],
            "gender_lens": row["gender_lens"],
            "evidence": EVIDENCE.get(row["evidence_grade"], slug(row["evidence_grade"])),
            "evidence_note": row["evidence_note"],
            "evidence_source": "" if unseen else row["evidence_source"],
            "source": "the project’s own list; links and indicators are its own",
            "certainty": UNVERIFIED if unseen else SECONDARY,
        }


def standard_links(text: str, known: set[str]) -> tuple[list[str], list[str]]:
    """Return ``C97 arts.2,7`` as ``C097 arts. 2, 7``, and what the catalogue does not hold."""
    found, others = [], []
    for link in cells.split(text):
        for written in re.split(r",\s*(?=Annex)", link):
            name, _space, articles = written.partition(" ")
            if name.startswith("Annex"):
                found[-1] += f", {written}"
            elif re.fullmatch(r"[CPR]\d+|ICRMW", name) and instrument_key(name) in known:
                spaced = re.sub(r"\.(?=[\d(])", ". ", articles).replace(",", ", ")
                found.append(" ".join(f"{instrument_key(name)} {spaced}".split()))
            else:
                others.append(written)
    return found, others


def agenda_links(text: str, items: set[str]) -> tuple[list[str], list[str]]:
    """Return ``SDG 10.7.2 (D3), 17.14`` as the items it names, and what names none."""
    found: list[str] = []
    others: list[str] = []
    for link in cells.split(text):
        if link in AGENDA_WORDS:
            found += AGENDA_WORDS[link]
            others += [] if AGENDA_WORDS[link] else [link]
            continue
        agenda, _space, codes = link.partition(" ")
        for code in re.sub(r"\bArts? |\bArts?\.", "Art.", codes).split(","):
            name = code.partition("(")[0].strip()
            name = f"Art.{name}" if agenda == "AU-FMP" and name.isdigit() else name
            written = f"{agenda} {name}"
            (found if written in items else others).append(written)
    return list(dict.fromkeys(found)), others
