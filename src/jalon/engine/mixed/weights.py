"""Scale survey weights for a likelihood with random effects."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from jalon.errors import BadInput

Floats = NDArray[np.float64]

# Factor per group from its respondents, the sum of their weights and that of the squares.
SCALINGS: Mapping[str, Callable[[Floats, Floats, Floats], Floats]] = MappingProxyType(
    {
        "size": lambda n, w, _w2: n / w,
        "effective": lambda _n, w, w2: w / w2,
    }
)


def scale_weights(weight: Floats, group: NDArray[np.integer], scaling: str) -> Floats:
    """Return weights that sum to each group's sample size, or to its effective size.

    In a likelihood with effects the scale of the weights matters: with weights of a hundred an
    area of ten children would seem to be a thousand, and its effect would be known without error.
    Areas are not a stage of sampling, so they have no weights of their own.

    Parameters
    ----------
    weight : (n,) float
    group : (n,) int
        Area of each respondent; -1 for those outside, who get nought.
    scaling : str
        ``"size"`` (w n / sum w, all over the group) or ``"effective"`` (w sum w / sum w^2).

    Raises
    ------
    BadInput("weight-scaling-unknown")

    References
    ----------
    Pfeffermann, Skinner, Holmes, Goldstein and Rasbash (1998), *JRSS B* 60(1), 23-40, methods 2
    and 1; Rabe-Hesketh and Skrondal (2006), *JRSS A* 169(4), 805-827. Checked by hand in
    ``tests/unit/mixed/test_weights.py``.
    """
    if scaling not in SCALINGS:
        raise BadInput("weight-scaling-unknown", scaling=scaling, known=", ".join(SCALINGS))
    inside = (group >= 0) & (weight > 0)
    place, w = np.where(inside, group, 0), np.where(inside, weight, 0.0)
    size = int(place.max()) + 1
    n, total, squares = (
        np.bincount(place, values, size).astype(np.float64)
        for values in (inside.astype(np.float64), w, w**2)
    )
    empty = n == 0
    factor = SCALINGS[scaling](n, np.where(empty, 1.0, total), np.where(empty, 1.0, squares))
    return w * factor[place]
