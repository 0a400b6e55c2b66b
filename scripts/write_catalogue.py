"""Write the catalogue's files from a folder of collected facts (a development tool).

    python scripts/write_catalogue.py ../shared/data/standards

``terms.csv``, ``agendas.csv`` and ``catalogue.toml`` are written by hand and left alone. What this
script decides is in its tables: how a source's words become ours, and that a country that merely
does not stand on somebody's list has *no ratification found*.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.keys import instrument_key
from jalon.workspace.standards.rules.tables import TABLES
from jalon.workspace.standards.rules.words import Kind

CATALOGUE = Path(__file__).resolve().parents[1] / "src/jalon/workspace/standards/catalogue"
COLLECTED = "2026-11"  # when the collection was made
Row = dict[str, str]

PRIMARY, SECONDARY = "verified_primary", "verified_secondary"
PARTLY, UNVERIFIED = "partly_verified", "unverified"
NO_SOURCE = "no source seen"


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
    """Write rows with the columns that any of them fills."""
    found = list(rows)
    used = [c.name for c in TABLES[kind].columns if any(row.get(c.name) for row in found)]
    path = CATALOGUE / (name or f"{kind}.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(used)
        writer.writerows(
            [" ".join(row.get(column, "").split()) for column in used] for row in found
        )


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a collected file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def slug(text: str) -> str:
    """Return the key of a word."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# --- instruments ------------------------------------------------------------------------------

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


# --- ratifications ----------------------------------------------------------------------------

# What a collected negative rests on -> status, day on which it was so.
NEGATIVES = (
    ("(blank cell)", "not_ratified", "2026-06-04"),
    ("Wikipedia list of 39 ratifiers", "not_found", "2024-01"),
    ("54 ratifications", "not_found", "2023-10"),
    ("5 Oct 2020", "not_found", "2020-10-05"),
    ("addisstandard", "not_found", "2023"),
    ("no action", "no_action", "2022-08"),
    ("March 2023", "not_found", "2023-03"),
    ("no source seen", "not_found", COLLECTED),
)
OWNERS = ("ILO news", "NORMLEX ratification list", "NORMLEX submission", "treaties.un.org")
AGE = re.compile(r"(?:minimum age(?: declared)?:? |declared )(\d\d)")
SAID_IN_COLUMNS = re.compile(
    r"day and month unverified|whole date unverified|no annex exclusion shown|excluded Annex II"
    r"|minimum age declared: \d\d( \(unverified\))?"
)
AGE_SEEN = {
    "BLZ": SECONDARY,
    "CUB": SECONDARY,
    "DZA": SECONDARY,
    "GTM": SECONDARY,
    "LBY": PARTLY,
    "TUN": PARTLY,
    "EGY": PARTLY,
    "SDN": PARTLY,
}


def ratifications(folder: Path) -> Iterator[Row]:
    for row in read(folder, "ratifications.csv"):
        key = instrument_key(row["instrument"])
        shared = {"country": row["iso3"], "instrument": key, "source": source(row["source"])}
        ratified = row["status"] in {"ratified", "party"}
        facts = ratified_facts(row, key) if ratified else negative_facts(row)
        yield {**shared, "certainty": certainty(row), **facts}


def certainty(row: Row) -> str:
    if row["verification"] != "verified":
        return row["verification"]
    return PRIMARY if row["source"].startswith(OWNERS) else SECONDARY


def negative_facts(row: Row) -> Row:
    status, as_of = next((s, day) for mark, s, day in NEGATIVES if mark in row["source"])
    note = row["note"]
    if "addisstandard" in row["source"]:
        note = "a press report of about 2023 says that it was not ratified"
    if "54 ratifications" in row["source"]:
        note = "the list was made after October 2023; the country is not on it"
    return {"status": status, "as_of": as_of, "note": "" if note.startswith("as of") else note}


def ratified_facts(row: Row, key: str) -> Row:
    parts = {"day": row["date"], "year": row["date_year"], "status": "", "none": ""}
    date = parts[row["verified_part"]]
    remarks = (part for part in cells.split(row["note"]) if not SAID_IN_COLUMNS.fullmatch(part))
    facts = {"status": "ratified", "date": date, "note": "; ".join(remarks)}
    if date != row["date"]:
        facts["claimed_date"] = row["date"]
    if "NORMLEX comparative table" in row["source"]:
        facts["as_of"] = "2026-06-04"
    if key in DECLARES_AGE and (age := AGE.search(row["note"])):
        facts["declared_age"] = age[1]
        facts["declared_age_certainty"] = AGE_SEEN.get(row["iso3"], UNVERIFIED)
    if key in MAY_EXCLUDE:
        excluded = re.search(r"excluded (Annex I+|Part I+)", row["note"])
        seen = excluded or "no annex exclusion shown" in row["note"]
        facts["exclusions"] = excluded[1] if excluded else ""
        facts["exclusions_certainty"] = PRIMARY if seen else UNVERIFIED
    return facts


def elsewhere(folder: Path, seen: set[tuple[str, str]]) -> Iterator[Row]:
    """Yield what is known of every other country, and of the other fundamental conventions."""
    rows = [*fundamental(folder), *icrmw(folder), *seeds(folder)]
    wanted = [row for row in rows if (row["country"], row["instrument"]) not in seen]
    yield from sorted(wanted, key=lambda row: (row["country"], row["instrument"]))


COUNTRIES_OTHERWISE = {
    "Bolivia (Plurinational State of)": "BOL",
    "Cabo Verde": "CPV",
    "Iran (Islamic Republic of)": "IRN",
    "Netherlands (Kingdom of the)": "NLD",
    "Venezuela (Bolivarian Republic of)": "VEN",
}


def countries(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "mledoze_countries.json").read_text(encoding="utf-8"))
    return [
        {
            "iso2": country["cca2"],
            "iso3": country["cca3"],
            "names": [
                country["name"]["common"],
                country["name"]["official"],
                *country["altSpellings"],
            ],
        }
        for country in found
    ]


def fundamental(folder: Path) -> Iterator[Row]:
    codes = {name: c["iso3"] for c in reversed(countries(folder)) for name in c["names"]}
    codes |= {c["names"][0]: c["iso3"] for c in countries(folder)} | COUNTRIES_OTHERWISE
    for row in read(folder, "ilo_fundamental_ratifications_2026-06.csv"):
        for column, cell in row.items():
            key = column.rpartition("_")[2]
            if key in {"Country", "DATE"}:
                continue
            year, _den, denounced = cell.partition("den.:")
            status = "denounced" if denounced else "ratified" if year else "not_ratified"
            yield {
                "country": codes[row["Country"]],
                "instrument": instrument_key(key),
                "status": status,
                "date": year,
                "note": f"denounced in {denounced}" if denounced else "",
                "as_of": "2026-06-04",
                "source": "NORMLEX comparative table of 4 June 2026 (public extract)",
                "certainty": SECONDARY,
            }


ICRMW_STATUSES = {
    "state party": "ratified",
    "signatory state": "signed",
    "no action": "no_action",
}


def icrmw(folder: Path) -> Iterator[Row]:
    codes = {c["iso2"]: c["iso3"] for c in countries(folder)} | {"TP": "TLS"}
    for row in read(folder, "un_hr_status_icmw.csv"):
        yield {
            "country": codes[row["iso2"]],
            "instrument": "ICRMW",
            "status": ICRMW_STATUSES[row["status"]],
            "date": row["year ratification or accession"],
            "as_of": "2022-08",
            "source": "UN Treaty Collection IV-13, August 2022 (public data set)",
            "certainty": SECONDARY,
        }


def seeds(folder: Path) -> Iterator[Row]:
    for row in read(folder, "ilo_other_ratifications_SEED_PARTIAL.csv"):
        where = row["source"].replace(" (CC BY-SA)", "")
        yield {
            "country": row["iso3"],
            "instrument": instrument_key(row["instrument"]),
            "status": "ratified",
            "date": row["ratified"],
            "as_of": row["as_of"],
            "source": f"{where}; {row['completeness']}",
            "certainty": SECONDARY,
            "exclusions_certainty": UNVERIFIED if row["instrument"] in MAY_EXCLUDE else "",
        }


# --- agendas ----------------------------------------------------------------------------------

ITEM_KINDS = {
    "roadmap_priority_own_words": "roadmap-priority",
    "general_principle_own_words": "general-principle",
    "cross_cutting": "cross-cutting-issue",
    "related_cost_category": "related-cost",
    "operational_guideline_group": "guideline-group",
    "workshop_priority_area_2019": "workshop-area",
    "pathfinder_criterion": "pathfinder-commitment",
    "priority_action_placeholder": "priority-action",
}


def agenda_items(folder: Path) -> Iterator[Row]:
    collected = read(folder, "agendas.csv")
    codes = {(row["agenda"], row["code"]) for row in collected}
    arabic = arabic_titles(folder)
    for order, row in enumerate(collected, start=1):
        relevance, _space, remark = row["relevance"].partition(" (")
        how, by_language, detail = item_certainty(row["verification"])
        parent = row["code"].rpartition(".")[0] if row["kind"] == "indicator" else ""
        empty = row["verification"] == "not_found"
        titles = {f"title_{code}": row[f"title_{code}"] for code in ("en", "es", "fr")}
        if row["agenda"] == "SDG":
            titles["title_ar"] = arabic[row["code"]]
        yield {
            "agenda": row["agenda"],
            "code": row["code"],
            "kind": ITEM_KINDS.get(row["kind"], slug(row["kind"])),
            "parent": parent if (row["agenda"], parent) in codes else "",
            **({} if empty else titles),
            "empty": "yes" if empty else "",
            "relevance": relevance,
            "note": "; ".join(part for part in (remark.rstrip(")"), detail) if part),
            "order": str(order),
            "title_certainty": by_language,
            "source": source(row["source"]).replace("{en,es,fr}", "{en,es,fr,ar}"),
            "certainty": how,
        }


def item_certainty(text: str) -> tuple[str, str, str]:
    """Return the certainty of an item, of each language of its title, and what is said besides."""
    if text == "not_found":
        return UNVERIFIED, "", "not found; to be entered from the official road map"
    by_language = dict(re.findall(r"\b(en|es|fr) (verified_\w+|unverified)", text))
    if len(by_language) == 3:
        return PARTLY, cells.certainties("; ".join(f"{k} {v}" for k, v in by_language.items())), ""
    word = re.match(r"(verified_primary|verified_secondary|unverified)\b", text)
    assert word, text
    detail = text[word.end() :].strip(" ();,").replace("); ", "; ")
    mixed = word[1] != UNVERIFIED and "unverified" in detail
    return (PARTLY if mixed else word[1]), "", detail


def arabic_titles(folder: Path) -> dict[str, str]:
    """Return the Arabic titles of targets and indicators, without strokes that stretch words."""
    titles: dict[str, str] = {}
    for name in ("targets", "indicators"):
        text = (folder / "sdg" / f"ar_global_{name}.yml").read_text(encoding="utf-8")
        for entry in re.findall(r"^([\w-]+)-title: (.*(?:\n +.*)*)", text, re.MULTILINE):
            words = " ".join(entry[1].split()).strip("'\"").replace("''", "'")
            titles[entry[0].replace("-", ".")] = words.replace("\u0640", "")
    return titles


# --- interventions ----------------------------------------------------------------------------

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


# --- questionnaires ---------------------------------------------------------------------------

ORIGINS = {"ILO-FLI-11": "official", "POLICY-REVIEW": "own"}


def questionnaires(folder: Path) -> Iterator[Row]:
    for record in collected_questionnaires(folder):
        scales = [(name, list(answers.items())) for name, answers in record["scales"].items()]
        yield {
            "key": record["id"],
            "title_en": record["title"],
            "owner": record["owner"],
            "unit": record["unit"],
            "structure": record["structure"],
            "scales": cells.write_scales(scales),
            "scoring": " ".join(scoring_words(record["scoring"])),
            "note": record.get("note", ""),
            "origin": ORIGINS.get(record["id"], "inspired"),
            "source": verification_words(record["scoring"]),
            "certainty": questionnaire_certainty(record),
        }


def collected_questionnaires(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "questionnaires.json").read_text(encoding="utf-8")
    return json.loads(text)["instruments"]


def scoring_words(scoring: dict[str, Any]) -> Iterator[str]:
    if "domain" in scoring:
        yield f"Of a domain: {scoring['domain']}."
        yield f"Of a country: {scoring['country']}."
        classes = (f"{c['range']} {c['label']}" for c in scoring["categories"])
        yield f"Classes: {', '.join(classes)}."
    for key, lead in (("rule", ""), ("example", "Example: "), ("safeguard", "")):
        if key in scoring:
            yield f"{lead}{scoring[key].rstrip('.')}."
    for known in scoring.get("known_results", ()):
        classes = ", ".join(f"{known[name]} {name}" for name in ("high", "medium", "low"))
        yield f"{known['country']}: {known['territories']} territories, {classes}."
    if "countries_applied" in scoring:
        yield f"Applied in {', '.join(scoring['countries_applied'])}."


def verification_words(scoring: dict[str, Any]) -> str:
    found = scoring["verification"]
    if isinstance(found, dict):
        found = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in found.items())
    return found.replace("verified_primary", "seen at the owner").replace(
        "verified_secondary", "seen in a copy"
    )


def questionnaire_certainty(record: dict[str, Any]) -> str:
    text = str(record["scoring"]["verification"])
    if "unverified" in text or "ours" in text:
        return PARTLY if "verified_" in text else UNVERIFIED
    return (
        PRIMARY if "verified_primary" in text else SECONDARY if "verified_" in text else UNVERIFIED
    )


# Questionnaires whose items, where not marked otherwise, were seen in a copy of the owner's list.
ITEMS_SEEN = {"ILO-FLI-11", "MGI", "PCMD"}


def questionnaire_items(folder: Path) -> Iterator[Row]:
    principles = {
        row["code"]: row["title_en"]
        for row in read(folder, "agendas.csv")
        if row["agenda"] == "FairRecruitment"
    }
    for record in collected_questionnaires(folder):
        pairs = [(domain, item) for domain in record["domains"] for item in domain["items"]]
        for order, (domain, item) in enumerate(pairs, start=1):
            title = {f"domain_title_{c}": domain.get(f"title_{c}", "") for c in ("en", "es", "fr")}
            if record["id"] == "FAIR-SELF":
                title = {"domain_title_en": f"{domain['title_en']}: {principles[domain['id']]}"}
            text = item.get("text_own_words") or item["text_en"]
            seen = record["id"] in ITEMS_SEEN and "(unverified)" not in text
            yield {
                "questionnaire": record["id"],
                "code": item["id"],
                "domain": domain["id"],
                **title,
                "text_en": text.removesuffix(" (unverified)"),
                "text_es": item.get("text_es", ""),
                "text_fr": item.get("text_fr", ""),
                "scale": item["scale"],
                "order": str(order),
                "source": "the owner’s list, seen in a copy" if seen else "our own words",
                "certainty": SECONDARY if seen else UNVERIFIED,
            }


if __name__ == "__main__":
    main()
