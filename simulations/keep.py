"""Make the surveys of a scenario, one file each, so that an interrupted simulation goes on."""

import hashlib
import json
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jalon.engine.validate.measure import Attempt
from simulations.estimate import attempts
from simulations.scenarios import Scenario

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "simulations" / ".data"
# What the figures of a survey come from; surveys made by other code are not mixed with these.
ENGINE = ROOT / "src" / "jalon" / "engine"
CODE = (
    *(ROOT / "simulations" / name for name in ("country.py", "estimate.py")),
    *sorted((ENGINE / "mixed").glob("*.py")),
    *(ENGINE / "runs" / name for name in ("benchmarking.py", "predicting.py")),
    ENGINE / "small_area" / "synthetic.py",
)


def folder_of(scenario: Scenario, data: Path = DATA) -> Path:
    """Return where the surveys of this scenario, made by this code, are kept."""
    settings = json.dumps(asdict(scenario), sort_keys=True).encode()
    code = b"".join(path.read_bytes() for path in CODE)
    return data / hashlib.sha256(settings + code).hexdigest()[:16]


def make(
    scenario: Scenario, numbers: Sequence[int], *, processes: int = 1, data: Path = DATA
) -> Iterator[int]:
    """Make the surveys that are not kept yet, and yield how many of all are there.

    What a survey gives depends on its number alone: not on others, nor on who makes it.
    """
    folder = folder_of(scenario, data)
    folder.mkdir(parents=True, exist_ok=True)
    waiting = [number for number in numbers if not _file(folder, number).exists()]
    done = len(numbers) - len(waiting)
    yield done
    if processes == 1:
        for number in waiting:
            _make_one(scenario, folder, number)
            yield (done := done + 1)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(_make_one, scenario, folder, number) for number in waiting]
        try:
            for future in as_completed(futures):
                future.result()
                yield (done := done + 1)
        finally:
            pool.shutdown(cancel_futures=True)


def kept(scenario: Scenario, numbers: Sequence[int], data: Path = DATA) -> dict[str, list[Attempt]]:
    """Return what is kept of these surveys: attempts by predictor, in the order of the numbers."""
    found: dict[str, list[Attempt]] = {name: [] for name in scenario.predictors}
    for number in numbers:
        with np.load(_file(folder_of(scenario, data), number)) as table:
            for name in table.files:
                truth, rate, se, low90, high90, low95, high95, sampled = table[name]
                limits = ((low90, high90), (low95, high95))
                found[name].append(Attempt(truth, rate, se, limits, sampled > 0))
    return found


def _make_one(scenario: Scenario, folder: Path, number: int) -> None:
    made = attempts(scenario.setting, number, scenario.predictors)
    tables = {
        name: np.stack([one.truth, one.rate, one.se, *np.concatenate(one.limits), one.sampled])
        for name, one in made.items()
    }
    save(_file(folder, number), tables)


def save(path: Path, tables: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name; the file is there only when all is in it."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **tables)
    partial.replace(path)


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.npz"
