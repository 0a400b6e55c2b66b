"""Estimate rates, totals and shares of domains straight from the survey, with design errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from jalon.engine.survey.design import LonelyPsu, Stage, SurveyDesign
from jalon.engine.survey.variance import covariance_of_totals, group_scale
from jalon.errors import BadInput, CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class DirectEstimates:
    """Survey estimates of D domains; every array has shape (D,).

    `n` respondents with a weight, `cases` of them with the outcome, `psus` and `strata` that hold
    them, `dof` their difference; `weight_sum`. `rate` in 0-1 with design standard error `se`;
    `total` persons with the outcome. `deff` compares with a simple random sample of `n` drawn with
    replacement, `n_eff` is ``n / deff``; `cv` is ``se / rate`` and `log_cv` the coefficient of
    variation of ``-ln(rate)`` (``-ln(1 - rate)`` above one half). Intervals are on the logit scale
    with t quantiles; without degrees of freedom they are nan. With no case at all the interval
    runs from zero to the one-sided limit ``1 - (1 - level)^(1/n_kish)``, and mirrored where all
    are cases. An empty domain has n = 0 and nan elsewhere. A domain inside one PSU has an `se` of
    nan unless that PSU was certain to be drawn: linearised residuals of a rate cancel inside it,
    and the zero that other software prints is not an error of zero.
    """

    n: Integers
    cases: Integers
    psus: Integers
    strata: Integers
    dof: Integers
    weight_sum: Floats
    rate: Floats
    se: Floats
    total: Floats
    total_se: Floats
    deff: Floats
    n_eff: Floats
    cv: Floats
    log_cv: Floats
    low90: Floats
    high90: Floats
    low95: Floats
    high95: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Shares of the levels of a variable in D domains.

    `rate` (D, L) in 0-1, `covariance` (D, L, L) under the design, `n` (D,) respondents, `dof` (D,).
    """

    rate: Floats
    covariance: Floats
    n: Integers
    dof: Integers


def direct_estimates(
    y: Floats, domain: NDArray[np.integer], n_domains: int, design: SurveyDesign
) -> DirectEstimates:
    """Estimate the rate and the total of a yes-no outcome in each domain.

    Parameters
    ----------
    y : ndarray, shape (n,)
        1 or 0; not read where `domain` is -1.
    domain : ndarray of int, shape (n,)
        Position of the row's domain, -1 for rows outside every domain or outside the outcome's
        population. Such rows stay in the design with a score of zero.
    n_domains : int
    design : SurveyDesign

    Returns
    -------
    DirectEstimates

    Raises
    ------
    BadInput("outcome-not-binary")
        A value other than 0 and 1 inside a domain.
    CannotEstimate("single-psu-stratum")
        See `covariance_of_totals`.

    References
    ----------
    Woodruff (1971), *JASA* 66, 411-414 (linearisation of a ratio). Korn and Graubard (1998),
    *Survey Methodology* 24, 193-201 (logit intervals). Checked against R ``svyby``, ``svymean``,
    ``svytotal`` and ``svyciprop`` in ``tests/golden/own_survey``.
    """
    check_domain(domain, n_domains, design)
    inside = (domain >= 0) & (design.weight > 0)
    outcome = np.where(inside, y, 0.0)
    require_binary(outcome)
    place = np.where(inside, domain, 0).astype(np.int64)
    weight = np.where(inside, design.weight, 0.0)

    n = np.bincount(place[inside], minlength=n_domains)
    cases = np.bincount(place[inside], outcome[inside], minlength=n_domains).astype(np.int64)
    weight_sum = _add(place, weight, n_domains)
    squares = _add(place, weight * weight, n_domains)
    total = _add(place, weight * outcome, n_domains)
    psus, strata = units_held(place, inside, n_domains, design)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(cases == n, 1.0, total / weight_sum)
        rate = np.where(n == 0, np.nan, rate)
        residual = weight * (outcome - rate[place]) / weight_sum[place]
        residual = np.where(inside, residual, 0.0)
        se = np.sqrt(variance_by_domain(residual, place, inside, n_domains, design))
        total_se = np.sqrt(variance_by_domain(weight * outcome, place, inside, n_domains, design))
        se[(n == 0) | inside_one_psu(place, inside, n_domains, design)] = np.nan
        total_se[n == 0] = np.nan
        total[n == 0] = np.nan
        certain = (rate == 0) | (rate == 1)
        deff = np.where(certain, np.nan, se**2 * (n - 1) / (rate * (1 - rate)))
        n_eff = np.where(deff > 0, n / deff, np.nan)
        cv = se / rate
        kish = weight_sum**2 / squares
    dof = psus - strata
    low90, high90 = _logit_interval(rate, se, dof, kish, 0.90)
    low95, high95 = _logit_interval(rate, se, dof, kish, 0.95)
    return DirectEstimates(
        n=n,
        cases=cases,
        psus=psus,
        strata=strata,
        dof=dof,
        weight_sum=np.where(n == 0, np.nan, weight_sum),
        rate=rate,
        se=se,
        total=total,
        total_se=total_se,
        deff=deff,
        n_eff=n_eff,
        cv=cv,
        log_cv=log_cv(rate, se),
        low90=low90,
        high90=high90,
        low95=low95,
        high95=high95,
    )


def shares(
    codes: NDArray[np.integer],
    n_levels: int,
    domain: NDArray[np.integer],
    n_domains: int,
    design: SurveyDesign,
) -> Shares:
    """Estimate the shares of a variable's levels in each domain, with their joint covariance.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Level of each row, -1 where missing: such rows count in no share.
    n_levels : int
    domain : ndarray of int, shape (n,)
        As in `direct_estimates`.
    n_domains : int
    design : SurveyDesign

    Returns
    -------
    Shares
        The shares of a domain sum to one and its covariance has rank L - 1 at most. An empty
        domain is nan.

    References
    ----------
    Checked against R ``svymean`` of a factor in ``tests/golden/own_survey``.
    """
    check_domain(domain, n_domains, design)
    rate = np.full((n_domains, n_levels), np.nan)
    covariance = np.full((n_domains, n_levels, n_levels), np.nan)
    n = np.zeros(n_domains, dtype=np.int64)
    dof = np.zeros(n_domains, dtype=np.int64)
    known = (domain >= 0) & (codes >= 0) & (design.weight > 0)
    for d in range(n_domains):
        inside = known & (domain == d)
        n[d] = int(inside.sum())
        if not n[d]:
            continue
        member = np.eye(n_levels)[np.where(inside, codes, 0)] * inside[:, None]
        weight_sum = design.weight[inside].sum()
        rate[d] = design.weight @ member / weight_sum
        residual = (member - rate[d]) * inside[:, None]
        scores = residual * (design.weight / weight_sum)[:, None]
        covariance[d] = covariance_of_totals(scores, design)
        dof[d] = design.degrees_of_freedom(inside)
    return Shares(rate, covariance, n, dof)


def require_domain(n: int, domain: str) -> None:
    """Refuse a domain without respondents.

    Raises
    ------
    CannotEstimate("empty-domain")
    """
    if n == 0:
        raise CannotEstimate("empty-domain", domain=domain)


def require_binary(y: Floats) -> None:
    """Refuse an outcome that is anything but 0 and 1.

    Raises
    ------
    BadInput("outcome-not-binary")
    """
    wrong = (y != 0) & (y != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BadInput("outcome-not-binary", row=row + 1, value=float(y[row]))


def log_cv(rate: Floats, se: Floats) -> Floats:
    """Return the coefficient of variation of the log of the smaller share, shape (D,).

    A rare outcome has a large CV however well it is measured; its logarithm does not.

    References
    ----------
    ECLAC (2020), quality criteria for household surveys: ``CV(L) = CV(p) / L`` with
    ``L = -ln p`` up to one half, of 1 - p above it.
    """
    smaller = np.minimum(rate, 1 - rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(smaller > 0, se / (smaller * -np.log(smaller)), np.nan)


def check_domain(domain: NDArray[np.integer], n_domains: int, design: SurveyDesign) -> None:
    if domain.shape != (design.n,):
        raise BadInput("design-length", column="domain", rows=domain.size, expected=design.n)
    if domain.max() >= n_domains:
        raise BadInput("bad-design-code", column="domain", row=int(domain.argmax()) + 1)


def _add(place: Integers, values: NDArray[np.generic], size: int) -> Floats:
    return np.bincount(place, values, minlength=size).astype(np.float64)


def _logit_interval(
    rate: Floats, se: Floats, dof: Integers, kish: Floats, level: float
) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        t = stats.t.ppf((1 + level) / 2, np.where(dof > 0, dof, np.nan))
        centre = np.log(rate) - np.log1p(-rate)
        half = t * se / (rate * (1 - rate))
        low, high = 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))
        limit = -np.expm1(np.log1p(-level) / kish)
    low = np.where(rate == 0, 0.0, np.where(rate == 1, 1 - limit, low))
    high = np.where(rate == 1, 1.0, np.where(rate == 0, limit, high))
    return np.where(dof > 0, low, np.nan), np.where(dof > 0, high, np.nan)


def units_held(
    place: Integers, inside: NDArray[np.bool_], n_domains: int, design: SurveyDesign
) -> tuple[Integers, Integers]:
    """Count the PSUs and the strata that hold rows of each domain."""
    pairs = np.unique(place[inside] * design.n_psu + design.psu_position[inside])
    psus = np.bincount(pairs // design.n_psu, minlength=n_domains)
    stratum = design.first_stage.group[pairs % design.n_psu]
    homes = np.unique(pairs // design.n_psu * design.n_strata + stratum)
    return psus, np.bincount(homes // design.n_strata, minlength=n_domains)


def inside_one_psu(
    place: Integers, inside: NDArray[np.bool_], n_domains: int, design: SurveyDesign
) -> NDArray[np.bool_]:
    """Tell the domains that lie in a single PSU which another sample could have missed."""
    psu = design.psu_position
    least = np.full(n_domains, design.n_psu)
    most = np.full(n_domains, -1)
    np.minimum.at(least, place[inside], psu[inside])
    np.maximum.at(most, place[inside], psu[inside])
    single = least == most
    stage = design.first_stage
    drawn_by_chance = stage.fraction[stage.group[np.where(single, least, 0)]] < 1
    unknown: NDArray[np.bool_] = single & drawn_by_chance
    return unknown


def variance_by_domain(
    score: Floats,
    place: Integers,
    inside: NDArray[np.bool_],
    n_domains: int,
    design: SurveyDesign,
) -> Floats:
    """Return ``covariance_of_totals`` of each domain's own scores, without a column per domain."""
    score, place = score[inside], place[inside]
    second = design.second_stage
    if second is None or design.ssu_position is None:
        unit = design.psu_position[inside]
        return _between_by_domain(
            score, unit, place, n_domains, design.first_stage, design.lonely_psu
        )
    unit = design.ssu_position[inside]
    psu = design.psu_position[inside]
    first = _between_by_domain(score, psu, place, n_domains, design.first_stage, design.lonely_psu)
    return first + _between_by_domain(score, unit, place, n_domains, second, design.lonely_psu)


def _between_by_domain(
    score: Floats,
    unit: Integers,
    place: Integers,
    n_domains: int,
    stage: Stage,
    rule: LonelyPsu,
) -> Floats:
    """Add up, per domain, the spread of unit totals; only units that hold the domain are kept.

    A group of n units of which k hold the domain spreads by the k squared deviations from the
    group's mean plus n - k times the squared mean: the other units' totals are zero.
    """
    n_units, n_groups = len(stage.group), len(stage.size)
    pairs, of_pair = np.unique(place * n_units + unit, return_inverse=True)
    total = _add(of_pair, score, len(pairs))
    cells, of_cell = np.unique(
        pairs // n_units * n_groups + stage.group[pairs % n_units], return_inverse=True
    )
    group, home = cells % n_groups, cells // n_groups
    size = stage.size[group]
    mean = _add(of_cell, total, len(cells)) / size
    held = np.bincount(of_cell, minlength=len(cells))
    if rule is LonelyPsu.ADJUST:
        mean[stage.lonely[group]] = 0.0
    deviation = total - mean[of_cell]
    spread = _add(of_cell, deviation**2, len(cells)) + (size - held) * mean**2
    present = np.zeros(n_groups, dtype=np.bool_)
    present[group] = True
    if rule is LonelyPsu.AVERAGE:
        # The other strata stand in for the lonely ones of this domain, not of the country.
        lonely = stage.lonely[group]
        strata = np.bincount(home, minlength=n_domains)
        known = np.bincount(home, ~lonely, minlength=n_domains)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(known > 0, strata / known, np.nan)
        scale = group_scale(stage, LonelyPsu.REMOVE, present)[group]
        return _add(home, scale * spread, n_domains) * share
    scale = group_scale(stage, rule, present)[group]
    return _add(home, scale * spread, n_domains)
