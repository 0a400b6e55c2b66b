"""Climb to the highest point of a smooth function whose size of steps is known."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Downhill = Callable[[Floats], tuple[float, Floats]]

STEPS, HALVINGS = 300, 40
# Steps are in standard errors: from a fair start none need be longer.
LONGEST = 4.0
# Share of the promised descent that a step must keep (Armijo).
KEPT = 1e-4
# Values that differ by less, relative to their size, differ by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Summit:
    """Where a search ended: the point, the slope's length there, how many steps and evaluations."""

    x: Floats
    slope: float
    steps: int
    evaluations: int


def minimise(function: Downhill, start: Floats, slope: float) -> Summit:
    """Search by BFGS for the lowest point, until the gradient is shorter than `slope`.

    `function` gives value and gradient in units in which its curvature is about one; an infinite
    value says that a point is out of bounds. Steps are cut to `LONGEST` and halved until they
    descend, so that a search never lands where nothing can be evaluated. It ends early where
    rounding hides any further descent: look at the slope.

    References
    ----------
    Nocedal and Wright (2006), *Numerical Optimization*, section 6.1.
    """
    x = start
    value, gradient = function(x)
    inverse = np.eye(len(x))
    evaluations = 1
    for step in range(STEPS):
        if np.linalg.norm(gradient) < slope:
            return Summit(x, float(np.linalg.norm(gradient)), step, evaluations)
        way = -inverse @ gradient
        if way @ gradient >= 0:
            inverse, way = np.eye(len(x)), -gradient
        way *= min(1.0, LONGEST / float(np.linalg.norm(way)))
        part = 1.0
        for _ in range(HALVINGS):
            there, slopes = function(x + part * way)
            evaluations += 1
            if _descends(value, gradient, there, slopes, part * way):
                break
            part /= 2
        else:
            return Summit(x, float(np.linalg.norm(gradient)), step, evaluations)
        inverse = _updated(inverse, part * way, slopes - gradient)
        x, value, gradient = x + part * way, there, slopes
    return Summit(x, float(np.linalg.norm(gradient)), STEPS, evaluations)


def _descends(value: float, gradient: Floats, there: float, slopes: Floats, step: Floats) -> bool:
    if there <= value + KEPT * float(gradient @ step):
        return True
    # At the bottom values no longer tell; a shorter gradient does.
    same = abs(there - value) <= ROUNDING * max(1.0, abs(value))
    return same and float(np.linalg.norm(slopes)) < float(np.linalg.norm(gradient))


def _updated(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """Return the inverse curvature that explains the last change of the gradient."""
    curvature = float(step @ change)
    if curvature <= 1e-10 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return inverse
    turned = inverse @ change
    scale = 1 + float(change @ turned) / curvature
    outer = np.outer(step, turned)
    return inverse + (scale * np.outer(step, step) - outer - outer.T) / curvature
