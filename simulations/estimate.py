"""Estimate a simulated survey as a run does."""

from collections.abc import Sequence

import numpy as np

from jalon.engine.mixed.counts import nest_counts
from jalon.engine.mixed.weights import scale_weights
from jalon.engine.runs.benchmarking import Targets
from jalon.engine.runs.predicting import (
    ONE_CLASS,
    Predictor,
    fit_effects,
    move_to_targets,
    predict_areas,
    shift_moves,
)
from jalon.engine.survey.design import SurveyDesign
from jalon.engine.survey.totals import direct_estimates
from jalon.engine.validate.measure import LEVELS, Attempt
from jalon.errors import CannotEstimate
from simulations.country import Census, Setting, Survey, census, draw_survey

# Predictor -> scaling of its weights, and whether it is moved to the survey's rates of regions.
PREDICTORS = {
    "plain": ("none", False),
    "pseudo-size": ("size", False),
    "pseudo-effective": ("effective", False),
    "benchmarked": ("none", True),
}


def attempts(setting: Setting, number: int, predictors: Sequence[str]) -> dict[str, Attempt]:
    """Estimate one survey by each predictor; one that cannot be had is left out."""
    survey, known = draw_survey(setting, number), census(setting)
    fitted: dict[str, Predictor] = {}
    found = {}
    for name in predictors:
        scaling, moved = PREDICTORS[name]
        try:
            if scaling not in fitted:
                fitted[scaling] = fit_survey(survey, known, scaling)
            predictor = fitted[scaling]
            if moved:
                predictor = _moved(predictor, survey, known)
            found[name] = _attempt(survey, known, predictor)
        except CannotEstimate:
            continue
    return found


def fit_survey(survey: Survey, known: Census, scaling: str = "none") -> Predictor:
    """Fit effects of areas and sampling units as a run does, with scaled weights or without."""
    weight = None
    if scaling != "none":
        weight = scale_weights(survey.weight, survey.area, scaling)
    groups = {"area": survey.area, "psu": survey.unit}
    counts = nest_counts(survey.row, survey.y, groups, weight=weight)
    return fit_effects(counts, known.X, known.encoding.names, known.cells.counts.areas)


def _moved(predictor: Predictor, survey: Survey, known: Census) -> Predictor:
    design = SurveyDesign(survey.weight, survey.region, survey.unit)
    regions = int(known.region_of_area.max()) + 1
    direct = direct_estimates(survey.y, survey.region, regions, design)
    names = tuple(str(region) for region in range(regions))
    targets = Targets(
        margins=("region",),
        margin=np.zeros(regions, dtype=np.int64),
        codes=names,
        names=names,
        classes=ONE_CLASS,
        unit=known.region_of_area[None, :, None],
        children=known.cells.counts.totals[:, None],
        rate=direct.rate,
        se=direct.se,
        root=np.diag(direct.se),  # regions are strata: their rates are independent
        bound=(direct.rate > 0) & (direct.rate < 1) & np.isfinite(direct.se),
    )
    return move_to_targets(predictor, known.cells, targets)


def _attempt(survey: Survey, known: Census, predictor: Predictor) -> Attempt:
    moves, none = shift_moves(predictor, known.cells), np.zeros(known.cells.counts.areas)
    areas = predict_areas(predictor, known.cells, moves, none)
    return Attempt(
        survey.truth,
        areas.rate,
        areas.se,
        tuple(areas.interval(level) for level in LEVELS),
        np.bincount(survey.area, minlength=len(areas.rate)) > 0,
    )
