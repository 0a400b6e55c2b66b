"""How events are chained: pure functions over plain values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from jalon.errors import Problem

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Written:
    """An event as it stands in the database."""

    facts: Mapping[str, Any]  # what its digest is made of
    digest: str
    personal: Mapping[str, Any] | None  # what its personal digest is made of; None: row is gone
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an event of erasing covers: a person's events up to it, or single ones."""

    number: int
    actor_id: int | None
    target: tuple[str, str] | None  # (model, id)
    events: frozenset[int]

    def covers(self, facts: Mapping[str, Any]) -> bool:
        if facts["number"] >= self.number:
            return False
        return (
            facts["number"] in self.events
            or (self.actor_id is not None and facts["actor_id"] == self.actor_id)
            or (facts["target_model"], facts["target_id"]) == self.target
        )


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it, the same way each time."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, int | bool):
        return value
    if hasattr(value, "pk"):  # another row is known by its key; its name may be a person's
        return plain(value.pk)
    # Databases write floats each in their own way, and PostgreSQL keeps no NUL.
    return str(value).replace("\x00", "\ufffd")


def digest_of(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of facts, in a writing that does not depend on their order."""
    text = json.dumps(plain(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def parted(
    values: Mapping[str, Any], personal: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (what may stay for ever, what is of a person)."""
    kept = {key: plain(value) for key, value in values.items() if key not in personal}
    erasable = {key: plain(value) for key, value in values.items() if key in personal}
    return kept, erasable


def fault(
    event: Written, *, number: int, previous: str, erasures: Iterable[Erasure]
) -> Problem | None:
    """Return what is wrong with an event that should be `number` and follow `previous`."""
    where = str(event.facts["number"])
    if event.facts["number"] != number:
        return Problem(str(number), "trail-number-missing", {"found": where})
    if event.facts["previous"] != previous:
        return Problem(where, "trail-previous-differs")
    if digest_of(event.facts) != event.digest:
        return Problem(where, "trail-altered")
    return _personal_fault(event, where, erasures)


def _personal_fault(event: Written, where: str, erasures: Iterable[Erasure]) -> Problem | None:
    if event.personal is None:
        return Problem(where, "trail-personal-missing")
    if event.erased:
        if any(erasure.covers(event.facts) for erasure in erasures):
            return None
        return Problem(where, "trail-erased-unsaid")
    if digest_of(event.personal) != event.facts["personal_digest"]:
        return Problem(where, "trail-personal-differs")
    return None
