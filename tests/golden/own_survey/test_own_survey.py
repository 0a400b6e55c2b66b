"""Our own two-stage survey, with and without awkward strata, against R (reference.R)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.regression.bootstrap import bootstrap_covariance
from jalon.engine.regression.diagnostics import archer_lemeshow, predict
from jalon.engine.regression.effects import average_marginal_effects
from jalon.engine.regression.encoding import Encoding, build_encoding
from jalon.engine.regression.logistic import (
    LogisticFit,
    clustered_covariance,
    collapse,
    fit_logistic,
)
from jalon.engine.regression.selection import design_aic
from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
from jalon.engine.survey.totals import direct_estimates, shares
from jalon.errors import CannotEstimate

HERE = Path(__file__).parent
# R writes 15 digits; its iterations stop where the errors are good to nine.
COEF, SE = 1e-8, 1e-6

FACTORS = (
    Factor("age", ("5-11", "12-14", "15-17")),
    Factor("sex", ("male", "female")),
    Factor("urban", ("rural", "urban")),
    Factor("schooling", ("none", "primary", "more")),
)
TERMS = ("age", "sex", "urban", "schooling", "cropland", "age:sex", "urban:cropland")


@dataclass(frozen=True)
class Survey:
    table: pl.DataFrame
    encoding: Encoding
    pids: np.ndarray
    X: np.ndarray
    row: np.ndarray
    y: np.ndarray

    def column(self, name: str) -> np.ndarray:
        return self.table[name].to_numpy()

    def design(
        self, kind: str = "with_replacement", rule: LonelyPsu = LonelyPsu.FAIL
    ) -> SurveyDesign:
        """The designs of reference.R."""
        stratum = "stratum_lonely" if kind == "lonely" else "stratum"
        corrections: dict[str, Any] = {}
        if kind in {"fpc", "two_stage"}:
            corrections["fpc"] = self.column("psus_in_stratum")
        if kind == "two_stage":
            corrections["ssu"] = self.column("household")
            corrections["ssu_fpc"] = self.column("households_in_psu")
        if kind == "unstratified":
            home = (self.table["stratum"] + "/" + self.table["psu"].cast(pl.String)).to_numpy()
            return make_design(self.column("weight"), None, home)
        return make_design(
            self.column("weight"),
            self.column(stratum),
            self.column("psu"),
            lonely_psu=rule,
            **corrections,
        )

    def fit(self, design: SurveyDesign) -> LogisticFit:
        return fit_logistic(self.X, self.row, self.y, design, self.encoding.names)

    def domain(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Positions in sorted order of the names; -1 where the outcome is missing."""
        names, position = np.unique(self.column(name).astype(str), return_inverse=True)
        return np.where(np.isnan(self.y), -1, position), names.tolist()


@pytest.fixture(scope="module")
def survey() -> Survey:
    table = pl.read_csv(HERE / "survey.csv", schema_overrides={"y": pl.Float64})
    index = PatternIndex(FACTORS)
    codes = np.column_stack([[f.levels.index(v) for v in table[f.name].to_list()] for f in FACTORS])
    pids = index.index(codes)
    encoding = build_encoding(index, TERMS, ("cropland",))
    X = encoding.matrix(pids, table["cropland"].to_numpy()[:, None])
    X, row = np.unique(X, axis=0, return_inverse=True)
    y = table["y"].to_numpy()
    return Survey(table, encoding, pids, X, np.where(np.isnan(y), -1, row), y)


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return json.loads((HERE / "reference.json").read_text())


def agrees(fit: LogisticFit, expected: dict[str, Any]) -> None:
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se, expected["se"], rtol=SE)
    scale = np.outer(expected["se"], expected["se"])
    np.testing.assert_allclose(fit.covariance / scale, expected["vcov"] / scale, rtol=0, atol=SE)
    assert fit.design_dof == expected["df"]
    assert fit.dof == expected["df_resid"]


@pytest.mark.parametrize("kind", ["with_replacement", "fpc", "unstratified"])
def test_the_fit_agrees_with_svyglm(survey: Survey, reference: dict[str, Any], kind: str) -> None:
    agrees(survey.fit(survey.design(kind)), reference["fits"][kind])


@pytest.mark.parametrize("rule", ["adjust", "remove"])
def test_two_stages_agree_with_svyglm(survey: Survey, reference: dict[str, Any], rule: str) -> None:
    fit = survey.fit(survey.design("two_stage", LonelyPsu(rule)))
    agrees(fit, reference["fits"][f"two_stage_{rule}"])


@pytest.mark.parametrize("rule", ["adjust", "remove", "average", "certainty"])
def test_lonely_strata_agree_with_svyglm(
    survey: Survey, reference: dict[str, Any], rule: str
) -> None:
    fit = survey.fit(survey.design("lonely", LonelyPsu(rule)))
    agrees(fit, reference["fits"][f"lonely_{rule}"])


def test_a_lonely_stratum_is_refused_by_name(survey: Survey) -> None:
    with pytest.raises(CannotEstimate, match="single-psu-stratum") as refusal:
        survey.fit(survey.design("lonely"))
    assert refusal.value.params["strata"] == "alone"


def test_a_lonely_second_stage_is_refused_by_name(survey: Survey) -> None:
    with pytest.raises(CannotEstimate, match="single-psu-stratum") as refusal:
        survey.fit(survey.design("two_stage"))
    assert refusal.value.params["count"] == 1


def test_a_model_of_a_domain_agrees_with_svyglm(survey: Survey, reference: dict[str, Any]) -> None:
    girls = survey.column("sex") == "female"
    encoding = build_encoding(
        survey.encoding.index, ("age", "urban"), ("cropland",), np.array([0.3]), np.array([0.2])
    )
    X = encoding.matrix(survey.pids, survey.column("cropland")[:, None])
    row = np.where(girls & ~np.isnan(survey.y), np.arange(len(X)), -1)
    fit = fit_logistic(X, row, survey.y, survey.design(), encoding.names)
    expected = reference["fits"]["girls"]
    # Standardising changes the slope by its scale and the intercept by its centre.
    slope = fit.coef[-1] / 0.2
    np.testing.assert_allclose(slope, expected["coef"][-1], atol=COEF)
    np.testing.assert_allclose(fit.coef[0] - 0.3 * slope, expected["coef"][0], atol=COEF)
    np.testing.assert_allclose(fit.coef[1:-1], expected["coef"][1:-1], rtol=0, atol=COEF)
    np.testing.assert_allclose(fit.se[1:-1], expected["se"][1:-1], rtol=SE)
    assert (fit.design_dof, fit.dof) == (expected["df"], expected["df_resid"])


def test_dropping_the_rows_outside_a_domain_would_give_other_errors(survey: Survey) -> None:
    """Why a domain is a score of zero: units without a row in it still count in their stratum."""
    position, names = survey.domain("area")
    whole = direct_estimates(survey.y, position, len(names), survey.design())
    kept = position == names.index("a04")
    alone = make_design(
        *(survey.column(c)[kept] for c in ("weight", "stratum", "psu")),
        lonely_psu=LonelyPsu.REMOVE,
    )
    dropped = direct_estimates(survey.y[kept], np.zeros(kept.sum(), np.int64), 1, alone)
    assert dropped.rate[0] == pytest.approx(whole.rate[names.index("a04")])
    assert dropped.se[0] != pytest.approx(whole.se[names.index("a04")], rel=1e-3)


@pytest.mark.parametrize("kind", ["with_replacement", "two_stage"])
def test_collapsing_rows_changes_nothing(survey: Survey, kind: str) -> None:
    design = survey.design(kind, LonelyPsu.ADJUST)
    whole = survey.fit(design)
    cells = collapse(survey.row, survey.y, design)
    assert len(cells.row) < design.n
    joined = fit_logistic(
        survey.X, cells.row, cells.y, cells.design, survey.encoding.names, persons=cells.persons
    )
    np.testing.assert_allclose(joined.coef, whole.coef, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(joined.covariance, whole.covariance, rtol=0, atol=1e-12)
    np.testing.assert_allclose(joined.log_likelihood, whole.log_likelihood, rtol=1e-12)
    assert (joined.n, joined.dof, joined.n_psu) == (whole.n, whole.dof, whole.n_psu)


@pytest.mark.parametrize(
    ("case", "domain", "kind", "rule"),
    [
        ("area", "area", "with_replacement", "fail"),
        ("region", "region", "with_replacement", "fail"),
        ("region_fpc", "region", "fpc", "fail"),
        ("region_two_stage", "region", "two_stage", "adjust"),
        ("region_lonely_adjust", "region", "lonely", "adjust"),
        ("region_lonely_remove", "region", "lonely", "remove"),
        ("region_lonely_average", "region", "lonely", "average"),
    ],
)
def test_rates_and_totals_of_domains_agree_with_svyby(
    survey: Survey, reference: dict[str, Any], case: str, domain: str, kind: str, rule: str
) -> None:
    position, names = survey.domain(domain)
    design = survey.design(kind, LonelyPsu(rule))
    estimates = direct_estimates(survey.y, position, len(names), design)
    expected = reference["domains"][case]
    assert [row["domain"] for row in expected] == names
    assert_domains(estimates, expected)


def test_the_nation_agrees_with_svymean(survey: Survey, reference: dict[str, Any]) -> None:
    everyone = np.where(np.isnan(survey.y), -1, 0)
    estimates = direct_estimates(survey.y, everyone, 1, survey.design())
    assert_domains(estimates, reference["domains"]["nation"])


def assert_domains(estimates: Any, expected: list[dict[str, Any]]) -> None:
    def column(name: str) -> np.ndarray:
        return np.array([np.nan if row[name] is None else row[name] for row in expected], float)

    np.testing.assert_array_equal(estimates.n, column("n"))
    np.testing.assert_array_equal(estimates.dof, column("df"))
    np.testing.assert_allclose(estimates.rate, column("rate"), rtol=1e-12)
    np.testing.assert_allclose(estimates.total, column("total"), rtol=1e-12)
    # Inside one PSU R's error is rounding around zero; ours says that it is unknown.
    alone = estimates.psus == 1
    assert np.isnan(estimates.se[alone]).all()
    assert (column("se")[alone] < 1e-12).all()
    np.testing.assert_allclose(estimates.se[~alone], column("se")[~alone], rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(estimates.total_se, column("total_se"), rtol=1e-9, atol=1e-14)
    uncertain = (estimates.rate > 0) & (estimates.rate < 1) & ~alone
    np.testing.assert_allclose(estimates.deff[uncertain], column("deff")[uncertain], rtol=1e-8)
    # With one degree of freedom svyciprop's detour through a normal quantile overflows.
    drawn = uncertain & (estimates.dof > 1)
    assert drawn.any()
    for level in ("90", "95"):
        limits = np.array([row[f"limits{level}"] for row in expected], float)[drawn]
        low, high = getattr(estimates, f"low{level}"), getattr(estimates, f"high{level}")
        # svyciprop fits a logit with R's loose iterations.
        np.testing.assert_allclose(low[drawn], limits[:, 0], rtol=1e-6)
        np.testing.assert_allclose(high[drawn], limits[:, 1], rtol=1e-6)


@pytest.mark.parametrize("case", ["nation", "R2"])
def test_shares_of_levels_agree_with_svymean(
    survey: Survey, reference: dict[str, Any], case: str
) -> None:
    levels = FACTORS[3].levels
    codes = np.array([levels.index(v) for v in survey.column("schooling")])
    inside = np.ones(len(codes), bool) if case == "nation" else survey.column("region") == case
    found = shares(codes, 3, np.where(inside, 0, -1), 1, survey.design())
    expected = reference["shares"][case]
    np.testing.assert_allclose(found.rate[0], expected["rate"], rtol=1e-12)
    np.testing.assert_allclose(found.covariance[0], expected["vcov"], rtol=1e-9, atol=1e-16)
    assert found.dof[0] == expected["df"]


def test_wald_tests_agree_with_regtermtest(survey: Survey, reference: dict[str, Any]) -> None:
    fit = survey.fit(survey.design())
    for expected in reference["wald"]:
        test = fit.wald(survey.encoding.columns_of(expected["term"]))
        assert (test.df1, test.df2) == (expected["df"], expected["ddf"])
        np.testing.assert_allclose(test.F, expected["F"], rtol=SE)
        np.testing.assert_allclose(test.p, expected["p"], rtol=1e-5)
        np.testing.assert_allclose(test.adjusted_f, expected["adjusted_F"], rtol=SE)
        np.testing.assert_allclose(test.adjusted_p, expected["adjusted_p"], rtol=1e-5)


def test_errors_clustered_by_area_agree_with_svyglm(
    survey: Survey, reference: dict[str, Any]
) -> None:
    fit = survey.fit(survey.design())
    area = np.unique(survey.column("area"), return_inverse=True)[1]
    weight = survey.column("weight")
    covariance = clustered_covariance(fit, survey.X, survey.row, survey.y, weight, area)
    expected = reference["clustered"]
    scale = np.outer(expected["se"], expected["se"])
    np.testing.assert_allclose(covariance / scale, expected["vcov"] / scale, rtol=0, atol=SE)


def test_archer_lemeshow_agrees_with_its_formula_in_r(
    survey: Survey, reference: dict[str, Any]
) -> None:
    design = survey.design()
    fit = survey.fit(design)
    test = archer_lemeshow(predict(fit.coef, survey.X, survey.row), survey.y, design)
    expected = reference["archer_lemeshow"]
    assert (test.groups, test.df1, test.df2) == tuple(expected[k] for k in ("groups", "df1", "df2"))
    np.testing.assert_allclose(test.f_statistic, expected["F"], rtol=1e-7)
    np.testing.assert_allclose(test.p, expected["p"], rtol=1e-6)


def test_marginal_effects_agree_with_r(survey: Survey, reference: dict[str, Any]) -> None:
    fit = survey.fit(survey.design())
    known = survey.row >= 0
    effects = average_marginal_effects(
        survey.encoding,
        fit,
        survey.pids[known],
        survey.column("weight")[known],
        survey.column("cropland")[known][:, None],
    )
    for name, expected in reference["effects"].items():
        at = effects.names.index(name)
        np.testing.assert_allclose(effects.effect[at], expected["effect"], rtol=1e-7)
        np.testing.assert_allclose(effects.se[at], expected["se"], rtol=1e-6)


def test_equal_weights_give_the_ordinary_logit(survey: Survey, reference: dict[str, Any]) -> None:
    design = make_design(np.full(len(survey.y), 7.3))
    fit = survey.fit(design)
    expected = reference["unweighted"]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=0, atol=COEF)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.bread)), expected["naive_se"], rtol=SE)
    np.testing.assert_allclose(fit.log_likelihood, expected["log_likelihood"], rtol=1e-10)


def test_the_designs_aic_agrees_with_r(survey: Survey, reference: dict[str, Any]) -> None:
    encoding = build_encoding(survey.encoding.index, TERMS[:4], ())
    X, row = np.unique(encoding.matrix(survey.pids, None), axis=0, return_inverse=True)
    row = np.where(np.isnan(survey.y), -1, row)
    plain = fit_logistic(X, row, survey.y, survey.design(), encoding.names)
    for fit, case in ((survey.fit(survey.design()), "whole"), (plain, "without")):
        found, expected = design_aic(fit), reference["aic"][case]
        np.testing.assert_allclose(found.value, expected["AIC"], rtol=1e-7)
        np.testing.assert_allclose(found.parameters, expected["eff.p"], rtol=SE)


def test_bootstrap_errors_agree_with_rs(survey: Survey, reference: dict[str, Any]) -> None:
    """Both are random: 1000 replicates leave 2 % (1 / sqrt(2 B)), R's 4000 another; three times."""
    encoding = build_encoding(survey.encoding.index, ("age", "sex"), ())
    X, row = np.unique(encoding.matrix(survey.pids, None), axis=0, return_inverse=True)
    row = np.where(np.isnan(survey.y), -1, row)
    found = bootstrap_covariance(
        X, row, survey.y, survey.design(), encoding.names, replicates=1000, seed=1
    )
    assert found.failed == 0
    np.testing.assert_allclose(found.se, reference["bootstrap"]["se"], rtol=0.075)
