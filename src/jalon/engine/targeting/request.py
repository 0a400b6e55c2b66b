"""What may be chosen, and what is asked of the choice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """The D areas among which is chosen.

    Attributes
    ----------
    reached : (D,) float
        Expected children in risk whom a programme in the area would reach; not below nought.
    cost : (D,) float
        Of a programme in the area, above nought.
    region : (D,) int
    eligible : (D,) bool
        Areas that may be chosen at all: their class is high enough, and certain enough.
    draws : (D, B) float or None
        The same children in each of B simulations of the true rates.
    """

    reached: Floats
    cost: Floats
    region: NDArray[np.int64]
    eligible: Flags
    draws: Floats | None = None

    @property
    def size(self) -> int:
        return len(self.reached)


@dataclass(frozen=True, slots=True)
class Quota:
    """The least and the most areas of a region; None for no limit."""

    region: int
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the choice.

    Attributes
    ----------
    budget : float
    must, never : positions of areas
    quotas : Quota of each region that has one
    most_areas : int or None
        What an office can manage.
    tail : float or None
        Maximise the mean over this worst share of the draws instead of the expectation.
    """

    budget: float
    must: tuple[int, ...] = ()
    never: tuple[int, ...] = ()
    quotas: tuple[Quota, ...] = ()
    most_areas: int | None = None
    tail: float | None = None
