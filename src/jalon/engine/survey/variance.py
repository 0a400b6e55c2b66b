"""Measure how far sample totals would move in another sample drawn the same way."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jalon.engine.survey.design import LonelyPsu, Stage, SurveyDesign
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def covariance_of_totals(scores: Floats, design: SurveyDesign) -> Floats:
    """Estimate the covariance of the column totals of `scores` under the design.

    Adds up the weighted scores within each sampling unit and measures how far the units' totals
    spread inside their stratum,
    ``sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_hi - z_h)(z_hi - z_h)'``.
    With finite population corrections and second-stage units, the spread inside the PSUs is
    added, times the share of PSUs drawn. With the scores of a statistic's linearisation this is
    its Taylor-linearised covariance.

    Parameters
    ----------
    scores : ndarray, shape (n, q)
        Weighted scores, rows as in `design`; zero for rows outside the domain.
    design : SurveyDesign
        The whole sample, also the rows outside the domain.

    Returns
    -------
    ndarray, shape (q, q)
        Symmetric, in squared units of the totals.

    Raises
    ------
    CannotEstimate("single-psu-stratum")
        The rule is ``fail`` and a stratum with one PSU has scores that are not zero.
    CannotEstimate("only-single-psu-strata")
        The rule is ``average`` and no stratum has a spread to average.

    References
    ----------
    Binder (1983), *International Statistical Review* 51(3), 279-292; Särndal, Swensson and
    Wretman (1992), *Model Assisted Survey Sampling*, section 4.3. Checked against R ``survey``
    in ``tests/golden``.
    """
    second = design.second_stage
    if second is None or design.ssu_position is None:
        units = sum_by(scores, design.psu_position, design.n_psu)
        return covariance_of_unit_totals(units, design)
    units = sum_by(scores, design.ssu_position, len(second.group))
    return covariance_of_unit_totals(units, design)


def covariance_of_unit_totals(totals: Floats, design: SurveyDesign) -> Floats:
    """Estimate the same covariance from scores already added up by final sampling unit.

    Parameters
    ----------
    totals : ndarray, shape (u, q)
        One row per PSU in the order of ``design.psu_codes``; where ``design.second_stage`` is not
        None, one row per second-stage unit in the order of ``design.ssu_position``.
    design : SurveyDesign

    Returns
    -------
    ndarray, shape (q, q)
    """
    second = design.second_stage
    if second is None:
        return _between(totals, design.first_stage, design.lonely_psu)
    by_psu = sum_by(totals, second.group, design.n_psu)
    first_part = _between(by_psu, design.first_stage, design.lonely_psu)
    return first_part + _between(totals, second, design.lonely_psu)


def sum_by(values: Floats, group: Integers, size: int) -> Floats:
    """Add up the rows of `values` (n, q) that share a `group` (n,), shape (size, q)."""
    rows = len(group)
    # A column per row with one entry: the compressed columns can be written down directly.
    member = sparse.csc_array((np.ones(rows), group, np.arange(rows + 1)), shape=(size, rows))
    return np.asarray(member @ values, dtype=np.float64)


def group_scale(stage: Stage, rule: LonelyPsu, present: NDArray[np.bool_]) -> Floats:
    """Return what the squared deviations of each group count for, shape (G,).

    ``(1 - f) n / (n - 1)``, for a group with one unit ``1 - f``, times the stage's multiplier.
    `present` says which groups hold rows of the domain: the others add nothing, whatever the rule.
    """
    lonely = stage.lonely & present
    if rule is LonelyPsu.FAIL and lonely.any():
        named = [stage.names[g] for g in np.flatnonzero(lonely)]
        raise CannotEstimate("single-psu-stratum", count=len(named), strata=", ".join(named[:10]))
    spread = np.where(stage.size > 1, stage.size / np.maximum(stage.size - 1, 1), 1.0)
    scale: Floats = stage.multiplier * (1 - stage.fraction) * spread
    if rule is LonelyPsu.AVERAGE and lonely.any():
        known = int(present.sum()) - int(lonely.sum())
        if known == 0:
            raise CannotEstimate("only-single-psu-strata", count=int(lonely.sum()))
        scale = scale * (int(present.sum()) / known)
    return scale


def _between(totals: Floats, stage: Stage, rule: LonelyPsu) -> Floats:
    groups = len(stage.size)
    present = np.bincount(stage.group[totals.any(axis=1)], minlength=groups) > 0
    scale = group_scale(stage, rule, present)
    mean = sum_by(totals, stage.group, groups) / stage.size[:, None]
    if rule is LonelyPsu.ADJUST:
        # The grand mean of the scores is taken as zero, its expectation, as R does.
        mean[stage.lonely] = 0.0
    deviation = totals - mean[stage.group]
    covariance: Floats = (deviation * scale[stage.group][:, None]).T @ deviation
    return (covariance + covariance.T) / 2
