"""The index by a study's recipe."""

import numpy as np

from jalon.engine.classify.breaks import Method, class_labels
from jalon.engine.index import (
    Aggregation,
    Indicators,
    Recipe,
    Scaling,
    Weighting,
    build_index,
)
from jalon.engine.index.classes import ClassRule, classify_index
from jalon.engine.index.indicators import SurveyedOutcome
from jalon.engine.index.robustness import Alternatives, robustness
from jalon.engine.prepare.indicators import PreparedIndex
from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.study import IndexStudy
from jalon.engine.watch import Watch


def make_index(prepared: PreparedIndex, watch: Watch) -> FoundIndex:
    """Return the index, its classes, and what hangs on the choices; tables are made later.

    Raises
    ------
    BadInput, CannotEstimate
        As `build_index`, `classify_index` and `robustness`.
    """
    study = prepared.study
    indicators, recipe, rule = indicators_of(prepared), recipe_of(study), rule_of(study)
    outcome = outcome_of(prepared)
    with watch.step("index"):
        made = build_index(indicators, recipe, outcome)
        rng = np.random.default_rng(study.seed)
        classes, cuts = classify_index(made.index, made.scores, rule, rng)
    with watch.step("robustness") as advance:
        robust = robustness(
            indicators,
            recipe,
            made.index,
            rule,
            alternatives_of(study),
            np.random.default_rng(study.seed),
            outcome,
            advance,
        )
    labels = class_labels(rule.classes)
    return FoundIndex(
        prepared, indicators, recipe, outcome, made, classes, labels, cuts, robust, {}
    )


def indicators_of(prepared: PreparedIndex) -> Indicators:
    """Return the indicators of the areas that enter the index."""
    study, used = prepared.study, prepared.used
    items = list(study.indicators.values())
    dimensions = tuple(study.dimensions)
    return Indicators(
        values=prepared.values[used],
        names=tuple(study.indicators),
        direction=np.array([1 if item.direction == "risk" else -1 for item in items]),
        dimension=np.array([dimensions.index(item.dimension) for item in items]),
        dimensions=dimensions,
        goalposts=np.array([item.goalposts or (np.nan, np.nan) for item in items]),
        importance=np.array([item.weight for item in items]),
        dimension_importance=np.array([item.weight for item in study.dimensions.values()]),
        population=None if prepared.population is None else prepared.population[used],
    )


def recipe_of(study: IndexStudy) -> Recipe:
    making = study.index
    return Recipe(
        Scaling(making.scaling),
        Weighting(making.weights),
        Aggregation(making.aggregation),
        making.winsorise,
    )


def rule_of(study: IndexStudy) -> ClassRule:
    wish = study.classification
    return ClassRule(Method(wish.method), wish.classes, wish.points, wish.by == "dimensions")


def alternatives_of(study: IndexStudy) -> Alternatives:
    wish = study.robustness
    return Alternatives(
        tuple(Scaling(each) for each in wish.scalings),
        tuple(Weighting(each) for each in wish.weights),
        tuple(Aggregation(each) for each in wish.aggregations),
        # With two indicators, leaving one out leaves no index.
        wish.drop and len(study.indicators) > 2,
        wish.spread,
        wish.runs,
    )


def outcome_of(prepared: PreparedIndex) -> SurveyedOutcome | None:
    if prepared.survey_rates is None:
        return None
    region = prepared.register.region[prepared.used].astype(np.int64)
    return SurveyedOutcome(prepared.survey_rates, region)
