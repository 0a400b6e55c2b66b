"""Power is cut in mid-import: the import is absent or complete, never half there."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from factories.sites import Site, copy_migrated

pytestmark = pytest.mark.django_db  # so that the tests' own database, which is copied, is there
TESTS = Path(__file__).resolve().parents[4]
SCRIPT = Path(__file__).with_name("killed_import.py")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    copy_migrated(Site(tmp_path))
    given = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    return {**given, "JALON_HOME": str(tmp_path), "PYTHONPATH": path}


def run(step: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), step],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_killed_import_is_absent_and_can_be_confirmed_again(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run("prepare", environment)
    assert run("count", environment) == "0 0 0 0 True"

    with subprocess.Popen([sys.executable, str(SCRIPT), "slow"], env=environment) as importing:
        for _ in range(600):
            if (tmp_path / "halted").exists() or importing.poll() is not None:
                break
            time.sleep(0.1)
        assert importing.poll() is None
        os.kill(importing.pid, signal.SIGKILL)
        importing.wait()

    assert run("count", environment) == "0 0 0 0 True"
    run("confirm", environment)
    assert run("count", environment) == "10 10 11 1 True"
