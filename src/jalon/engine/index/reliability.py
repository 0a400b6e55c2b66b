"""Whether indicators belong together, and how far each really moves the index.

References
----------
Cronbach (1951), *Psychometrika* 16(3), 297-334. Paruolo, Saisana and Saltelli (2013), *JRSS A*
176(3), 609-634, for the correlation ratio as effective weight; Kelley (1935), *PNAS* 21(9),
554-559, for its correction for chance.
Checked in ``tests/golden/index_by_hand`` and, by an independent computation, in
``tests/golden/index_r``.
"""

import numpy as np

from jalon.engine.index.indicators import Floats

# Groups of areas by an indicator's value: enough for a bend, and ten areas in each.
GROUPS_AT_MOST = 20
AREAS_IN_GROUP = 10


def correlations(columns: Floats) -> Floats:
    """Return the correlations of the columns with each other, shape (q, q)."""
    return np.atleast_2d(np.corrcoef(columns, rowvar=False))


def cronbach_alpha(z: Floats) -> float:
    """Return Cronbach's alpha of scaled indicators: near 1 where all measure one thing.

    NaN for a single indicator. A low value is no fault where dimensions are meant to differ.
    """
    q = z.shape[1]
    if q < 2:
        return float("nan")
    whole = float(z.sum(axis=1).var(ddof=1))
    if whole == 0:
        return float("nan")
    return float(q / (q - 1) * (1 - z.var(axis=0, ddof=1).sum() / whole))


def alpha_without_each(z: Floats) -> Floats:
    """Return alpha with each indicator left out in turn, shape (q,)."""
    return np.array([cronbach_alpha(np.delete(z, j, axis=1)) for j in range(z.shape[1])])


def correlation_ratios(z: Floats, index: Floats) -> Floats:
    """Return the share of the index's variance that each indicator goes with, shape (q,).

    Areas are grouped by the indicator's value; the ratio is the variance between groups by the
    whole, less what chance would give. Unlike a squared correlation it also sees a bend. The
    ratios of indicators that go together overlap: they do not sum to 1.
    """
    return np.array([_ratio(column, index) for column in z.T])


def effective_weights(z: Floats, index: Floats) -> Floats:
    """Return the correlation ratios, scaled to sum to 1, to set beside the nominal weights."""
    ratios = correlation_ratios(z, index)
    return np.asarray(ratios / ratios.sum()) if ratios.sum() > 0 else ratios


def variance_share(values: Floats, group: np.ndarray) -> float:
    """Return the share of the variance of `values` that lies between groups, less chance's part."""
    _, position = np.unique(group, return_inverse=True)
    count = np.bincount(position)
    k, n = len(count), len(values)
    total = float(((values - values.mean()) ** 2).sum())
    if total == 0 or k < 2 or n <= k:
        return 0.0
    means = np.bincount(position, weights=values) / count
    within = float(((values - means[position]) ** 2).sum())
    return max(0.0, 1 - within / (n - k) * (n - 1) / total)


def _ratio(column: Floats, index: Floats) -> float:
    groups = max(2, min(GROUPS_AT_MOST, len(column) // AREAS_IN_GROUP))
    edges = np.unique(np.quantile(column, np.arange(1, groups) / groups))
    return variance_share(index, np.searchsorted(edges, column, side="left"))
