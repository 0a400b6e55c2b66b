"""All that a run needs of a study's files, or all that is wrong with them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.patterns import PatternIndex
from jalon.engine.prepare.areas import (
    AreaCovariates,
    AreaRegister,
    positions_of,
    read_covariates,
    read_polygons,
    read_register,
)
from jalon.engine.prepare.census import Census, read_census, study_index
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.survey import SurveySample, read_survey
from jalon.engine.prepare.what_if import concerned_cells
from jalon.engine.sources.boundaries import Boundaries
from jalon.engine.sources.cluster import Cluster
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study
from jalon.engine.study.consistency import covariate_names, model_members
from jalon.engine.watch import Watch
from jalon.errors import BadInput


@dataclass(frozen=True, slots=True)
class Prepared:
    """A study's files in memory, joined to the register of areas and found to agree.

    `cache` is the folder in which what the census was counted to is kept, if there is one.
    """

    study: Study
    index: PatternIndex
    register: AreaRegister
    boundaries: Boundaries | None
    covariates: AreaCovariates
    sample: SurveySample
    census: Census
    truth: NDArray[np.float64] | None
    cache: Path | None = None


def prepare(
    study: Study,
    *,
    cache: Path | None = None,
    watch: Watch | None = None,
    cluster: Cluster | None = None,
) -> Prepared:
    """Read every file of a study.

    Raises
    ------
    Problems
        Everything that is wrong with the files, at once.
    """
    watch = watch or Watch()
    collector = Collector()
    index = collector.attempt("variables", lambda: study_index(study))
    with watch.step("areas"):
        register = collector.attempt("areas", lambda: read_register(study))
    if register is None or index is None:
        _without_register(study, collector)
        collector.require()
    assert register is not None
    assert index is not None
    boundaries = collector.attempt("boundaries", lambda: read_polygons(study, register))
    names = tuple(name for name in model_members(study) if name in covariate_names(study))
    covariates = collector.attempt("covariates", lambda: read_covariates(study, register, names))
    with watch.step("survey"):
        sample = collector.attempt("survey", lambda: read_survey(study, register, index))
    with watch.step("census") as advance:
        census = collector.attempt(
            "census",
            lambda: read_census(study, register, cache=cache, progress=advance, cluster=cluster),
        )
    truth = collector.attempt("truth", lambda: read_truth(study, register))
    if sample is not None and census is not None:
        collector.attempt("survey", lambda: _same_levels(study, sample, census))
    if census is not None and census.counts is not None and covariates is not None:
        for i, wish in enumerate(study.what_if):
            told = partial(concerned_cells, wish, census.counts, index, register, covariates)
            collector.attempt(f"what_if.{i}", told)
    collector.require()
    assert covariates is not None
    assert sample is not None
    assert census is not None
    return Prepared(study, index, register, boundaries, covariates, sample, census, truth, cache)


def _without_register(study: Study, collector: Collector) -> None:
    """Say at least which of the other files cannot be opened."""
    others: dict[str, str] = {"survey": study.survey.file, "census": study.census.file}
    if study.covariates is not None:
        others["covariates"] = study.covariates.file
    for where, file in others.items():
        collector.attempt(where, partial(_can_be_opened, study, file))


def _can_be_opened(study: Study, file: str) -> None:
    open_table(study.resolve(file))


def _same_levels(study: Study, sample: SurveySample, census: Census) -> None:
    """Refuse a level of the model that the census has and the survey has nobody of."""
    used = sample.known & (sample.pattern >= 0)
    collector = Collector()
    for i, (name, variable) in enumerate(study.variables.items()):
        if name not in model_members(study):
            continue
        surveyed = set(np.unique(sample.codes[used, i]).tolist())
        counted = census.by_level[name].sum(axis=0)
        for level, persons in enumerate(counted):
            if persons > 0 and level not in surveyed:
                told = partial(_absent, name, variable.levels[level], float(persons))
                collector.attempt(f"variables.{name}", told)
    collector.require()


def _absent(name: str, level: str, persons: float) -> None:
    raise BadInput("level-without-sample", variable=name, level=level, persons=round(persons))


def read_truth(study: Study, register: AreaRegister) -> NDArray[np.float64] | None:
    """Return the known rate of every area, where the study has them.

    Raises
    ------
    BadInput("truth-incomplete" | "area-code-twice" | ...)
    """
    if study.truth is None:
        return None
    rows = open_table(study.resolve(study.truth.file)).frame()
    codes = study.truth.area.read(rows, "truth.area")
    position = positions_of(codes, register, study.truth.file)
    rates = study.truth.rate.read(rows, "truth.rate").fill_null(float("nan")).to_numpy()
    truth = np.full(register.size, np.nan)
    truth[position[position >= 0]] = rates[position >= 0]
    if np.isnan(truth).any():
        raise BadInput("truth-incomplete", file=study.truth.file, areas=int(np.isnan(truth).sum()))
    return truth
