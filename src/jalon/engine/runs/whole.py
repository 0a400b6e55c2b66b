"""One run, from a study to a folder."""

import time
import tomllib
from pathlib import Path

import polars as pl

from jalon.engine.census.cache import forget_unused
from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.runs.agreement import agreement_frame, compare_with_census, joint_frame, unseen
from jalon.engine.runs.alternatives import alternatives_frame
from jalon.engine.runs.area_level import area_level_frame
from jalon.engine.runs.assess import assess, assessment_frame, held_out_frame
from jalon.engine.runs.benchmarking import benchmark_frame
from jalon.engine.runs.beside import beside_frame
from jalon.engine.runs.classes import classes_frame, classify, cuts_frame
from jalon.engine.runs.coefficient_errors import coefficient_errors_frame
from jalon.engine.runs.coefficients import coefficients_frame, terms_frame
from jalon.engine.runs.direct import direct_frame, national_frame
from jalon.engine.runs.estimates import (
    Estimated,
    areas_frame,
    estimate_areas,
    groups_frame,
    national_groups_frame,
    region_estimates,
    regions_of,
)
from jalon.engine.runs.factors import factors_frame
from jalon.engine.runs.fitting import fit_model
from jalon.engine.runs.folder import CONFIDENTIAL, appearing, writing
from jalon.engine.runs.found import Found
from jalon.engine.runs.predicting import effects_frame
from jalon.engine.runs.results import Results
from jalon.engine.runs.what_if import what_if_frames
from jalon.engine.runs.write import reading_frame, saved_model, write_run
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.sources.cluster import Cluster
from jalon.engine.study import Study, parse_study
from jalon.engine.watch import Watch
from jalon.errors import BadInput


def run(
    study: Study,
    folder: Path | str,
    *,
    sheets: bool = True,
    watch: Watch | None = None,
    cluster: Cluster | None = None,
) -> Results:
    """Run a study and write its results.

    Parameters
    ----------
    study : Study
        From `load_study`.
    folder : Path
        Where the results go; an earlier run there is replaced once this one is complete. What the
        census is counted to is kept in its ``confidential`` from the start: after an interruption
        or an error the same call goes on from there.
    sheets : bool
        Write a fact sheet per area.
    watch : Watch, optional
        Is told of each step.
    cluster : Cluster, optional
        Counts the census's distinct rows where it lies; the results are the same.

    Raises
    ------
    Problems, BadInput
        Something of the study or its files needs mending.
    CannotEstimate
        The data do not support the model.
    CannotWrite
        The folder cannot be written, or holds something else.
    """
    folder, watch = Path(folder), watch or Watch()
    insist_on_text(study)
    with appearing(folder) as work:
        began = time.time()
        cache = folder / CONFIDENTIAL
        found = estimate_study(study, cache=cache, watch=watch, cluster=cluster)
        with writing(folder):
            write_run(found, work, sheets=sheets, watch=watch)
    with writing(folder):
        forget_unused(cache, since=began)
    model = saved_model(found)
    return Results(study, folder, found.frames, model, dict(watch.seconds))


def insist_on_text(study: Study) -> None:
    """Refuse a study that is not the one of its text, which the manifest will show.

    Raises
    ------
    BadInput("study-changed-in-memory")
    """
    if parse_study(tomllib.loads(study.text), folder=study.folder, text=study.text) != study:
        raise BadInput("study-changed-in-memory", name=study.name)


def estimate_study(
    study: Study,
    *,
    cache: Path | None = None,
    watch: Watch | None = None,
    cluster: Cluster | None = None,
) -> Found:
    """Run a study in memory; errors as in `run`."""
    watch = watch or Watch()
    prepared = prepare(study, cache=cache, watch=watch, cluster=cluster)
    frames: dict[str, pl.DataFrame] = {}
    with watch.step("direct"):
        frames["direct"], direct = direct_frame(prepared)
    with watch.step("harmonisation"):
        agreement = compare_with_census(prepared)
        frames["harmonisation"] = agreement_frame(agreement)
        frames["agreement"] = joint_frame(agreement)
    with watch.step("fit"):
        model = fit_model(prepared)
        frames["coefficients"] = coefficients_frame(prepared, model)
        frames["terms"] = terms_frame(model)
    with watch.step("estimates") as advance:
        estimated = estimate_areas(prepared, model, advance)
        regions = regions_of(prepared, estimated)
        frames["national"] = national_frame(prepared, regions, direct)
        frames["groups"] = groups_frame(prepared, model, estimated)
        areas = areas_frame(prepared, estimated)
    with watch.step("coefficient-errors") as advance:
        frames["coefficient_errors"] = coefficient_errors_frame(prepared, model, estimated, advance)
    with watch.step("classes"):
        classified, frames["areas"] = classify(prepared, estimated, areas)
        frames["classes"] = classes_frame(prepared, classified, frames["areas"])
        frames["cuts"] = cuts_frame(prepared, classified)
    with watch.step("factors"):
        factors = factors_frame(prepared, model, estimated)
    with watch.step("assessment"):
        assessment = assess(
            prepared, model, _regions_to_compare(prepared, estimated), direct["region"]
        )
        frames["assessment"] = assessment_frame(model, assessment)
        held_out = held_out_frame(prepared, model, assessment.held_out)
    beside = beside_frame(prepared, classified, frames["areas"])
    other = None
    if study.alternatives:
        with watch.step("alternatives") as advance:
            other = alternatives_frame(prepared, model, estimated, classified, cache, advance)
    changes: dict[str, pl.DataFrame] = {}
    if study.what_if:
        with watch.step("what-if") as advance:
            changes = what_if_frames(prepared, model, estimated, advance)
    found = unseen(prepared)
    frames["reading"] = reading_frame(prepared, found)
    extra = {
        "factors": factors,
        "regions_held_out": held_out,
        "national_groups": national_groups_frame(prepared, model, estimated),
        "alternatives": other,
        "beside": beside,
        "area_level": area_level_frame(prepared, direct["area"], estimated.areas.rate),
        **changes,
    }
    if estimated.predictor is not None:
        extra["effects"] = effects_frame(estimated.predictor)
        if estimated.predictor.benchmark is not None:
            extra["benchmark"] = benchmark_frame(estimated.predictor.benchmark)
    frames |= {name: frame for name, frame in extra.items() if frame is not None}
    return Found(prepared, model, estimated, classified, found, frames)


def _regions_to_compare(prepared: Prepared, estimated: Estimated) -> AreaEstimates | None:
    """Return the regions' estimates to set against the survey's, if they were not moved there."""
    if "region" in prepared.study.benchmark.margins:
        return None
    return region_estimates(prepared, estimated)
