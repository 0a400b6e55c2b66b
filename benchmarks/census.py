"""A national census: from Parquet to estimates by area."""

from pathlib import Path

import numpy as np

from benchmarks import data, r, scale, study
from benchmarks.contenders import batches
from benchmarks.measure import as_facts, compare, python
from jalon.engine.census.scan import count_patterns

OURS = ("bare-scan", "stream", "cells")
# The same with both processors of the machine; threads change no digit.
BOTH = ("bare-scan-two", "stream-two", "cells-two", "study-stream-two", "study-cells-two")
# Beyond these children, a contender would need more memory or patience than it is worth.
PEERS = {
    "recode-and-stream": 100_000_000,
    "recode-rows": 10_000_000,
    "polars-group-by": 30_000_000,
    "duckdb-group-by": 30_000_000,
    "pandas-lookup": 30_000_000,
}
# A study's run, at the largest size alone.
STUDY = ("study-stream", "study-cells", "study-text")
R_CHILDREN = 1_000_000


def run(children: int, *, keep: bool = False) -> dict[str, object]:
    """Measure at a thirtieth, a third and all of `children`, once in random order, and at what
    grows with the population, up to three times as many, whose census is deleted unless `keep`.
    """
    data.census(10_000)
    sizes = sorted({max(children // 30, 10_000), max(children // 3, 10_000), children})
    found: dict[str, object] = {}
    for size in sizes:
        names = [*OURS, *(name for name, most in PEERS.items() if size <= most)]
        names += [*STUDY, *BOTH] if size == children else []
        found[str(size)] = _measure(size, "areas", names)
    found[f"{children}-random"] = _measure(children, "random", list(OURS))
    found["scale"] = scale.run(children, keep=keep)
    return found


def _measure(size: int, order: str, names: list[str]) -> dict[str, object]:
    print(f"census of {size:,} children, order: {order}", flush=True)
    folder = data.census(size, order)
    if any(name.startswith("study") for name in names):
        for text in (False, True):
            study.one_file(folder, text=text)
    contenders = [python(name, folder) for name in names]
    if r.installed() and size <= R_CHILDREN and order == "areas":
        contenders.append(r.predict(folder))
    measured, answers = compare(contenders)
    ratios = {name: one.seconds / measured["bare-scan"].seconds for name, one in measured.items()}
    for name, ratio in ratios.items():
        print(f"    {name:18} {ratio:6.2f} x bare scan")
    for name in ("stream", "cells", "study-stream", "study-cells"):
        if f"{name}-two" not in answers:
            continue
        np.testing.assert_array_equal(answers[name], answers[f"{name}-two"])
    reference = answers["stream"]
    agree = {}
    for name, answer in answers.items():
        # Contenders without errors give the rates alone.
        agree[name] = float(np.nanmax(np.abs(answer - reference[: len(answer)])))
        assert agree[name] < 1e-9, f"{name} differs by {agree[name]}"
    megabytes = sum(path.stat().st_size for path in folder.glob("*.parquet")) / 2**20
    return {
        "contenders": as_facts(measured),
        "ratios": ratios,
        "largest_difference": agree,
        "file_mb": megabytes,
        "cells": _cells(folder),
    }


def _cells(folder: Path) -> int:
    """Return how many cells the census has."""
    return count_patterns(batches(folder), data.index(), data.AREAS).counts.cells


def clean() -> None:
    """Delete the generated files."""
    data.forget(data.FOLDER)
