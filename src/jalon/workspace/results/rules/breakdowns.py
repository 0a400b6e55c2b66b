"""How the cell of a disaggregation is written: ``age:15-17|sex:female``; ``""`` is the total."""

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jalon.errors import RuleBroken

TOTAL = ""
UNKNOWN = "unknown"  # the key of a value that nobody knows
LARGEST_GRID = 400
KEY = re.compile(r"[a-z0-9][a-z0-9_.+-]*")

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of an indicator: its key, the keys of its values, in order."""

    key: str
    values: tuple[str, ...]
    required: bool = False
    exclusive: bool = True  # each person is in one value, so that the values add up to the total


@lru_cache(maxsize=4096)
def parse(breakdown: str) -> Parts:
    """Return the (dimension, value) pairs of a breakdown, sorted by dimension."""
    if not breakdown:
        return ()
    parts = []
    for text in breakdown.split("|"):
        dimension, colon, value = text.partition(":")
        if not (colon and KEY.fullmatch(dimension) and KEY.fullmatch(value)):
            raise RuleBroken("breakdown-unreadable", text=breakdown)
        parts.append((dimension, value))
    if len({dimension for dimension, _value in parts}) != len(parts):
        raise RuleBroken("breakdown-unreadable", text=breakdown)
    return tuple(sorted(parts))


def written(parts: Iterable[tuple[str, str]]) -> str:
    """Return the one way to write these (dimension, value) pairs."""
    return "|".join(f"{dimension}:{value}" for dimension, value in sorted(parts))


def canonical(breakdown: str | Mapping[str, str]) -> str:
    """Return the one way to write a breakdown."""
    if isinstance(breakdown, str):
        return written(parse(breakdown))
    return written(breakdown.items())


def grid(axes: Sequence[Axis], *, crossed: bool) -> tuple[str, ...]:
    """Return the cells that a report asks for, without the total.

    Crossed: every combination of values. Otherwise the values of each dimension by themselves.
    """
    if not axes:
        return ()
    lengths = [len(axis.values) for axis in axes]
    size = math.prod(lengths) if crossed else sum(lengths)
    if size > LARGEST_GRID:
        raise RuleBroken("grid-too-large", size=size, limit=LARGEST_GRID)
    if crossed:
        keys = [[(axis.key, value) for value in axis.values] for axis in axes]
        return tuple(written(parts) for parts in itertools.product(*keys))
    return tuple(written([(axis.key, value)]) for axis in axes for value in axis.values)


def check_known(breakdown: str, axes: Sequence[Axis]) -> None:
    """Raise if a cell names a dimension or a value that the indicator does not have."""
    known = {axis.key: axis.values for axis in axes}
    for dimension, value in parse(breakdown):
        if dimension not in known:
            raise RuleBroken("dimension-unknown", dimension=dimension)
        if value not in known[dimension]:
            raise RuleBroken("dimension-value-unknown", value=value, dimension=dimension)
