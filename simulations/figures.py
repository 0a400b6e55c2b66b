"""What the surveys of a scenario say of each predictor."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jalon.engine.mixed.intervals import matched_interval
from jalon.engine.validate.measure import LEVELS, Attempt, measures
from simulations.scenarios import AREAS

DIGITS = 6
# The plain predictor with limits as if its error were known.
NORMAL = "plain-normal"


def country(found: Mapping[str, Sequence[Attempt]]) -> dict[str, float]:
    """Return the mean number of areas with respondents, and the mean true rate of areas."""
    attempts = next(iter(found.values()))
    return {
        "sampled_areas": round(float(np.mean([one.sampled.sum() for one in attempts])), 1),
        "rate": round(float(np.mean([one.truth.mean() for one in attempts])), DIGITS),
    }


def figures(found: Mapping[str, Sequence[Attempt]]) -> dict[str, Any]:
    """Return value and simulation error of each measure, by predictor and kind of areas."""
    plain = {NORMAL: [_normal(one) for one in found["plain"]]} if "plain" in found else {}
    return {name: _of_one(attempts) for name, attempts in (dict(found) | plain).items()}


def _of_one(attempts: Sequence[Attempt]) -> dict[str, Any]:
    by_areas = {
        areas: {
            one.name: [round(one.value, DIGITS), round(one.error, DIGITS)]
            for one in measures(attempts, areas)
        }
        for areas in AREAS
    }
    return {"estimated": len(attempts), **by_areas}


def _normal(one: Attempt) -> Attempt:
    limits = tuple(matched_interval(one.rate, one.se**2, level) for level in LEVELS)
    return replace(one, limits=limits)
