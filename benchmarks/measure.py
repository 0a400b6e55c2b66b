"""Run contenders in processes of their own, in turns, and keep the median."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 3
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}
BOTH_PROCESSORS = {"POLARS_MAX_THREADS": "2"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over the repeats.

    `seconds` is the clock's, `processor` the time that a processor worked for the process: the
    two differ when others use the machine. `mb` is the largest resident memory, of which
    `mb_before` was there before the work (imports and a warm-up).
    """

    name: str
    seconds: float
    processor: float
    mb: float
    mb_before: float
    repeats: int
    seconds_all: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """A command that prints one line of JSON; ``{answer}`` is where it saves its result."""

    name: str
    command: tuple[str, ...]


def python(name: str, *arguments: Path) -> Contender:
    """Return a contender of `benchmarks.contenders`."""
    module = (sys.executable, "-m", "benchmarks.contenders")
    return Contender(name, (*module, name, "{answer}", *map(str, arguments)))


def compare(
    contenders: list[Contender], repeats: int = REPEATS
) -> tuple[dict[str, Measured], dict[str, NDArray[np.float64]]]:
    """Measure the contenders in turns, so that a busy minute is shared by all.

    Also returns what each answered, to show that they did the same work.
    """
    runs: dict[str, list[dict[str, float]]] = {contender.name: [] for contender in contenders}
    answers: dict[str, NDArray[np.float64]] = {}
    with TemporaryDirectory() as folder:
        for _ in range(repeats):
            for contender in contenders:
                answer = Path(folder) / f"{contender.name}.npy"
                runs[contender.name].append(run_once(contender, answer))
                if answer.exists():
                    answers[contender.name] = np.load(answer)
                elif (text := answer.with_suffix(".txt")).exists():
                    answers[contender.name] = np.loadtxt(text, ndmin=2)
    measured = {}
    for name, facts in runs.items():
        middle = {key: statistics.median(run[key] for run in facts) for key in facts[0]}
        times = tuple(round(run["seconds"], 4) for run in facts)
        measured[name] = Measured(name, **middle, repeats=repeats, seconds_all=times)
        print(
            f"  {name:18} {middle['seconds']:9.3f} s  {middle['processor']:9.3f} s of processor"
            f"  {middle['mb']:6.0f} MB",
            flush=True,
        )
    return measured, answers


def run_once(contender: Contender, answer: Path = Path(os.devnull)) -> dict[str, float]:
    """Run a contender in a process of its own and return what it printed."""
    command = [part.format(answer=answer) for part in contender.command]
    environment = {
        **os.environ,
        **ONE_THREAD,
        **(BOTH_PROCESSORS if contender.name.endswith("-two") else {}),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "BENCHMARK_PROCESSOR": str(idlest_processor()),
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{contender.name} failed:\n{done.stderr}")
    facts: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return facts


def idlest_processor() -> int:
    """Return the processor that worked least in the last fifth of a second."""
    before = _busy()
    time.sleep(0.2)
    after = _busy()
    return min(os.sched_getaffinity(0), key=lambda cpu: after[cpu] - before[cpu])


def _busy() -> dict[int, int]:
    busy = {}
    for line in Path("/proc/stat").read_text(encoding="ascii").splitlines():
        name, *ticks = line.split()
        if name.startswith("cpu") and name != "cpu":
            user, nice, system, _idle, _wait, *rest = map(int, ticks)
            busy[int(name[3:])] = user + nice + system + sum(rest[:3])
    return busy


def machine() -> dict[str, str]:
    """Return what the numbers depend on."""
    names = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("numpy", "numba", "polars", "duckdb", "pandas", "statsmodels")
    return {
        "processor": f"{names[0] if names else platform.processor()}, {len(names)} cores",
        "memory": f"{memory:.0f} GB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def as_facts(measured: dict[str, Measured]) -> dict[str, dict[str, object]]:
    return {name: asdict(one) for name, one in measured.items()}
