"""The model's coefficients as a table, with odds ratios and average marginal effects."""

import numpy as np
import polars as pl

from jalon.engine.prepare.everything import Prepared
from jalon.engine.regression.effects import average_marginal_effects
from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.regression.selection import design_aic, lasso_path
from jalon.engine.runs.fitting import FittedModel, with_region_means
from jalon.errors import CannotEstimate


def coefficients_frame(prepared: Prepared, model: FittedModel) -> pl.DataFrame:
    """Return one row per column of the model; marginal effects are means over the survey."""
    fit, encoding, sample = model.fit, model.encoding, prepared.sample
    inside = model.rows.row >= 0
    effects = average_marginal_effects(
        encoding,
        fit,
        model.rows.pattern[inside],
        sample.design.weight[inside],
        with_region_means(prepared)[model.rows.place[inside]] if encoding.covariates else None,
    )
    ratio, low, high = fit.odds_ratios(0.95)
    terms = ["(intercept)", *encoding.all_terms]
    return pl.DataFrame(
        {
            "term": [terms[t + 1] for t in encoding.term_of],
            "column": fit.names,
            "label": fit.names,
            "coef": fit.coef,
            "se": fit.se,
            "odds_ratio": ratio,
            "or_low95": low,
            "or_high95": high,
            "p": fit.p_values,
            "marginal_effect": effects.effect,
            "marginal_effect_se": effects.se,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def terms_frame(model: FittedModel) -> pl.DataFrame:
    """Return one row per term: the Wald test that all its coefficients are zero.

    `p` is R's (``regTermTest``), `adjusted_p` that of the adjusted Wald test. `daic_without` is
    how much the design's AIC grows without the term (below nought: it is better without), and
    `lasso_place` at which place a lasso lets it in (none: it never does). Both are advice.
    """
    encoding = model.encoding
    order = _order_of_terms(model)
    tests = [model.fit.wald(encoding.columns_of(term)) for term in encoding.all_terms]
    return pl.DataFrame(
        {
            "term": encoding.all_terms,
            "f_statistic": [test.F for test in tests],
            "df1": [test.df1 for test in tests],
            "df2": [test.df2 for test in tests],
            "p": [test.p for test in tests],
            "adjusted_p": [test.adjusted_p for test in tests],
            "daic_without": [_aic_without(model, term) for term in encoding.all_terms],
            "lasso_place": [order.get(term) for term in encoding.all_terms],
        },
        schema_overrides={"daic_without": pl.Float64, "lasso_place": pl.Int64},
    ).with_columns(pl.selectors.float().fill_nan(None))


def _aic_without(model: FittedModel, term: str) -> float | None:
    """Return what the design's AIC gains or loses when a term is left out; None: no fit."""
    encoding, rows = model.encoding, model.collapsed
    kept = np.setdiff1d(np.arange(len(model.fit.names)), encoding.columns_of(term))
    try:
        fit = fit_logistic(
            model.rows.X[:, kept],
            rows.row,
            rows.y,
            rows.design,
            [model.fit.names[column] for column in kept],
            firth=model.fit.firth,
            persons=rows.persons,
        )
    except CannotEstimate:
        return None
    return design_aic(fit).value - design_aic(model.fit).value


def _order_of_terms(model: FittedModel) -> dict[str, int]:
    """Return at which place, from 1, a lasso lets each term in."""
    rows, encoding = model.collapsed, model.encoding
    used = rows.row >= 0
    place, weight, y = rows.row[used], rows.design.weight[used], rows.y[used]
    yes, no = (
        np.bincount(place, weight * side, minlength=len(model.rows.X)).astype(np.float64)
        for side in (y, 1 - y)
    )
    path = lasso_path(model.rows.X, yes, no)
    names = path.order_of_terms(encoding.term_of, encoding.all_terms)
    return {term: place for place, term in enumerate(names, start=1)}
