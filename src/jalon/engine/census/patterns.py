"""Number the combinations of levels that a person can have."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from jalon.errors import BadInput

# Beyond this the tables per pattern no longer fit in a small machine's memory.
LARGEST_INDEX = 20_000_000


@dataclass(frozen=True, slots=True)
class Factor:
    """A categorical variable; the first level is the reference."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class PatternIndex:
    """A mixed-radix number for every combination of levels; the last factor varies fastest.

    Raises
    ------
    BadInput("too-many-patterns")
        The product of the numbers of levels is above `LARGEST_INDEX`. Use fewer levels.
    """

    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        if self.size > LARGEST_INDEX:
            raise BadInput("too-many-patterns", patterns=self.size, limit=LARGEST_INDEX)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(factor.levels) for factor in self.factors)

    @cached_property
    def radices(self) -> tuple[int, ...]:
        return tuple(prod(self.sizes[i + 1 :]) for i in range(len(self.sizes)))

    @cached_property
    def size(self) -> int:
        return prod(self.sizes)

    def position(self, name: str) -> int:
        """Return where the factor of this name stands."""
        return [factor.name for factor in self.factors].index(name)

    def index(self, codes: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the pattern of each row of level codes, (n, V); -1 where a code is missing."""
        numbers = codes.astype(np.int64) @ np.array(self.radices, dtype=np.int64)
        return np.where((codes < 0).any(axis=1), -1, numbers).astype(np.int32)

    def codes(self, patterns: NDArray[np.integer] | None = None) -> NDArray[np.int16]:
        """Return the level codes of `patterns` (all of them by default), shape (m, V)."""
        numbers = np.arange(self.size) if patterns is None else patterns.astype(np.int64)
        radices = np.array(self.radices, dtype=np.int64)
        sizes = np.array(self.sizes, dtype=np.int64)
        return (numbers[:, None] // radices % sizes).astype(np.int16)

    def code(self, patterns: NDArray[np.integer], position: int) -> NDArray[np.integer]:
        """Return the code of one factor in each of `patterns`, shape (m,)."""
        return patterns // self.radices[position] % self.sizes[position]
