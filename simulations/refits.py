"""The error without refits beside the error with refits and the true one, on the same surveys."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from jalon.engine.mixed.bootstrap import bootstrap_error
from jalon.engine.mixed.mse import prediction_error
from jalon.engine.mixed.population import join_bins
from simulations.country import census, draw_survey
from simulations.estimate import fit_survey
from simulations.figures import DIGITS
from simulations.keep import DATA, folder_of, save
from simulations.scenarios import AREAS, SCENARIOS

Floats = NDArray[np.float64]

SURVEYS, REPLICATES = 25, 100
NAMES = ("without", "with", "sampled")


def run(surveys: int = SURVEYS, replicates: int = REPLICATES, data: Path = DATA) -> dict[str, Any]:
    """Return root mean squared errors of the first surveys, stated in both ways, by areas.

    Both know how many sampling units an area has, so that they mean the same truth. Surveys that
    are kept are not made again.
    """
    folder = folder_of(SCENARIOS["ignorable"], data)
    folder.mkdir(parents=True, exist_ok=True)
    stated: dict[str, dict[str, list[float]]] = {
        areas: {"without": [], "with": []} for areas in AREAS
    }
    with Progress() as progress:
        task = progress.add_task("refits", total=surveys)
        for number in range(surveys):
            path = folder / f"refits-{replicates}-{number:05}.npz"
            if not path.exists():
                save(path, dict(zip(NAMES, errors(number, replicates), strict=True)))
            with np.load(path) as kept:
                for areas, some in zip(AREAS, (kept["sampled"], ~kept["sampled"]), strict=True):
                    for way, means in stated[areas].items():
                        means.append(float(kept[way][some].mean()))
            progress.update(task, completed=number + 1)
    means_of = {
        areas: {way: _root(means) for way, means in ways.items()} for areas, ways in stated.items()
    }
    return {"surveys": surveys, "replicates": replicates, **means_of}


def errors(number: int, replicates: int) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return mean squared errors (D,) of a survey's areas without refits and with, and which areas
    have respondents.
    """
    setting = SCENARIOS["ignorable"].setting
    survey, known = draw_survey(setting, number), census(setting)
    predictor = fit_survey(survey, known)
    bins = join_bins(known.cells, predictor.fit.coef)
    units = np.bincount(known.area_of_unit).astype(np.float64)
    found = prediction_error(predictor.fit, bins, around=predictor.around, units=units)
    boot = bootstrap_error(predictor.fit, bins, replicates=replicates, seed=setting.seed + number)
    besides = (found.var_units + found.var_finite)[:, 0]
    return found.mse[:, 0], boot.mse[:, 0] + besides, predictor.posterior.sampled


def _root(squares: list[float]) -> list[float]:
    """Return the root of the mean over surveys, and its error."""
    mean = float(np.mean(squares))
    error = float(np.std(squares, ddof=1) / np.sqrt(len(squares)))
    return [round(mean**0.5, DIGITS), round(error / (2 * mean**0.5), DIGITS)]
