"""The area-level model beside the model of persons: another way to the same rates."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.area_level.arcsine import effective_sizes, fit_shares
from jalon.engine.area_level.likelihood import Likelihood
from jalon.engine.prepare.everything import Prepared
from jalon.engine.study.consistency import model_members
from jalon.engine.survey.totals import DirectEstimates
from jalon.errors import CannotEstimate


def area_level_frame(
    prepared: Prepared, direct: DirectEstimates, rates: NDArray[np.float64]
) -> pl.DataFrame | None:
    """Return Fay and Herriot's estimates from the areas' direct rates and the model's covariates.

    None where the model has no covariate, or the survey too few areas for them: there is then
    nothing that one area could tell of another.

    Parameters
    ----------
    direct : DirectEstimates
        Of the D areas.
    rates : (D,) float
        Those of the model of persons.
    """
    used = model_members(prepared.study)
    columns = [i for i, name in enumerate(prepared.covariates.names) if name in used]
    if not columns:
        return None
    values = prepared.covariates.values[:, columns]
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    X = np.column_stack([np.ones(len(values)), standard])
    try:
        n_eff = effective_sizes(direct.n, direct.deff, direct.psus)
        # The likelihood that cannot end at nought, where every rate would be the synthetic one.
        found = fit_shares(np.nan_to_num(direct.rate), n_eff, X, Likelihood.REML_YL)
    except CannotEstimate:
        return None
    low, high = found.interval(0.95)
    few = direct.n < prepared.study.disclosure.smallest_group
    return pl.DataFrame(
        {
            "area": prepared.register.codes,
            "name": prepared.register.names,
            "sampled": found.sampled,
            "n_sample": direct.n,
            "n_eff": n_eff,
            # Few respondents could be told apart by their rate.
            "direct_rate": np.where(few, np.nan, direct.rate),
            "rate": rates,
            "area_rate": found.rate,
            "se": found.se,
            "low95": low,
            "high95": high,
            "shrinkage": found.model.shrinkage,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
