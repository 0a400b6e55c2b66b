"""Predict each area's rate from the model and from its own respondents, benchmarked if wished."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.mixed.counts import NestedCounts, nest_counts
from jalon.engine.mixed.fit import MixedFit, area_sandwich, fit_mixed, variance_test
from jalon.engine.mixed.mse import (
    ParametersAround,
    PredictionError,
    degrees_of_freedom,
    parameters_around,
    prediction_error,
)
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.posterior import AreaPosterior, area_posterior
from jalon.engine.mixed.shifted import Shifted, shift_to_rates, shifted_predictions, summed
from jalon.engine.mixed.weights import scale_weights
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.benchmarking import (
    Benchmark,
    Classes,
    Targets,
    class_of_patterns,
    find_targets,
    levelled,
    moves_of_shift,
)
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.watch import Advance

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Laplace's method finds the areas of a survey like Guatemala's six per cent too alike, and their
# intervals too narrow; quadrature does not, and costs a second. It goes down two levels.
NODES, MOST_LEVELS = 9, 2
ONE_CLASS = Classes((), ())


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
        """Log-odds by which each area's classes are moved, (D, C)."""
        if self.benchmark is None:
            return np.zeros((len(self.posterior.sampled), 1))
        return self.benchmark.of_area

    @property
    def classes(self) -> Classes:
        """The classes of children that the benchmark moves differently."""
        return ONE_CLASS if self.benchmark is None else self.benchmark.targets.classes


def make_predictor(
    prepared: Prepared,
    model: FittedModel,
    advance: Advance | None = None,
) -> Predictor:
    """Fit the effects that the study wishes, and find the shifts to the survey's rates.

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
    regions = register.region.astype(np.int64) if "region" in wished else None
    X, names = model.rows.X, model.encoding.names
    plain = fit_effects(counts, X, names, register.size, regions=regions, advance=advance)
    if not prepared.study.benchmark.margins:
        return plain
    targets = find_targets(prepared)
    return move_to_targets(plain, census_cells(prepared, model, targets.classes), targets)


def fit_effects(
    counts: NestedCounts,
    X: Floats,
    names: Sequence[str],
    areas: int,
    *,
    regions: Integers | None = None,
    advance: Advance | None = None,
) -> Predictor:
    """Fit the effects of the counts' groups and find those of the D areas, with no benchmark.

    Parameters
    ----------
    counts : NestedCounts
    X : (K, p) float
    names : sequence of str
        The p columns.
    areas : int
        D; the areas of `counts` are coded 0 to D - 1.
    regions : (D,) int, optional
        Region of each area, where regions have effects.

    Raises
    ------
    CannotEstimate
        As `fit_mixed` and `parameters_around`.
    """
    nodes = NODES if len(counts.levels) <= MOST_LEVELS else 1
    fit = fit_mixed(counts, X, names, nodes=nodes)
    if fit.on_boundary:
        fit = fit_mixed(counts, X, names, nodes=nodes, penalty=True)
    posterior = area_posterior(fit.counts, fit.X, fit.theta, areas, region_of_area=regions)
    around = parameters_around(
        fit,
        areas,
        covariance=area_sandwich(fit) if counts.weighted else None,
        region_of_area=regions,
        advance=advance,
    )
    return Predictor(fit, posterior, around, None)


def move_to_targets(plain: Predictor, cells: CensusCells, targets: Targets) -> Predictor:
    """Return the predictor moved to the survey's rates; `cells` have the classes of the targets."""
    size, wanted = len(targets.margin), targets.scaled(targets.rate)
    still = np.zeros(targets.children.shape)
    predicted = shifted_predictions(plain.fit, plain.posterior, cells, still, apart=True)
    yes = summed(np.nan_to_num(predicted.rate * predicted.children), targets.unit, size)
    shift = shift_to_rates(plain.fit, plain.posterior, cells, targets.unit, wanted)
    benchmark = Benchmark(
        targets=targets,
        target=wanted,
        before=yes / np.where(targets.whole > 0, targets.whole, np.nan),
        shift=levelled(targets, shift),
    )
    return replace(plain, benchmark=benchmark)


def census_cells(
    prepared: Prepared,
    model: FittedModel,
    classes: Classes = ONE_CLASS,
    level_of_pattern: NDArray[np.integer] | None = None,
    levels: int = 1,
) -> CensusCells:
    """Return the census as the model sees it, by level of a variable if wished.

    Its groups are the classes that a benchmark tells apart, within the levels.
    """
    assert prepared.census.counts is not None
    patterns, counts = prepared.census.counts.observed()
    encoding = model.encoding
    if classes.count > 1:
        own = class_of_patterns(prepared, classes, patterns)
        level = np.zeros_like(own) if level_of_pattern is None else level_of_pattern
        level_of_pattern = np.where(level >= 0, level * classes.count + own, -1)
    return CensusCells(
        counts,
        encoding.pattern_matrix(patterns),
        encoding.covariate_of,
        encoding.standardise(prepared.covariates.values),
        level_of_pattern,
        levels * classes.count,
    )


def predict_areas(
    predictor: Predictor, cells: CensusCells, moves: Floats | None, var_census: Floats
) -> AreaEstimates:
    """Return the predictions of the D areas, or of areas by groups (area by area), with errors.

    Parameters
    ----------
    cells : CensusCells
        With the predictor's classes.
    moves : (D, C, r) float or None
        From `shift_moves`.
    var_census : (D * groups,) float
        Error of a census that is itself a sample.
    """
    fit, shift = predictor.fit, predictor.shift
    found = shifted_predictions(fit, predictor.posterior, cells, shift)
    error = _error(predictor, cells)
    gradient = _gradient(predictor, cells, moves, error)
    rate = found.rate.ravel()
    made = AreaEstimates(
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
    return replace(made, dof=degrees_of_freedom(made.mse, error.noise.ravel()))


def _error(predictor: Predictor, cells: CensusCells, *, apart: bool = False) -> PredictionError:
    bins = Shifted(join_bins(cells, predictor.fit.coef), predictor.shift, apart)
    return prediction_error(predictor.fit, bins, around=predictor.around)


def _gradient(
    predictor: Predictor, cells: CensusCells, moves: Floats | None, error: PredictionError
) -> Floats:
    """Return how rates move with independent errors of unit variance, (D * groups, r)."""
    own = error.gradient
    if moves is not None:
        fit, shift = predictor.fit, predictor.shift
        parts = shifted_predictions(fit, predictor.posterior, cells, shift, apart=True)
        spread = np.nan_to_num(parts.spread * parts.children)
        spread = spread.reshape(len(spread), -1, shift.shape[1])
        whole = parts.children.reshape(spread.shape).sum(axis=2)
        spread = spread / np.where(whole > 0, whole, np.nan)[:, :, None]
        own = with_shift(own, spread, moves[:, None])
    return np.asarray(own.reshape(-1, own.shape[2]))


def shift_moves(predictor: Predictor, cells: CensusCells) -> Floats | None:
    """Return how each area's shifts move with the errors of `_gradient`, (D, C, r); None without.

    `cells` are all children, by the predictor's classes.
    """
    if predictor.benchmark is None:
        return None
    fit, shift = predictor.fit, predictor.shift
    found = shifted_predictions(fit, predictor.posterior, cells, shift, apart=True)
    own = _error(predictor, cells, apart=True).gradient
    return moves_of_shift(predictor.benchmark, found.spread, own)


def with_shift(own: Floats, spread: Floats, moves: Floats) -> Floats:
    """Return gradients (..., r) of what shifts of classes move by `spread` (..., C).

    `own` (..., p) is without the shifts; `moves` (..., C, r) are theirs, the first p of the same
    errors.
    """
    zeros = np.zeros((*own.shape[:-1], moves.shape[-1] - own.shape[-1]))
    moved: Floats = (spread[..., None] * moves).sum(axis=-2)
    return np.concatenate([own, zeros], axis=-1) + moved


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
