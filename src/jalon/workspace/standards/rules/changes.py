"""What loading files would do to the catalogue: added, changed field by field, kept, refused."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from jalon.errors import RuleBroken
from jalon.workspace.standards.rules.integrity import Known, problems
from jalon.workspace.standards.rules.reading import Refused, Row
from jalon.workspace.standards.rules.tables import TABLES, Key, Table, Values
from jalon.workspace.standards.rules.words import Kind


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it is, if it is there, and as it would be."""

    kind: Kind
    key: Key
    before: Values | None
    after: Values

    @property
    def fields(self) -> dict[str, tuple[str, str]]:
        """Return the columns that differ, with both texts."""
        before = self.before or {}
        return {
            name: (before.get(name, ""), text)
            for name, text in self.after.items()
            if before.get(name, "") != text
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a load would do."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: dict[Kind, int] = field(default_factory=dict)
    kept: dict[Kind, list[Key]] = field(default_factory=dict)  # in the catalogue, not in the files
    left: dict[Kind, int] = field(default_factory=dict)  # corrected on the site, so not changed
    refused: list[Refused] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each table would be added, changed, left alone."""
        rows: dict[str, dict[str, int]] = {}
        for kind in self.unchanged:
            rows[kind.value] = {
                "added": sum(change.kind is kind for change in self.added),
                "changed": sum(change.kind is kind for change in self.changed),
                "unchanged": self.unchanged[kind],
                "kept": len(self.kept[kind]),
                "left": self.left[kind],
            }
        return rows

    @property
    def told(self) -> dict[str, Any]:
        """Return the whole difference as JSON can hold it."""
        return {
            "added": [
                {"kind": c.kind.value, "key": " ".join(c.key), "after": _filled(c.after)}
                for c in self.added
            ],
            "changed": [
                {"kind": c.kind.value, "key": " ".join(c.key), "fields": c.fields}
                for c in self.changed
            ],
            "kept": {
                kind.value: [" ".join(key) for key in keys] for kind, keys in self.kept.items()
            },
            "counts": self.counts,
            "refused": [asdict(refused) for refused in self.refused],
        }

    @property
    def digest(self) -> str:
        """Return a fingerprint of what would be written, and of what it would replace."""
        told = [[change.kind, change.key, change.fields] for change in self.added + self.changed]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _filled(values: Values) -> Values:
    return {name: text for name, text in values.items() if text}


def plan(
    rows: Iterable[Row],
    refused: Iterable[Refused],
    existing: Mapping[Kind, Mapping[Key, Values]],
    *,
    left: Mapping[Kind, Collection[Key]],
    countries: frozenset[str],
    today: date,
) -> Plan:
    """Compare rows with the catalogue, table by table; accept or refuse each row by itself.

    Rows with a key in `left` are never changed.
    """
    made = Plan(refused=list(refused))
    accepted = {kind: dict(existing[kind]) for kind in Kind}
    known = Known(accepted, countries, today)
    by_kind: dict[Kind, list[Row]] = {kind: [] for kind in Kind}
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, found in by_kind.items():
        if found:
            ordered, kept = _parents_first(found), left.get(kind, ())
            _plan_table(TABLES[kind], ordered, existing[kind], kept, known, made)
    return made


def _plan_table(
    table: Table,
    rows: list[Row],
    existing: Mapping[Key, Values],
    left: Collection[Key],
    known: Known,
    made: Plan,
) -> None:
    accepted = known.rows[table.kind]
    seen: dict[Key, Row] = {}
    unchanged = made.unchanged[table.kind] = made.left[table.kind] = 0
    for row in rows:
        if missing := [name for name in table.key if not row.values.get(name)]:
            error = RuleBroken("cell-empty", column=missing[0])
            made.refused.append(Refused.of(row.file, row.line, missing[0], error))
            continue
        key = table.key_of(row.values)
        if key in seen:
            first = seen[key]
            error = RuleBroken("row-twice", key=" ".join(key), file=first.file, row=first.line)
            made.refused.append(Refused.of(row.file, row.line, table.key[-1], error))
            continue
        seen[key] = row
        before = existing.get(key)
        if before and key in left:
            made.left[table.kind] += 1
            continue
        after = {**dict.fromkeys(table.by_name, ""), **(before or row.if_new), **row.values}
        if wrong := problems(table, after, known):
            made.refused.extend(Refused.of(row.file, row.line, *found) for found in wrong)
            continue
        accepted[key] = after
        if before == after:
            unchanged += 1
        else:
            to = made.changed if before else made.added
            to.append(Change(table.kind, key, before, after))
    made.unchanged[table.kind] = unchanged
    made.kept[table.kind] = sorted(existing.keys() - seen.keys())


def _parents_first(rows: list[Row]) -> list[Row]:
    """Return rows in an order in which what they stand under comes before them."""
    if rows[0].kind is not Kind.AGENDA_ITEMS:
        return rows
    parents = {
        (row.values.get("agenda", ""), row.values.get("code", "")): row.values.get("parent", "")
        for row in rows
    }

    def depth(row: Row) -> int:
        agenda, code, steps = row.values.get("agenda", ""), row.values.get("code", ""), 0
        while (code := parents.get((agenda, code), "")) and steps < len(parents):
            steps += 1
        return steps

    return sorted(rows, key=depth)
