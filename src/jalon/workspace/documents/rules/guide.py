"""The clearance guide: what a case holds, and the examples that ship. Pure."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.kinds import Kind

FILE = Path(__file__).resolve().parents[1] / "templates_data" / "guide.toml"
EXAMPLE_SOURCE = "Example written by Jalon's team"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Who does what, with which form, in how many working days; None: no limit is known."""

    who: Words
    what: Words
    form: Words = field(default_factory=dict)
    form_url: str = ""
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the guide says of one kind of case."""

    kind: str
    title: Words
    applies: Words
    certainty: str
    source: str
    steps: Sequence[CaseStep]

    def plain(self) -> dict[str, Any]:
        """Return the case as the trail keeps it."""
        return asdict(self)


def case_of(plain: Mapping[str, Any]) -> Case:
    """Return a case from what the trail has kept."""
    facts = {key: plain[key] for key in ("kind", "title", "applies", "certainty", "source")}
    return Case(**facts, steps=[CaseStep(**step) for step in plain["steps"]])


def check_case(case: Case) -> None:
    """Insist on a title, on steps, and on a source for what the office confirms."""
    if not any(text.strip() for text in case.title.values()):
        raise RuleBroken("guide-without-title")
    if not case.steps:
        raise RuleBroken("guide-without-steps")
    if case.certainty == "confirmed" and not case.source.strip():
        raise RuleBroken("guide-confirmed-without-source")


def working_days(steps: Iterable[Any]) -> int:
    """Return the working days of all steps whose days are known, one after the other."""
    return sum(step.working_days or 0 for step in steps)


def folded(text: str) -> str:
    """Return text for comparing: no case, no accents, no Arabic vowel signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def mentions(texts: Sequence[Words], words: str) -> bool:
    """Tell whether every word is found in the texts, in any language."""
    held = folded(" ".join(text for words_ in texts for text in words_.values()))
    return all(word in held for word in folded(words).split())


@lru_cache
def shipped_cases() -> tuple[tuple[str, Case], ...]:
    """Return the key and content of each example that ships."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple((row["key"], _shipped(row, data["who"])) for row in data["cases"])


def _shipped(row: Mapping[str, Any], people: Mapping[str, Words]) -> Case:
    steps = [
        CaseStep(
            people[step["who"]],
            step["what"],
            step.get("form", {}),
            working_days=step.get("days"),
        )
        for step in row["steps"]
    ]
    kind = Kind(row["kind"])
    return Case(kind, row["title"], row["applies"], "unverified", EXAMPLE_SOURCE, steps)
