"""What real files do at the edges of a study: unknown values, footers, codes that disagree."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from jalon.engine.new import write_first_study
from jalon.engine.prepare.areas import read_covariates, read_polygons, read_register
from jalon.engine.prepare.census import CensusScan, census_index, read_census
from jalon.engine.prepare.everything import prepare, read_truth
from jalon.engine.prepare.margins import read_margin
from jalon.engine.runs.whole import estimate_study
from jalon.engine.study import load_study
from jalon.errors import Problem, Problems, ReadableError

TERMS = 'terms = ["sex", "zone", "age_group"]'
EXTRA = '[variables.extra]\nlabel = "x"\nlevels = ["a", "b"]\nsurvey = "extra"\ncensus = "extra"\n'
MARGIN = (
    '[[margins]]\nvariable = "sex"\ntables = { t = { file = "m.csv", area = "code" } }\n'
    'counts = { male = "t__m", female = "t__f" }\n'
)
RULE = 'rule = "employment"\ncolumns = { worked = "worked" }'
INSIDE = pl.col("age").is_between(5, 17)


def problem(make: Callable[[], object]) -> Problem:
    """Return the one thing that is wrong."""
    with pytest.raises(ReadableError) as refusal:
        make()
    error = refusal.value
    if isinstance(error, Problems):
        assert len(error.problems) == 1, error.problems
        return error.problems[0]
    return Problem("", error.code, dict(error.params))


def refused(small_study) -> Problem:
    return problem(lambda: prepare(load_study(small_study.path)))


def put_column(small_study, file: str, **columns: pl.Expr) -> None:
    small_study.put(file, small_study.frame(file).with_columns(**columns))


def with_extra(small_study) -> None:
    """Add a variable that only some have a value of."""
    for file in ("survey.csv", "census.csv"):
        half = pl.when(pl.col("age") % 2 == 0).then(pl.lit("a")).otherwise(None)
        put_column(small_study, file, extra=half)
    small_study.edit("[model]\n", f"{EXTRA}[model]\n")


# Unknown values of variables that only make groups.


def test_an_unknown_group_keeps_its_children_and_rows(small_study) -> None:
    without = estimate_study(load_study(small_study.path))
    with_extra(small_study)
    found = estimate_study(load_study(small_study.path))
    for column in ("children", "rate", "se"):
        difference = (found.frames["areas"][column] - without.frames["areas"][column]).abs().max()
        assert difference < 1e-9, column
    assert (found.model.rows.row >= 0).sum() == (without.model.rows.row >= 0).sum()
    assert not found.frames["reading"]["reason"].str.contains("extra").any()


def test_the_unknown_group_is_never_shown(small_study) -> None:
    with_extra(small_study)
    found = estimate_study(load_study(small_study.path))
    census = small_study.frame("census.csv").filter(INSIDE)
    for name in ("groups", "national_groups"):
        shown = found.frames[name].filter(pl.col("variable") == "extra")
        assert set(shown["level"]) == {"a", "b"}
        at_a = shown.filter(pl.col("level") == "a")["children"].sum()
        assert at_a == census.filter(pl.col("extra") == "a").height


def test_a_streamed_census_keeps_them_too(small_study) -> None:
    with_extra(small_study)
    small_study.edit("year = 2023", 'year = 2023\nscan = "stream"')
    found = prepare(load_study(small_study.path)).census
    assert found.totals.sum() == small_study.frame("census.csv").filter(INSIDE).height
    assert found.by_level["extra"].shape[1] == 2


def test_a_model_variable_that_is_missing_still_loses_the_child(small_study) -> None:
    with_extra(small_study)
    small_study.edit(TERMS, 'terms = ["sex", "extra"]')
    small_study.edit("[model]\n", '[harmonisation]\naccept = { extra = "half" }\n[model]\n')
    study = load_study(small_study.path)
    census = read_census(study, read_register(study))
    people = small_study.frame("census.csv").filter(INSIDE)
    lost = people["extra"].null_count()
    assert census.totals.sum() == people.height - lost
    assert census.reading.dropped["missing-extra"] == lost
    assert census.reading.rows_used == people.height - lost


def test_counts_that_are_kept_serve_a_model_with_the_variable_and_one_without(
    small_study,
) -> None:
    with_extra(small_study)
    kept = small_study.folder / "kept"
    without = load_study(small_study.path)
    read_census(without, read_register(without), cache=kept)
    small_study.edit(TERMS, 'terms = ["sex", "extra"]')
    study = load_study(small_study.path)
    fresh = read_census(study, read_register(study))
    again = read_census(study, read_register(study), cache=kept)
    assert len(list(kept.glob("*.npz"))) == 1
    assert again.totals.tolist() == fresh.totals.tolist()
    assert again.reading == fresh.reading


def test_what_a_census_is_called_does_not_make_another_scan(small_study) -> None:
    kept = small_study.folder / "kept"

    def scanned() -> int:
        study = load_study(small_study.path)
        read_census(study, read_register(study), cache=kept)
        return len(list(kept.glob("*.npz")))

    scanned()
    small_study.edit('source = "invented"\nyear = 2023', 'source = "the office"\nyear = 2022')
    (small_study.folder / "census.csv").rename(small_study.folder / "renamed.csv")
    small_study.edit('file = "census.csv"', 'file = "renamed.csv"')
    assert scanned() == 1
    small_study.edit("ages = [5, 17]", "ages = [6, 17]")
    assert scanned() == 2


# Regions of the survey.


def with_region(small_study, **columns: pl.Expr) -> None:
    if columns:
        put_column(small_study, "survey.csv", **columns)
    small_study.edit('area = "area"\n[survey.d', 'area = "area"\nregion = "reg"\n[survey.d')


def test_a_region_code_in_no_register_is_refused(small_study) -> None:
    with_region(small_study, reg=pl.format("0{}", "region"))
    found = refused(small_study)
    assert (found.where, found.code) == ("survey.region", "regions-unmatched")
    assert found.params["codes"] == "01, 02, 03"


def test_a_region_that_contradicts_the_area_is_refused_with_its_row(small_study) -> None:
    row = small_study.frame("survey.csv").with_row_index("i").filter(INSIDE)["i"][0]
    with_region(
        small_study,
        reg=pl.when(pl.int_range(pl.len()) == row).then(4 - pl.col("region")).otherwise("region"),
    )
    survey = small_study.frame("survey.csv")
    if survey["region"][row] == 2:
        survey[row, "reg"] = 1
        small_study.put("survey.csv", survey)
    found = refused(small_study)
    assert (found.where, found.code) == ("survey.region", "regions-contradict")
    assert found.params["rows"] == 1
    assert f"row {row + 1}" in found.params["codes"]


def test_a_region_that_is_blank_is_the_one_of_the_area(small_study) -> None:
    with_region(small_study, reg=pl.lit(None, dtype=pl.Int64))
    sample = prepare(load_study(small_study.path)).sample
    assert (sample.region == small_study.frame("survey.csv")["region"].to_numpy() - 1).all()


def test_an_unmatched_area_needs_a_region_to_take_its_means_from(small_study) -> None:
    area = pl.when(pl.col("area") == 101).then(999).otherwise("area")
    with_region(small_study, area=area, reg=pl.when(area == 999).then(9).otherwise("region"))
    small_study.edit("[survey.design]", 'unmatched_areas = "region"\n[survey.design]')
    assert refused(small_study).code == "regions-unmatched"
    small_study.edit('unmatched_areas = "region"', 'unmatched_areas = "drop"')
    assert (prepare(load_study(small_study.path)).sample.area == -1).any()


@pytest.mark.parametrize("what", ["drop", "region"])
def test_a_survey_without_any_known_area_is_refused_whatever_is_done_with_some(
    small_study, what
) -> None:
    small_study.edit(
        'area = "area"\n[survey.design]',
        'area = { columns = ["area"], widths = [9] }\nregion = "region"\n'
        f'unmatched_areas = "{what}"\n[survey.design]',
    )
    assert refused(small_study).code == "areas-unmatched"


# SQL.


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("age > AVG(age)", "sql-across-rows"),
        ("SUM(age) > 3", "sql-across-rows"),
        ("COUNT(*) > 3", "sql-across-rows"),
        ("COUNT(age) > 3 AND sex IN (1, 2)", "sql-across-rows"),
        ("ROW_NUMBER() OVER (ORDER BY age) > 3", "sql-across-rows"),
        ("age IN (SELECT 1)", "sql-across-rows"),
        ("age", "sql-not-condition"),
        ("zone > 3", "sql-unreadable"),
        ("CAST(zone AS INT) = 1", "sql-unreadable"),
        ("*", "sql-unreadable"),
        ("nope = 1", "sql-column-unknown"),
    ],
)
@pytest.mark.parametrize("year", ["2024", "2023"], ids=["survey", "census"])
def test_a_condition_that_cannot_be_used_is_refused(small_study, sql, code, year) -> None:
    small_study.edit(f"year = {year}", f'year = {year}\nwhere = "{sql}"')
    assert refused(small_study).code == code


@pytest.mark.parametrize("sql", ["1 = 1", "sex IN (1, 2)", "age >= 0 AND NOT (zone = 'sea')"])
def test_a_condition_on_the_row_is_used(small_study, sql) -> None:
    everybody = prepare(load_study(small_study.path))
    for year in ("2024", "2023"):
        small_study.edit(f"year = {year}", f'year = {year}\nwhere = "{sql}"')
    found = prepare(load_study(small_study.path))
    assert found.census.totals.tolist() == everybody.census.totals.tolist()
    assert found.sample.reading == everybody.sample.reading


def test_a_constant_holds_for_every_row(small_study) -> None:
    small_study.edit('weight = "weight"', 'weight = { sql = "1" }')
    small_study.edit("year = 2023", 'year = 2023\nweight = { sql = "2" }')
    found = prepare(load_study(small_study.path))
    assert set(found.sample.design.weight) == {1.0}
    people = small_study.frame("census.csv").filter(INSIDE).height
    assert found.census.totals.sum() == 2 * people


@pytest.mark.parametrize("sql", ["worked * 2", "worked * 0.7", "zone", "age", "weight"])
def test_an_outcome_that_is_not_yes_or_no_is_refused(small_study, sql) -> None:
    small_study.edit(RULE, f'sql = "{sql}"')
    found = refused(small_study)
    assert found.code == "outcome-sql-not-binary"
    assert found.params["values"]


@pytest.mark.parametrize("sql", ["worked", "worked = 1", "worked * 1.0", "NULLIF(worked, 9)"])
def test_an_outcome_of_ones_and_noughts_is_one(small_study, sql) -> None:
    by_rule = prepare(load_study(small_study.path)).sample.outcome
    small_study.edit(RULE, f'sql = "{sql}"')
    assert (prepare(load_study(small_study.path)).sample.outcome == by_rule).all()


# Numbers that stand in a file as text.


def test_text_codes_under_missing_are_taken_out_of_a_number(small_study) -> None:
    text = pl.when(pl.col("age") == 9).then(pl.lit("NA")).otherwise(pl.col("age").cast(pl.String))
    for file in ("survey.csv", "census.csv"):
        put_column(small_study, file, age=text)
    small_study.edit('age = "age"', 'age = { column = "age", missing = ["NA"] }')
    small_study.edit('{ column = "age", bands', '{ column = "age", missing = ["NA"], bands')
    found = prepare(load_study(small_study.path))
    for reading, file in (
        (found.sample.reading, "survey.csv"),
        (found.census.reading, "census.csv"),
    ):
        nines = small_study.frame(file).filter(pl.col("age") == "NA").height
        assert reading.dropped["age-unknown"] == nines


@pytest.mark.parametrize("file", ["survey.csv", "census.csv"])
def test_text_that_is_left_is_refused_with_its_row(small_study, file) -> None:
    people = small_study.frame(file).with_columns(pl.col("age").cast(pl.String))
    people[1234, "age"] = "ten"
    small_study.put(file, people)
    with pytest.raises(Problems) as refusal:
        prepare(load_study(small_study.path))
    key = file.removesuffix(".csv")
    found = {p.where: p for p in refusal.value.problems}
    assert found[f"{key}.age"].code == "text-in-number-column"
    assert found[f"{key}.age"].params["row"] == 1235
    assert found[f"{key}.age"].params["value"] == "ten"


def test_an_empty_column_is_not_said_to_hold_text(small_study) -> None:
    put_column(small_study, "survey.csv", worked=pl.lit(None, dtype=pl.String))
    with pytest.raises(Problems) as refusal:
        prepare(load_study(small_study.path))
    # Nobody's outcome is known: that is what is wrong.
    assert {p.code for p in refusal.value.problems} == {"level-without-sample"}


def test_ages_are_completed_years(small_study) -> None:
    whole = prepare(load_study(small_study.path))
    for file in ("survey.csv", "census.csv"):
        put_column(small_study, file, age=pl.col("age") + 0.5)
    found = prepare(load_study(small_study.path))
    assert found.census.totals.tolist() == whole.census.totals.tolist()
    assert found.census.reading == whole.census.reading
    assert (found.sample.codes == whole.sample.codes).all()
    assert (found.sample.age == whole.sample.age).all()


# Tables by area.


def with_margin(small_study, *footers: tuple[str | None, int | None]) -> None:
    table = small_study.frame("areas.csv").select(
        pl.col("code").cast(pl.String), m=pl.lit(100), f=pl.lit(120)
    )
    rows = [{"code": code, "m": number, "f": number} for code, number in footers]
    end = pl.DataFrame(rows, schema=table.schema)
    small_study.put("m.csv", pl.concat([table, end]))
    small_study.edit("[model]\n", f"{MARGIN}[model]\n")


def test_footers_of_a_published_table_are_left_out(small_study) -> None:
    with_margin(small_study, (None, 1200), (None, None), ("TOTAL", 9), ("TOTAL", 9))
    study = load_study(small_study.path)
    found = read_margin(study, study.margins[0], read_register(study))
    assert found.counts.tolist() == [[100.0, 120.0]] * 12


def with_truth(small_study, rates: pl.Expr, twice: bool = False) -> None:
    table = small_study.frame("areas.csv").select("code", r=rates)
    small_study.put("t.csv", pl.concat([table, table.head(1)]) if twice else table)
    keys = '[truth]\nfile = "t.csv"\narea = "code"\nrate = "r"\n'
    small_study.edit("[model]\n", f"{keys}[model]\n")


@pytest.mark.parametrize(
    ("rates", "twice", "code"),
    [
        (pl.lit("x"), False, "text-in-number-column"),
        (pl.lit(0.2), True, "area-code-twice"),
        (pl.lit(None, dtype=pl.Float64), False, "truth-incomplete"),
    ],
)
def test_known_rates_are_read_as_carefully_as_the_rest(small_study, rates, twice, code) -> None:
    with_truth(small_study, rates, twice)
    assert refused(small_study).code == code


def test_known_rates_are_read(small_study) -> None:
    with_truth(small_study, pl.col("code") / 1000)
    study = load_study(small_study.path)
    truth = read_truth(study, read_register(study))
    assert truth is not None
    assert truth[0] == pytest.approx(0.101)


def test_text_in_a_covariate_is_refused_by_name(small_study) -> None:
    table = small_study.frame("areas.csv").select("code", far=pl.lit("near"))
    small_study.put("c.csv", table)
    keys = '[covariates]\nfile = "c.csv"\narea = "code"\n[covariates.columns]\n'
    small_study.edit("[model]\n", f'{keys}far = {{ column = "far", label = "far" }}\n[model]\n')
    study = load_study(small_study.path)
    found = problem(lambda: read_covariates(study, read_register(study), ("far",)))
    assert (found.where, found.code) == ("covariates.columns.far", "text-in-number-column")


# Polygons.


def test_polygons_outside_the_register_are_drawn_behind(small_study) -> None:
    small_study.edit('name = "name"', 'name = "name"\nwhere = "code <> 304"')
    study = load_study(small_study.path)
    polygons = read_polygons(study, read_register(study))
    assert polygons is not None
    assert len(polygons.codes) == len(polygons.geometries) == polygons.properties.height == 11
    assert len(polygons.backdrop) == 1


def test_an_area_without_polygon_is_an_error_all_the_same(small_study) -> None:
    small_study.edit('"code": 101', '"code": 901', "areas.geojson")
    small_study.edit('name = "name"', 'name = "name"\nwhere = "code <> 304"')
    study = load_study(small_study.path)
    found = problem(lambda: read_polygons(study, read_register(study)))
    assert found.code == "boundaries-unmatched"
    assert found.params["missing"] == "1 (101)"


# What the census says that no recode knows.


def test_only_the_values_that_no_recode_knows_are_named(small_study) -> None:
    strange = pl.when(pl.col("age") == 9).then(7).when(pl.col("age") == 40).then(8)
    put_column(small_study, "census.csv", age=pl.col("age").replace({19: 40}))
    put_column(small_study, "census.csv", sex=strange.otherwise("sex"))
    found = refused(small_study)
    assert (found.where, found.code) == ("variables.sex.census", "level-unseen")
    assert found.params["values"] == "7"
    assert found.params["rows"] == small_study.frame("census.csv").filter(pl.col("age") == 9).height


def test_census_weights_have_a_message_of_their_own(small_study) -> None:
    weight = pl.when(pl.col("age") == 9).then(-1.0).when(pl.col("age") == 10).then(None)
    put_column(small_study, "census.csv", w=weight.otherwise(1.0))
    small_study.edit("year = 2023", 'year = 2023\nweight = "w"')
    found = refused(small_study)
    people = small_study.frame("census.csv")
    assert (found.where, found.code) == ("census.weight", "census-weights-invalid")
    assert found.params["negative"] == people.filter(pl.col("age") == 9).height
    assert found.params["missing"] == people.filter(pl.col("age") == 10).height


def test_batches_are_what_the_columns_say_row_by_row(small_study) -> None:
    study = load_study(small_study.path)
    register = read_register(study)
    found = list(CensusScan.of(study, register).batches(None, census_index(study)))
    people = small_study.frame("census.csv").filter(INSIDE)
    place = {int(code): i for i, code in enumerate(register.codes)}
    assert np.concatenate([b.area for b in found]).tolist() == [place[a] for a in people["area"]]
    sex, zone, age = (np.concatenate([b.codes[v] for b in found]).tolist() for v in range(3))
    assert sex == [s - 1 for s in people["sex"]]
    assert zone == [int(z == "rural") for z in people["zone"]]
    assert age == [int(a > 11) for a in people["age"]]


# A first study.


def first_study(small_study, **files: pl.DataFrame) -> str:
    paths = {name: small_study.folder / f"{name}.csv" for name in ("survey", "census", "areas")}
    for name, frame in files.items():
        small_study.put(f"{name}.csv", frame)
    out = small_study.folder / "first.toml"
    return write_first_study(**paths, out=out).read_text(encoding="utf-8")


def test_no_variable_is_declared_twice(small_study) -> None:
    files = {
        name: small_study.frame(f"{name}.csv").with_columns(
            age_group=pl.col("age") // 10, sexo=pl.col("sex")
        )
        for name in ("survey", "census")
    }
    text = first_study(small_study, **files)
    declared = [line.split("]")[0] for line in text.splitlines() if line.startswith("[")]
    assert len(set(declared)) == len(declared)
    with pytest.raises(Problems) as refusal:
        load_study(small_study.folder / "first.toml")
    assert {p.code for p in refusal.value.problems} == {"study-unanswered"}


def test_a_register_without_shapes_gives_no_boundaries(small_study) -> None:
    small_study.frame("areas.csv").write_parquet(small_study.folder / "areas.parquet")
    paths = {name: small_study.folder / f"{name}.csv" for name in ("survey", "census")}
    areas = small_study.folder / "areas.parquet"
    out = write_first_study(**paths, areas=areas, out=small_study.folder / "first.toml")
    assert "[boundaries]" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("column", "counted"), [("n_rooms", False), ("personas_hogar", False), ("n", True)]
)
def test_only_a_whole_name_is_taken_for_a_count(small_study, column, counted) -> None:
    census = small_study.frame("census.csv").with_columns(pl.col("age").alias(column))
    assert ("\ncount = " in first_study(small_study, census=census)) is counted


def test_a_column_has_one_role(small_study) -> None:
    survey = small_study.frame("survey.csv").drop("region", "psu")
    text = first_study(small_study, survey=survey.rename({"area": "ea_code"}))
    survey_part = text[text.index("[survey]") : text.index("[census]")]
    assert 'psu = ["ea_code"]' in survey_part
    assert 'area = "?"' in survey_part
