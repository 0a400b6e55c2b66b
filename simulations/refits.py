"""The error without refits beside the error with refits and the true one, on the same surveys."""

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from jalon.engine.mixed.bootstrap import bootstrap_error
from jalon.engine.mixed.mse import prediction_error
from jalon.engine.mixed.population import join_bins
from simulations.country import census, draw_survey
from simulations.estimate import fit_survey
from simulations.scenarios import SCENARIOS

Floats = NDArray[np.float64]

SURVEYS, REPLICATES = 10, 100


def run(surveys: int = SURVEYS, replicates: int = REPLICATES) -> dict[str, object]:
    """Return root mean squared errors of the first surveys, stated in both ways, by areas.

    Both know how many sampling units an area has, so that they mean the same truth.
    """
    fast: dict[str, list[float]] = {"sampled": [], "unsampled": []}
    slow: dict[str, list[float]] = {"sampled": [], "unsampled": []}
    with Progress() as progress:
        task = progress.add_task("refits", total=surveys)
        for number in range(surveys):
            without, refitted, sampled = errors(number, replicates)
            for areas, some in (("sampled", sampled), ("unsampled", ~sampled)):
                fast[areas].append(float(without[some].mean()))
                slow[areas].append(float(refitted[some].mean()))
            progress.update(task, completed=number + 1)
    return {
        "surveys": surveys,
        "replicates": replicates,
        **{areas: {"without": _root(fast[areas]), "with": _root(slow[areas])} for areas in fast},
    }


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
    return [mean**0.5, error / (2 * mean**0.5)]
