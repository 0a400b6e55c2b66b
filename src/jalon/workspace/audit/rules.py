"""How events are chained: pure functions over plain values."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

START = "0" * 64


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it, the same way each time."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


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
