"""The model's coefficients as a table, with odds ratios and average marginal effects."""

import polars as pl

from jalon.engine.prepare.everything import Prepared
from jalon.engine.regression.effects import average_marginal_effects
from jalon.engine.runs.fitting import FittedModel, with_region_means


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

    `p` is R's (``regTermTest``), `adjusted_p` that of the adjusted Wald test.
    """
    encoding = model.encoding
    tests = [model.fit.wald(encoding.columns_of(term)) for term in encoding.all_terms]
    return pl.DataFrame(
        {
            "term": encoding.all_terms,
            "f_statistic": [test.F for test in tests],
            "df1": [test.df1 for test in tests],
            "df2": [test.df2 for test in tests],
            "p": [test.p for test in tests],
            "adjusted_p": [test.adjusted_p for test in tests],
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
