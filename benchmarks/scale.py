"""What grows with the population: the scan alone, or what comes after it, too.

``python -m benchmarks.scale WAY FOLDER`` prints one line of JSON, as a contender does.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks import data
from benchmarks.contenders import batches, peak_mb
from benchmarks.measure import Contender, run_once
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.design import PatternDesign
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.census.scan import count_patterns, stream_sums
from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.fit import fit_mixed
from jalon.engine.mixed.mse import prediction_error
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.predict import best_predictor
from jalon.engine.regression.encoding import Encoding, build_encoding
from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.small_area.synthetic import estimate
from jalon.engine.survey.design import SurveyDesign

# As shares of the census that was asked for: thirty million make 1, 10, 30 and 100.
SIZES = (1 / 30, 1 / 3, 1, 10 / 3)
# What many offices' models have; the others are in the census, and are not read.
FEW = ("age", "sex", "urban", "school", "deprivation")


@dataclass(slots=True)
class Phases:
    """Seconds of processor and largest memory of the scan and of what comes after."""

    facts: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        _forget_peak()
        seconds, processor = time.perf_counter(), time.process_time()
        yield
        taken = {
            "seconds": time.perf_counter() - seconds,
            "processor": time.process_time() - processor,
        }
        for key, value in taken.items():
            self.facts[f"{name}_{key}"] = self.facts.get(f"{name}_{key}", 0.0) + value
        self.facts[f"{name}_mb"] = max(self.facts.get(f"{name}_mb", 0.0), peak_mb())


def sums(folder: Path, survey: data.Survey) -> dict[str, float]:
    """A fixed-effects model: scan to sums per area; before and after it, the fit and estimates."""
    phases, index, encoding = Phases(), data.index(), data.model().encoding
    with phases.phase("after"):
        patterns, row = np.unique(index.index(survey.codes), return_inverse=True)
        design = SurveyDesign(survey.weight, survey.stratum, survey.psu)
        fit = fit_logistic(encoding.pattern_matrix(patterns), row, survey.y, design, encoding.names)
    with phases.phase("scan"):
        scorer = PatternDesign.of(encoding, fit.coef, np.zeros((data.AREAS, 0)))
        found, _ = stream_sums(batches(folder), index, scorer, data.AREAS)
    with phases.phase("after"):
        estimate(found, fit.covariance, data.model().sigma2_u).interval(0.95)
    return phases.facts


def cells(folder: Path, survey: data.Survey) -> dict[str, float]:
    """A mixed model of all ten covariates, through cells."""
    return _through_cells(folder, survey, tuple(data.SHARES))


def few(folder: Path, survey: data.Survey) -> dict[str, float]:
    """A mixed model of five covariates, through cells."""
    return _through_cells(folder, survey, FEW)


def _through_cells(folder: Path, survey: data.Survey, names: tuple[str, ...]) -> dict[str, float]:
    phases, (index, encoding) = Phases(), _model(names)
    with phases.phase("scan"):
        counts = count_patterns(batches(folder, names), index, data.AREAS).counts
    with phases.phase("after"):
        _estimated(counts, survey, index, encoding)
    return {**phases.facts, "cells": counts.cells}


def _model(names: tuple[str, ...]) -> tuple[PatternIndex, Encoding]:
    whole = data.index()
    index = PatternIndex(tuple(factor for factor in whole.factors if factor.name in names))
    return index, build_encoding(index, names, (), np.zeros(0), np.zeros(0))


def _estimated(
    counts: AreaCounts, survey: data.Survey, index: PatternIndex, encoding: Encoding
) -> None:
    """Fit, predict every area on the cells, and find its error on bins."""
    columns = [list(data.SHARES).index(factor.name) for factor in index.factors]
    seen, row = np.unique(index.index(survey.codes[:, columns]), return_inverse=True)
    nested = nest_counts(row, survey.y, {"area": survey.area, "psu": survey.psu})
    fit = fit_mixed(nested, encoding.pattern_matrix(seen), encoding.names)
    patterns, observed = counts.observed()
    Z = np.zeros((data.AREAS, 0))
    people = CensusCells(observed, encoding.pattern_matrix(patterns), encoding.covariate_of, Z)
    best_predictor(fit, people)
    prediction_error(fit, join_bins(people, fit.coef))


Way = Callable[[Path, data.Survey], dict[str, float]]
WAYS: dict[str, Way] = {"sums": sums, "cells": cells, "few": few}


def run(children: int, *, keep: bool) -> dict[str, object]:
    """Measure each way at each size, once; the census above `children` is deleted unless `keep`."""
    found: dict[str, object] = {}
    for size in sorted({max(round(children * share), 10_000) for share in SIZES}):
        print(f"scale: {size:,} persons", flush=True)
        folder = data.census(size)
        megabytes = sum(path.stat().st_size for path in folder.glob("*.parquet")) / 2**20
        found[str(size)] = {"file_mb": megabytes, **{way: _measured(way, folder) for way in WAYS}}
        if size > children and not keep:
            data.forget(folder)
    return found


def _measured(way: str, folder: Path) -> dict[str, float]:
    facts = run_once(Contender(way, (sys.executable, "-m", "benchmarks.scale", way, str(folder))))
    print(
        f"  {way:6} scan {facts['scan_processor']:7.3f} s of processor, {facts['scan_mb']:5.0f} MB;"
        f" after it {facts['after_processor']:7.3f} s, {facts['after_mb']:5.0f} MB",
        flush=True,
    )
    return facts


def _forget_peak() -> None:
    """Begin to measure the largest memory anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(os.environ["BENCHMARK_PROCESSOR"])})
    work = WAYS[sys.argv[1]]
    work(data.census(10_000), data.survey(2_000, 200, 8, nested=True))
    print(json.dumps(work(Path(sys.argv[2]), data.survey(nested=True))))
