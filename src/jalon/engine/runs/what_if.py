"""By how much the model's rates would move if a factor were changed, from area to nation."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import norm

from jalon.engine.mixed.changed import Changed, move_covariates, move_level, predicted_change
from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.what_if import concerned_areas, concerned_cells, moved_covariate
from jalon.engine.runs.benchmarking import Classes, class_of_patterns
from jalon.engine.runs.estimates import Estimated, hidden_groups
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.runs.predicting import Predictor, with_shift
from jalon.engine.runs.what_if_beyond import beyond_frame
from jalon.engine.small_area.joined import joined
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.small_area.what_if import census_variance, synthetic_change
from jalon.engine.study import in_language
from jalon.engine.study.parts import WhatIf
from jalon.engine.watch import Advance

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SCHEMA = pl.Schema(
    {
        "label": pl.String,
        "level": pl.String,
        "code": pl.String,
        "name": pl.String,
        "concerned": pl.Float64,
        "rate_before": pl.Float64,
        "rate_after": pl.Float64,
        "change": pl.Float64,
        "se": pl.Float64,
        "low95": pl.Float64,
        "high95": pl.Float64,
        "expected_change": pl.Float64,
        "suppressed": pl.Boolean,
        "note": pl.String,
    }
)
# What is withheld where few children are concerned; the rate before is published anyway.
WITHHELD = ("concerned", "rate_after", "change", "se", "low95", "high95", "expected_change")


def what_if_frames(
    prepared: Prepared, model: FittedModel, estimated: Estimated, advance: Advance
) -> dict[str, pl.DataFrame]:
    """Return each what-if of the study for the nation, its regions and areas, under ``what_if``.

    Regions and areas in which nobody is concerned are left out. ``what_if_beyond`` says where
    they lead beyond what the survey saw.
    """
    wishes = prepared.study.what_if
    frames, beyond = [], []
    for i, wish in enumerate(wishes):
        cells = _concerned(prepared, wish)
        classes = None if estimated.predictor is None else estimated.predictor.classes
        changed = change_of(prepared, model, wish, cells, classes)
        change = _change(model, estimated, changed)
        frames.append(_frame(prepared, wish, estimated, change, changed, cells))
        beyond.append(beyond_frame(prepared, model, wish, cells))
        advance((i + 1) / len(wishes))
    return {"what_if": pl.concat(frames), "what_if_beyond": pl.concat(beyond)}


def _concerned(prepared: Prepared, wish: WhatIf) -> Flags:
    counts = prepared.census.counts
    assert counts is not None  # a study with what-ifs counts its census
    return concerned_cells(wish, counts, prepared.index, prepared.register, prepared.covariates)


def change_of(
    prepared: Prepared,
    model: FittedModel,
    wish: WhatIf,
    cells: Flags,
    classes: Classes | None = None,
) -> Changed:
    """Return the children of the cells as they are and after the change, by classes if given."""
    counts, encoding = prepared.census.counts, model.encoding
    assert counts is not None
    Z = encoding.standardise(prepared.covariates.values)
    class_of = None
    if classes is not None:
        class_of = partial(_class_of, prepared, classes)
    if wish.to is not None:
        position = prepared.index.position(wish.variable)
        level = prepared.index.factors[position].levels.index(wish.to)
        return move_level(counts, encoding, Z, cells, position, level, wish.share, class_of)
    inside = concerned_areas(wish, prepared.register)
    moved = moved_covariate(wish, prepared.covariates, inside)
    return move_covariates(counts, encoding, Z, encoding.standardise(moved), cells, class_of)


def _class_of(
    prepared: Prepared, classes: Classes, patterns: NDArray[np.integer]
) -> tuple[NDArray[np.int64], int]:
    return class_of_patterns(prepared, classes, patterns), classes.count


def _change(model: FittedModel, estimated: Estimated, changed: Changed) -> AreaEstimates:
    if estimated.predictor is None:
        return synthetic_change(changed, model.fit.coef, estimated.covariance, estimated.sigma2)
    var_census = census_variance(changed, model.fit.coef)
    return _predicted(estimated.predictor, changed, estimated.moves, var_census)


def _predicted(
    predictor: Predictor, changed: Changed, moves: Floats | None, var_census: Floats
) -> AreaEstimates:
    """Return the change of predicted rates, in the same independent errors as the rates."""
    found = predicted_change(
        predictor.fit, predictor.posterior, predictor.around, changed, predictor.shift
    )
    gradient = found.gradient
    if moves is not None:
        gradient = with_shift(gradient, found.spread, moves)
    return AreaEstimates(
        rate=found.change,
        children=changed.totals,
        expected=np.nan_to_num(found.change * changed.totals),
        var_estimation=(gradient**2).sum(axis=1),
        var_area=found.var_effect,
        var_finite=np.zeros_like(found.change),
        var_census=var_census,
        gradient=gradient,
        sigma2_u=float(predictor.fit.sd[predictor.fit.levels.index("area")] ** 2),
    )


def _frame(
    prepared: Prepared,
    wish: WhatIf,
    estimated: Estimated,
    change: AreaEstimates,
    changed: Changed,
    cells: Flags,
) -> pl.DataFrame:
    register = prepared.register
    language = prepared.study.languages[0]
    label, note = in_language(wish.label, language), in_language(wish.note, language)
    hidden = _hidden(prepared, cells)
    levels: dict[str, tuple[Sequence[str], Sequence[str], NDArray[np.integer]]] = {
        "nation": (("",), ("",), np.zeros(register.size, dtype=np.int64)),
        "region": (register.region_codes, register.region_names, register.region),
        "area": (register.codes, register.names, np.arange(register.size)),
    }
    frames = []
    for level, (codes, names, group) in levels.items():
        before, moved = estimated.areas, change
        if level != "area":
            before = estimated.of_groups(group, len(codes))
            moved = joined(change, group, len(codes), estimated.covariance)
        margin = norm.ppf(0.975) * moved.se
        columns = {
            "label": [label] * len(codes),
            "level": [level] * len(codes),
            "code": codes,
            "name": names,
            "concerned": np.bincount(group, changed.concerned, len(codes)),
            "rate_before": before.rate,
            "rate_after": before.rate + moved.rate,
            "change": moved.rate,
            "se": moved.se,
            "low95": moved.rate - margin,
            "high95": moved.rate + margin,
            "expected_change": moved.expected,
            "suppressed": hidden[level],
            "note": [note] * len(codes),
        }
        frames.append(pl.DataFrame(columns, schema=SCHEMA))
    kept = pl.concat(frames).filter((pl.col("concerned") > 0) | (pl.col("level") == "nation"))
    shown = pl.when(~pl.col("suppressed")).then(pl.col(WITHHELD).fill_nan(None))
    return kept.with_columns(shown, pl.col("rate_before").fill_nan(None))


def _hidden(prepared: Prepared, cells: Flags) -> dict[str, Flags]:
    """Return which rows to withhold, by level: few children are concerned, or few are not.

    Nor may what is shown give them away: areas of a region by its total, regions by the nation's.
    """
    counts, register = prepared.census.counts, prepared.register
    assert counts is not None
    smallest = prepared.study.disclosure.smallest_group
    inside = counts.by_area(np.where(cells, counts.persons, 0.0))
    persons = np.stack([inside, counts.by_area(counts.persons) - inside], axis=1)
    regions = np.zeros((len(register.region_codes), 2))
    np.add.at(regions, register.region, persons)
    region = hidden_groups(regions, smallest)[::2]
    area = np.zeros(register.size, dtype=np.bool_)
    for r in range(len(regions)):
        mine = register.region == r
        area[mine] = hidden_groups(persons[mine], smallest)[::2] | region[r]
    nation = hidden_groups(persons.sum(axis=0, keepdims=True), smallest)[::2]
    return {"nation": nation, "region": region, "area": area}
