"""Run every part of the gate, whatever another part says; fail at the end if one has failed.

Two lanes side by side keep the cores busy: the tests on SQLite, which take longest and are told as
they go, and everything else, whose words come when it is done.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
CORES = os.cpu_count() or 1
SLOWEST = ("--durations=15", "--durations-min=1")
PYTEST = ("pytest", "--dist", "worksteal", *SLOWEST)
POSTGRES = ("python", "scripts/with_postgres.py", PROGRAMS / "pytest", *PYTEST[1:])
SITE = "tests/integration/workspace"  # what of it need not be asked twice: its conftest.py

Command = tuple[str | Path, ...]
LONGEST: dict[str, Command] = {"tests on SQLite": (*PYTEST, "-n", "auto")}
OTHERS: dict[str, Command] = {
    "format": ("ruff", "format", "--check"),
    "lint": ("ruff", "check"),
    "contracts": ("lint-imports",),
    "types": ("mypy",),
    "tests on PostgreSQL": (*POSTGRES, "-n", str((CORES + 1) // 2), SITE),
}


@dataclass(frozen=True)
class Done:
    part: str
    code: int
    seconds: float
    cpu: float  # seconds of all its processes that it waited for
    said: str = ""

    def __str__(self) -> str:
        verdict = "ok" if self.code == 0 else f"FAILED ({self.code})"
        return f"{self.part:<20} {verdict:<12} {self.seconds:6.0f} s  {self.cpu:6.0f} s of CPU"


def run(part: str, command: Command, *, aloud: bool) -> Done:
    began = time.monotonic()
    process = subprocess.Popen(
        [PROGRAMS / command[0], *command[1:]],
        cwd=ROOT,
        stdout=None if aloud else subprocess.PIPE,
        stderr=None if aloud else subprocess.STDOUT,
        text=True,
    )
    with process.stdout or nullcontext() as words:
        said = words.read() if words else ""
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime
    return Done(part, process.returncode, time.monotonic() - began, cpu, said)


def main() -> int:
    done: list[Done] = []

    def lane(parts: dict[str, Command], *, aloud: bool) -> None:
        for part, command in parts.items():
            done.append(found := run(part, command, aloud=aloud))
            print(f"\n{'=' * 8} {found}\n{found.said}", flush=True)

    other = threading.Thread(target=lane, args=[OTHERS], kwargs={"aloud": False})
    other.start()
    lane(LONGEST, aloud=True)
    other.join()
    print("\n".join(["", "The gate:", *map(str, done)]), flush=True)
    return 1 if any(one.code for one in done) else 0


if __name__ == "__main__":
    sys.exit(main())
