"""Predict each area's rate from the model and from its own respondents, benchmarked if wished."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.benchmark.shift import STRAINED
from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.fit import MixedFit, area_sandwich, fit_mixed, variance_test
from jalon.engine.mixed.mse import (
    ParametersAround,
    PredictionError,
    parameters_around,
    prediction_error,
)
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.posterior import AreaPosterior, area_posterior
from jalon.engine.mixed.predict import AreaPredictions
from jalon.engine.mixed.shifted import Shifted, shift_to_rates, shifted_predictions
from jalon.engine.mixed.weights import scale_weights
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.survey.totals import DirectEstimates
from jalon.engine.watch import Advance

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Laplace's method finds the areas of a survey like Guatemala's six per cent too alike, and their
# intervals too narrow; quadrature does not, and costs a second. It goes down two levels.
NODES, MOST_LEVELS = 9, 2


@dataclass(frozen=True, eq=False, slots=True)
class Benchmark:
    """The units whose rates are met: `unit` (D,) of each area, `rate` and `se` (G,) of the survey,
    `before` (G,) what the predictions added up to, `shift` (G,) log-odds.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    unit: Integers
    rate: Floats
    se: Floats
    before: Floats
    shift: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Predictor:
    """A fitted mixed model, what it and models around it say of each area's effect, and the
    benchmark, if any.
    """

    fit: MixedFit
    posterior: AreaPosterior
    around: ParametersAround
    benchmark: Benchmark | None

    @property
    def shift(self) -> Floats:
        """Log-odds by which each area is moved, (D,)."""
        if self.benchmark is None:
            return np.zeros(len(self.posterior.sampled))
        return self.benchmark.shift[self.benchmark.unit]


def make_predictor(
    prepared: Prepared,
    model: FittedModel,
    direct: Mapping[str, DirectEstimates],
    advance: Advance | None = None,
) -> Predictor:
    """Fit the effects that the study wishes, and find the shift to the survey's rates.

    A variance that the data put at nought is fitted again with a penalty: that there is none
    cannot be known from few areas, and errors without it are too small. With scaled weights the
    parameters' errors are those of areas varying as a whole.
    """
    sample, register = prepared.sample, prepared.register
    wished = prepared.study.model.effects.split("+")
    psu = sample.design.psu
    codes = {"region": sample.region.astype(np.int64), "area": sample.area.astype(np.int64)}
    groups = {name: codes.get(name, psu) for name in wished}
    row = np.where(sample.area >= 0, model.rows.row, -1)
    scaling = prepared.study.model.scaled_weights
    weight = None
    if scaling != "none":
        inside = np.where(row >= 0, codes["area"], -1)
        weight = scale_weights(sample.design.weight, inside, scaling)
    counts = nest_counts(row, model.rows.y, groups, weight=weight)
    nodes = NODES if len(groups) <= MOST_LEVELS else 1
    fit = fit_mixed(counts, model.rows.X, model.encoding.names, nodes=nodes)
    if fit.on_boundary:
        fit = fit_mixed(counts, model.rows.X, model.encoding.names, nodes=nodes, penalty=True)
    regions = register.region.astype(np.int64) if "region" in wished else None
    posterior = area_posterior(fit.counts, fit.X, fit.theta, register.size, region_of_area=regions)
    around = parameters_around(
        fit,
        register.size,
        covariance=None if weight is None else area_sandwich(fit),
        region_of_area=regions,
        advance=advance,
    )
    plain = Predictor(fit, posterior, around, None)
    to = prepared.study.benchmark.to
    if to == "none":
        return plain
    found = _benchmark(prepared, model, plain, to, direct[to])
    return Predictor(fit, posterior, around, found)


def _benchmark(
    prepared: Prepared, model: FittedModel, plain: Predictor, to: str, direct: DirectEstimates
) -> Benchmark:
    register = prepared.register
    codes, names = tuple(register.region_codes), tuple(register.region_names)
    unit = register.region.astype(np.int64)
    if to == "nation":
        codes, names, unit = ("",), (prepared.study.name,), np.zeros_like(unit)
    cells = census_cells(prepared, model)
    rate = np.where(direct.n > 0, direct.rate, np.nan)
    predicted = shifted_predictions(plain.fit, plain.posterior, cells, np.zeros(register.size))
    yes = np.bincount(unit, np.nan_to_num(predicted.rate[:, 0] * predicted.children[:, 0]))
    whole = np.bincount(unit, predicted.children[:, 0])
    return Benchmark(
        codes=codes,
        names=names,
        unit=unit,
        rate=rate,
        se=direct.se,
        before=yes / np.where(whole > 0, whole, np.nan),
        shift=shift_to_rates(plain.fit, plain.posterior, cells, unit, rate),
    )


def census_cells(
    prepared: Prepared,
    model: FittedModel,
    level_of_pattern: NDArray[np.integer] | None = None,
    levels: int = 1,
) -> CensusCells:
    """Return the census as the model sees it, by level of a variable if wished."""
    assert prepared.census.counts is not None
    patterns, counts = prepared.census.counts.observed()
    encoding = model.encoding
    return CensusCells(
        counts,
        encoding.pattern_matrix(patterns),
        encoding.covariate_of,
        encoding.standardise(prepared.covariates.values),
        level_of_pattern,
        levels,
    )


def predict_areas(predictor: Predictor, cells: CensusCells, var_census: Floats) -> AreaEstimates:
    """Return the predictions of the D areas, or of areas by groups (area by area), with errors.

    Parameters
    ----------
    cells : CensusCells
    var_census : (D * groups,) float
        Error of a census that is itself a sample.
    """
    fit, shift = predictor.fit, predictor.shift
    found = shifted_predictions(fit, predictor.posterior, cells, shift)
    bins = Shifted(join_bins(cells, fit.coef), shift)
    error = prediction_error(fit, bins, around=predictor.around)
    gradient = _gradient(predictor, found, error)
    rate = found.rate.ravel()
    return AreaEstimates(
        rate=rate,
        children=found.children.ravel(),
        expected=np.nan_to_num(rate * found.children.ravel()),
        var_estimation=(gradient**2).sum(axis=1),
        var_area=(error.var_effect + error.var_units).ravel(),
        var_finite=error.var_finite.ravel(),
        var_census=var_census,
        gradient=gradient,
        sigma2_u=float(fit.sd[fit.levels.index("area")] ** 2),
        curved=True,
    )


def _gradient(predictor: Predictor, found: AreaPredictions, error: PredictionError) -> Floats:
    """Return how rates move with independent errors of unit variance, (D * groups, r)."""
    own = error.gradient
    if predictor.benchmark is not None:
        moves = _moves_of_shift(predictor.benchmark, found, error)
        own = with_shift(own, found.spread, moves[predictor.benchmark.unit][:, None, :])
    return own.reshape(-1, own.shape[2])


def shift_moves(predictor: Predictor, cells: CensusCells) -> Floats | None:
    """Return how each area's shift moves with the errors of `_gradient`, (D, r); None without.

    `cells` are all children, one group.
    """
    if predictor.benchmark is None:
        return None
    fit, shift = predictor.fit, predictor.shift
    found = shifted_predictions(fit, predictor.posterior, cells, shift)
    bins = Shifted(join_bins(cells, fit.coef), shift)
    error = prediction_error(fit, bins, around=predictor.around)
    return _moves_of_shift(predictor.benchmark, found, error)[predictor.benchmark.unit]


def with_shift(own: Floats, spread: Floats, moves: Floats) -> Floats:
    """Return gradients (..., r) of what a shift moves by `spread` (...), with those of the shift.

    `own` (..., p) is without it; `moves` (..., r) are the shift's, the first p of the same errors.
    """
    zeros = np.zeros((*own.shape[:-1], moves.shape[-1] - own.shape[-1]))
    return np.concatenate([own, zeros], axis=-1) + spread[..., None] * moves


def _moves_of_shift(benchmark: Benchmark, found: AreaPredictions, error: PredictionError) -> Floats:
    """Return how each unit's shift moves with independent errors of unit variance, (G, r + G).

    It takes out of the unit's areas what they share, and puts the error of the survey's rate
    in its place.
    """
    own, unit, size = error.gradient, benchmark.unit, len(benchmark.rate)
    children = np.nan_to_num(found.children)
    slope = np.bincount(unit, np.nansum(children * found.spread, axis=1), size)
    share = np.stack(
        [
            np.bincount(unit, np.nansum(children * own[:, :, k], axis=1), size)
            for k in range(own.shape[2])
        ],
        axis=1,
    )
    met = benchmark.shift != 0
    per_slope = np.divide(1.0, slope, out=np.zeros(size), where=met & (slope > 0))
    whole = np.bincount(unit, children.sum(axis=1), size)
    survey = np.where(met, benchmark.se * whole * per_slope, 0.0)
    return np.concatenate([-share * per_slope[:, None], np.diag(survey)], axis=1)


def effects_frame(predictor: Predictor) -> pl.DataFrame:
    """Return one row per level of effects: how far its groups lie apart, and whether they do.

    `latent_share` is the part of the latent variance that the level holds, the logistic's included.
    """
    fit = predictor.fit
    latent = float((fit.sd**2).sum() + np.pi**2 / 3)
    testable = not (fit.penalised or fit.counts.weighted)
    tests = [variance_test(fit, level) if testable else None for level in fit.levels]
    return pl.DataFrame(
        {
            "effects_of": list(fit.levels),
            "effect_groups": list(fit.counts.groups),
            "sd": fit.sd,
            "sd_se": fit.sd_se,
            "latent_share": fit.sd**2 / latent,
            "p": [None if test is None else test.p for test in tests],
        },
        schema_overrides={"effect_groups": pl.Int64, "p": pl.Float64},
    ).with_columns(pl.selectors.float().fill_nan(None))


def benchmark_frame(predictor: Predictor) -> pl.DataFrame | None:
    """Return the units whose rates the survey gives, what was predicted, and the shift."""
    found = predictor.benchmark
    if found is None:
        return None
    return pl.DataFrame(
        {
            "code": found.codes,
            "name": found.names,
            "direct_rate": found.rate,
            "direct_se": found.se,
            "predicted": found.before,
            "shift": found.shift,
            "large_shift": np.abs(found.shift) > STRAINED,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
