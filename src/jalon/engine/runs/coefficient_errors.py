"""The errors of the model's parameters, measured in several ways, side by side."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.mixed.fit import MixedFit, area_sandwich
from jalon.engine.prepare.everything import Prepared
from jalon.engine.regression.bootstrap import bootstrap_covariance
from jalon.engine.runs.estimates import Estimated
from jalon.engine.runs.fitting import FittedModel, clustered_by_area
from jalon.engine.watch import Advance
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]

REPLICATES = 200
"""Refits of the bootstrap: they leave an error of a twentieth in a standard error."""

WAYS = ("information", "design", "areas", "bootstrap")
SCHEMA = pl.Schema(
    {
        "model": pl.String,
        "column": pl.String,
        "coef": pl.Float64,
        **{f"se_{way}": pl.Float64 for way in WAYS},
        "errors_used": pl.String,
    }
)


def coefficient_errors_frame(
    prepared: Prepared, model: FittedModel, estimated: Estimated, advance: Advance
) -> pl.DataFrame:
    """Return one row per parameter of the models: its standard error in every way that applies.

    Of the survey-weighted logit (``logit``): ``se_information`` as if respondents were a simple
    random sample, ``se_design`` by the survey's sampling units, ``se_areas`` with whole areas
    varying together, ``se_bootstrap`` by refits on `REPLICATES` rescaled samples (Rao, Wu and
    Yue). Of the model with effects (``effects``), if the study wishes it: observed information
    and area sandwich, its standard deviations too. ``errors_used`` names those that the areas'
    margins of error rest on; it is null for the model that they do not rest on. What cannot be
    had (one sampling unit in a stratum, refits that fail) is null.
    """
    fit, rows, sample = model.fit, model.collapsed, prepared.sample
    mixed = None if estimated.predictor is None else estimated.predictor.fit

    def refitted() -> Floats:
        return bootstrap_covariance(
            model.rows.X,
            rows.row,
            rows.y,
            rows.design,
            fit.names,
            replicates=REPLICATES,
            seed=prepared.study.seed,
            firth=fit.firth,
            advance=advance,
        ).covariance

    found = {
        "information": _errors(lambda: fit.bread),
        "design": _errors(lambda: fit.covariance),
        "areas": _errors(lambda: clustered_by_area(sample, model.rows, fit)),
        "bootstrap": _errors(refitted),
    }
    used = estimated.covariance_of if mixed is None else None
    frames = [_frame("logit", list(fit.names), fit.coef, found, used)]
    if mixed is not None:
        weighted = mixed.counts.weighted
        names = [*mixed.names, *(f"sd({level})" for level in mixed.levels)]
        errors = {
            "information": _errors(lambda: mixed.covariance),
            "areas": _errors(lambda: area_sandwich(mixed)),
        }
        used = "areas" if weighted else "information"
        frames.append(_frame("effects", names, _theta(mixed), errors, used))
    return pl.concat(frames).with_columns(pl.selectors.float().fill_nan(None))


def _theta(fit: MixedFit) -> Floats:
    return np.concatenate([fit.coef, fit.sd])


def _errors(covariance: Callable[[], Floats]) -> Floats | None:
    """Return standard errors, nothing where they cannot be had; nought is no error."""
    try:
        variance = np.diag(covariance())
    except CannotEstimate:
        return None
    return np.sqrt(np.where(variance > 0, variance, np.nan))


def _frame(
    model: str,
    names: list[str],
    values: Floats,
    errors: dict[str, Floats | None],
    used: str | None,
) -> pl.DataFrame:
    nothing = np.full(len(names), np.nan)
    found = {way: errors.get(way) for way in WAYS}
    columns = {f"se_{way}": nothing if se is None else se for way, se in found.items()}
    return pl.DataFrame(
        {
            "model": [model] * len(names),
            "column": names,
            "coef": values,
            **columns,
            "errors_used": [used] * len(names),
        },
        schema=SCHEMA,
    )
