"""The coefficients' covariance by fitting again to samples that might have been drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jalon.engine.regression.maximise import maximise
from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.replicates import rescaled_bootstrap
from jalon.engine.watch import Advance
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

FEWEST = 0.9  # share of the replicates that must have a fit


@dataclass(frozen=True, eq=False, slots=True)
class BootstrapCovariance:
    """`coef` (B, p) of the replicates that could be fitted, `covariance` (p, p), `failed` of all.

    A replicate fails where a level keeps no case, or is told apart without error.
    """

    coef: Floats
    covariance: Floats
    failed: int

    @property
    def se(self) -> Floats:
        """Standard errors, (p,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def bootstrap_covariance(
    X: Floats,
    row: NDArray[np.integer],
    y: Floats,
    design: SurveyDesign,
    names: Sequence[str],
    *,
    replicates: int,
    seed: int,
    firth: bool = False,
    advance: Advance | None = None,
) -> BootstrapCovariance:
    """Return the covariance of a logit's coefficients over rescaled bootstrap samples.

    It owes nothing to linearisation, and so shows where the sandwich errors of `fit_logistic`
    are too small: few sampling units, rare outcomes. Spread is measured about the replicates'
    mean.

    Parameters
    ----------
    X, row, y, design, names, firth
        As in `fit_logistic`.
    replicates, seed : int
        As in `rescaled_bootstrap`.
    advance : callable, optional
        Is told the share that is done.

    Raises
    ------
    CannotEstimate("bootstrap-fits-fail")
        More than a tenth of the replicates have no fit.
    CannotEstimate("single-psu-stratum")

    References
    ----------
    Rao, Wu and Yue (1992), *Survey Methodology* 18(2), 209-217. Checked against the sandwich
    and R's replicate weights in ``tests/golden/own_survey``.
    """
    yes, no = _by_psu(X, row, y, design)
    found: list[Floats] = []
    for number, factor in enumerate(rescaled_bootstrap(design, replicates, seed), start=1):
        try:
            found.append(maximise(X, factor @ yes, factor @ no, names, firth=firth).coef)
        except CannotEstimate:
            if number - len(found) > (1 - FEWEST) * replicates:
                raise CannotEstimate(
                    "bootstrap-fits-fail", share=round(100 - 100 * FEWEST)
                ) from None
        if advance is not None:
            advance(number / replicates)
    coef = np.array(found)
    return BootstrapCovariance(coef, np.cov(coef, rowvar=False), replicates - len(found))


def _by_psu(
    X: Floats, row: NDArray[np.integer], y: Floats, design: SurveyDesign
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Add up the weights with and without the outcome by PSU and row of `X`, (n_psu, k)."""
    used = (row >= 0) & (design.weight > 0)
    weight = design.weight[used] * (used.sum() / design.weight[used].sum())
    place = (design.psu_position[used], row[used])
    shape = (design.n_psu, len(X))
    yes, no = (
        sparse.coo_array((weight * side, place), shape=shape).tocsr()
        for side in (y[used], 1 - y[used])
    )
    return yes, no
