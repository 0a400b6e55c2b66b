"""What a workbook remembers of its making, on a hidden sheet: ids, versions, exported values.

It is sealed by who wrote it, so that a change by hand is seen.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jalon.errors import BadInput
from jalon.workspace.results.exchange.table import Fact, Table, canonical
from jalon.workspace.results.exchange.words import Words
from jalon.workspace.spreadsheets.cells import DIGITS

FORMAT = 1
SHEET = "_jalon"
SHORT = 120  # longer texts are remembered by their digest

Sign = Callable[[str], str]
Check = Callable[[str, str], bool]  # (text, seal) -> whether we sealed it


@dataclass(frozen=True, slots=True)
class Reading:
    """How what was typed into a column is to be understood."""

    language: str
    answers: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)  # label -> code


@dataclass(frozen=True, slots=True)
class Memory:
    """What was exported: for each row its version, and its values as `remembered`."""

    programme: str
    language: str
    exported_at: str
    sheet: str
    answers: Mapping[str, str]  # the words for yes and no -> 1, 0
    choices: Mapping[str, Mapping[str, str]]  # column -> label -> code
    versions: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]  # row -> column -> remembered value

    def reading(self, column: str) -> Reading:
        return Reading(self.language, self.answers, self.choices.get(column, {}))


def remembered(value: str) -> str:
    """Return a short writing of a value that tells it from any other."""
    if len(value) <= SHORT:
        return f"={value}"
    return f"#{hashlib.sha256(value.encode()).hexdigest()}"


def as_read(fact: Fact) -> str:
    """Return the text of a fact as a workbook gives it back: numbers with Excel's digits."""
    if isinstance(fact, Decimal):
        return canonical(Decimal(f"{fact:.{DIGITS}g}"))
    return canonical(fact)


def is_same(stored: str, value: str) -> bool:
    """Tell whether `value` is what was remembered."""
    return stored == remembered(value)


def memory_of(table: Table, words: Words, sheet: str, exported_at: str) -> Memory:
    """Return what a workbook of `table` is to remember."""
    values = {}
    for line in table.lines:
        facts = {
            column.key: remembered(as_read(fact))
            for column, fact in zip(table.facts, line.facts, strict=True)
        }
        slots = {key: remembered(canonical(slot.fitting)) for key, slot in line.slots.items()}
        values[line.id] = facts | slots
    return Memory(
        table.programme,
        table.language,
        exported_at,
        sheet,
        words.answers(),
        {
            column.key: {label: code for code, label in column.choices.items()}
            for column in table.inputs
            if column.choices
        },
        {line.id: line.version for line in table.lines},
        values,
    )


def pack(memory: Memory, sign: Sign) -> list[list[str]]:
    """Return the rows of the hidden sheet: head and seal, then one row for each line."""
    head = _json(
        {
            "format": FORMAT,
            "programme": memory.programme,
            "language": memory.language,
            "exported_at": memory.exported_at,
            "sheet": memory.sheet,
            "answers": memory.answers,
            "choices": memory.choices,
        }
    )
    rows = [
        [row_id, str(version), *_cut(_json(memory.values[row_id]))]
        for row_id, version in memory.versions.items()
    ]
    return [[head, sign(_sealed(head, rows))], *rows]


def unpack(rows: Sequence[Sequence[str]], check: Check) -> Memory:
    """Return what the workbook remembers, once its seal has been looked at."""
    try:
        (head, seal), lines = rows[0][:2], rows[1:]
        known = json.loads(head)
        if not check(_sealed(head, lines), seal):
            raise BadInput("workbook-seal-broken")
        if known["format"] != FORMAT:
            raise BadInput("workbook-of-another-version")
        return Memory(
            known["programme"],
            known["language"],
            known["exported_at"],
            known["sheet"],
            known["answers"],
            known["choices"],
            {row_id: int(version) for row_id, version, *_values in lines},
            {row_id: json.loads("".join(values)) for row_id, _version, *values in lines},
        )
    except (IndexError, KeyError, TypeError, ValueError):
        raise BadInput("workbook-seal-broken") from None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _cut(text: str, size: int = 30_000) -> list[str]:
    """Cut a text into what cells of Excel can hold."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def _sealed(head: str, rows: Sequence[Sequence[str]]) -> str:
    digest = hashlib.sha256(head.encode())
    for row in sorted("\x1f".join(row) for row in rows):
        digest.update(b"\x1e" + row.encode())
    return digest.hexdigest()
