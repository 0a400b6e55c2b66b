"""One contender per process: prepare, then time the work alone.

``python -m benchmarks.contenders NAME [ARGUMENTS]`` prints one line of JSON. The process is tied
to one processor, so that a reading thread beside the main one does not count as free. Imports,
compiled code and a warm-up on a few rows come before the clock; the warm-up is the same for all.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks import data, study
from jalon.engine.census.design import PatternDesign
from jalon.engine.census.distinct import DistinctValues
from jalon.engine.census.scan import Batch, count_patterns, stream_sums
from jalon.engine.census.sums import AreaSums, sums_from_counts
from jalon.engine.mixed.bootstrap import bootstrap_error
from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.fit import fit_mixed
from jalon.engine.mixed.population import CensusCells, join_bins
from jalon.engine.mixed.predict import best_predictor
from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.small_area.synthetic import estimate
from jalon.engine.survey.design import SurveyDesign

Answer = NDArray[np.float64] | None
COLUMNS = ["area", *data.SHARES]


def bare_scan(folder: Path) -> Answer:
    """Sum each of the eleven columns: the least that reading them can cost."""
    pl.scan_parquet(folder / "part-*.parquet").select(pl.col(COLUMNS).sum()).collect(
        engine="streaming"
    )
    return None


def batches(folder: Path, names: Sequence[str] = tuple(data.SHARES)) -> Iterator[Batch]:
    """Yield areas and the codes of the covariates named."""
    scan = pl.scan_parquet(folder / "part-*.parquet").select("area", *names)
    for frame in scan.collect_batches(engine="streaming", maintain_order=True):
        area, *codes = (column.to_numpy() for column in frame.iter_columns())
        yield Batch(area, tuple(codes))


def stream(folder: Path, threads: int = 1) -> Answer:
    """Score every child in one pass: rates with their errors."""
    model = data.model()
    design = PatternDesign.of(model.encoding, model.coef, np.zeros((data.AREAS, 0)))
    sums, _ = stream_sums(batches(folder), data.index(), design, data.AREAS, threads=threads)
    return _estimates(sums, model)


def cells(folder: Path, threads: int = 1) -> Answer:
    """Count patterns per area, then score the cells: rates with their errors, and the cells."""
    model = data.model()
    counts = count_patterns(batches(folder), data.index(), data.AREAS, threads=threads).counts
    X = model.encoding.pattern_matrix()
    sums = sums_from_counts(
        counts, X, model.encoding.covariate_of, np.zeros((data.AREAS, 0)), model.coef
    )
    return _estimates(sums, model)


def _estimates(sums: AreaSums, model: data.Model) -> Answer:
    found = estimate(sums, model.covariance, model.sigma2_u)
    low, high = found.interval(0.95)
    return np.stack([found.rate, found.se, low, high])


def office_codes() -> dict[str, pl.Expr]:
    """Return expressions as a study has them: codes read as text and recoded to levels."""
    numbers = [f"{area:04}" for area in range(data.AREAS)]
    places = pl.Series(range(data.AREAS), dtype=pl.Int32)
    text = pl.col("area").cast(pl.String).str.zfill(4)
    expressions = {"area": text.replace_strict(pl.Series(numbers), places, default=None)}
    for name, shares in data.SHARES.items():
        levels = pl.Series([str(level) for level in range(len(shares))])
        codes = pl.Series(range(len(shares)), dtype=pl.Int8)
        as_text = pl.col(name).cast(pl.String).str.strip_chars()
        expressions[name] = as_text.replace_strict(levels, codes, default=-2)
    return expressions


def recode_rows(folder: Path) -> Answer:
    """Recode every row with Polars; nothing is estimated."""
    expressions = [expression.alias(name) for name, expression in office_codes().items()]
    scan = pl.scan_parquet(folder / "part-*.parquet").select(COLUMNS)
    for frame in scan.collect_batches(engine="streaming"):
        frame.select(expressions)
    return None


def recode_and_stream(folder: Path) -> Answer:
    """Recode each distinct value once, then score every child: rates with their errors."""
    model = data.model()
    design = PatternDesign.of(model.encoding, model.coef, np.zeros((data.AREAS, 0)))
    scan = pl.scan_parquet(folder / "part-*.parquet").select(COLUMNS)
    values = DistinctValues(office_codes(), scan.collect_schema())

    def recoded() -> Iterator[Batch]:
        for frame in scan.collect_batches(engine="streaming"):
            area, *codes = (column.to_numpy() for column in values.select(frame).iter_columns())
            yield Batch(area, tuple(codes))

    sums, _ = stream_sums(recoded(), data.index(), design, data.AREAS)
    return _estimates(sums, model)


def study_run(folder: Path, scan: str, *, text: bool = False) -> Answer:
    """Read, check, recode and score the census as a study's run does."""
    return _estimates(study.sums(folder, scan, text=text), data.model())


def polars_group_by(folder: Path) -> Answer:
    """Count patterns per area with Polars; nothing is estimated."""
    scan = pl.scan_parquet(folder / "part-*.parquet")
    scan.group_by(COLUMNS).agg(pl.len()).collect(engine="streaming")
    return None


def duckdb_group_by(folder: Path) -> Answer:
    """Count patterns per area with DuckDB; nothing is estimated."""
    import duckdb

    names = ", ".join(COLUMNS)
    connection = duckdb.connect()
    connection.execute("SET threads = 1; SET preserve_insertion_order = false")
    connection.execute(
        f"CREATE TEMP TABLE cells AS SELECT {names}, count(*) AS n "
        f"FROM '{folder}/part-*.parquet' GROUP BY {names}"
    )
    return None


def pandas_lookup(folder: Path) -> Answer:
    """Add up coefficients by lookup and average by area: rates only, no errors."""
    import pandas as pd  # type: ignore[import-untyped]

    model = data.model()
    frame = pl.read_parquet(folder / "part-*.parquet")
    people = pd.DataFrame({name: frame[name].to_numpy() for name in COLUMNS}, copy=False)
    eta = np.full(len(people), model.coef[0])
    at = 1
    for name, shares in data.SHARES.items():
        effects = np.concatenate([[0.0], model.coef[at : at + len(shares) - 1]])
        eta += effects[people[name].to_numpy()]
        at += len(shares) - 1
    people["p"] = 1 / (1 + np.exp(-eta))
    rates = people.groupby("area")["p"].mean()
    return np.asarray(rates.reindex(range(data.AREAS)))[None]


def fit_jalon() -> Answer:
    """From codes of levels, strata and PSUs to coefficients and design-based errors."""
    survey, encoding = FIT["survey"], data.model().encoding
    patterns, row = np.unique(data.index().index(survey.codes), return_inverse=True)
    design = SurveyDesign(survey.weight, survey.stratum, survey.psu)
    fit = fit_logistic(encoding.pattern_matrix(patterns), row, survey.y, design, encoding.names)
    return np.stack([fit.coef, fit.se])


def fit_statsmodels() -> Answer:
    """From level codes to coefficients and errors clustered by PSU; strata are not supported."""
    import statsmodels.api as sm

    survey = FIT["survey"]
    X = data.model().encoding.pattern_matrix(data.index().index(survey.codes))
    weight = survey.weight / survey.weight.mean()
    glm = sm.GLM(survey.y, X, family=sm.families.Binomial(), var_weights=weight)
    fit = glm.fit(cov_type="cluster", cov_kwds={"groups": survey.psu})
    return np.stack([fit.params, fit.bse])


def mixed_area() -> Answer:
    """From level codes and areas to a random-intercept logit with its errors."""
    return _mixed(("area",))


def mixed_area_psu() -> Answer:
    """The same with an effect of the PSU, too."""
    return _mixed(("area", "psu"))


def _mixed(levels: tuple[str, ...]) -> Answer:
    survey, encoding = FIT["survey"], data.model().encoding
    patterns, row = np.unique(data.index().index(survey.codes), return_inverse=True)
    groups = {level: getattr(survey, level) for level in levels}
    counts = nest_counts(row, survey.y, groups)
    fit = fit_mixed(counts, encoding.pattern_matrix(patterns), encoding.names)
    # Of the children one by one, as R has it.
    deviance = fit.deviance + 2 * counts.log_choices
    return np.concatenate([fit.theta, [deviance]])[None]


REPLICATES = 200


def bootstrap(folder: Path, threads: int = 1) -> Answer:
    """From census and survey to rates of all areas and their error, with 200 refits.

    Rows: rates on cells, rates on bins, and the root of the mean squared error.
    """
    index, model = data.index(), data.model()
    found = count_patterns(batches(folder), index, data.AREAS, threads=threads)
    patterns, counts = found.counts.observed()
    Z = np.zeros((data.AREAS, 0))
    cells = CensusCells(
        counts, model.encoding.pattern_matrix(patterns), model.encoding.covariate_of, Z
    )
    survey = data.survey(nested=True)
    seen, row = np.unique(index.index(survey.codes), return_inverse=True)
    nested = nest_counts(row, survey.y, {"area": survey.area, "psu": survey.psu})
    fit = fit_mixed(nested, model.encoding.pattern_matrix(seen), model.encoding.names)
    bins = join_bins(cells, fit.coef)
    exact, joined = best_predictor(fit, cells), best_predictor(fit, bins)
    errors = bootstrap_error(fit, bins, replicates=REPLICATES, seed=data.SEED, threads=threads)
    return np.stack([exact.rate[:, 0], joined.rate[:, 0], np.sqrt(errors.mse[:, 0])])


FIT: dict[str, data.Survey] = {}
CENSUS: dict[str, Callable[[Path], Answer]] = {
    "bare-scan": bare_scan,
    "stream": stream,
    "cells": cells,
    "study-stream": partial(study_run, scan="stream"),
    "study-text": partial(study_run, scan="stream", text=True),
    "study-cells": partial(study_run, scan="counts"),
    "study-stream-two": partial(study_run, scan="stream"),
    "study-cells-two": partial(study_run, scan="counts"),
    "bare-scan-two": bare_scan,
    "stream-two": partial(stream, threads=2),
    "cells-two": partial(cells, threads=2),
    "recode-and-stream": recode_and_stream,
    "recode-rows": recode_rows,
    "polars-group-by": polars_group_by,
    "duckdb-group-by": duckdb_group_by,
    "pandas-lookup": pandas_lookup,
    "bootstrap": bootstrap,
    "bootstrap-two": partial(bootstrap, threads=2),
}
SURVEY: dict[str, Callable[[], Answer]] = {
    "fit-jalon": fit_jalon,
    "fit-statsmodels": fit_statsmodels,
    "mixed-area": mixed_area,
    "mixed-area-psu": mixed_area_psu,
}


def main(name: str, answer: Path, folder: Path | None) -> None:
    work: Callable[[], Answer]
    if folder is None:
        work = SURVEY[name]
        nested = name.startswith("mixed")
        FIT["survey"] = data.survey(2_000, 200, 8, nested=nested)
        work()
        FIT["survey"] = data.survey(nested=nested)
    else:
        CENSUS[name](data.census(10_000))
        work = partial(CENSUS[name], folder)
    before = peak_mb()
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    if result is not None:
        np.save(answer, result)
    facts = {"seconds": wall, "processor": processor, "mb": peak_mb(), "mb_before": before}
    print(json.dumps(facts))


def peak_mb() -> float:
    """Return the largest memory that this process held, in megabytes."""
    # Not ru_maxrss: a new process inherits that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    if not sys.argv[1].endswith("-two"):
        os.sched_setaffinity(0, {int(os.environ["BENCHMARK_PROCESSOR"])})
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
