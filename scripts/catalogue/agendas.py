"""The items of agendas."""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.catalogue.collected import PARTLY, UNVERIFIED, Row, read, slug, source

from jalon.workspace.standards.rules import cells

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
