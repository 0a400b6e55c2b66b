"""Indicators on one scale, more always meaning more vulnerable.

References
----------
OECD and JRC (2008), *Handbook on Constructing Composite Indicators*, step 5.
Checked against a sheet computed by hand in ``tests/golden/index_by_hand``.
"""

import numpy as np
from scipy.stats import rankdata

from jalon.engine.index.indicators import Flags, Floats, Indicators, Scaling
from jalon.errors import BadInput

TOP = 100.0


def scaled(indicators: Indicators, scaling: Scaling, winsorise: float = 0.0) -> Floats:
    """Return the indicators on one scale, shape (D, q).

    ``min-max`` runs from 0 at the least vulnerable end to 100; values beyond a fixed goalpost stop
    there. ``z-score`` is in standard deviations, ``rank`` from 0 to 100 (equal values share the
    mean rank), and ``identity`` takes percentages as they are. Where less is more vulnerable the
    scale is turned round: 100 - z, or -z for z-scores.

    Raises
    ------
    BadInput("index-indicator-constant")
        An indicator that is the same everywhere tells no area from another.
    BadInput("index-not-percentages")
        ``identity`` with values outside 0 to 100.
    """
    X = winsorised(indicators.values, winsorise) if winsorise else indicators.values
    _insist_on_variation(X, indicators)
    match scaling:
        case Scaling.MIN_MAX:
            low, high = ends(X, indicators.goalposts)
            z = np.clip(TOP * (X - low) / (high - low), 0.0, TOP)
        case Scaling.Z_SCORE:
            mean = np.average(X, axis=0, weights=indicators.population)
            variance = np.average((X - mean) ** 2, axis=0, weights=indicators.population)
            return np.asarray((X - mean) / np.sqrt(variance) * indicators.direction)
        case Scaling.RANK:
            z = TOP * (rankdata(X, axis=0) - 1) / (len(X) - 1)
        case Scaling.IDENTITY:
            _insist_on_percentages(X, indicators)
            z = X
    return np.where(indicators.direction > 0, z, TOP - z)


def winsorised(values: Floats, share: float) -> Floats:
    """Return the values with those beyond the quantiles `share` and 1 - `share` drawn in to them.

    A column that has one value in more than that share of the areas may become constant.
    """
    low, high = np.quantile(values, [share, 1 - share], axis=0)
    return np.asarray(np.clip(values, low, high))


def ends(values: Floats, goalposts: Floats) -> tuple[Floats, Floats]:
    """Return the two ends of each indicator's scale: its goalposts, or what was observed."""
    low = np.where(np.isnan(goalposts[:, 0]), values.min(axis=0), goalposts[:, 0])
    high = np.where(np.isnan(goalposts[:, 1]), values.max(axis=0), goalposts[:, 1])
    return low, high


def beyond_goalposts(indicators: Indicators) -> Floats:
    """Return, shape (q,), how many areas lie beyond the goalposts of each indicator."""
    low, high = ends(indicators.values, indicators.goalposts)
    outside = (indicators.values < low) | (indicators.values > high)
    return np.asarray(outside.sum(axis=0), dtype=np.float64)


def _insist_on_variation(X: Floats, indicators: Indicators) -> None:
    low, high = ends(X, indicators.goalposts)
    constant = (np.ptp(X, axis=0) == 0) | (high <= low)
    if constant.any():
        raise BadInput("index-indicator-constant", indicators=_names(indicators, constant))


def _insist_on_percentages(X: Floats, indicators: Indicators) -> None:
    outside: Flags = np.asarray(((X < 0) | (X > TOP)).any(axis=0))
    if outside.any():
        raise BadInput("index-not-percentages", indicators=_names(indicators, outside))


def _names(indicators: Indicators, which: Flags) -> str:
    return ", ".join(indicators.names[j] for j in np.flatnonzero(which))
