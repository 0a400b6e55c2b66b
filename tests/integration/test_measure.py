"""`jalon measure`: an invented survey from its file to its tables, and what is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from jalon.cli import app
from jalon.engine.measure.file import load_measure
from jalon.engine.measure.run import Measured, measure
from jalon.engine.measure.words import as_text
from jalon.errors import BadInput, CannotEstimate, Problems

HEAD = """\
format = 1
measure = "{measure}"
name = "invented"
title = {{ en = "An invented country", es = "Un país inventado" }}
[survey]
file = "survey.csv"
source = "invented"
year = 2026
age = "age"
[survey.design]
weight = "weight"
psu = ["psu"]
strata = ["stratum"]
[sex]
column = "sex"
recode = {{ m = "male", f = "female" }}
[groups.zone]
label = "zone"
levels = ["urban", "rural"]
survey = "zone"
"""
FORCED = """
[columns]
worked = "worked"
very_low_wages = "unpaid"
withheld_documents = "papers"
[parameters]
reference_period = "12-months"
"""
COST = """
[columns]
wage_job = "worked"
moved = "moved"
years_since = "since"
earnings = "pay"
recruiter_fee = "fee"
travel_cost = "travel"
"""
MIGRANTS = """
[columns]
employed = "worked"
seeking = { sql = "1 - worked" }
foreign_born = "moved"
[outcomes.unpaid]
label = "Unpaid"
value = "unpaid"
"""
CHILD = """
[columns]
worked = "worked"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(41)
    n = 600
    psu = np.arange(n) // 20
    unpaid = rng.random(n) < 0.2
    papers = rng.random(n) < np.where(unpaid, 0.4, 0.05)
    pl.DataFrame(
        {
            "age": rng.integers(5, 60, n),
            "sex": rng.choice(["m", "f"], n),
            "zone": np.where(psu % 3 == 0, "rural", "urban"),
            "weight": rng.uniform(10, 30, n).round(2),
            "psu": psu,
            "stratum": psu // 10,
            "worked": (rng.random(n) < 0.7).astype(int),
            "unpaid": unpaid.astype(int),
            "papers": papers.astype(int),
            "moved": (rng.random(n) < 0.5).astype(int),
            "since": rng.uniform(0, 5, n).round(1),
            "pay": rng.integers(50, 200, n),
            "fee": rng.integers(0, 400, n),
            "travel": rng.integers(0, 100, n),
            "area": [f"a{i % 4}" for i in psu],
        }
    ).write_csv(tmp_path / "survey.csv")
    return tmp_path


def write(folder: Path, kind: str, body: str, head: str = "") -> Path:
    path = folder / f"{kind}.toml"
    lines = HEAD.format(measure=kind)
    path.write_text(lines.replace('name = "invented"\n', f'name = "invented"\n{head}\n') + body)
    return path


def run(folder: Path, kind: str, body: str, head: str = "") -> Measured:
    return measure(load_measure(write(folder, kind, body, head)))


def row(measured: Measured, quantity: str, sex: str = "all", domain: str = "nation") -> Any:
    found = measured.table.filter(quantity=quantity, sex=sex, domain=domain)
    return found.row(0, named=True)


def test_forced_labour_needs_both_elements(folder: Path) -> None:
    measured = run(folder, "forced-labour", FORCED)
    table = pl.read_csv(folder / "survey.csv")
    both = (table["worked"] * table["unpaid"] * table["papers"]).cast(pl.Float64)
    nation = row(measured, "forced-labour")
    assert nation["cases"] == both.sum()
    assert nation["value"] == pytest.approx(np.average(both, weights=table["weight"]))
    assert nation["total"] == pytest.approx((both * table["weight"]).sum())
    unwilling, coerced = row(measured, "involuntary"), row(measured, "coerced")
    assert min(unwilling["value"], coerced["value"]) > nation["value"]
    assert unwilling["n"] == table["worked"].sum()
    adults = row(measured, "forced-labour-adults")
    children = row(measured, "forced-labour-children")
    assert adults["cases"] + children["cases"] == nation["cases"]


def test_recruitment_cost_in_months_of_pay(folder: Path) -> None:
    measured = run(folder, "recruitment-cost", COST)
    table = pl.read_csv(folder / "survey.csv").filter(
        pl.col("age") >= 15, pl.col("worked") == 1, pl.col("moved") == 1, pl.col("since") <= 3
    )
    months = ((table["fee"] + table["travel"]) / table["pay"]).to_numpy()
    weight = table["weight"].to_numpy()
    order = np.argsort(months)
    reached = np.cumsum(weight[order]) / weight.sum()
    for quantity, share in (("median", 0.5), ("third-quartile", 0.75)):
        got = row(measured, quantity)
        assert got["n"] == len(months)
        assert got["value"] == pytest.approx(months[order][np.argmax(reached >= share)])
        assert got["low95"] <= got["value"] <= got["high95"]
    assert row(measured, "mean")["value"] == pytest.approx(np.average(months, weights=weight))
    for limit in (1, 3, 12):
        got = row(measured, f"above-{limit}")
        assert got["value"] == pytest.approx(np.average(months > limit, weights=weight))


def test_workers_are_compared(folder: Path) -> None:
    measured = run(folder, "migrant-workers", MIGRANTS)
    names = measured.table["quantity"].unique().to_list()
    assert {"unpaid-migrants", "unpaid-others", "unpaid-difference"} <= set(names)
    # Questions that were not asked give no category.
    assert not {"for-work-migrant", "return-migrant-worker"} & set(names)
    difference = row(measured, "unpaid-difference")
    of = [row(measured, f"unpaid-{who}")["value"] for who in ("migrants", "others")]
    assert difference["value"] == pytest.approx(of[0] - of[1])
    assert difference["low95"] < difference["value"] < difference["high95"]


def test_sexes_and_zones_add_up(folder: Path) -> None:
    measured = run(folder, "child-labour", CHILD, 'rule = "employment"')
    nation = row(measured, "child-labour")
    table = measured.table.filter(quantity="child-labour")
    for part in (
        table.filter(pl.col("sex") != "all", domain="nation"),
        table.filter(sex="all", domain="zone"),
        table.filter(pl.col("sex") != "all", domain="zone"),
    ):
        assert part["total"].sum() == pytest.approx(nation["total"])
        assert part["cases"].sum() == nation["cases"]


def test_answers_that_are_not_known_are_counted(folder: Path) -> None:
    table = pl.read_csv(folder / "survey.csv")
    table.with_columns(worked=pl.when(pl.arange(600) % 4 > 0).then("worked")).write_csv(
        folder / "survey.csv"
    )
    measured = run(folder, "child-labour", CHILD, 'rule = "employment"')
    children = table.with_row_index().filter(pl.col("age") <= 17)
    known = children.filter(pl.col("index") % 4 > 0)
    got = row(measured, "child-labour")
    assert got["n"] == known.height
    assert got["known_share"] == pytest.approx(known["weight"].sum() / children["weight"].sum())


def test_few_respondents_are_hidden_and_cannot_be_worked_out(folder: Path) -> None:
    table = pl.read_csv(folder / "survey.csv")
    # Four rural girls are left.
    rural_girl = (pl.col("zone") == "rural") & (pl.col("sex") == "f") & (pl.col("age") <= 17)
    few = table.filter(rural_girl).height
    kept = table.filter(~rural_girl | (rural_girl.cast(pl.Int64).cum_sum() > few - 4))
    kept.write_csv(folder / "survey.csv")
    measured = run(folder, "child-labour", CHILD, 'rule = "employment"')
    zones = measured.table.filter(domain="zone")
    hidden = {(r["code"], r["sex"]) for r in zones.filter("hidden").iter_rows(named=True)}
    # With the urban girls shown, or the rural boys, a subtraction would tell.
    assert hidden == {
        ("rural", "female"),
        ("rural", "male"),
        ("urban", "female"),
        ("urban", "male"),
    }
    assert (
        zones.filter("hidden").select("value", "cases", "total", "se").null_count().row(0)
        == (4,) * 4
    )
    assert zones.filter(code="rural", sex="female")["n"].to_list() == [4]
    text = as_text(measured, "en")
    assert ". [4]" in text


def test_what_would_tell_a_hidden_figure_is_hidden_with_it(folder: Path) -> None:
    table = pl.read_csv(folder / "survey.csv")
    # Six children are left, and six migrants among the workers of the country.
    young, migrant = pl.col("age") < 18, pl.col("moved") == 1
    kept = table.filter(~young | (young.cast(pl.Int64).cum_sum() <= 6))
    kept = kept.filter(~migrant | (migrant.cast(pl.Int64).cum_sum() <= 6))
    kept.write_csv(folder / "survey.csv")
    forced = run(folder, "forced-labour", FORCED)
    assert not row(forced, "forced-labour")["hidden"]
    for part in ("adults", "children"):
        assert row(forced, f"forced-labour-{part}")["hidden"]
        assert row(forced, f"forced-labour-{part}")["value"] is None
    workers = run(folder, "migrant-workers", MIGRANTS)
    assert not row(workers, "unpaid-others")["hidden"]
    for part in ("migrants", "difference"):
        assert row(workers, f"unpaid-{part}")["hidden"]
        assert row(workers, f"unpaid-{part}")["value"] is None


def test_a_rare_outcome_has_no_table_of_areas(folder: Path) -> None:
    with pytest.raises(CannotEstimate) as few:
        run(folder, "forced-labour", FORCED, 'area = "area"')
    assert few.value.code == "too-few-cases-for-areas"
    assert few.value.params["areas"] == 4
    assert few.value.params["needed"] == 120
    # With cases enough, and of an outcome that is not rare, there is one.
    common = run(folder, "child-labour", CHILD, 'rule = "employment"\narea = "area"')
    areas = common.table.filter(domain="area", sex="all")
    assert areas["code"].to_list() == ["a0", "a1", "a2", "a3"]
    assert areas["total"].sum() == pytest.approx(row(common, "child-labour")["total"])


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [("forced-labour", FORCED), ("recruitment-cost", COST), ("migrant-workers", MIGRANTS)],
)
def test_every_measure_is_said_in_every_language(
    folder: Path, kind: str, body: str, language: str
) -> None:
    measured = run(folder, kind, body)
    text = as_text(measured, language)
    assert ("Un país inventado" if language == "es" else "An invented country") in text
    assert text.count("[") == 3 * 3 * len(measured.answered.quantities)
    assert "%(" not in text


def test_figures_are_written_as_the_language_writes_them(folder: Path) -> None:
    forced = run(folder, "forced-labour", FORCED)
    rate, n = row(forced, "forced-labour")["value"], row(forced, "forced-labour")["n"]
    assert f"{100 * rate:.1f}%" in as_text(forced, "en")
    assert f"{100 * rate:.1f}".replace(".", ",") + "\u202f%" in as_text(forced, "fr")
    assert f") [{n}]" in as_text(forced, "en")
    cost = run(folder, "recruitment-cost", COST)
    median = f"{row(cost, 'median')['value']:.2f}"
    assert f"  {median} (" in as_text(cost, "en")
    assert f"  {median.replace('.', ',')} (" in as_text(cost, "fr")
    workers = as_text(run(folder, "migrant-workers", MIGRANTS), "en")
    assert " points (" in workers


def test_a_rare_share_has_two_decimals(folder: Path) -> None:
    table = pl.read_csv(folder / "survey.csv")
    once = (pl.col("papers") == 1) & (pl.col("unpaid") == 1)
    rare = table.with_columns(papers=pl.when(once.cum_sum() > 8).then(0).otherwise("papers"))
    rare.write_csv(folder / "survey.csv")
    measured = run(folder, "forced-labour", FORCED)
    rate = row(measured, "forced-labour")["value"]
    assert 0 < rate < 0.02
    assert f"{100 * rate:.2f}%" in as_text(measured, "en")


def test_the_command_writes_its_table_and_what_it_rests_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en")
    file, out = write(folder, "recruitment-cost", COST), folder / "out"
    result = CliRunner().invoke(app, ["measure", "recruitment-cost", str(file), "--out", str(out)])
    assert result.exit_code == 0
    assert "Recruitment cost in months of pay: third quartile" in result.output
    written = pl.read_csv(out / "table.csv")
    assert written.height == measure(load_measure(file)).table.height
    about = json.loads((out / "about.json").read_text())
    assert about["survey"]["degrees_of_freedom"] == 30 - 3
    assert ["First job abroad within so many years", "3"] in [
        [p["parameter"], p["value"]] for p in about["parameters"]
    ]
    first = (out / "table.csv").read_bytes(), (out / "about.json").read_bytes()
    CliRunner().invoke(app, ["measure", "recruitment-cost", str(file), "--out", str(out)])
    assert first == ((out / "table.csv").read_bytes(), (out / "about.json").read_bytes())


@pytest.mark.parametrize(
    ("kind", "body", "head", "codes"),
    [
        ("child-labour", CHILD, "", {"outcome-rule-unknown"}),
        ("child-labour", CHILD, 'rule = "icls"', {"outcome-column-missing"}),
        ("forced-labour", FORCED, 'rule = "icls"', {"measure-key-not-here"}),
        ("forced-labour", FORCED + "adult_form = 18\n", "", {"rule-parameter-unknown"}),
        ("forced-labour", FORCED.replace("12-months", "decade"), "", {"rule-parameter-wrong-kind"}),
        ("recruitment-cost", COST + 'visa = "fee"\n', "", {"outcome-column-unknown"}),
        (
            "recruitment-cost",
            COST + MIGRANTS[MIGRANTS.index("[outcomes") :],
            "",
            {"measure-key-not-here"},
        ),
        ("recruitment-cost", COST, 'sexe = "sex"', {"study-key-unknown"}),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    folder: Path, kind: str, body: str, head: str, codes: set[str]
) -> None:
    with pytest.raises(Problems) as wrong:
        load_measure(write(folder, kind, body, head))
    assert {problem.code for problem in wrong.value.problems} == codes


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("forced-labour", FORCED.replace('reference_period = "12-months"', ""),
         "reference-period-needed"),
        ("forced-labour", FORCED.replace('withheld_documents = "papers"', ""),
         "forced-labour-element-needed"),
        ("recruitment-cost", COST.replace('"fee"', '"fees"'), "column-missing"),
        ("migrant-workers", MIGRANTS.replace('foreign_born = "moved"', ""), "migrant-basis-needed"),
        ("migrant-workers", MIGRANTS.replace('value = "unpaid"', 'value = "pay"'),
         "flag-not-binary"),
        ("child-labour", CHILD + '[groups.age]\nlabel = "a"\nlevels = ["x", "y"]\nsurvey = "sex"\n',
         "level-unseen"),
    ],
)  # fmt: skip
def test_a_survey_that_does_not_fit_is_refused(
    folder: Path, kind: str, body: str, code: str
) -> None:
    head = 'rule = "employment"' if kind == "child-labour" else ""
    with pytest.raises((Problems, BadInput)) as wrong:
        run(folder, kind, body, head)
    found = wrong.value
    codes = {p.code for p in found.problems} if isinstance(found, Problems) else {found.code}
    assert code in codes


def test_the_command_of_another_measure_is_refused(folder: Path) -> None:
    file = write(folder, "recruitment-cost", COST)
    result = CliRunner().invoke(app, ["measure", "forced-labour", str(file)])
    assert isinstance(result.exception, BadInput)
    assert result.exception.code == "measure-is-another"
