"""Validate a study: simulate surveys, estimate each like the study's own, and write a report."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.runs.estimates import estimate_areas
from jalon.engine.runs.fitting import FittedModel, fit_model
from jalon.engine.runs.folder import appearing, writing
from jalon.engine.runs.predicting import make_predictor
from jalon.engine.study import Study
from jalon.engine.study.parts import Benchmark
from jalon.engine.validate.invent import Invented, by_model, by_resampling
from jalon.engine.validate.measure import LEVELS, Attempt, measures
from jalon.engine.validate.report import write_validation
from jalon.engine.watch import Advance, Watch
from jalon.errors import BadInput, CannotEstimate

SYNTHETIC, PREDICTED = "synthetic", "predicted"
WHICH = ("all", "sampled", "unsampled")
FEWEST = 2
MAY_FAIL = 0.1


def validate_study(
    study: Study, folder: Path, *, surveys: int, watch: Watch | None = None
) -> pl.DataFrame:
    """Simulate surveys in two ways, estimate each in two, and write what it shows.

    Surveys are invented by the study's mixed model (`by_model`: does the method do what it
    claims if its model holds?) and drawn from the survey itself (`by_resampling`: what does
    it do to a population that no model made?). Each is estimated by the synthetic estimator and
    by the predictor with effects of areas and sampling units, with the study's own code.

    Parameters
    ----------
    surveys : int
        Simulated in each way, two at least; 500 leave an error of one point in a coverage.

    Returns
    -------
    DataFrame
        One row per way, estimator, kind of areas and measure: ``surveys``, ``estimator``,
        ``areas``, ``measure``, ``value``, ``error``, ``simulated`` (surveys that could be
        estimated). Also written, as ``validation.csv`` and ``validation.html``.

    Raises
    ------
    BadInput("validation-needs-surveys"), BadInput("validation-needs-cells")
    CannotEstimate("validation-fails")
        More than a tenth of the simulated surveys cannot be estimated.
    """
    if surveys < FEWEST:
        raise BadInput("validation-needs-surveys", surveys=surveys, needed=FEWEST)
    if study.census.scan == "stream":
        raise BadInput("validation-needs-cells")
    watch = watch or Watch()
    prepared = prepare(study, watch=watch)
    with watch.step("fit"):
        mixed = _with_effects(prepared, Benchmark())
        model = fit_model(mixed)
        predictor = make_predictor(mixed, model)
    ways = {
        "model": by_model(prepared, model, predictor, surveys=surveys, seed=study.seed),
        "resampling": by_resampling(prepared, surveys=surveys, seed=study.seed + 1),
    }
    frames = []
    for name, invented in ways.items():
        with watch.step(f"surveys-by-{name}") as advance:
            attempts = _attempts(invented, surveys, advance)
        frames += [_frame(name, estimator, found) for estimator, found in attempts.items()]
    frame = pl.concat(frames)
    with appearing(folder) as work, writing(folder):
        write_validation(study, frame, work)
    return frame


def _with_effects(prepared: Prepared, benchmark: Benchmark) -> Prepared:
    """Return the study with effects: those it wishes, or areas' and sampling units'."""
    study = prepared.study
    model = replace(study.model, firth=False)
    if model.effects == "none":
        model = replace(model, effects="area+psu")
    return replace(prepared, study=replace(study, model=model, benchmark=benchmark))


def _attempts(
    invented: Iterator[Invented], surveys: int, advance: Advance
) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {SYNTHETIC: [], PREDICTED: []}
    failed = 0
    for number, one in enumerate(invented, start=1):
        try:
            made = {name: _attempt(one, name) for name in found}
        except CannotEstimate:
            failed += 1
            if failed > MAY_FAIL * surveys:
                raise CannotEstimate("validation-fails", failed=failed, surveys=surveys) from None
            continue
        for name, attempt in made.items():
            found[name].append(attempt)
        advance(number / surveys)
    return found


def _attempt(one: Invented, estimator: str) -> Attempt:
    """Estimate a simulated survey as a run does, unbenchmarked or as the study wishes."""
    prepared = one.prepared
    if estimator == SYNTHETIC:
        plain = replace(prepared.study.model, effects="none")
        changed = replace(prepared.study, model=plain, benchmark=Benchmark())
        prepared = replace(prepared, study=changed)
    else:
        prepared = _with_effects(prepared, prepared.study.benchmark)
    model: FittedModel = fit_model(prepared)
    areas = estimate_areas(prepared, model).areas
    sample = prepared.sample
    asked = np.bincount(sample.area[sample.known & (sample.area >= 0)], minlength=len(areas.rate))
    return Attempt(
        one.truth,
        areas.rate,
        areas.se,
        tuple(areas.interval(level) for level in LEVELS),
        asked > 0,
    )


def _frame(way: str, estimator: str, attempts: list[Attempt]) -> pl.DataFrame:
    rows = [
        (way, estimator, which, found.name, found.value, found.error, len(attempts))
        for which in WHICH
        for found in measures(attempts, which)
    ]
    return pl.DataFrame(
        rows,
        schema={
            "surveys": pl.String,
            "estimator": pl.String,
            "areas": pl.String,
            "measure": pl.String,
            "value": pl.Float64,
            "error": pl.Float64,
            "simulated": pl.Int64,
        },
        orient="row",
    )
