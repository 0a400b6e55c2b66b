"""Each kind of bad input: one clear message, the right exit code, nothing half-written."""

from collections.abc import Callable

import polars as pl
import pytest

from jalon import cli
from jalon.errors import Problems, ReadableError
from jalon.messages import explain

Spoil = Callable[["SmallStudy"], None]  # noqa: F821 -- the fixture of conftest.py


def spoil_column(file: str, column: str, value: pl.Expr) -> Spoil:
    return lambda small: small.put(file, small.frame(file).with_columns(value.alias(column)))


def first_row(column: str, value: object) -> pl.Expr:
    return pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(pl.col(column))


def inside_the_population(column: str, value: object) -> pl.Expr:
    return pl.when(pl.col("age") == 9).then(pl.lit(value)).otherwise(pl.col(column))


def truncate(file: str) -> Spoil:
    def spoil(small: "SmallStudy") -> None:  # noqa: F821
        import gzip

        packed = gzip.compress((small.folder / file).read_bytes())
        (small.folder / f"{file}.gz").write_bytes(packed[: len(packed) // 2])
        small.edit(f'file = "{file}"', f'file = "{file}.gz"')

    return spoil


def duplicate_area(small: "SmallStudy") -> None:  # noqa: F821
    areas = small.frame("areas.csv")
    small.put("areas.csv", pl.concat([areas, areas.head(1)]))


def one_psu(small: "SmallStudy") -> None:  # noqa: F821
    lonely = pl.when(pl.col("region") == 1).then(1).otherwise(pl.col("psu"))
    small.put("survey.csv", small.frame("survey.csv").with_columns(psu=lonely))


def separate(small: "SmallStudy") -> None:  # noqa: F821
    never = pl.when(pl.col("zone") == "rural").then(0).otherwise(pl.col("worked"))
    small.put("survey.csv", small.frame("survey.csv").with_columns(worked=never))


# kind of bad input -> how to spoil the study, the error's code, the exit code
CASES: dict[str, tuple[Spoil, str, int]] = {
    "a missing file": (lambda s: (s.folder / "census.csv").unlink(), "file-missing", 3),
    "a missing column": (
        lambda s: s.edit('weight = "weight"', 'weight = "wieght"'),
        "column-missing",
        3,
    ),
    "a category that the study does not know": (
        spoil_column("census.csv", "sex", inside_the_population("sex", 3)),
        "level-unseen",
        3,
    ),
    "a category in the census that the survey lacks": (
        lambda s: s.put("survey.csv", s.frame("survey.csv").filter(pl.col("zone") == "urban")),
        "level-without-sample",
        3,
    ),
    "a stratum with one sampling unit": (one_psu, "single-psu-stratum", 4),
    "a negative weight": (
        spoil_column("survey.csv", "weight", inside_the_population("weight", -1.0)),
        "weights-not-positive",
        3,
    ),
    "a zero weight": (
        spoil_column("survey.csv", "weight", inside_the_population("weight", 0.0)),
        "weights-not-positive",
        3,
    ),
    "a missing weight": (
        spoil_column("survey.csv", "weight", inside_the_population("weight", None)),
        "weights-not-positive",
        3,
    ),
    "an area code that joins to nothing": (
        spoil_column("survey.csv", "area", inside_the_population("area", 999)),
        "areas-unmatched",
        3,
    ),
    "a census area that joins to nothing": (
        spoil_column("census.csv", "area", inside_the_population("area", 999)),
        "areas-unmatched",
        3,
    ),
    "an area code twice": (duplicate_area, "area-code-twice", 3),
    "all outcomes equal": (
        spoil_column("survey.csv", "worked", pl.lit(0)),
        "outcome-constant",
        4,
    ),
    "separation": (separate, "separation", 4),
    "nobody in the population": (
        lambda s: s.edit("ages = [5, 17]", "ages = [60, 70]"),
        "survey-population-empty",
        3,
    ),
    "text in a number column": (
        spoil_column("survey.csv", "weight", first_row("weight", "about ten")),
        "text-in-number-column",
        3,
    ),
    "a truncated file": (truncate("survey.csv"), "file-truncated", 3),
    "boundaries with other codes": (
        lambda s: s.edit('"code": 101', '"code": 901', "areas.geojson"),
        "boundaries-unmatched",
        3,
    ),
    "an unknown key": (lambda s: s.edit("seed = 7", "sead = 7"), "study-key-unknown", 3),
    "a study that is not TOML": (lambda s: s.edit("seed = 7", "seed ="), "study-not-toml", 3),
}


def codes_of(error: ReadableError) -> set[str]:
    return {p.code for p in error.problems} if isinstance(error, Problems) else {error.code}


@pytest.mark.parametrize("kind", CASES)
def test_bad_input_is_refused_in_words_and_leaves_no_results(
    kind, small_study, monkeypatch
) -> None:
    spoil, code, exit_code = CASES[kind]
    spoil(small_study)
    out = small_study.folder / "out"
    command = ["jalon", "risk", "run", str(small_study.path), "--out", str(out), "--quiet"]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(ReadableError) as refusal:
        cli.app(standalone_mode=False)
    assert code in codes_of(refusal.value)
    assert cli.exit_code(refusal.value) == exit_code
    # Words, not a code with its facts.
    assert code not in explain(refusal.value, "en")
    # What was counted of a census that could be read serves the next try.
    assert not out.exists() or [path.name for path in out.iterdir()] == ["confidential"]
    assert not [path for path in small_study.folder.iterdir() if path.name.startswith(".out")]


def test_the_exit_code_and_the_words_reach_the_terminal(small_study, monkeypatch, capsys) -> None:
    small_study.edit('weight = "weight"', 'weight = "wieght"')
    monkeypatch.setattr("sys.argv", ["jalon", "risk", "check", str(small_study.path)])
    monkeypatch.setenv("JALON_LANGUAGE", "es")
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 3
    assert "wieght" in capsys.readouterr().err


def test_check_names_everything_that_is_wrong_at_once(small_study) -> None:
    from jalon.engine.check import check_study

    small_study.edit('weight = "weight"', 'weight = "wieght"')
    small_study.edit('survey = "zone"', 'survey = "zome"')
    small_study.put("census.csv", small_study.frame("census.csv").drop("sex"))
    found = {(p.where, p.code) for p in check_study(small_study.path).problems}
    assert {
        ("survey.design.weight", "column-missing"),
        ("variables.zone.survey", "column-missing"),
        ("variables.sex.census", "column-missing"),
    } <= found


def test_a_folder_with_other_things_is_not_overwritten(small_study) -> None:
    from jalon.engine.runs import run
    from jalon.engine.study import load_study
    from jalon.errors import CannotWrite

    out = small_study.folder / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    with pytest.raises(CannotWrite) as refusal:
        run(load_study(small_study.path), out, sheets=False)
    assert refusal.value.code == "folder-not-a-run"
    assert (out / "thesis.docx").exists()


def test_a_folder_that_cannot_be_written(small_study) -> None:
    from jalon.engine.runs import run
    from jalon.engine.study import load_study
    from jalon.errors import CannotWrite

    blocked = small_study.folder / "file"
    blocked.write_text("not a folder")
    with pytest.raises(CannotWrite) as refusal:
        run(load_study(small_study.path), blocked / "out", sheets=False)
    assert refusal.value.code == "folder-unwritable"
