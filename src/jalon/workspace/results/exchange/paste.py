"""Compare a block that was copied from a spreadsheet with the cells that it is pasted over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jalon.errors import BadInput
from jalon.workspace.results.exchange.diff import (
    Comparison,
    Difference,
    Effect,
    judged,
    refused,
    value_of,
)
from jalon.workspace.results.exchange.rows import DENOMINATOR, NUMERATOR
from jalon.workspace.results.exchange.seal import Reading, remembered
from jalon.workspace.results.exchange.table import Input, Slot, Table, Why, column_key, parts_of
from jalon.workspace.spreadsheets.cells import address, text_cell
from jalon.workspace.spreadsheets.delimited import read_block

MOST_ROWS, MOST_CELLS = 2_000, 20_000
Target = tuple[str, str] | None  # row id and column key; None: there is no such cell


def compare_block(
    text: str, targets: Sequence[Sequence[Target]], current: Table, reading: Reading
) -> Comparison:
    """Return what pasting `text` would do; `targets` are the cells from the anchor on."""
    block = read_block(text, MOST_ROWS)
    if sum(map(len, block)) > MOST_CELLS:
        raise BadInput("paste-too-large", most=MOST_CELLS)
    lines = current.by_id()
    differences: list[Difference] = []
    unchanged = 0
    for number, fields in enumerate(block, start=1):
        for column, field in enumerate(fields, start=1):
            where = address(number, column)
            target = _target(targets, number, column)
            line = lines.get(target[0]) if target else None
            if target is None:
                differences += _outside(where, field)
                continue
            slots = line.slots if line else {}
            slot = slots.get(target[1], Slot())
            empty = Difference(
                Effect.IGNORED, *target, where, slot.value, stored=remembered(slot.value)
            )
            found = _pasted(empty, field, slot, slots, reading)
            differences += found
            unchanged += not found
    return Comparison(tuple(differences), unchanged)


def _target(targets: Sequence[Sequence[Target]], number: int, column: int) -> Target:
    if number > len(targets) or column > len(targets[number - 1]):
        return None
    return targets[number - 1][column - 1]


def _outside(where: str, field: str) -> list[Difference]:
    if not field.strip():
        return []
    code = "paste-outside"
    return [Difference(Effect.ERROR, "", "", where, wanted=field.strip()[:200], code=code)]


def _pasted(
    empty: Difference, field: str, slot: Slot, slots: Mapping[str, Slot], reading: Reading
) -> list[Difference]:
    if slot.why is Why.COMPUTED and "/" in field:
        return _fraction(empty, field, slots, reading)
    try:
        wanted = value_of(text_cell(field), slot.input, reading)
    except BadInput as error:
        if slot.open:
            return [refused(empty, field, error)]
        wanted = field.strip()
    if not slot.open:
        return [] if wanted == slot.value else [replace(empty, wanted=wanted, code=str(slot.why))]
    found = judged(empty, wanted)
    return [found] if found else []


def _fraction(
    empty: Difference, field: str, slots: Mapping[str, Slot], reading: Reading
) -> list[Difference]:
    """Read ``12/40`` as numerator and denominator."""
    parts = parts_of(empty.column)
    assert parts is not None
    found = []
    for text, part in zip(field.split("/", 1), (NUMERATOR, DENOMINATOR), strict=True):
        key = column_key(parts[0], parts[1], part)
        slot = slots.get(key, Slot())
        here = replace(empty, column=key, found=slot.value, stored=remembered(slot.value))
        try:
            difference = judged(here, value_of(text_cell(text), Input.NUMBER, reading))
        except BadInput as error:
            difference = refused(here, text, error)
        found += [difference] if difference else []
    return found
