"""Whatever a study file holds, the parser answers with a study or with problems."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.engine.study import Study, load_study, parse_study
from jalon.errors import Problems
from jalon.messages import explain

DEMO = Path(__file__).resolve().parents[2] / "src" / "jalon" / "engine" / "demo" / "study.toml"
CONTENTS = tomllib.loads(DEMO.read_text(encoding="utf-8"))

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(table: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place in a study where something could be wrong."""
    if isinstance(table, dict):
        return [way, *(p for key, item in table.items() for p in places(item, (*way, key)))]
    if isinstance(table, list):
        return [way, *(p for i, item in enumerate(table) for p in places(item, (*way, i)))]
    return [way]


def changed(table: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    step, *rest = way
    copy = table.copy()
    copy[step] = changed(table[step], tuple(rest), value)
    return copy


def explained(make: Callable[[], Study]) -> str:
    """Return the words of the problems, or nothing where there is a study."""
    try:
        make()
    except Problems as error:
        return explain(error, "es")
    return "a study"


@settings(max_examples=300, deadline=None)
@given(way=st.sampled_from([p for p in places(CONTENTS) if p]), value=values)
def test_any_value_anywhere_gives_a_study_or_problems(way: tuple[Any, ...], value: Any) -> None:
    assert explained(lambda: parse_study(changed(CONTENTS, way, value), folder=Path()))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_problems(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(data)
    assert explained(lambda: load_study(path)) not in {"", "a study"}
