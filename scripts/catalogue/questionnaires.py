"""Questionnaires and their items."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.catalogue.collected import PARTLY, PRIMARY, SECONDARY, UNVERIFIED, Row, read

from jalon.workspace.standards.rules import cells

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
