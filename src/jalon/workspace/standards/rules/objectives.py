"""Read the objectives of the Global Compact from a text: numbers, titles, actions.

A well-known copy gives objective 20 the title and the actions of objective 2. Two objectives that
say the same are never both right, so the later one is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jalon.errors import BadInput
from jalon.workspace.standards.rules import cells
from jalon.workspace.standards.rules.reading import Refused, Row
from jalon.workspace.standards.rules.words import Certainty, Kind

AGENDA = "GCM"
MOST_OBJECTIVES = 200
_OBJECTIVE = re.compile(r"#\s+Objective\s+(\d{1,3})\s*", re.IGNORECASE)
_TITLE = re.compile(r"##\s+Title:\s*(.+?)\s*", re.IGNORECASE)
_ACTION = re.compile(r"-\s+([a-z]{1,2})\.\s+(.+?)\s*")
_SAME_SHARE = 0.8  # of the actions; a copy may have lost one


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective as it stands in a file."""

    number: int
    line: int
    title: str
    actions: tuple[tuple[int, str, str], ...]  # line, letter, text

    @property
    def words(self) -> frozenset[str]:
        return frozenset(text.casefold() for _line, _letter, text in self.actions)


def read_objectives(name: str, text: str) -> list[Objective]:
    """Return the objectives of a Markdown text in the order in which they stand."""
    found: list[Objective] = []
    number, line, title = 0, 0, ""
    actions: list[tuple[int, str, str]] = []
    for at, written in enumerate([*text.splitlines(), "# Objective 0"], start=1):
        if heading := _OBJECTIVE.fullmatch(written):
            if number:
                found.append(Objective(number, line, title, tuple(actions)))
            number, line, title, actions = int(heading[1]), at, "", []
        elif subtitle := _TITLE.fullmatch(written):
            title = _sentence(cells.text(subtitle[1]))
        elif action := _ACTION.fullmatch(written):
            actions.append((at, action[1], cells.text(action[2])))
    if not found or len(found) > MOST_OBJECTIVES:
        raise BadInput("objectives-not-found", file=name)
    return found


def objective_rows(name: str, text: str) -> tuple[list[Row], list[Refused]]:
    """Return objectives and their actions as rows of agenda items, and those refused."""
    rows: list[Row] = []
    refused: list[Refused] = []
    earlier: list[Objective] = []
    for objective in read_objectives(name, text):
        if problem := _problem(name, objective, earlier):
            refused.append(problem)
            continue
        earlier.append(objective)
        rows += _rows(name, objective)
    return rows, refused


def _problem(name: str, objective: Objective, earlier: list[Objective]) -> Refused | None:
    if not objective.title:
        return Refused(name, objective.line, "title_en", "objective-without-title")
    for other in earlier:
        params = {"number": objective.number, "other": other.number}
        if other.number == objective.number:
            return Refused(
                name, objective.line, "code", "objective-twice", {"number": other.number}
            )
        if other.title.casefold() == objective.title.casefold():
            return Refused(name, objective.line, "title_en", "objective-repeats-title", params)
        shared = len(objective.words & other.words)
        if shared and shared >= _SAME_SHARE * min(len(objective.words), len(other.words)):
            return Refused(name, objective.line, "title_en", "objective-repeats-actions", params)
    return None


def _rows(name: str, objective: Objective) -> Iterator[Row]:
    new = {"source": f"{name}, as loaded", "certainty": Certainty.VERIFIED_SECONDARY.value}
    code = str(objective.number)
    values = {"agenda": AGENDA, "code": code, "kind": "objective", "title_en": objective.title}
    yield Row(Kind.AGENDA_ITEMS, name, objective.line, values, {**new, "order": code})
    for order, (line, letter, text) in enumerate(objective.actions, start=1):
        values = {
            "agenda": AGENDA,
            "code": f"{code}({letter})",
            "kind": "action",
            "parent": code,
            "title_en": text,
        }
        yield Row(Kind.AGENDA_ITEMS, name, line, values, {**new, "order": str(order)})


def _sentence(title: str) -> str:
    """Return a title of Capitalized Words as a sentence; the objectives name no names."""
    words = title.split()
    capital = sum(word[0].isupper() for word in words)
    return title.capitalize() if capital > len(words) / 2 else title
