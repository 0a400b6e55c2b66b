"""The area effect of Guatemala's survey, beside a mixed model fitted elsewhere."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from jalon.engine.regression.logistic import fit_logistic
from jalon.engine.small_area.area_effect import area_effect, psu_residuals
from jalon.engine.survey.design import make_design

# Two-level random-intercept logit on the same data, log-odds: municipalities, sampling units.
SIGMA_AREA, SIGMA_UNIT = 0.43, 0.91


@pytest.mark.real_data
def test_agrees_with_the_two_level_model_on_the_marginal_scale(data_folder: Path) -> None:
    """Employment at 7-17: a plain logit sees 0.43 shrunk by sqrt(1 + 0.346 (0.43^2 + 0.91^2))."""
    children = pl.read_csv(
        data_folder / "guatemala" / "encovi2014_persons.csv.gz", infer_schema_length=None
    ).filter(pl.col("edad").is_between(7, 17), pl.col("condact3") != 9)
    age = children["edad"].to_numpy()
    flags = [age >= 10, age >= 15, (children["sexo"] == 2).to_numpy()]
    flags += [(children[name] == 1).to_numpy() for name in ("area_ee", "etnia_ee")]
    X = np.column_stack([np.ones(len(age)), *flags]).astype(float)
    y = (children["condact3"] == 1).to_numpy().astype(float)
    psu = np.unique(children["_upm"].to_numpy(), return_inverse=True)[1]
    area = np.unique(children["muni_code"].to_numpy(), return_inverse=True)[1]

    design = make_design(children["_fep"].to_numpy().astype(float), None, psu)
    distinct, row = np.unique(X, axis=0, return_inverse=True)
    fit = fit_logistic(distinct, row, y, design, ["one", "10+", "15+", "girl", "urban", "ethnic"])
    got = area_effect(*psu_residuals(y, expit(X @ fit.coef), psu, area))

    marginal = SIGMA_AREA / np.sqrt(1 + 0.346 * (SIGMA_AREA**2 + SIGMA_UNIT**2))
    assert got.sigma == pytest.approx(marginal, abs=0.05)
    assert got.se < got.raw / 3
    assert got.areas > 200
