"""Error of area-level estimates by parametric bootstrap, with whatever is done to them afterwards.

The formulas of `fit_fay_herriot` are for the plain estimate. A benchmarked one, or any other that
is made from it, gets its error here: areas are drawn from the fitted model, sampled, fitted again,
and finished in the same way.

References
----------
Rao and Molina (2015), *Small Area Estimation*, section 6.2.4. Checked against the formulas and
against errors made in simulated samples in ``tests/unit/test_fay_herriot_bootstrap.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalon.engine.area_level.arcsine import ShareEstimates, mean_share
from jalon.engine.area_level.fay_herriot import FayHerriot, fit_fay_herriot

Floats = NDArray[np.float64]

Finish = Callable[[Floats, Floats], Floats]
"""From estimates (D,) and the replicate's true values (D,), on their own scale, to what is
published. The truth is there to draw a margin around it; an estimate must not look at it."""


def as_it_is(estimate: Floats, truth: Floats) -> Floats:
    """Publish the estimate of the model."""
    del truth
    return estimate


@dataclass(frozen=True, eq=False, slots=True)
class BootstrapErrors:
    """Errors of the published estimates of D areas in B replicates, (D, B)."""

    errors: Floats

    @property
    def mse(self) -> Floats:
        """Mean squared error, shape (D,)."""
        return np.asarray((self.errors**2).mean(axis=1), dtype=np.float64)

    @property
    def bias(self) -> Floats:
        """Mean error, shape (D,)."""
        return np.asarray(self.errors.mean(axis=1), dtype=np.float64)


def bootstrap_errors(
    model: FayHerriot,
    variance: Floats,
    X: Floats,
    rng: np.random.Generator,
    *,
    replicates: int = 200,
    finish: Finish = as_it_is,
) -> BootstrapErrors:
    """Draw truths and samples from the model, fit each, and compare.

    Parameters
    ----------
    model : FayHerriot
    variance, X : (D,), (D, p) float
        Those that it was fitted with.
    replicates : int
        200 for an error good to 10 % per area, 500 to publish.
    finish : callable
        What is done to the estimates before they are published.
    """
    return BootstrapErrors(
        np.column_stack(
            [
                finish(again.estimate, truth) - truth
                for truth, again in _replicates(model, variance, X, rng, replicates)
            ]
        )
    )


def bootstrap_share_errors(
    found: ShareEstimates,
    n_eff: Floats,
    X: Floats,
    rng: np.random.Generator,
    *,
    replicates: int = 200,
    finish: Finish = as_it_is,
) -> BootstrapErrors:
    """Do the same for shares fitted through the arcsine: truths and estimates are shares."""
    variance = np.full(len(n_eff), np.nan)
    variance[found.sampled] = 1 / (4 * n_eff[found.sampled])
    columns = []
    for angle, again in _replicates(found.model, variance, X, rng, replicates):
        truth = np.sin(angle) ** 2
        columns.append(finish(mean_share(again.estimate, again.known), truth) - truth)
    return BootstrapErrors(np.column_stack(columns))


def _replicates(
    model: FayHerriot, variance: Floats, X: Floats, rng: np.random.Generator, replicates: int
) -> list[tuple[Floats, FayHerriot]]:
    areas = len(model.predicted)
    spread = np.sqrt(np.where(model.sampled, variance, 0.0))
    made = []
    for _ in range(replicates):
        truth = model.predicted + np.sqrt(model.sigma2) * rng.standard_normal(areas)
        sample = truth + spread * rng.standard_normal(areas)
        direct = np.where(model.sampled, sample, np.nan)
        made.append((truth, fit_fay_herriot(direct, variance, X, model.likelihood)))
    return made
