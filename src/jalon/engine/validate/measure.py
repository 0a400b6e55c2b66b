"""What simulated surveys say of an estimator: bias, error, coverage, and whom it puts first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEVELS = (0.90, 0.95)
TOP = 0.1  # share of the areas that a programme might reach


@dataclass(frozen=True, eq=False, slots=True)
class Attempt:
    """One simulated survey: true and estimated rates of D areas, errors, limits by level, and
    which areas had respondents.
    """

    truth: Floats
    rate: Floats
    se: Floats
    limits: tuple[tuple[Floats, Floats], ...]
    sampled: Mask


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure over all simulated surveys, with its standard error for want of more of them."""

    name: str
    value: float
    error: float


def measures(attempts: Sequence[Attempt], which: str) -> list[Measure]:
    """Return the measures of an estimator over areas that are ``sampled``, ``unsampled``, ``all``.

    ``bias`` is the mean error, ``rmse`` the root of the mean squared error and ``stated`` that of
    the squared errors that the estimator states, all in rates; ``coverage90`` and ``coverage95``
    the share of intervals that hold the truth, ``width95`` their mean width; ``top`` the share
    of the areas with the highest true rates (a tenth of all) that are among the highest
    estimates, and ``correlation`` that of estimates and truth over areas.

    Each is a mean over surveys of a figure of one survey, so its error is their spread over the
    root of their number.
    """
    found: dict[str, list[float]] = {}
    for attempt in attempts:
        inside = _areas(attempt, which)
        if not inside.any():
            continue
        for name, value in _of_one(attempt, inside).items():
            found.setdefault(name, []).append(value)
    named = []
    for name, values in found.items():
        table = np.array(values)
        mean, error = float(table.mean()), _error(table)
        if name in {"rmse", "stated"}:  # means of squares so far
            root = float(np.sqrt(mean))
            mean, error = root, error / (2 * root) if root > 0 else 0.0
        named.append(Measure(name, mean, error))
    return named


def _areas(attempt: Attempt, which: str) -> Mask:
    known = np.isfinite(attempt.truth) & np.isfinite(attempt.rate)
    if which == "all":
        return known
    return known & (attempt.sampled if which == "sampled" else ~attempt.sampled)


def _of_one(attempt: Attempt, inside: Mask) -> dict[str, float]:
    truth, rate, se = attempt.truth[inside], attempt.rate[inside], attempt.se[inside]
    found = {
        "bias": float((rate - truth).mean()),
        "rmse": float(((rate - truth) ** 2).mean()),
        "stated": float((se**2).mean()),
    }
    for level, (low, high) in zip(LEVELS, attempt.limits, strict=True):
        holds = (low[inside] <= truth) & (truth <= high[inside])
        found[f"coverage{100 * level:.0f}"] = float(holds.mean())
    low, high = attempt.limits[-1]
    found["width95"] = float((high - low)[inside].mean())
    if len(truth) >= 10 and truth.std() > 0 and rate.std() > 0:
        count = max(round(TOP * len(truth)), 1)
        highest = set(np.argsort(-truth, kind="stable")[:count].tolist())
        found["top"] = len(highest & set(np.argsort(-rate, kind="stable")[:count].tolist())) / count
        found["correlation"] = float(np.corrcoef(truth, rate)[0, 1])
    return found


def _error(values: Floats) -> float:
    if len(values) < 2:
        return float("nan")
    return float(values.std(ddof=1) / np.sqrt(len(values)))
