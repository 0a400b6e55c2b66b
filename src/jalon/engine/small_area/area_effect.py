"""How far areas depart from the model, measured by pairs of sampling units in the same area.

Two PSUs of one area share the area's departure from the model and nothing else: households and
PSU effects are inside one PSU. So the products of their residuals measure the area effect alone,
without fitting a mixed model. It is a noisy measure; its error is shown beside it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

FEWEST_AREAS = 5


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """Variance of the area effect in log-odds, on the marginal scale of a plain logit.

    `sigma2` is not below zero, `raw` may be: then the data show no area effect. `se` is the
    jackknife's over areas and covers `raw`. `areas`, `psus` and `pairs` are those that carried
    information: areas with two PSUs or more.
    """

    sigma2: float
    raw: float
    se: float
    areas: int
    psus: int
    pairs: int

    @property
    def sigma(self) -> float:
        return float(np.sqrt(self.sigma2))

    @property
    def cautious(self) -> float:
        """The variance to state errors with: its mean, given its error and that it is not negative.

        Where pairs are few `sigma2` is often nought by chance, and intervals without an area
        effect hold far too few truths. This is the mean of a normal of mean `raw` and standard
        deviation `se` cut off at nought: close to `raw` where that is three errors from nought,
        never nought where it is not known to be. Its effect on coverage is in
        ``docs/methods/area-effect.md``.
        """
        if self.se == 0:
            return self.sigma2
        z = self.raw / self.se
        return float(self.raw + self.se * np.exp(norm.logpdf(z) - norm.logcdf(z)))


def psu_residuals(
    y: NDArray[np.number],
    fitted: Floats,
    psu: NDArray[np.integer],
    area: NDArray[np.integer],
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Add up, per PSU within area, the residuals y - p and the spreads p (1 - p), unweighted.

    Rows with area -1 are left out; a PSU that lies in two areas counts once in each.

    Returns
    -------
    residual (m,), spread (m,), area (m,)
    """
    inside = area >= 0
    pairs = np.stack([area[inside], psu[inside]], axis=1)
    units, unit = np.unique(pairs, axis=0, return_inverse=True)
    p = fitted[inside]
    residual = np.zeros(len(units))
    spread = np.zeros(len(units))
    np.add.at(residual, unit, y[inside] - p)
    np.add.at(spread, unit, p * (1 - p))
    return residual, spread, units[:, 0].astype(np.int64)


def area_effect(residual: Floats, spread: Floats, area: NDArray[np.integer]) -> AreaEffect:
    """Estimate the variance of the area effect from pairs of PSUs.

    With R_i the sum of residuals of PSU i and S_i that of p (1 - p), over the pairs i != j
    of the same area:

        sigma2 = max(0, sum R_i R_j / sum S_i S_j)

    Parameters
    ----------
    residual, spread : (m,) float
        R and S of each PSU within an area, see `psu_residuals`.
    area : (m,) int

    Raises
    ------
    CannotEstimate("area-effect-needs-areas")
        Fewer than `FEWEST_AREAS` areas hold two PSUs.

    References
    ----------
    A moment estimator by cross-products, as in McCullagh and Nelder (1989), *Generalized Linear
    Models*, section 14.5. Checked against a loop over pairs and by simulation in
    ``tests/unit/test_area_effect.py``.
    """
    codes, area = np.unique(area, return_inverse=True)

    def per_area(values: Floats) -> Floats:
        return np.bincount(area, values, len(codes)).astype(np.float64)

    # The sum over pairs is the squared sum less the sum of squares.
    products = per_area(residual) ** 2 - per_area(residual**2)
    scale = per_area(spread) ** 2 - per_area(spread**2)
    psus = np.bincount(area, minlength=len(codes))
    used = psus >= 2
    n = int(used.sum())
    if n < FEWEST_AREAS:
        raise CannotEstimate("area-effect-needs-areas", areas=n, needed=FEWEST_AREAS)
    products, scale, psus = products[used], scale[used], psus[used]
    raw = products.sum() / scale.sum()
    without = (products.sum() - products) / (scale.sum() - scale)
    variance = (n - 1) / n * ((without - without.mean()) ** 2).sum()
    return AreaEffect(
        sigma2=max(0.0, float(raw)),
        raw=float(raw),
        se=float(np.sqrt(variance)),
        areas=n,
        psus=int(psus.sum()),
        pairs=int((psus * (psus - 1) // 2).sum()),
    )
