"""The engine installs and imports where there is no web and there are no developers' tools."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORT_EVERYTHING = """
import importlib, importlib.util, pkgutil
assert importlib.util.find_spec("django") is None
assert importlib.util.find_spec("pandas") is None
import jalon
site = "jalon.workspace"  # the half that needs Django
names = [m.name for m in pkgutil.walk_packages(jalon.__path__, "jalon.", lambda name: None)]
names = [name for name in names if name != site and not name.startswith(f"{site}.")]
for name in names:
    importlib.import_module(name)
assert len(names) > 50, names
print(len(names), "modules")
"""


def uv() -> str:
    found = shutil.which("uv") or ROOT / ".uv" / "bin" / "uv"
    assert Path(found).exists(), "uv is missing: run make setup"
    return str(found)


def test_the_engine_installs_and_imports_without_django(tmp_path: Path) -> None:
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}},
        "UV_PROJECT_ENVIRONMENT": str(tmp_path / "venv"),
    }
    install = [uv(), "sync", "--locked", "--no-dev", "--no-editable", "--quiet"]
    subprocess.run(install, cwd=ROOT, env=environment, check=True)
    python = tmp_path / "venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", IMPORT_EVERYTHING],
        cwd=tmp_path,
        env={**environment, "NUMBA_CACHE_DIR": str(tmp_path / "numba")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    demo = subprocess.run(
        [tmp_path / "venv" / "bin" / "jalon", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert demo.stdout.startswith("jalon ")
