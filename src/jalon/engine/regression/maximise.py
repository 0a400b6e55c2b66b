"""Climb to the top of a weighted logit likelihood, plain or with Firth's penalty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from jalon.engine.regression.rank import require_full_rank
from jalon.engine.regression.separation import refuse_separation, refuse_separation_by_column
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

# The Newton decrement is a squared length in standard errors, and the step that is still taken
# below it squares it again: the coefficients are then right to rounding.
DECREMENT = 1e-12
STEPS = 60
HALVINGS = 30
# Log-odds no survey can tell from certainty: suspect separation and let a linear program decide.
SUSPICIOUS_LOG_ODDS = 12.0
FIRTH_STEPS = 300


@dataclass(frozen=True, eq=False, slots=True)
class Maximum:
    """Where a weighted logit likelihood peaks: `coef` (p,), inverse `bread` (p, p), and how."""

    coef: Floats
    bread: Floats
    log_likelihood: float
    iterations: int


def maximise(
    X: Floats, yes: Floats, no: Floats, names: Sequence[str], *, firth: bool = False
) -> Maximum:
    """Find the coefficients that maximise a weighted logit likelihood.

    Parameters
    ----------
    X : ndarray, shape (k, p)
    yes, no : ndarray, shape (k,)
        Weight of the respondents with and without the outcome in each row of `X`.
    names : sequence of str
        The p columns.
    firth : bool
        Add the penalty of Firth (1993).

    Raises
    ------
    CannotEstimate
        As `fit_logistic`.
    """
    filled = yes + no > 0
    X, yes, no = X[filled], yes[filled], no[filled]
    if not yes.any() or not no.any():
        raise CannotEstimate("outcome-constant", value=int(yes.any()))
    require_full_rank(X, yes + no, names)
    if firth:
        return _penalised(X, yes, no)
    refuse_separation_by_column(X, yes, no, names)
    coef = _start(X, yes, no)
    eta = X @ coef
    value = _log_likelihood(eta, yes, no)
    for iteration in range(1, STEPS + 1):
        gradient, information = _derivatives(X, eta, yes, no)
        step, decrement = _newton_step(gradient, information)
        if step is None:
            break
        coef, eta, value = _ascend(X, yes, no, coef, step, value)
        if decrement < DECREMENT:
            if np.abs(eta).max() > SUSPICIOUS_LOG_ODDS:
                refuse_separation(X, yes, no, names)
            _gradient, information = _derivatives(X, eta, yes, no)
            return Maximum(coef, _inverse(information), value, iteration)
    refuse_separation(X, yes, no, names)
    raise CannotEstimate("did-not-converge", iterations=STEPS)


def _start(X: Floats, yes: Floats, no: Floats) -> Floats:
    """Begin at the overall rate where the model has an intercept: a step or two are saved."""
    coef = np.zeros(X.shape[1])
    if (X[:, 0] == 1).all():
        coef[0] = np.log(yes.sum() / no.sum())
    return coef


def _derivatives(X: Floats, eta: Floats, yes: Floats, no: Floats) -> tuple[Floats, Floats]:
    """Return gradient (p,) and information (p, p) of the log likelihood."""
    p = special.expit(eta)
    gradient: Floats = (yes * (1 - p) - no * p) @ X
    # One matrix with itself: NumPy then computes half of the product.
    half = X * np.sqrt((yes + no) * p * (1 - p))[:, None]
    information: Floats = half.T @ half
    return gradient, information


def _log_likelihood(eta: Floats, yes: Floats, no: Floats) -> float:
    # log(1 + exp(eta)) without overflow, several times faster than logaddexp.
    soft = np.maximum(eta, 0) + np.log1p(np.exp(-np.abs(eta)))
    return float(yes @ eta - (yes + no) @ soft)


def _newton_step(gradient: Floats, information: Floats) -> tuple[Floats | None, float]:
    """Return the step and the squared length of it in standard errors; None where J is singular."""
    try:
        factor = linalg.cho_factor(information)
    except linalg.LinAlgError:
        return None, np.inf
    step = np.asarray(linalg.cho_solve(factor, gradient))
    return step, float(gradient @ step)


def _ascend(
    X: Floats, yes: Floats, no: Floats, coef: Floats, step: Floats, value: float
) -> tuple[Floats, Floats, float]:
    """Take the step, halved until the likelihood does not fall by more than rounding.

    Returns the coefficients, the linear predictors and the likelihood that were reached.
    """
    slack = 1e-12 * abs(value)
    for _ in range(HALVINGS):
        eta = X @ (coef + step)
        reached = _log_likelihood(eta, yes, no)
        if reached >= value - slack:
            return coef + step, eta, reached
        step = step / 2
    return coef, X @ coef, value


def _penalised(X: Floats, yes: Floats, no: Floats) -> Maximum:
    """Maximise the likelihood plus half the log determinant of the information."""
    coef = _start(X, yes, no)
    value = _penalised_value(X, coef, yes, no)
    for iteration in range(1, FIRTH_STEPS + 1):
        eta = X @ coef
        gradient, information = _derivatives(X, eta, yes, no)
        bread = _inverse(information)
        p = special.expit(eta)
        leverage = (yes + no) * p * (1 - p) * ((X @ bread) * X).sum(axis=1)
        gradient = gradient + (leverage * (0.5 - p)) @ X
        step = bread @ gradient
        decrement = float(gradient @ step)
        for _ in range(HALVINGS):
            reached = _penalised_value(X, coef + step, yes, no)
            if reached >= value - 1e-12 * abs(value):
                coef, value = coef + step, reached
                break
            step = step / 2
        # The information is not the penalised curvature, so the steps shrink only linearly.
        if decrement < DECREMENT**2:
            eta = X @ coef
            _gradient, information = _derivatives(X, eta, yes, no)
            return Maximum(coef, _inverse(information), _log_likelihood(eta, yes, no), iteration)
    raise CannotEstimate("did-not-converge", iterations=FIRTH_STEPS)


def _penalised_value(X: Floats, coef: Floats, yes: Floats, no: Floats) -> float:
    eta = X @ coef
    _gradient, information = _derivatives(X, eta, yes, no)
    sign, log_determinant = np.linalg.slogdet(information)
    if sign <= 0:
        return -np.inf
    return _log_likelihood(eta, yes, no) + 0.5 * float(log_determinant)


def _inverse(information: Floats) -> Floats:
    factor = linalg.cho_factor(information)
    inverse = np.asarray(linalg.cho_solve(factor, np.eye(len(information))))
    return (inverse + inverse.T) / 2
