"""R's contenders, where Rscript is installed."""

import shutil
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


def _contender(name: str, script: str, *arguments: Path) -> Contender:
    levels = ",".join(f"{name}:{len(shares)}" for name, shares in data.SHARES.items())
    return Contender(
        name, ("Rscript", "--vanilla", str(HERE / script), "{answer}", levels, *map(str, arguments))
    )
