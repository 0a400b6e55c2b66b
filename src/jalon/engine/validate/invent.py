"""Surveys whose true rates are known: invented by a model, or drawn from the survey itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from jalon.engine.census.counts import AreaCounts
from jalon.engine.mixed.population import join_bins
from jalon.engine.mixed.predict import rates_given, unit_sd
from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.survey import SurveySample
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.runs.predicting import Predictor, census_cells
from jalon.engine.survey.design import SurveyDesign

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Invented:
    """A study whose survey is invented, and the true rate of each area, (D,); NaN: it has none."""

    prepared: Prepared
    truth: Floats


def by_model(
    prepared: Prepared, model: FittedModel, predictor: Predictor, *, surveys: int, seed: int
) -> Iterator[Invented]:
    """Invent surveys by the fitted mixed model: the same respondents, other answers.

    Each draws effects of areas and of sampling units anew. An area's true rate is that of its
    census children given its effect, over all sampling units that it may have.
    """
    sample, rows, fit = prepared.sample, model.rows, predictor.fit
    bins = join_bins(census_cells(prepared, model), fit.coef)
    sd = dict(zip(fit.levels, fit.sd, strict=True))
    unit = np.unique(np.stack([rows.place, sample.design.psu]), axis=1, return_inverse=True)[1]
    eta = rows.X @ fit.coef
    places = int(rows.place.max()) + 1
    for number in range(surveys):
        rng = np.random.default_rng((seed, number))
        area = rng.normal(0, sd["area"], max(places, prepared.register.size))
        if "region" in sd:
            region = rng.normal(0, sd["region"], len(prepared.register.region_codes))
            area[: prepared.register.size] += region[prepared.register.region]
        of_unit = rng.normal(0, sd.get("psu", 0.0), int(unit.max()) + 1)
        p = expit(eta[rows.row] + area[rows.place] + of_unit[unit.ravel()])
        answers = (rng.random(len(p)) < p).astype(np.int8)
        outcome = np.where(rows.row >= 0, answers, sample.outcome).astype(np.int8)
        at = area[: prepared.register.size, None]
        children, chance, _ = rates_given(
            bins, fit.coef, unit_sd(fit.levels, fit.sd), at, spread=False
        )
        truth = chance[:, 0, 0] / np.where(children[:, 0] > 0, children[:, 0], np.nan)
        yield Invented(replace(prepared, sample=replace(sample, outcome=outcome)), truth)


def by_resampling(prepared: Prepared, *, surveys: int, seed: int) -> Iterator[Invented]:
    """Draw surveys from the survey, as if its weighted respondents were the whole population.

    In each stratum as many sampling units are drawn, with replacement, as the survey has. The
    census is that of this population, so an area's true rate is the survey's own there, and areas
    in which nobody was asked have none. It owes nothing to any model.
    """
    sample, register = prepared.sample, prepared.register
    inside = sample.known & (sample.area >= 0) & (sample.pattern >= 0)
    weight = np.where(inside, sample.design.weight, 0.0)
    area = np.where(inside, sample.area, 0)
    whole = np.bincount(area, weight, register.size).astype(np.float64)
    yes = np.bincount(area, weight * (sample.outcome == 1), register.size)
    truth = np.divide(yes, whole, out=np.full(register.size, np.nan), where=whole > 0)
    counts = AreaCounts.from_cells(
        sample.area[inside], sample.pattern[inside], weight[inside], register.size
    )
    census = replace(prepared.census, totals=whole, counts=counts)
    population = replace(prepared, census=census)
    order = np.argsort(sample.design.psu_position, kind="stable")
    size = np.bincount(sample.design.psu_position)
    begin = np.cumsum(size) - size
    for number in range(surveys):
        rng = np.random.default_rng((seed, number))
        drawn = _units(sample.design, rng)
        rows = np.concatenate([order[begin[u] : begin[u] + size[u]] for u in drawn])
        again = np.repeat(np.arange(len(drawn)), size[drawn])
        yield Invented(replace(population, sample=_taken(sample, rows, again)), truth)


def _units(design: SurveyDesign, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw as many sampling units of each stratum as it has, with replacement."""
    stage = design.first_stage
    order = np.argsort(stage.group, kind="stable")
    begin = np.cumsum(stage.size) - stage.size
    stratum = np.repeat(np.arange(len(stage.size)), stage.size)
    place = (rng.random(len(stratum)) * stage.size[stratum]).astype(np.int64)
    return np.asarray(order[begin[stratum] + place])


def _taken(sample: SurveySample, rows: NDArray[np.int64], unit: NDArray[np.int64]) -> SurveySample:
    """Return these rows as a survey; a unit that was drawn twice counts as two."""
    design = sample.design
    return replace(
        sample,
        **{
            name: getattr(sample, name)[rows]
            for name in ("area", "region", "pattern", "codes", "outcome", "population", "age")
        },
        design=SurveyDesign(
            design.weight[rows],
            design.stratum[rows],
            unit,
            design.lonely_psu,
            stratum_names=design.stratum_names,
        ),
    )
