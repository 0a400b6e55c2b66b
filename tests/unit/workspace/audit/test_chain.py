"""How events are chained, on plain values."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.audit.rules import START, Erasure, Written, digest_of, fault, parted, plain


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (12, 12),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 2, 28), "2026-02-28"),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "2026-01-01T00:00:00+00:00"),
        (Colour.RED, "red"),
        ({"b": {2, 1}, 3: ("x",)}, {"b": [1, 2], "3": ["x"]}),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_plain(value: Any, expected: Any) -> None:
    assert plain(value) == expected


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner),
    max_leaves=5,
)


@given(st.dictionaries(st.text(), json))
def test_the_digest_does_not_depend_on_the_order(facts: dict[str, Any]) -> None:
    assert digest_of(facts) == digest_of(dict(reversed(facts.items())))
    assert digest_of(facts) == digest_of(plain(facts))


@given(st.dictionaries(st.text(), json, min_size=1), st.data())
def test_any_change_changes_the_digest(facts: dict[str, Any], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(facts)))
    assert digest_of(facts) != digest_of({**facts, key: [facts[key]]})
    assert digest_of(facts) != digest_of({k: v for k, v in facts.items() if k != key})


def test_personal_values_are_parted() -> None:
    assert parted({"name": "A", "day": date(2026, 1, 1)}, frozenset({"name"})) == (
        {"day": "2026-01-01"},
        {"name": "A"},
    )


def written(number: int = 1, previous: str = START, **changes: Any) -> Written:
    personal = {"salt": "s", "actor_name": "A"}
    facts = {
        "number": number,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "actor_id": 7,
        "target_model": "accounts.user",
        "target_id": "9",
        "previous": previous,
        "personal_digest": digest_of(personal),
    }
    values = {"facts": facts, "digest": digest_of(facts), "personal": personal, **changes}
    return Written(**values)


def code(event: Written, *erasures: Erasure, number: int = 1, previous: str = START) -> str | None:
    found = fault(event, number=number, previous=previous, erasures=erasures)
    return found.code if found else None


ERASED = {"personal": {}, "erased": True}


@pytest.mark.parametrize(
    ("erasure", "covered"),
    [
        (Erasure(2, 7, None, frozenset()), True),
        (Erasure(2, None, ("accounts.user", "9"), frozenset()), True),
        (Erasure(2, None, None, frozenset({1})), True),
        (Erasure(2, 8, ("accounts.user", "8"), frozenset({3})), False),
        (Erasure(1, 7, None, frozenset()), False),
    ],
)
def test_what_an_erasure_covers(erasure: Erasure, covered: bool) -> None:
    expected = None if covered else "trail-erased-unsaid"
    assert code(written(**ERASED), erasure) == expected


def test_faults() -> None:
    assert code(written()) is None
    assert code(written(number=3)) == "trail-number-missing"
    assert code(written(previous="x")) == "trail-previous-differs"
    assert code(written(digest="x")) == "trail-altered"
    assert code(written(personal=None)) == "trail-personal-missing"
    assert code(written(personal={"salt": "s", "actor_name": "B"})) == "trail-personal-differs"
