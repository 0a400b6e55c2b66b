"""The whole demonstration study, from files to fact sheets, as a user runs it."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import ROOT

RUNS = 2


def run() -> dict[str, object]:
    """Run ``jalon risk demo`` twice into one folder; report the second, phase by phase."""
    print("demo: jalon risk demo, second run", flush=True)
    seconds = []
    with TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        jalon = Path(sys.executable).with_name("jalon")
        command = [str(jalon), "risk", "demo", "--out", str(out), "--quiet"]
        for _ in range(RUNS):
            start = time.perf_counter()
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            seconds.append(time.perf_counter() - start)
            if done.returncode != 0:
                sys.exit(f"jalon risk demo failed:\n{done.stdout}{done.stderr}")
        phases = _phases(out)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for phase, taken in phases.items():
        print(f"    {phase:28} {taken:7.2f} s")
    print(f"    {'whole command':28} {seconds[-1]:7.2f} s, {peak:.0f} MB")
    return {"seconds": seconds[-1], "first": seconds[0], "phases": phases, "mb": peak}


def _phases(out: Path) -> dict[str, float]:
    """Return seconds per phase, from the file that a run leaves beside its manifest."""
    for name in ("timings.json", "manifest.json"):
        path = out / name
        if path.exists():
            facts = json.loads(path.read_text(encoding="utf-8"))
            found = facts.get("timings", facts if name == "timings.json" else None)
            if isinstance(found, dict):
                return {
                    step: float(taken)
                    for step, taken in found.items()
                    if isinstance(taken, int | float)
                }
    return {}
