"""A study of vulnerability from its files to a folder, by the command line and in memory."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pyogrio
import pytest
from typer.testing import CliRunner

from integration.index_study import SmallIndex, write_small_index
from jalon.cli import app
from jalon.engine.check import check_study
from jalon.engine.names import write_names
from jalon.engine.outputs.manifest import changed_outputs
from jalon.engine.runs.index import IndexResults, run_index
from jalon.engine.runs.index.whole import find_index
from jalon.engine.study import load_index_study
from jalon.errors import BadInput, CannotEstimate, Problems


def review(study: SmallIndex) -> None:
    path, _ = write_names(study.path)
    frame = pl.read_csv(path, infer_schema=False)
    frame.with_columns(reviewed=pl.lit("yes")).write_csv(path)


@pytest.fixture
def study(tmp_path: Path) -> SmallIndex:
    small = write_small_index(tmp_path)
    review(small)
    return small


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> IndexResults:
    folder = tmp_path_factory.mktemp("index")
    small = write_small_index(folder)
    review(small)
    return run_index(load_index_study(small.path), folder / "out")


def problems(study: SmallIndex) -> dict[str, str]:
    """Return the code of each problem by its place."""
    return {problem.where: problem.code for problem in check_study(study.path).problems}


def test_every_area_has_an_index_a_class_and_a_rank(results: IndexResults) -> None:
    areas = results.areas
    assert areas.height == 40
    assert areas["index"].is_between(0, 100).all()
    assert areas["rank"].sort().to_list() == list(range(1, 41))
    shares = areas.select(pl.sum_horizontal("share_1", "share_2", "share_3")).to_series()
    np.testing.assert_allclose(shares, 1)
    own = [row[f"share_{row['class']}"] for row in areas.iter_rows(named=True)]
    np.testing.assert_allclose(areas["class_share"], own)
    assert (areas["rank_low90"] <= areas["rank_high90"]).all()


def test_the_index_is_the_mean_of_its_scores(results: IndexResults) -> None:
    mean = results.areas.select((pl.col("score_schooling") + pl.col("score_living")) / 2)
    np.testing.assert_allclose(results.areas["index"], mean.to_series())


def test_values_are_joined_to_the_area_of_that_name(results: IndexResults) -> None:
    """Rows stand in another order; two spell their name otherwise."""
    schools = pl.read_csv(results.study.folder / "schools.csv")
    values = results.frames["indicator_values"].filter(pl.col("indicator") == "dropout")
    by_area = dict(values.select("area", "value").rows())
    spelt = schools.filter(pl.col("commune") == "COMUNE AAAA 0")["dropout"].item()
    assert by_area["A00"] == spelt
    seventh = results.areas["name"][7].upper()
    assert by_area["A07"] == schools.filter(pl.col("commune") == seventh)["dropout"].item()


def test_every_guess_is_listed(results: IndexResults) -> None:
    listed = results.frames["names"]
    assert sorted(listed["code"]) == ["A00", "A01"]
    page = (results.folder / "report.html").read_text(encoding="utf-8")
    assert "COMUNE AAAA 0" in page
    assert "KOMMUNE BBBB1" in page


def test_outside_measures_are_held_against_the_index(results: IndexResults) -> None:
    validity = {row["with"]: row for row in results.frames["validity"].to_dicts()}
    assert validity["survey_rates"]["n"] == 4
    assert validity["other"]["n"] == 40
    other = pl.read_csv(results.study.folder / "registers.csv")["other"]
    expected = np.corrcoef(results.areas["index"], other)[0, 1]
    assert validity["other"]["pearson"] == pytest.approx(expected)


class Balance(HTMLParser):
    """Count opening and closing tags, and gather ids and what points to them."""

    VOID = frozenset({"meta", "br", "input", "link", "img", "path", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.pointers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "aria-labelledby" and value:
                self.pointers.append(value)
            if name == "href" and value and value.startswith("#"):
                self.pointers.append(value[1:])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        assert self.open.pop() == tag


@pytest.mark.parametrize("file", ["report.html", "report.es.html", "report.ar.html"])
def test_the_report_is_whole(file: str, results: IndexResults) -> None:
    text = (results.folder / file).read_text(encoding="utf-8")
    page = Balance()
    page.feed(text)
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.pointers) <= set(page.ids)
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert ('dir="rtl"' in text) == (".ar." in file)


def test_what_the_script_reads_is_there(results: IndexResults) -> None:
    """The map's tooltip, the panel and the search name columns and areas that the page has."""
    text = (results.folder / "report.html").read_text(encoding="utf-8")
    data = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
    table = text.partition('<table id="area-table"')[2].partition("</table>")[0]
    headings = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", table)
    rows = re.findall(
        r'<tr data-a="([^"]+)" data-r="([^"]*)" data-k="(\d*)" data-c="(\w*)">', table
    )
    assert sorted(row[0] for row in rows) == sorted(data["codes"])
    said = [int(column) for line in data["tip"] for column in re.findall(r"\{(\d+)\}", line)]
    assert max(*said, *data["facts"]) == len(headings) - 1
    assert headings[6] == "Index"
    drawn = set(re.findall(r'data-key="([^"]+)"', text))
    assert drawn == set(data["codes"])
    radios = re.findall(r'name="theme" value="(\w+)"', text)
    assert radios == list(data["themes"]) == ["class", "index", "certainty", "width"]
    for theme in data["themes"].values():
        assert len(theme["bins"]) == len(rows)
        assert max(theme["bins"]) < len(theme["colours"])
    regions = set(
        re.findall(
            r'<option value="([^"]+)">', text.partition("map-region")[2].partition("</select>")[0]
        )
    )
    assert regions == {row[1] for row in rows}


def test_the_files_open(results: IndexResults) -> None:
    book = openpyxl.load_workbook(results.folder / "index.xlsx")
    assert {"Index of the areas", "Indicators", "Joined by name"} <= set(book.sheetnames)
    layer = pyogrio.read_info(results.folder / "index.gpkg")
    assert layer["features"] == 40
    assert "index" in layer["fields"]
    assert pl.read_parquet(results.folder / "index.parquet").height == 40
    assert (results.folder / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    dictionary = pl.read_csv(results.folder / "dictionary.csv")
    described = set(dictionary.filter(pl.col("table") == "index")["column"])
    assert described == set(results.areas.columns)
    assert changed_outputs(results.folder) == ()


def test_twice_the_same_bytes(study: SmallIndex) -> None:
    loaded = load_index_study(study.path)
    for name in ("one", "two"):
        run_index(loaded, study.folder / name)
    one, two = study.folder / "one", study.folder / "two"
    files = {path.name for path in one.iterdir()} - {"manifest.json"}
    assert len(files) > 15
    assert {f for f in files if (one / f).read_bytes() != (two / f).read_bytes()} == set()


def test_the_command_line_knows_the_kind(study: SmallIndex) -> None:
    runner = CliRunner()
    checked = runner.invoke(app, ["risk", "check", str(study.path)])
    assert checked.exit_code == 0, checked.output
    out = study.folder / "run"
    done = runner.invoke(app, ["risk", "run", str(study.path), "--out", str(out), "--quiet"])
    assert done.exit_code == 0, done.output
    assert (out / "report.html").is_file()


def test_a_guess_that_nobody_has_confirmed_is_refused(tmp_path: Path) -> None:
    small = write_small_index(tmp_path)
    proposed = CliRunner().invoke(app, ["risk", "names", str(small.path)])
    assert "2 rows wait" in proposed.output
    assert problems(small) == {"tables.schools": "names-not-reviewed"}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("code", "A99", "names-unknown-code"),
        ("code", "A05", "area-code-twice"),
        ("match", "same", "names-not-the-same"),
        ("match", "perhaps", "names-match-unknown"),
        ("name", "COMUNE ZZZZ", "names-missing"),
    ],
)
def test_a_file_of_names_that_cannot_be_right(
    column: str, value: str, code: str, study: SmallIndex
) -> None:
    other = pl.when(pl.col("name") == "COMUNE AAAA 0").then(pl.lit(value)).otherwise(column)
    study.change_table("names.csv", other.alias(column))
    assert problems(study)["tables.schools"] == code


def test_a_row_of_no_area_may_be_left_out_by_review(study: SmallIndex) -> None:
    extra = "PROVINCE N,SALT LAKE,0,0\n"
    with (study.folder / "schools.csv").open("a", encoding="utf-8") as file:
        file.write(extra)
    assert problems(study)["tables.schools"] == "names-missing"
    with (study.folder / "names.csv").open("a", encoding="utf-8") as file:
        file.write("PROVINCE N,SALT LAKE,,,none,0,,yes,no area\n")
    found = find_index(load_index_study(study.path))
    assert "SALT LAKE" in found.frames["names"]["name"].to_list()
    assert found.frames["index"].height == 40


def without(study: SmallIndex, area: str = "A03") -> None:
    gone = pl.when(pl.col("code") == area).then(None).otherwise("poverty").alias("poverty")
    study.change_table("registers.csv", gone)


def test_a_missing_value_is_refused_by_default(study: SmallIndex) -> None:
    without(study)
    assert problems(study) == {"indicators.poverty": "indicator-incomplete"}


def test_an_area_without_a_value_may_be_left_out(study: SmallIndex) -> None:
    without(study)
    study.change("[index]", '[index]\nmissing = "leave-out"')
    results = run_index(load_index_study(study.path), study.folder / "out")
    gone = results.areas.filter(pl.col("area") == "A03").row(0, named=True)
    assert (gone["index"], gone["class"], gone["rank"]) == (None, None, None)
    assert results.areas["rank"].max() == 39
    reasons = results.frames["reading"]["reason"].to_list()
    assert "area-lacks-a-value" in reasons


def test_a_missing_value_may_be_the_mean_of_the_region(study: SmallIndex) -> None:
    registers = pl.read_csv(study.folder / "registers.csv")
    without(study)
    study.change("[index]", '[index]\nmissing = "region"')
    found = find_index(load_index_study(study.path))
    others = registers.head(10).filter(pl.col("code") != "A03")
    expected = np.average(others["poverty"], weights=others["people"])
    values = found.frames["indicator_values"]
    filled = values.filter(pl.col("filled"))
    assert filled["area"].to_list() == ["A03"]
    assert filled["value"].item() == pytest.approx(expected)
    assert found.frames["index"].filter(pl.col("area") == "A03")["filled"].item() == 1


def test_weights_may_follow_the_survey(study: SmallIndex) -> None:
    """Four regions are too few for four indicators, and the study is told so."""
    study.change("[index]", '[index]\nweights = "regression"')
    with pytest.raises(CannotEstimate) as caught:
        find_index(load_index_study(study.path))
    assert caught.value.code == "index-regression-too-few"
    assert problems(study) == {"index": "index-regression-too-few"}


def test_classes_by_dimensions(study: SmallIndex) -> None:
    study.change(
        "[robustness]", '[classification]\nmethod = "k-means"\nby = "dimensions"\n[robustness]'
    )
    results = run_index(load_index_study(study.path), study.folder / "out")
    classes = results.frames["index_classes"]
    assert classes["low"].is_null().all()
    assert classes["index"].is_sorted()
    page = (results.folder / "report.html").read_text(encoding="utf-8")
    assert "areas of like index may be in different classes" in page


def test_regions_of_no_survey_are_refused(study: SmallIndex) -> None:
    change = pl.lit("X").alias("region")
    study.change_table("rates.csv", change)
    assert problems(study) == {"survey_rates": "survey-rates-join-nothing"}


def test_nobody_lives_in_an_area(study: SmallIndex) -> None:
    change = pl.when(pl.col("code") == "A01").then(0).otherwise("people").alias("people")
    study.change_table("registers.csv", change)
    assert problems(study) == {"index.population": "index-population-unknown"}


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ('dimension = "living"', 'dimension = "life"', "indicators.poverty.dimension",
         "study-dimension-unknown"),
        ('table = "registers"\ncolumn = "poverty"', 'table = "x"\ncolumn = "poverty"',
         "indicators.poverty.table", "study-table-unknown"),
        ('column = "poverty"', "", "indicators.poverty", "study-one-of"),
        ('area = "code"', "", "tables.registers", "study-one-of"),
        ("[index]", '[index]\nscaling = "z-score"\naggregation = "geometric"',
         "index.aggregation", "index-z-score-geometric"),
        ('direction = "risk"\n[indicators.years]',
         'direction = "risk"\ngoalposts = [9.0, 1.0]\n[indicators.years]',
         "indicators.dropout.goalposts", "study-goalposts-order"),
        ("runs = 100", "runs = 100\nweights = []", "robustness.weights", "study-empty-list"),
        ("[robustness]", "[classification]\nby = 'dimensions'\n[robustness]",
         "classification.by", "study-dimensions-by-k-means"),
        ("[robustness]", "[classification]\nmethod = 'fixed'\n[robustness]",
         "classification.points", "study-points-fixed"),
        ('[dimensions.living]', '[dimensions.none]\nlabel = "none"\n[dimensions.living]',
         "dimensions.none", "study-dimension-empty"),
    ],
)  # fmt: skip
def test_a_study_that_contradicts_itself(
    old: str, new: str, where: str, code: str, study: SmallIndex
) -> None:
    study.change(old, new)
    with pytest.raises(Problems) as caught:
        load_index_study(study.path)
    assert (where, code) in {(problem.where, problem.code) for problem in caught.value.problems}


def test_names_are_not_written_over(study: SmallIndex) -> None:
    with pytest.raises(BadInput) as caught:
        write_names(study.path)
    assert caught.value.code == "file-exists"
    with pytest.raises(BadInput) as caught:
        write_names(study.path, table="registers", out=study.folder / "x.csv")
    assert caught.value.code == "names-table-unknown"
