"""How far the model can be trusted: on respondents and on regions that it has not seen."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from jalon.engine.prepare.everything import Prepared
from jalon.engine.regression.diagnostics import (
    Calibration,
    FitMeasures,
    GoodnessOfFit,
    ModelAgainstDirect,
    archer_lemeshow,
    calibration,
    fit_measures,
    model_against_direct,
    predict,
)
from jalon.engine.regression.held_out import (
    CrossValidation,
    RegionsHeldOut,
    cross_validate,
    leave_one_region_out,
)
from jalon.engine.regression.selection import design_aic
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.survey.totals import DirectEstimates
from jalon.errors import CannotEstimate

FOLDS = 10


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the tests said; a test that the data do not allow is None."""

    validation: CrossValidation | None
    calibration: Calibration | None
    goodness: GoodnessOfFit | None
    measures: FitMeasures
    held_out: RegionsHeldOut | None
    against_direct: ModelAgainstDirect | None


def assess(
    prepared: Prepared,
    model: FittedModel,
    regions: AreaEstimates | None,
    direct: DirectEstimates,
) -> Assessment:
    """Assess a fit; `regions` holds the model's estimates, `direct` the survey's, of R regions.

    Without `regions` the two are not compared: moved to the survey's rates, they are the same.
    """
    rows, fit, design = model.rows, model.fit, prepared.sample.design
    names = model.encoding.names
    rng = np.random.default_rng(prepared.study.seed)
    firth = prepared.study.model.firth
    predicted = predict(fit.coef, rows.X, rows.row)
    try:
        validation = cross_validate(
            rows.X, rows.row, rows.y, design, names, rng=rng, folds=FOLDS, firth=firth
        )
        calibrated = calibration(validation.predicted, rows.y, design)
    except CannotEstimate:
        validation, calibrated = None, None
    try:
        goodness = archer_lemeshow(predicted, rows.y, design)
    except CannotEstimate:
        goodness = None
    return Assessment(
        validation,
        calibrated,
        goodness,
        fit_measures(fit, predicted, rows.y, design.weight),
        held_out(prepared, model),
        None if regions is None else against_direct(regions, direct),
    )


def held_out(prepared: Prepared, model: FittedModel) -> RegionsHeldOut | None:
    """Predict each region by a model that never saw it; None where there is one region only."""
    rows = model.rows
    try:
        return leave_one_region_out(
            rows.X,
            rows.row,
            rows.y,
            prepared.sample.region,
            len(prepared.register.region_codes),
            prepared.sample.design,
            model.encoding.names,
            firth=prepared.study.model.firth,
        )
    except CannotEstimate:
        return None


def against_direct(regions: AreaEstimates, direct: DirectEstimates) -> ModelAgainstDirect | None:
    """Compare the model's regional rates with the survey's own."""
    try:
        return model_against_direct(direct.rate, direct.se, regions.rate, regions.se)
    except CannotEstimate:
        return None


def assessment_frame(model: FittedModel, found: Assessment) -> pl.DataFrame:
    """Return the measures as a table: name, value, low, high, note."""
    rows: list[tuple[str, float, float | None, float | None, str]] = []

    def add(name: str, value: float, margin: float | None = None, note: str = "") -> None:
        low, high = (None, None) if margin is None else (value - margin, value + margin)
        rows.append((name, value, low, high, note))

    if found.validation is not None:
        add("auc", found.validation.auc_in_sample)
        add("auc_cross_validated", found.validation.auc)
    if found.held_out is not None:
        add("auc_held_out", found.held_out.auc)
        add("correlation_in_sample", found.held_out.correlation_in_sample)
        add("correlation_held_out", found.held_out.correlation_held_out)
        add("mean_absolute_error_held_out", found.held_out.mean_absolute_error)
    if found.calibration is not None:
        add(
            "calibration_intercept",
            found.calibration.intercept,
            1.96 * found.calibration.intercept_se,
        )
        add("calibration_slope", found.calibration.slope, 1.96 * found.calibration.slope_se)
    if found.goodness is not None:
        add("archer_lemeshow_f", found.goodness.f_statistic)
        add("archer_lemeshow", found.goodness.p)
    if found.against_direct is not None:
        add("direct_on_model_slope", found.against_direct.slope)
        add("direct_on_model_intercept", found.against_direct.intercept)
        add("direct_model_overlap", found.against_direct.overlap)
        add("direct_model_p", found.against_direct.p)
    add("daic", design_aic(model.fit).value)
    add("brier", found.measures.brier)
    add("mcfadden", found.measures.mcfadden)
    add("nagelkerke", found.measures.nagelkerke)
    add("tjur", found.measures.tjur)
    return pl.DataFrame(
        rows,
        schema={
            "name": pl.String,
            "value": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
            "note": pl.String,
        },
        orient="row",
    ).with_columns(pl.selectors.float().fill_nan(None))


def held_out_frame(
    prepared: Prepared, model: FittedModel, found: RegionsHeldOut | None
) -> pl.DataFrame | None:
    """Return the regions held out as a table, with what hangs on each.

    `largest_shift` is the largest move of a coefficient, in its standard errors, when the region
    is left out (DFBETAS of whole regions: Belsley, Kuh and Welsch 1980), `shifted` its column.
    """
    if found is None:
        return None
    shift = (model.fit.coef - found.coef) / model.fit.se
    largest = np.nan_to_num(np.abs(shift), nan=-1.0).argmax(axis=1)
    columns = {
        "direct": found.direct,
        "direct_se": found.direct_se,
        "predicted_in_sample": found.predicted_in_sample,
        "predicted_held_out": found.predicted_held_out,
        "largest_shift": np.take_along_axis(shift, largest[:, None], axis=1)[:, 0],
    }
    return pl.DataFrame(
        {
            "region": prepared.register.region_codes,
            "name": prepared.register.region_names,
            "n": found.n,
            **columns,
            "shifted": [model.fit.names[column] for column in largest],
        }
    ).with_columns(
        pl.when(pl.col("n") >= prepared.study.disclosure.smallest_group)
        .then(pl.col(name).fill_nan(None) if name in columns else pl.col(name))
        .alias(name)
        for name in (*columns, "shifted")
    )
