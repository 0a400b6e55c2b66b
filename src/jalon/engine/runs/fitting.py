"""Fit the model on the survey and measure what it leaves out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from jalon.engine.prepare.areas import AreaCovariates
from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.survey import SurveySample
from jalon.engine.regression.encoding import Encoding, build_encoding
from jalon.engine.regression.logistic import (
    Collapsed,
    LogisticFit,
    clustered_covariance,
    collapse,
    fit_logistic,
)
from jalon.engine.small_area.area_effect import AreaEffect, area_effect, psu_residuals
from jalon.engine.study.consistency import model_members
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ModelRows:
    """The survey as the model sees it.

    X : (k, p) distinct rows of the model matrix. row : (n,) which one a respondent has, -1 for
    those outside the fit. y : (n,) outcome. pattern : (n,) pattern with the variables that are
    not in the model at their reference. place : (n,) the row's area, or D plus its region where
    its area is in no register: a row of `with_region_means`.
    """

    X: Floats
    row: NDArray[np.int64]
    y: Floats
    pattern: NDArray[np.int32]
    place: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FittedModel:
    """The fit, the area effect (None: too few areas to measure it), and the coefficients'
    covariance when whole areas vary together (None without covariates by area).
    """

    encoding: Encoding
    rows: ModelRows
    collapsed: Collapsed
    fit: LogisticFit
    effect: AreaEffect | None
    by_area: Floats | None


def survey_encoding(prepared: Prepared) -> Encoding:
    """Return the encoding of the study's terms; covariates are standardised over children."""
    study, covariates = prepared.study, prepared.covariates
    children = prepared.census.totals
    centre = np.average(covariates.values, axis=0, weights=children)
    spread = np.average((covariates.values - centre) ** 2, axis=0, weights=children)
    return build_encoding(
        prepared.index, study.model.terms, covariates.names, centre, np.sqrt(spread)
    )


def model_rows(prepared: Prepared, encoding: Encoding) -> ModelRows:
    """Return the survey's rows with their place in the distinct rows of the model matrix."""
    study, sample, register = prepared.study, prepared.sample, prepared.register
    members = model_members(study)
    codes = sample.codes.copy()
    for i, name in enumerate(study.variables):
        if name not in members:
            codes[:, i] = 0
    pattern = prepared.index.index(codes)
    place = np.where(sample.area >= 0, sample.area, register.size + sample.region).astype(np.int64)
    known = (sample.area >= 0) | (sample.region >= 0)
    if study.survey.unmatched_areas == "drop":
        known = sample.area >= 0
    inside = sample.known & (pattern >= 0) & known
    values = with_region_means(prepared)
    pair = np.where(inside, pattern.astype(np.int64) * len(values) + place, -1)
    distinct, row = np.unique(pair, return_inverse=True)
    if distinct[0] == -1:
        distinct, row = distinct[1:], row - 1
    X = encoding.matrix(distinct // len(values), values[distinct % len(values)])
    return ModelRows(X, row, sample.outcome.astype(np.float64), pattern, place)


def with_region_means(prepared: Prepared) -> Floats:
    """Return covariates of the D areas, then of the R regions (means over their children)."""
    covariates: AreaCovariates = prepared.covariates
    register, children = prepared.register, prepared.census.totals
    regions = len(register.region_codes)
    # A region without children weighs its areas alike.
    empty = np.bincount(register.region, weights=children, minlength=regions) == 0
    children = np.where(empty[register.region], 1.0, children)
    weight = np.bincount(register.region, weights=children, minlength=regions)
    means = (
        np.stack(
            [
                np.bincount(register.region, weights=children * column, minlength=regions) / weight
                for column in covariates.values.T
            ],
            axis=1,
        )
        if covariates.names
        else np.empty((regions, 0))
    )
    return np.vstack([covariates.values, means])


def fit_model(prepared: Prepared) -> FittedModel:
    """Fit the survey-weighted logit of the study.

    Rows are first collapsed to sampling unit x pattern x outcome, which changes nothing.
    """
    encoding = survey_encoding(prepared)
    rows = model_rows(prepared, encoding)
    sample = prepared.sample
    collapsed = collapse(rows.row, rows.y, sample.design, keys=[sample.area])
    fit = fit_logistic(
        rows.X,
        collapsed.row,
        collapsed.y,
        collapsed.design,
        encoding.names,
        firth=prepared.study.model.firth,
        persons=collapsed.persons,
    )
    effect = measured_area_effect(prepared, rows, fit)
    by_area = covariance_by_area(prepared, encoding, rows, fit)
    return FittedModel(encoding, rows, collapsed, fit, effect, by_area)


def measured_area_effect(
    prepared: Prepared, rows: ModelRows, fit: LogisticFit
) -> AreaEffect | None:
    """Return the area effect, or None where too few areas hold two sampling units."""
    sample = prepared.sample
    inside = (rows.row >= 0) & (sample.area >= 0)
    p = expit(rows.X[rows.row[inside]] @ fit.coef)
    units = psu_residuals(rows.y[inside], p, sample.design.psu[inside], sample.area[inside])
    try:
        return area_effect(*units)
    except CannotEstimate:
        return None


def covariance_by_area(
    prepared: Prepared, encoding: Encoding, rows: ModelRows, fit: LogisticFit
) -> Floats | None:
    """Return the covariance when whole areas vary together; None without covariates by area.

    What the model leaves out is shared within areas, and the survey's sampling units alone
    understate the error of what is known by area only.
    """
    return clustered_by_area(prepared.sample, rows, fit) if encoding.covariates else None


def clustered_by_area(sample: SurveySample, rows: ModelRows, fit: LogisticFit) -> Floats:
    """Return the covariance when whole areas vary together, whatever the model holds.

    Raises
    ------
    CannotEstimate("single-psu-stratum")
        All respondents live in one area.
    """
    used = np.where(rows.row >= 0, rows.place, 0)
    return clustered_covariance(fit, rows.X, rows.row, rows.y, sample.design.weight, used)
