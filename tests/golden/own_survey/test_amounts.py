"""Means and quantiles of our own survey against R (amounts.R), and their edges."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jalon.engine.survey.amounts import direct_differences, direct_means, direct_quantiles
from jalon.engine.survey.design import SurveyDesign, make_design
from jalon.engine.survey.totals import direct_estimates
from jalon.errors import BadInput

HERE = Path(__file__).parent
# R writes 15 digits.
EXACT = 1e-10


@pytest.fixture(scope="module")
def survey() -> tuple[pl.DataFrame, SurveyDesign]:
    table = pl.read_csv(HERE / "survey.csv")
    columns = (table[name].to_numpy() for name in ("weight", "stratum", "psu"))
    return table, make_design(*columns)


@pytest.mark.parametrize("kind", ["sex", "region", "age"])
def test_means_and_quantiles_are_rs(survey: tuple[pl.DataFrame, SurveyDesign], kind: str) -> None:
    table, design = survey
    reference = json.loads((HERE / "amounts.json").read_text())
    amount = np.array(reference["amount"], dtype=float)
    levels = sorted(table[kind].unique().to_list())
    domain = table[kind].replace_strict(levels, range(len(levels))).to_numpy()
    size = len(levels)
    mean = direct_means(amount, domain, size, design)
    median = direct_quantiles(amount, 0.5, domain, size, design)
    third = direct_quantiles(amount, 0.75, domain, size, design)
    expected = reference[kind]
    assert [row["domain"] for row in expected] == levels

    def column(name: str) -> list[float]:
        return [row[name] for row in expected]

    np.testing.assert_array_equal(mean.n, column("n"))
    np.testing.assert_array_equal(mean.dof, column("df"))
    np.testing.assert_allclose(mean.value, column("mean"), rtol=EXACT)
    np.testing.assert_allclose(mean.se, column("se"), rtol=EXACT)
    np.testing.assert_allclose(
        np.transpose([mean.low95, mean.high95]), column("limits"), rtol=EXACT
    )
    for got, name in ((median, "median"), (third, "third")):
        np.testing.assert_allclose(got.value, column(name + ".value"), rtol=EXACT)
        limits = np.transpose([got.low95, got.high95])
        np.testing.assert_allclose(limits, column(name + ".limits"), rtol=EXACT)
        np.testing.assert_allclose(got.se, column(name + ".se"), rtol=EXACT)


def test_differences_are_rs(survey: tuple[pl.DataFrame, SurveyDesign]) -> None:
    table, design = survey
    reference = json.loads((HERE / "amounts.json").read_text())
    amount = np.array(reference["amount"], dtype=float)
    levels = sorted(table["region"].unique().to_list())
    domain = table["region"].replace_strict(levels, range(len(levels))).to_numpy()
    female = (table["sex"] == "female").to_numpy()
    got = direct_differences(amount, female, domain, len(levels), design)
    expected = reference["male_less_female"]
    np.testing.assert_allclose(got.value, [row["value"] for row in expected], rtol=1e-9)
    np.testing.assert_allclose(got.se, [row["se"] for row in expected], rtol=1e-9)


def test_a_difference_from_nobody_is_unknown() -> None:
    design = make_design(np.ones(6), None, np.arange(6) // 2)
    domain = np.array([0, 0, 0, 1, 1, 1])
    second = np.array([True, True, False, False, False, False])
    got = direct_differences(np.arange(6.0), second, domain, 2, design)
    assert got.value[0] == 2 - 0.5
    assert np.isnan([got.value[1], got.se[1], got.low95[1]]).all()


def test_the_mean_of_a_yes_or_no_is_its_rate(survey: tuple[pl.DataFrame, SurveyDesign]) -> None:
    table, design = survey
    y = np.nan_to_num(table["y"].cast(pl.Float64, strict=False).to_numpy())
    domain = (table["sex"] == "female").cast(pl.Int64).to_numpy()
    mean, rate = direct_means(y, domain, 2, design), direct_estimates(y, domain, 2, design)
    np.testing.assert_allclose(mean.value, rate.rate, rtol=EXACT)
    np.testing.assert_allclose(mean.se, rate.se, rtol=EXACT)


def test_a_quantile_is_the_smallest_value_that_reaches_the_share() -> None:
    amount = np.array([3.0, 1.0, 2.0, 2.0, 9.0, -1.0])
    weight = np.array([1.0, 1, 1, 1, 4, 7])
    domain = np.array([0, 0, 0, 0, 0, -1])
    design = make_design(weight)

    def at(share: float) -> float:
        return float(direct_quantiles(amount, share, domain, 2, design).value[0])

    # Of 8 persons: one has 1, two have 2, one 3 and four 9.
    assert [at(s) for s in (0.1, 0.125, 0.126, 0.375, 0.5, 0.51, 1.0)] == [1, 1, 2, 2, 3, 9, 9]
    empty = direct_quantiles(amount, 0.5, domain, 2, design)
    assert empty.n.tolist() == [5, 0]
    assert np.isnan([empty.value[1], empty.se[1], empty.low95[1]]).all()


def test_one_psu_has_no_error() -> None:
    design = make_design(np.ones(6), None, np.array([1, 1, 1, 2, 2, 3]))
    domain = np.array([0, 0, 0, 1, 1, 1])
    mean = direct_means(np.arange(6.0), domain, 2, design)
    assert np.isnan(mean.se[0])
    assert mean.se[1] > 0
    median = direct_quantiles(np.arange(6.0), 0.5, domain, 2, design)
    assert np.isnan([median.se[0], median.low95[0]]).all()


def test_an_amount_that_is_no_number_is_refused() -> None:
    design = make_design(np.ones(3))
    with pytest.raises(BadInput) as gap:
        direct_means(np.array([1.0, np.nan, 2.0]), np.zeros(3, dtype=int), 1, design)
    assert (gap.value.code, gap.value.params["row"]) == ("amount-not-finite", 2)
    left_out = direct_means(np.array([1.0, np.nan, 2.0]), np.array([0, -1, 0]), 1, design)
    assert left_out.value[0] == 1.5
