"""R's contenders, where Rscript is installed."""

import shutil
import subprocess
from pathlib import Path

from benchmarks import data
from benchmarks.measure import Contender

HERE = Path(__file__).parent


def installed() -> bool:
    return shutil.which("Rscript") is not None


def predict(folder: Path) -> Contender:
    """``predict()`` of a glm on the whole frame and means by area; reading is not timed."""
    raw = data.raw_columns(folder)
    model = data.FOLDER / "coefficients.txt"
    model.write_text("\n".join(map(repr, map(float, data.model().coef))), encoding="ascii")
    return _contender("r-predict", "predict.R", raw, model)


def svyglm() -> Contender:
    """``svydesign`` and ``svyglm`` of the package survey."""
    return _contender("fit-svyglm", "svyglm.R", data.raw_survey())


# Who is asked for which effects: glmer would take hours for the second.
MIXED = {"area": ("glmmTMB", "lme4"), "area-psu": ("glmmTMB",)}


def mixed(package: str, effects: str) -> Contender:
    """A random-intercept logit by ``glmmTMB``, or by ``glmer`` (nAGQ = 1, nloptwrap)."""
    name = f"mixed-{effects}-{package}"
    levels = ",".join(f"{factor}:{len(shares)}" for factor, shares in data.SHARES.items())
    script = (str(HERE / "mixed.R"), "{answer}", levels, str(data.raw_survey(nested=True)))
    return Contender(name, ("Rscript", "--vanilla", *script, package, effects))


def without() -> dict[str, str]:
    """Return the packages of mixed models that cannot be asked, with the reason."""
    packages = sorted({package for asked in MIXED.values() for package in asked})
    if not installed():
        return dict.fromkeys(packages, "R is not installed")
    lacking = {}
    for package in packages:
        question = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
        asked = subprocess.run(["Rscript", "--vanilla", "-e", question], check=False)
        if asked.returncode != 0:
            lacking[package] = f"R has no package {package} (Debian: r-cran-{package.lower()})"
    return lacking


def _contender(name: str, script: str, *arguments: Path) -> Contender:
    levels = ",".join(f"{name}:{len(shares)}" for name, shares in data.SHARES.items())
    return Contender(
        name, ("Rscript", "--vanilla", str(HERE / script), "{answer}", levels, *map(str, arguments))
    )
