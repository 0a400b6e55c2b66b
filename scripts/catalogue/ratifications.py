"""Who is bound by what, since when, and how well that is known."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.catalogue.collected import PARTLY, PRIMARY, SECONDARY, UNVERIFIED, Row, read, source
from scripts.catalogue.instruments import DECLARES_AGE, MAY_EXCLUDE

from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.keys import instrument_key

COLLECTED = "2026-11"  # when the collection was made
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
                "denounced": denounced.strip(),
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
        key = instrument_key(row["instrument"])
        yield {
            "country": row["iso3"],
            "instrument": key,
            "status": "ratified",
            "date": row["ratified"],
            "as_of": row["as_of"],
            "source": f"{where}; {row['completeness']}",
            "certainty": SECONDARY,
            "exclusions_certainty": UNVERIFIED if key in MAY_EXCLUDE else "",
        }
