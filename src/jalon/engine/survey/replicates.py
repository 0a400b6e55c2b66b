"""Samples that might have been drawn: replicate weights of a stratified survey."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jalon.engine.survey.design import LonelyPsu, Stage, SurveyDesign
from jalon.errors import CannotEstimate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def rescaled_bootstrap(design: SurveyDesign, replicates: int, seed: int) -> Iterator[Floats]:
    """Give factors of the PSUs' weights, one array (n_psu,) per replicate.

    In each stratum ``n_h - 1`` of its ``n_h`` PSUs are drawn with replacement; a PSU drawn m
    times has its weights multiplied by ``m n_h / (n_h - 1)``. The variance of a total over the
    replicates is then, on average, the design's own with PSUs drawn with replacement. Finite
    population corrections and second stages have no part in it.

    Parameters
    ----------
    design : SurveyDesign
        A stratum with one PSU keeps its weights, unless the design's rule is to refuse it.
    replicates : int
        A few hundred for a covariance.
    seed : int
        A replicate hangs on it and on its own number alone.

    Raises
    ------
    CannotEstimate("single-psu-stratum")

    References
    ----------
    Rao, Wu and Yue (1992), *Survey Methodology* 18(2), 209-217. Checked in
    ``tests/unit/test_survey_replicates.py`` against all possible draws of a small design, whose
    covariance is that of `covariance_of_totals`.
    """
    stage = design.first_stage
    if design.lonely_psu is LonelyPsu.FAIL and stage.lonely.any():
        named = [stage.names[g] for g in np.flatnonzero(stage.lonely)]
        raise CannotEstimate("single-psu-stratum", count=len(named), strata=", ".join(named[:10]))
    order = np.argsort(stage.group, kind="stable")  # the PSUs of a stratum one after the other
    for number in range(replicates):
        yield _factors(stage, order, np.random.default_rng((seed, number)))


def _factors(stage: Stage, order: Integers, rng: np.random.Generator) -> Floats:
    begin = np.cumsum(stage.size) - stage.size
    drawn = np.repeat(np.arange(len(stage.size)), stage.size - 1)
    place = (rng.random(len(drawn)) * stage.size[drawn]).astype(np.int64)
    times = np.bincount(order[begin[drawn] + place], minlength=len(order))
    several = np.maximum(stage.size - 1, 1)
    factor = times * (stage.size / several)[stage.group]
    return np.where(stage.size[stage.group] > 1, factor, 1.0)
