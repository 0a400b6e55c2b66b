"""Compare three states of each cell: as exported, as it stands now, as it came back."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from jalon.errors import BadInput
from jalon.workspace.results.exchange.read import Brought, BroughtRow
from jalon.workspace.results.exchange.seal import Reading, is_same
from jalon.workspace.results.exchange.table import (
    TARGET,
    Input,
    Line,
    Slot,
    Table,
    Why,
    canonical,
)
from jalon.workspace.results.rules.cells import LARGEST, LONGEST_TEXT, PLACES
from jalon.workspace.spreadsheets.cells import Cell, Kind, number_of, text_of_cell

SHOWN = 200  # letters of what cannot be read


class Effect(StrEnum):
    """What an import would do with a cell."""

    ADD = "add"
    CHANGE = "change"
    CONFLICT = "conflict"
    IGNORED = "ignored"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs; `code` and `params` explain an error or why it is ignored."""

    effect: Effect
    row: str
    column: str
    where: str  # sheet, cell
    found: str = ""  # in the database, when last looked at
    wanted: str = ""
    stored: str = ""  # what was exported, as remembered
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.row} {self.column}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All the differences of an import, in the order of its rows."""

    differences: tuple[Difference, ...]
    unchanged: int = 0
    missing_columns: tuple[str, ...] = ()  # keys; they stay as they are
    missing_rows: int = 0
    unknown_columns: int = 0

    def counts(self) -> dict[Effect, int]:
        found = Counter(difference.effect for difference in self.differences)
        return {effect: found[effect] for effect in Effect}

    def of(self, effect: Effect) -> tuple[Difference, ...]:
        return tuple(found for found in self.differences if found.effect is effect)


def compare(brought: Brought, current: Table) -> Comparison:
    """Return what an import would do, as the database stands now."""
    if brought.memory.programme != current.programme:
        raise BadInput(
            "workbook-of-another-programme",
            programme=brought.memory.programme,
            here=current.programme,
        )
    lines = current.by_id()
    facts = frozenset(column.key for column in current.facts)
    differences = [
        Difference(Effect.ERROR, "", "", problem.where, code=problem.code, params=problem.params)
        for problem in brought.problems
    ]
    unchanged = 0
    for row in brought.rows:
        line = lines.get(row.id)
        found = _compare_row(brought, row, line, facts)
        differences += found
        unchanged += len(row.cells.keys() & line.slots.keys()) - len(found) if line else 0
    return Comparison(
        tuple(differences),
        max(unchanged, 0),
        tuple(column.key for column in current.inputs if column.key not in brought.columns),
        len(brought.memory.versions.keys() - {row.id for row in brought.rows}),
        brought.unknown_columns,
    )


def _compare_row(
    brought: Brought, row: BroughtRow, line: Line | None, facts: frozenset[str]
) -> list[Difference]:
    if line is None:
        where = f"{brought.sheet}, {row.number}"
        return [Difference(Effect.ERROR, row.id, "", where, code="row-not-visible")]
    stored = brought.memory.values[row.id]
    found = []
    for key, cell in row.cells.items():
        where = f"{brought.sheet}, {brought.where(row, key)}"
        slot = _fact(key) if key in facts else line.slots.get(key, Slot())
        empty = Difference(
            Effect.IGNORED, row.id, key, where, slot.value, stored=stored.get(key, "=")
        )
        difference = _compare_cell(empty, cell, slot, brought)
        if difference is not None:
            found.append(difference)
    return found


def _fact(key: str) -> Slot:
    return Slot(why=Why.AGREED if key == TARGET else Why.NOT_IMPORTED)


def _compare_cell(empty: Difference, cell: Cell, slot: Slot, brought: Brought) -> Difference | None:
    try:
        wanted = value_of(cell, slot.input, brought.memory.reading(empty.column))
    except BadInput as error:
        if slot.open:
            return refused(empty, cell.text, error)
        wanted = canonical(cell.text)
    if slot.open:
        return judged(empty, wanted)
    if is_same(empty.stored, wanted) or wanted == empty.found:
        return None
    return replace(empty, wanted=wanted, code=str(slot.why))


def judged(difference: Difference, wanted: str) -> Difference | None:
    """Return the difference that bringing `wanted` makes; None where it makes none."""
    if is_same(difference.stored, wanted) or wanted == difference.found:
        return None
    if not is_same(difference.stored, difference.found):
        effect = Effect.CONFLICT
    else:
        effect = Effect.CHANGE if difference.found else Effect.ADD
    return replace(difference, effect=effect, wanted=wanted)


def refused(difference: Difference, typed: str, error: BadInput) -> Difference:
    """Return the difference of a cell that cannot be read."""
    return replace(
        difference,
        effect=Effect.ERROR,
        wanted=canonical(typed)[:SHOWN],
        code=error.code,
        params=dict(error.params),
    )


def recheck(differences: Iterable[Difference], current: Table) -> tuple[list[Difference], bool]:
    """Look at the same cells again: return them as they stand now, and whether any moved."""
    lines = current.by_id()
    again, moved = [], False
    for old in differences:
        if old.effect in {Effect.ERROR, Effect.IGNORED}:
            again.append(old)
            continue
        line = lines.get(old.row)
        slot = line.slots.get(old.column, Slot()) if line else Slot(why=Why.NOT_YOURS)
        if not slot.open:
            again.append(replace(old, effect=Effect.IGNORED, code=str(slot.why)))
            moved = True
            continue
        moved = moved or slot.value != old.found
        new = judged(replace(old, found=slot.value), old.wanted)
        if new is not None:
            again.append(new)
    return again, moved


def value_of(cell: Cell, kind: Input, reading: Reading) -> str:
    """Return the canonical text of what somebody typed, or raise BadInput."""
    match kind:
        case Input.NUMBER | Input.PERCENT:
            return _number(cell, reading.language, percent=kind is Input.PERCENT)
        case Input.YES_NO:
            return _yes_no(cell, reading.answers)
        case Input.CHOICE:
            return _choice(cell, reading.choices)
        case Input.TEXT:
            text = canonical(text_of_cell(cell))
            if len(text) > LONGEST_TEXT:
                raise BadInput("text-too-long", most=LONGEST_TEXT)
            return text


def _number(cell: Cell, language: str, *, percent: bool) -> str:
    number = number_of(cell, language, percent=percent)
    if number is None:
        return ""
    if abs(number) >= LARGEST:
        raise BadInput("number-too-large", text=cell.text[:60])
    return canonical(number.quantize(PLACES))


def _yes_no(cell: Cell, answers: Mapping[str, str]) -> str:
    if cell.kind is Kind.YES_NO:
        return canonical(bool(cell.value))
    text = text_of_cell(cell).casefold()
    by_word = {word.casefold(): answer for word, answer in answers.items()}
    answer = by_word.get(text, text)
    if answer not in {"", "0", "1"}:
        raise BadInput("not-yes-or-no", text=text[:60], words=list(answers))
    return answer


def _choice(cell: Cell, choices: Mapping[str, str]) -> str:
    text = text_of_cell(cell)
    if not text:
        return ""
    by_label = {label.casefold(): code for label, code in choices.items()}
    code = by_label.get(text.casefold()) or (text if text in choices.values() else None)
    if code is None:
        raise BadInput("not-a-choice", text=text[:60], choices=list(choices))
    return code
