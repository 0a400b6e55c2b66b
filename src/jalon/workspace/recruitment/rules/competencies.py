"""The competencies that the office's notices name, as data; each with its certainty."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from jalon.errors import RuleBroken

DATA = Path(__file__).parent / "data" / "competencies.toml"


class CompetencyKind(StrEnum):
    """What a competency is to a post."""

    VALUE = "value"
    CORE = "core"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Competency:
    """One competency, with its title by language."""

    key: str
    kind: CompetencyKind
    title: Mapping[str, str]
    certainty: str


@cache
def competencies() -> tuple[Competency, ...]:
    """Return all of them, in the order of the file."""
    with DATA.open("rb") as file:
        rows = tomllib.load(file)["competency"]
    return tuple(
        Competency(row["key"], CompetencyKind(row["kind"]), row["title"], row["certainty"])
        for row in rows
    )


def check_competencies(keys: tuple[str, ...]) -> None:
    """Refuse keys that nobody has described."""
    known = {each.key for each in competencies()}
    if strange := sorted(set(keys) - known):
        raise RuleBroken("competency-unknown", keys=strange)


def named_in(text: str, language: str) -> tuple[str, ...]:
    """Return the competencies whose title stands in a text."""
    lowered = " ".join(text.casefold().split())
    return tuple(
        each.key
        for each in competencies()
        if (title := each.title.get(language)) and title.casefold() in lowered
    )
