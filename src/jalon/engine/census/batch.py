"""Some rows of a census, as codes."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a census as codes.

    Parameters
    ----------
    area : ndarray of int, shape (m,)
        Position in the area register; -1 where the row has no such area.
    codes : tuple of V ndarrays of int, each shape (m,)
        Level of each factor; -1 where it is missing.
    weight : ndarray, shape (m,), optional
        Weight of each person; absent when each counts for one.
    times : ndarray, shape (m,), optional
        Persons that each row stands for; absent when it is one. See `count_distinct`.
    """

    area: Codes
    codes: tuple[Codes, ...]
    weight: FloatArray | None = None
    times: FloatArray | None = None

    def rows(self, start: int, stop: int) -> Self:
        """Return the rows from `start` to before `stop`; nothing is copied."""
        part = slice(start, stop)
        return type(self)(
            self.area[part],
            tuple(codes[part] for codes in self.codes),
            None if self.weight is None else self.weight[part],
            None if self.times is None else self.times[part],
        )
