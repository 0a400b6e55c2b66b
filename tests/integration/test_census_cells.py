"""Cells of a census that may leave an office, and a study that runs on them."""

import json
import tomllib

import polars as pl
import pytest
from typer.testing import CliRunner

from conftest import SmallStudy
from jalon.cli import app
from jalon.engine import load_study, run
from jalon.engine.cells import write_cells
from jalon.engine.runs.whole import estimate_study
from jalon.engine.study import parse_study
from jalon.errors import BadInput, CannotWrite, Problems

FILE = """\
format = 1
kind = "cells"
give_up = ["zone", "sex"]
smallest_cell = {smallest}
[population]
ages = [5, 17]
[census]
file = "census.csv"
source = "invented"
year = 2024
age = "age"
area = "area"
"""


@pytest.fixture
def office(small_study: SmallStudy) -> SmallStudy:
    """Give the small study's census as an office sees it, its variables as the study has them."""
    study = tomllib.loads(small_study.path.read_text(encoding="utf-8"))
    text = FILE.format(smallest=5)
    for name, variable in study["variables"].items():
        census = variable["census"]
        text += f"[variables.{name}]\nlevels = {json.dumps(variable['levels'])}\n"
        if isinstance(census, str):
            text += f'census = "{census}"\n'
            continue
        text += f"[variables.{name}.census]\n"
        for key, value in census.items():
            shown = json.dumps(value)
            if isinstance(value, dict):
                shown = "{ " + ", ".join(
                    f'"{k}" = {json.dumps(v)}' for k, v in value.items()
                ) + " }"  # fmt: skip
            text += f"{key} = {shown}\n"
    (small_study.folder / "cells.toml").write_text(text, encoding="utf-8")
    return small_study


def written(office: SmallStudy, name: str = "leaves") -> pl.DataFrame:
    write_cells(office.folder / "cells.toml", office.folder / name)
    return pl.read_csv(office.folder / name / "cells.csv", schema_overrides={"area": pl.String})


def test_no_cell_is_small_and_what_it_cost_is_said(office: SmallStudy) -> None:
    cells = written(office)
    assert cells["n"].min() >= 5
    assert cells.select("area", "sex", "zone", "age_group").is_unique().all()
    review = json.loads((office.folder / "leaves" / "review.json").read_text(encoding="utf-8"))
    people = office.frame("census.csv").filter(pl.col("age").is_between(5, 17)).height
    assert review["before"]["persons"] == people
    assert cells["n"].sum() == pytest.approx(people * (1 - review["suppressed_share"]))
    assert review["after"]["cells_small"] == 0
    assert {path.name for path in (office.folder / "leaves").iterdir()} == {
        *("cells.csv", "census.toml", "review.json")
    }


def test_a_study_of_the_cells_comes_near_that_of_the_persons(office: SmallStudy) -> None:
    persons = run(load_study(office.path), office.folder / "persons", sheets=False).areas
    written(office)
    text = office.path.read_text(encoding="utf-8")
    part = tomllib.loads((office.folder / "leaves" / "census.toml").read_text(encoding="utf-8"))
    study = tomllib.loads(text)
    for name in study["variables"]:
        assert part["variables"][name]["levels"] == study["variables"][name]["levels"]
        assert part["variables"][name]["census"] == name
    cells = with_census(office, text, part)
    assert cells.height == persons.height
    both = persons.join(cells, on="area", suffix="_cells")
    # A few per cent of the children are in another level, or left out.
    assert (both["rate"] - both["rate_cells"]).abs().max() < 0.01
    share = both["children_cells"].sum() / both["children"].sum()
    review = json.loads((office.folder / "leaves" / "review.json").read_text(encoding="utf-8"))
    assert share == pytest.approx(1 - review["suppressed_share"])


def with_census(office: SmallStudy, text: str, part: dict) -> pl.DataFrame:
    """Run the study with the tables that were written for it in the place of its own."""
    study = tomllib.loads(text)
    study["census"] = {**part["census"], "file": "leaves/cells.csv"}
    for name, variable in study["variables"].items():
        variable["census"] = part["variables"][name]["census"]
    return estimate_study(parse_study(study, folder=office.folder)).frames["areas"]


def test_another_threshold_reads_nothing_again(
    office: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(office)
    monkeypatch.setattr("jalon.engine.cells.count_patterns", None)
    path = office.folder / "cells.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("cell = 5", "cell = 12"))
    cells = written(office, "fewer")
    assert cells["n"].min() >= 12


def test_the_counts_never_lie_in_what_leaves(office: SmallStudy) -> None:
    out = office.folder / "leaves"
    with pytest.raises(BadInput) as caught:
        write_cells(office.folder / "cells.toml", out, cache=out / "kept")
    assert caught.value.code == "cells-cache-in-out"
    assert not out.exists()
    written(office)
    kept = office.folder / "confidential"
    assert (kept / "CONFIDENTIAL.txt").is_file()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_folder_with_other_files_is_refused(office: SmallStudy) -> None:
    (office.folder / "leaves").mkdir()
    (office.folder / "leaves" / "persons.csv").write_text("1", encoding="utf-8")
    with pytest.raises(CannotWrite):
        written(office)


def test_cells_twice_are_the_same_bytes(office: SmallStudy) -> None:
    written(office)
    before = (office.folder / "leaves" / "cells.csv").read_bytes()
    shuffled = office.frame("census.csv").sample(fraction=1, shuffle=True, seed=1)
    office.put("census.csv", shuffled)
    written(office)
    assert (office.folder / "leaves" / "cells.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('give_up = ["zone", "sex"]', 'give_up = ["water"]', "study-variable-unknown"),
        ("smallest_cell = 5", "smallest_cell = 1", "study-value"),
        ('age = "age"\n', "", "study-census-without-age"),
        ("ages = [5, 17]", "ages = [17, 5]", "study-ages-reversed"),
        ("[variables.zone]", "[variables.n]", "cells-name-taken"),
        ('file = "census.csv"', 'file = "none.csv"', "file-missing"),
    ],
)
def test_a_file_that_needs_mending(old: str, new: str, code: str, office: SmallStudy) -> None:
    path = office.folder / "cells.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((Problems, BadInput)) as caught:
        written(office)
    error = caught.value
    codes = {p.code for p in error.problems} if isinstance(error, Problems) else {error.code}
    assert code in codes


def test_the_command_line(office: SmallStudy) -> None:
    out = office.folder / "leaves"
    words = ["census", "cells", str(office.folder / "cells.toml"), "--out", str(out)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "cells of at least 5 children in 12 areas" in done.output
    assert "review.json" in done.output
