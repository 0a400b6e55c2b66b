"""Which terms a survey asks for: the design's AIC, and the order in which a lasso lets them in.

Both are advice. A study keeps the terms that its question needs, so that years and countries
stay comparable.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from jalon.engine.regression.logistic import LogisticFit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STEPS = 60
SMALLEST = 1e-3  # of the first penalty: there hardly anything is held back
SETTLED = 1e-9
ROUNDS = 10_000
CURVATURE = 1e-6


@dataclass(frozen=True, slots=True)
class DesignAic:
    """`value` is smaller where a model is better; `parameters` is what they cost in effect.

    Under clustering a coefficient costs more than one parameter, the intercept not counted.
    """

    value: float
    parameters: float


def design_aic(fit: LogisticFit) -> DesignAic:
    """Return the AIC with the design's own price of a parameter.

    ``-2 l + 2 tr(V0^-1 V)``: l at weights that sum to the respondents, V the design's covariance
    of the coefficients but the intercept, V0 that of a simple random sample.

    References
    ----------
    Lumley and Scott (2015), *Journal of Survey Statistics and Methodology* 3(1), 1-18. Checked
    against R's ``AIC.svyglm`` in ``tests/golden/own_survey``.
    """
    slopes = np.arange(1, len(fit.coef))
    inside = np.ix_(slopes, slopes)
    price = float(np.trace(linalg.solve(fit.bread[inside], fit.covariance[inside])))
    return DesignAic(-2 * fit.log_likelihood + 2 * price, price)


@dataclass(frozen=True, eq=False, slots=True)
class LassoPath:
    """A lasso's fits from the largest penalty to the smallest.

    `penalty` (m,) per respondent; `coef` (m, p) on the columns as they were given, the intercept
    first; `entered` (p,) is the step at which a column came in, -1 if it never did.
    """

    penalty: Floats
    coef: Floats
    entered: Integers

    def order_of_terms(self, term_of: NDArray[np.integer], terms: Sequence[str]) -> list[str]:
        """Return the terms in the order in which their first column came in.

        Parameters
        ----------
        term_of : (p,) int
            Position of each column's term, -1 for the intercept.
        """
        first = {
            term: min((int(step) for step in self.entered[term_of == t] if step >= 0), default=-1)
            for t, term in enumerate(terms)
        }
        return sorted((term for term in terms if first[term] >= 0), key=lambda term: first[term])


def lasso_path(X: Floats, yes: Floats, no: Floats, *, steps: int = STEPS) -> LassoPath:
    """Fit a weighted logit under ever smaller penalties on the sum of absolute coefficients.

    Columns are brought to unit spread first, so that the penalty treats them alike; the first,
    the intercept, has none. Minimises ``-l(b) / n + penalty sum |b_j s_j|``, s_j the spread.

    Parameters
    ----------
    X : (k, p) float
        Distinct rows of the model matrix, ones in the first column.
    yes, no : (k,) float
        Weight of the respondents with and without the outcome; their scale does not matter.
    steps : int
        Penalties, equally spaced in logarithms.

    References
    ----------
    Friedman, Hastie and Tibshirani (2010), *Journal of Statistical Software* 33(1), 1-22, for
    the path by coordinate descent. Checked against scikit-learn and the conditions of Karush,
    Kuhn and Tucker in ``tests/unit/test_selection.py``.
    """
    weight = (yes + no) / (yes + no).sum()
    rate = np.divide(yes, yes + no, out=np.zeros(len(X)), where=yes + no > 0)
    centre = weight @ X
    spread = np.sqrt(weight @ (X - centre) ** 2)
    spread[0], centre[0] = 1.0, 0.0
    Z = (X - centre) / np.where(spread > 0, spread, np.inf)
    Z[:, 0] = 1.0
    mean = float(weight @ rate)
    largest = float(np.abs(Z[:, 1:].T @ (weight * (rate - mean))).max())
    penalty = largest * SMALLEST ** (np.arange(steps) / max(steps - 1, 1))
    b = np.zeros(X.shape[1])
    b[0] = special.logit(mean)
    scaled = np.array([b := _under(Z, weight, rate, each, b) for each in penalty])
    coef = scaled / np.where(spread > 0, spread, np.inf)
    coef[:, 0] = scaled[:, 0] - coef[:, 1:] @ centre[1:]
    inside = coef[:, 1:] != 0
    entered = np.where(inside.any(axis=0), inside.argmax(axis=0), -1)
    return LassoPath(penalty, coef, np.concatenate([[0], entered]))


def _under(Z: Floats, weight: Floats, rate: Floats, penalty: float, start: Floats) -> Floats:
    """Minimise under one penalty: Newton's quadratic, solved by coordinates, again and again."""
    b = start.copy()
    value = _loss(Z, weight, rate, penalty, b)
    for _ in range(ROUNDS):
        p = special.expit(Z @ b)
        gradient = Z.T @ (weight * (p - rate))
        hessian = (Z * (weight * np.maximum(p * (1 - p), CURVATURE))[:, None]).T @ Z
        step = _coordinates(hessian, gradient, b, penalty) - b
        length = 1.0
        while (new := _loss(Z, weight, rate, penalty, b + length * step)) > value + 1e-15:
            length /= 2
            if length < SETTLED:
                return b
        b, value = b + length * step, new
        if np.abs(step).max() < SETTLED:
            break
    b[np.abs(b) < SETTLED] = 0.0
    return b


def _coordinates(hessian: Floats, gradient: Floats, b: Floats, penalty: float) -> Floats:
    """Minimise the quadratic at `b` plus the penalty, one coordinate at a time."""
    new = b.copy()
    slope = gradient.copy()  # of the quadratic at `new`
    for _ in range(ROUNDS):
        largest = 0.0
        for j in range(len(b)):
            if hessian[j, j] <= 0:
                continue
            free = new[j] - slope[j] / hessian[j, j]
            room = 0.0 if j == 0 else penalty / hessian[j, j]
            to = np.sign(free) * max(abs(free) - room, 0.0)
            if (move := to - new[j]) != 0:
                slope += hessian[:, j] * move
                new[j] = to
                largest = max(largest, abs(move))
        if largest < SETTLED / 10:
            break
    return new


def _loss(Z: Floats, weight: Floats, rate: Floats, penalty: float, b: Floats) -> float:
    eta = Z @ b
    fit = weight @ (np.logaddexp(0, eta) - rate * eta)
    return float(fit + penalty * np.abs(b[1:]).sum())
