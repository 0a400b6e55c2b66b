"""A study's census as `jalon risk run` reads it: an office's codes, checked, recoded and scored."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import data
from jalon.engine.census.chunks import processors
from jalon.engine.census.design import PatternDesign
from jalon.engine.census.scan import stream_sums
from jalon.engine.census.sums import AreaSums, sums_from_counts
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.census import CensusScan, census_index, read_census
from jalon.engine.study import Study
from jalon.engine.study.checked import parse_study

WIDTH = 4


def one_file(folder: Path, *, text: bool) -> Path:
    """Return the census of a folder as the one file that a study names, its codes as text or not.

    Made on the first call; areas are numbers or, as text, filled with noughts.
    """
    made = folder / ("text" if text else "numbers") / "census.parquet"
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        scan = pl.scan_parquet(folder / "part-*.parquet")
        if text:
            area = pl.col("area").cast(pl.String).str.zfill(WIDTH)
            scan = scan.with_columns(area, pl.col(list(data.SHARES)).cast(pl.String))
        scan.sink_parquet(made, compression="zstd", row_group_size=250_000)
    return made


def study(census: Path, scan: str) -> Study:
    """Return a study of all ten covariates that recodes each."""
    source: dict[str, Any] = {"source": "generated", "year": 2020, "age": "age"}
    variables = {}
    for name, shares in data.SHARES.items():
        levels = [f"{name}{level}" for level in range(len(shares))]
        recode = {str(level): word for level, word in enumerate(levels)}
        said = {"column": name, "recode": recode}
        variables[name] = {"label": name, "levels": levels, "survey": said, "census": said}
    contents = {
        "format": 1,
        "name": "generated",
        "title": {"en": "Generated"},
        "languages": ["en"],
        "seed": data.SEED,
        "synthetic": True,
        "population": {"ages": [0, len(data.SHARES["age"]) - 1], "label": "children"},
        "outcome": {"label": "work", "rule": "employment", "columns": {"worked": "worked"}},
        "areas": {"file": "areas.csv", "code": "code", "name": "name"},
        "survey": {
            "file": "survey.csv",
            "area": "area",
            "design": {"weight": "weight", "psu": ["psu"]},
            **source,
        },
        "census": {
            "file": census.name,
            "area": {"columns": ["area"], "widths": [WIDTH]},
            "scan": scan,
            **source,
        },
        "variables": variables,
        "model": {"terms": list(data.SHARES)},
    }
    return parse_study(contents, folder=census.parent)


def register() -> AreaRegister:
    """Return the areas, all in one region."""
    codes = tuple(f"{area:0{WIDTH}}" for area in range(data.AREAS))
    return AreaRegister(codes, codes, np.zeros(data.AREAS, np.int32), ("1",), ("all",))


def sums(folder: Path, scan: str, *, text: bool) -> AreaSums:
    """Read a study's census, check it, and score it: everything of a run that sees persons."""
    made, areas, model = study(one_file(folder, text=text), scan), register(), data.model()
    Z = np.zeros((data.AREAS, 0))
    census = read_census(made, areas)
    if census.counts is not None:
        patterns, counts = census.counts.observed()
        X = model.encoding.pattern_matrix(patterns)
        return sums_from_counts(counts, X, model.encoding.covariate_of, Z, model.coef)
    batches = CensusScan.of(made, areas).batches(None, census_index(made))
    design = PatternDesign.of(model.encoding, model.coef, Z)
    return stream_sums(batches, data.index(), design, data.AREAS, threads=processors())[0]
