"""The countries that the site knows from the start, with what is said of each and by whom."""

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The regions of the UN's list (M49), by their subregions; Antarctica has neither.
REGIONS = {
    "002": "011 014 015 017 018",
    "019": "005 013 021 029",
    "142": "030 034 035 143 145",
    "150": "039 151 154 155",
    "009": "053 054 057 061",
}


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What the files say of one country; the weekend is empty where nobody looked."""

    iso3: str
    iso2: str
    region: str
    subregion: str
    weekend: tuple[int, ...]
    weekend_source: str
    weekend_certainty: str
    memberships: tuple[dict[str, Any], ...]
    note: dict[str, str]


@lru_cache
def countries() -> tuple[CountryFacts, ...]:
    """Return every country and territory of ISO 3166."""
    weekends, disputes, memberships = _toml("weekends"), _toml("disputes"), _memberships()
    region_of = {sub: region for region, subs in REGIONS.items() for sub in subs.split()}
    with (HERE / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        CountryFacts(
            iso3=row["iso3"],
            iso2=row["iso2"],
            region=region_of.get(row["subregion"], ""),
            subregion=row["subregion"],
            weekend=tuple(weekends.get(row["iso3"], {}).get("days", ())),
            weekend_source=weekends.get(row["iso3"], {}).get("source", ""),
            weekend_certainty=weekends.get(row["iso3"], {}).get("certainty", ""),
            memberships=tuple(memberships[row["iso3"]]),
            note=disputes.get(row["iso3"], {}),
        )
        for row in rows
    )


def _memberships() -> dict[str, list[dict[str, Any]]]:
    data = _toml("memberships")
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in data["membership"]:
        found[row["country"]].append(
            {
                "body": row["body"],
                "name": data["bodies"][row["body"]],
                "since": row.get("since", ""),
                "until": row.get("until", ""),
                "note": row.get("note", {}),
                "source": row.get("source", data["source"]),
                "certainty": row.get("certainty", data["certainty"]),
                "as_of": row.get("as_of", data["as_of"]),
            }
        )
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
