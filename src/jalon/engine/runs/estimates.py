"""Apply the fitted model to the census: estimates per area, region, nation and group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.cache import cached_counts
from jalon.engine.census.chunks import processors
from jalon.engine.census.disclosure import suppress_small
from jalon.engine.census.patterns import Factor
from jalon.engine.census.scan import PatternDesign, stream_sums
from jalon.engine.census.sums import AreaSums, sums_by_level, sums_from_counts
from jalon.engine.prepare.batches import CensusScan
from jalon.engine.prepare.census import census_index, study_index
from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.levels import UNKNOWN
from jalon.engine.prepare.stretches import reading_of
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.runs.predicting import (
    Predictor,
    census_cells,
    make_predictor,
    predict_areas,
    shift_moves,
)
from jalon.engine.small_area.joined import joined
from jalon.engine.small_area.precision import model_precision_class
from jalon.engine.small_area.synthetic import AreaEstimates, estimate, estimate_groups
from jalon.engine.sources.parts import parts_of
from jalon.engine.watch import Advance

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimated:
    """Estimates of the D areas and what they were made with.

    `covariance_of` says which covariance the errors use: "design" (the survey's sampling units)
    or "areas" (whole areas vary together), whichever leaves the areas less certain. `moves` are
    those of a benchmark's shifts, see `shift_moves`.
    """

    sums: AreaSums
    areas: AreaEstimates
    covariance: Floats
    covariance_of: str
    sigma2: float | None
    predictor: Predictor | None = None
    moves: Floats | None = None

    def of_groups(self, group: NDArray[np.integer], n_groups: int) -> AreaEstimates:
        """Return the estimates of groups of areas, 0 to `n_groups` - 1; (D,) tells each its own."""
        if self.predictor is not None:
            return joined(self.areas, group, n_groups, self.covariance)
        return estimate_groups(self.sums, group, n_groups, self.covariance, self.sigma2)


def estimate_areas(
    prepared: Prepared,
    model: FittedModel,
    advance: Advance | None = None,
) -> Estimated:
    """Estimate every area's rate with the parts of its error."""
    if prepared.study.model.effects != "none":
        return _predicted(prepared, model, advance)
    sums = area_sums(prepared, model, advance)
    sigma2 = None if model.effect is None else model.effect.cautious
    choices = {"design": model.fit.covariance}
    if model.by_area is not None:
        choices["areas"] = model.by_area
    made = {name: estimate(sums, V, sigma2) for name, V in choices.items()}
    name = max(made, key=lambda n: float(np.nansum(sums.weight * made[n].var_estimation)))
    return Estimated(sums, made[name], choices[name], name, sigma2)


def _predicted(
    prepared: Prepared,
    model: FittedModel,
    advance: Advance | None,
) -> Estimated:
    """Predict every area's rate from the model and its own respondents.

    The gradients are in independent errors of unit variance: their covariance is the identity.
    """
    predictor = make_predictor(prepared, model, advance)
    sums = area_sums(prepared, model)
    census = estimate(sums, model.fit.covariance, None).var_census
    cells = census_cells(prepared, model, predictor.classes)
    moves = shift_moves(predictor, cells)
    areas = predict_areas(predictor, cells, moves, census)
    identity = np.eye(areas.gradient.shape[1])
    return Estimated(sums, areas, identity, "design", areas.sigma2_u, predictor, moves)


def area_sums(prepared: Prepared, model: FittedModel, advance: Advance | None = None) -> AreaSums:
    """Add up the model's chances over each area's children, from cells or from a second scan."""
    encoding = model.encoding
    Z = encoding.standardise(prepared.covariates.values)
    if prepared.census.counts is not None:
        # Of millions of possible patterns a country shows some thousands.
        patterns, counts = prepared.census.counts.observed()
        X = encoding.pattern_matrix(patterns)
        return sums_from_counts(counts, X, encoding.covariate_of, Z, model.fit.coef)
    study, register = prepared.study, prepared.register
    scan = CensusScan.of(study, register)
    design = PatternDesign.of(encoding, model.fit.coef, Z)

    def add(first: int) -> Iterator[AreaSums]:
        for batches in scan.parts(advance, census_index(study), first):
            index, areas = study_index(study), register.size
            yield stream_sums(batches, index, design, areas, threads=processors())[0]

    fitted = (encoding.to_dict(), model.fit.coef.tolist(), Z.tolist())
    mapping = reading_of(study, "sums", register.codes, fitted)
    return cached_counts(prepared.cache, parts_of(scan.table.path), mapping, AreaSums, add)


def areas_frame(prepared: Prepared, estimated: Estimated) -> pl.DataFrame:
    """Return the table of areas, without classes and ranks."""
    register, sample, estimates = prepared.register, prepared.sample, estimated.areas
    low90, high90 = estimates.interval(0.90)
    low95, high95 = estimates.interval(0.95)
    used = sample.known & (sample.area >= 0)
    n = np.bincount(sample.area[used], minlength=register.size)
    units = np.unique(np.stack([sample.area[used], sample.design.psu[used]]), axis=1)
    psus = np.bincount(units[0], minlength=register.size)
    frame = pl.DataFrame(
        {
            "area": register.codes,
            "name": register.names,
            "region": [register.region_codes[r] for r in register.region],
            "region_name": [register.region_names[r] for r in register.region],
            "children": estimates.children,
            "rate": estimates.rate,
            "expected": estimates.expected,
            "se": estimates.se,
            "se_estimation": np.sqrt(estimates.var_estimation),
            "se_area": np.sqrt(estimates.var_area),
            "se_finite": np.sqrt(estimates.var_finite + estimates.var_census),
            "low90": low90,
            "high90": high90,
            "low95": low95,
            "high95": high95,
            "cv": estimates.cv,
            "precision": model_precision_class(
                prepared.study.precision.model, estimates.rate, estimates.se
            ).astype(object),
            "sampled": n > 0,
            "n_sample": n,
            "psus_sample": psus,
        }
    )
    if prepared.truth is not None:
        frame = frame.with_columns(true_rate=pl.Series(prepared.truth))
    frame = frame.with_columns(pl.selectors.float().fill_nan(None))
    return frame.with_columns(
        pl.when(pl.col("rate").is_not_null()).then(pl.col("precision")).alias("precision")
    )


def groups_frame(prepared: Prepared, model: FittedModel, estimated: Estimated) -> pl.DataFrame:
    """Return estimates per area and level of every variable of the study; small groups hidden."""
    register, index = prepared.register, prepared.index
    if prepared.census.counts is None:
        return pl.DataFrame(schema=GROUP_COLUMNS)
    frames = []
    for i, factor in enumerate(index.factors):
        factor = shown_levels(factor)
        levels = len(factor.levels)
        sums = level_sums(prepared, model, i)
        estimates = level_estimates(prepared, model, estimated, sums, i)
        low95, high95 = estimates.interval(0.95)
        area = np.repeat(np.arange(register.size), levels)
        level = np.tile(np.arange(levels), register.size)
        hidden = hidden_groups(
            sums.persons.reshape(-1, levels), prepared.study.disclosure.smallest_group
        )
        shown = {
            "children": estimates.children,
            "rate": estimates.rate,
            "expected": estimates.expected,
            "se": estimates.se,
            "low95": low95,
            "high95": high95,
        }
        frames.append(
            pl.DataFrame(
                {
                    "area": [register.codes[a] for a in area],
                    "name": [register.names[a] for a in area],
                    "region": [register.region_codes[register.region[a]] for a in area],
                    "variable": [factor.name] * len(area),
                    "level": [factor.levels[k] for k in level],
                    **{k: np.where(hidden, np.nan, v) for k, v in shown.items()},
                    "suppressed": hidden,
                },
                schema=GROUP_COLUMNS,
            ).with_columns(pl.col(list(shown)).fill_nan(None))
        )
    return pl.concat(frames)


def hidden_groups(persons: Floats, smallest: int) -> NDArray[np.bool_]:
    """Return which groups to hide, shape (D * L,), given children per area and level (D, L).

    Small groups, and others of the same area so that the area's total does not give them away.
    The nation's figure at a level, less the areas that are shown, must not either: where one
    area alone is hidden at a level, the area with the next fewest children there is hidden too.
    """
    areas, levels = persons.shape
    area = np.repeat(np.arange(areas), levels)
    hidden = suppress_small(area, persons.ravel(), smallest).reshape(areas, levels)
    for _ in range(levels):
        alone = np.flatnonzero(hidden.sum(axis=0) == 1)
        if not alone.size or areas == 1:
            break
        level = alone[0]
        shown = np.where(hidden[:, level] | (persons[:, level] == 0), np.inf, persons[:, level])
        if not np.isfinite(shown).any():
            break
        hidden[shown.argmin()] = True
    return hidden.ravel()


def national_groups_frame(
    prepared: Prepared, model: FittedModel, estimated: Estimated
) -> pl.DataFrame | None:
    """Return the nation's estimates at each level of every variable; None when streamed."""
    if prepared.census.counts is None:
        return None
    frames = []
    for i, factor in enumerate(prepared.index.factors):
        factor = shown_levels(factor)
        levels = len(factor.levels)
        sums = level_sums(prepared, model, i)
        level = np.tile(np.arange(levels), prepared.register.size)
        if estimated.predictor is None:
            found = estimate_groups(sums, level, levels, estimated.covariance, estimated.sigma2)
        else:
            by_level = level_estimates(prepared, model, estimated, sums, i)
            found = joined(by_level, level, levels, estimated.covariance)
        low95, high95 = found.interval(0.95)
        columns = {
            "variable": [factor.name] * levels,
            "level": factor.levels,
            "children": found.children,
            "rate": found.rate,
            "expected": found.expected,
            "se": found.se,
            "low95": low95,
            "high95": high95,
        }
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames).with_columns(pl.selectors.float().fill_nan(None))


def shown_levels(factor: Factor) -> Factor:
    """Return the factor without its unknown level, which is no group."""
    return Factor(factor.name, tuple(level for level in factor.levels if level != UNKNOWN))


def level_sums(prepared: Prepared, model: FittedModel, variable: int) -> AreaSums:
    """Add up the model's chances over each area's children at each level of a variable.

    Children whose level is unknown are in no group.
    """
    assert prepared.census.counts is not None
    encoding = model.encoding
    patterns, counts = prepared.census.counts.observed()
    levels = len(shown_levels(prepared.index.factors[variable]).levels)
    return sums_by_level(
        counts,
        level_of_patterns(prepared, variable, levels),
        levels,
        encoding.pattern_matrix(patterns),
        encoding.covariate_of,
        encoding.standardise(prepared.covariates.values),
        model.fit.coef,
    )


def level_estimates(
    prepared: Prepared, model: FittedModel, estimated: Estimated, sums: AreaSums, variable: int
) -> AreaEstimates:
    """Return the estimates of each area at each level of a variable, area by area."""
    if estimated.predictor is None:
        return estimate(sums, estimated.covariance, estimated.sigma2)
    levels = len(shown_levels(prepared.index.factors[variable]).levels)
    census = estimate(sums, model.fit.covariance, None).var_census
    place = level_of_patterns(prepared, variable, levels)
    cells = census_cells(prepared, model, estimated.predictor.classes, place, levels)
    return predict_areas(estimated.predictor, cells, estimated.moves, census)


def level_of_patterns(prepared: Prepared, variable: int, levels: int) -> NDArray[np.integer]:
    """Return the level of each pattern that the census shows, -1 for the unknown."""
    assert prepared.census.counts is not None
    patterns, _counts = prepared.census.counts.observed()
    found = prepared.index.codes(patterns)[:, variable]
    return np.where(found < levels, found, -1)


GROUP_COLUMNS = pl.Schema(
    {
        "area": pl.String,
        "name": pl.String,
        "region": pl.String,
        "variable": pl.String,
        "level": pl.String,
        "children": pl.Float64,
        "rate": pl.Float64,
        "expected": pl.Float64,
        "se": pl.Float64,
        "low95": pl.Float64,
        "high95": pl.Float64,
        "suppressed": pl.Boolean,
    }
)


def region_estimates(prepared: Prepared, estimated: Estimated) -> AreaEstimates:
    """Return the estimates of the R regions."""
    return estimated.of_groups(prepared.register.region, len(prepared.register.region_codes))


def regions_of(prepared: Prepared, estimated: Estimated) -> AreaEstimates:
    """Return the estimates of the nation (first) and of the R regions."""
    everywhere = np.zeros(prepared.register.size, dtype=np.int64)
    nation = estimated.of_groups(everywhere, 1)
    return stacked(nation, region_estimates(prepared, estimated))


def stacked(first: AreaEstimates, second: AreaEstimates) -> AreaEstimates:
    """Return the rows of two sets of estimates, one after the other."""
    parts = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in (
            "rate",
            "children",
            "expected",
            "var_estimation",
            "var_area",
            "var_finite",
            "var_census",
            "gradient",
        )
    }
    return AreaEstimates(**parts, sigma2_u=first.sigma2_u, curved=first.curved)
