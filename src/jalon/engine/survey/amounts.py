"""Estimate means and quantiles of a number straight from the survey, with design errors.

References
----------
Woodruff (1952), *JASA* 47, 635-646: the error of a share, read off the distribution, is the error
of a quantile. Francisco and Fuller (1991), *Annals of Statistics* 19(1), 454-469. Checked against
R's ``svymean`` and ``svyquantile`` in ``tests/golden/own_survey``; R's own interval is centred on
the share at or below the quantile, which ties put above the share asked for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.totals import (
    check_domain,
    inside_one_psu,
    units_held,
    variance_by_domain,
)
from jalon.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class AmountEstimates:
    """A mean or a quantile in D domains; every array has shape (D,).

    `n` respondents with a weight, `dof` PSUs less strata that hold them; `value` with design
    standard error `se` and a 95 % interval by t quantiles. An empty domain has n = 0 and nan
    elsewhere; a domain inside one PSU that was drawn by chance has no `se`.
    """

    n: Integers
    dof: Integers
    value: Floats
    se: Floats
    low95: Floats
    high95: Floats


def direct_means(
    amount: Floats, domain: NDArray[np.integer], n_domains: int, design: SurveyDesign
) -> AmountEstimates:
    """Estimate the mean of a number in each domain.

    Parameters
    ----------
    amount : ndarray, shape (n,)
        Not read where `domain` is -1.
    domain, n_domains, design
        As in `jalon.engine.survey.totals.direct_estimates`.

    Raises
    ------
    BadInput("amount-not-finite")
    """
    s = _sample(amount, domain, n_domains, design)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = s.add(s.weight * s.amount) / s.weight_sum
        residual = s.weight * (s.amount - mean[s.place]) / s.weight_sum[s.place]
    se = s.error(residual)
    t = _t(0.95, s.dof)
    return AmountEstimates(s.n, s.dof, mean, se, mean - t * se, mean + t * se)


def direct_quantiles(
    amount: Floats, share: float, domain: NDArray[np.integer], n_domains: int, design: SurveyDesign
) -> AmountEstimates:
    """Estimate a quantile of a number in each domain, by Woodruff's method.

    The quantile is the smallest value that at least `share` of the persons do not exceed. Its
    limits are the quantiles at ``share -+ t se``, with `se` the error of the share at or below
    it; its own standard error is their distance by 2 t. Where a limit's share lies outside 0-1
    the limit is the least or the greatest value seen.

    Parameters
    ----------
    share : float
        0.5 for the median, 0.75 for the third quartile.

    Raises
    ------
    BadInput("amount-not-finite")
    """
    s = _sample(amount, domain, n_domains, design)
    distribution = _Distribution.of(s)
    value = distribution.at(np.full(n_domains, share))
    with np.errstate(divide="ignore", invalid="ignore"):
        below = (s.amount <= value[s.place]).astype(np.float64)
        reached = s.add(s.weight * below) / s.weight_sum
        residual = s.weight * (below - reached[s.place]) / s.weight_sum[s.place]
    error = s.error(residual)
    t = _t(0.95, s.dof)
    low, high = distribution.at(share - t * error), distribution.at(share + t * error)
    with np.errstate(invalid="ignore"):
        se = (high - low) / (2 * t)
    return AmountEstimates(s.n, s.dof, value, se, low, high)


def direct_differences(
    amount: Floats,
    second: NDArray[np.bool_],
    domain: NDArray[np.integer],
    n_domains: int,
    design: SurveyDesign,
) -> AmountEstimates:
    """Estimate, in each domain, the mean of the persons who are not `second` less that of those.

    The two groups live in the same sampling units, so their errors go together; the error here
    knows that.

    Parameters
    ----------
    second : ndarray of bool, shape (n,)

    Raises
    ------
    BadInput("amount-not-finite")
    """
    s = _sample(amount, domain, n_domains, design)
    residual = np.zeros(design.n)
    value = np.zeros(n_domains)
    for group, sign in ((~second, 1.0), (second, -1.0)):
        weight = np.where(group, s.weight, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = s.add(weight)
            mean = s.add(weight * s.amount) / total
            score = weight * (s.amount - mean[s.place]) / total[s.place]
        value += sign * mean
        residual += sign * np.where(group & s.inside, score, 0.0)
    se = np.where(np.isnan(value), np.nan, s.error(residual))
    t = _t(0.95, s.dof)
    return AmountEstimates(s.n, s.dof, value, se, value - t * se, value + t * se)


@dataclass(frozen=True, eq=False, slots=True)
class _Sample:
    """The rows inside the domains, and what sums and errors need."""

    inside: NDArray[np.bool_]
    place: Integers
    weight: Floats
    amount: Floats
    n: Integers
    dof: Integers
    weight_sum: Floats
    n_domains: int
    design: SurveyDesign

    def add(self, values: Floats) -> Floats:
        return np.bincount(self.place, values, minlength=self.n_domains).astype(np.float64)

    def error(self, residual: Floats) -> Floats:
        """Return the standard error of the total of the residuals of each domain."""
        scores = np.where(self.inside, residual, 0.0)
        variance = variance_by_domain(scores, self.place, self.inside, self.n_domains, self.design)
        alone = inside_one_psu(self.place, self.inside, self.n_domains, self.design)
        return np.where((self.n == 0) | alone, np.nan, np.sqrt(variance))


def _sample(
    amount: Floats, domain: NDArray[np.integer], n_domains: int, design: SurveyDesign
) -> _Sample:
    check_domain(domain, n_domains, design)
    inside = (domain >= 0) & (design.weight > 0)
    wrong = inside & ~np.isfinite(amount)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BadInput("amount-not-finite", row=row + 1, value=float(amount[row]))
    place = np.where(inside, domain, 0).astype(np.int64)
    weight = np.where(inside, design.weight, 0.0)
    psus, strata = units_held(place, inside, n_domains, design)
    sums = np.bincount(place, weight, minlength=n_domains).astype(np.float64)
    return _Sample(
        inside=inside,
        place=place,
        weight=weight,
        amount=np.where(inside, amount, 0.0),
        n=np.bincount(place[inside], minlength=n_domains),
        dof=psus - strata,
        weight_sum=np.where(sums > 0, sums, np.nan),
        n_domains=n_domains,
        design=design,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Distribution:
    """Values of all domains in order, and the share of their domain up to each."""

    values: Floats
    shares: Floats
    starts: Integers

    @classmethod
    def of(cls, sample: _Sample) -> "_Distribution":
        place, amount = sample.place[sample.inside], sample.amount[sample.inside]
        order = np.lexsort((amount, place))
        place, weight = place[order], sample.weight[sample.inside][order]
        starts = np.searchsorted(place, np.arange(sample.n_domains + 1))
        total = np.append(0.0, np.cumsum(weight))
        within = total[1:] - total[starts[place]]
        return cls(amount[order], within / sample.weight_sum[place], starts)

    def at(self, share: Floats) -> Floats:
        """Return each domain's smallest value whose share reaches the one asked for."""
        found = np.full(len(self.starts) - 1, np.nan)
        for d, wanted in enumerate(share):
            begin, end = self.starts[d], self.starts[d + 1]
            if begin < end and not np.isnan(wanted):
                # Sums of weights are rounded: half a person in half a person is a share of 1/2.
                step = np.searchsorted(self.shares[begin:end], wanted - 1e-12)
                found[d] = self.values[min(begin + step, end - 1)]
        return found


def _t(level: float, dof: Integers) -> Floats:
    return np.asarray(
        stats.t.ppf((1 + level) / 2, np.where(dof > 0, dof, np.nan)), dtype=np.float64
    )
