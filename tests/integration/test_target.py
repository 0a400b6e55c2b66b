"""Areas of a finished run under a budget, by the command line and in memory."""

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from conftest import SmallStudy
from jalon.cli import app
from jalon.engine import load_study, run
from jalon.engine.runs.target import Wish, target
from jalon.errors import BadInput, CannotEstimate


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("target")
    small = SmallStudy(folder)
    run(load_study(small.path), folder / "run", sheets=False)
    return folder / "run"


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished, tmp_path / "run")
    return tmp_path / "run"


def areas_of(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "areas.parquet").sort("expected", descending=True)


def test_the_choice_is_within_the_budget_and_beats_the_list(folder: Path) -> None:
    areas = areas_of(folder)
    budget = 100 * areas.height / 3 + float(areas["expected"].sum()) / 3
    done = target(folder, Wish(budget, cost_area=100, cost_child=1))
    frame = done.frames["target"]
    chosen = frame.filter("chosen")
    assert chosen["cost"].sum() <= budget
    np.testing.assert_allclose(frame["cost"], 100 + frame["expected"])
    assert chosen["reached"].sum() == pytest.approx(done.choice.reached)
    assert done.choice.reached >= done.by_rank
    frontier = done.frames["frontier"]
    assert frontier["budget"].is_sorted()
    some = frontier.filter(pl.col("areas") > 0)
    assert (some["low90"] < some["high90"]).all()
    here = frontier.filter(pl.col("budget") == budget)["reached"].item()
    assert here == pytest.approx(done.choice.reached, rel=2e-3)


def test_draws_agree_with_the_estimates(folder: Path) -> None:
    """Their median is the rate, for they are normal in log-odds around it."""
    draws = pl.read_parquet(folder / "draws.parquet").sort("area")
    areas = areas_of(folder).sort("area")
    assert draws["area"].to_list() == areas["area"].to_list()
    median = np.median(draws.drop("area").to_numpy(), axis=1)
    # The median of 200 draws has a standard error of 1.25 / sqrt(200) of theirs: five of them.
    np.testing.assert_array_less(abs(median - areas["rate"]), 0.45 * areas["se"])


def test_requirements_are_met(folder: Path) -> None:
    areas = areas_of(folder)
    codes, region = areas["area"].to_list(), areas["region"][0]
    wish = Wish(
        budget=3.0,
        cost_area=1.0,
        must=(codes[-1],),
        never=(codes[0],),
        most={region: 1},
    )
    chosen = target(folder, wish).frames["target"].filter("chosen")
    assert chosen.height == 3
    assert codes[-1] in chosen["area"].to_list()
    assert codes[0] not in chosen["area"].to_list()
    assert (chosen["region"] == region).sum() <= 1


def test_only_areas_that_are_surely_enough_in_the_class(folder: Path) -> None:
    areas = areas_of(folder)
    high = areas.select("area", p=pl.sum_horizontal("probability_2", "probability_3"))
    open_ = set(high.filter(pl.col("p") >= 0.7)["area"])
    done = target(folder, Wish(1e9, cost_area=1, class_from=2, certainty=0.7))
    frame = done.frames["target"]
    assert set(frame.filter("chosen")["area"]) == open_
    assert set(frame.filter(pl.col("requirement") == "not eligible")["area"]) == (
        set(areas["area"]) - open_
    )
    assert done.choice.price == 0


def test_costs_of_its_own(folder: Path, tmp_path: Path) -> None:
    code = areas_of(folder)["area"][0]
    file = tmp_path / "costs.csv"
    pl.DataFrame({"area": [code], "cost_area": [7.0], "cost_child": [0.0]}).write_csv(file)
    frame = target(folder, Wish(1e9, 100, 1, costs=str(file))).frames["target"]
    assert frame.filter(pl.col("area") == code)["cost"].item() == 7


def test_the_worst_draws(folder: Path) -> None:
    done = target(folder, Wish(4, cost_area=1, tail=0.1))
    assert done.choice.tail_reached is not None
    assert done.choice.tail_reached < done.choice.reached
    page = (folder / "target" / "target.html").read_text(encoding="utf-8")
    assert "worst" in page


def test_what_cannot_hold_together_is_named(folder: Path) -> None:
    region = areas_of(folder)["region"][0]
    with pytest.raises(CannotEstimate) as caught:
        target(folder, Wish(2, cost_area=1, least={region: 3}))
    assert caught.value.code == "target-conflict-money"
    assert caught.value.params["least"] == "3"
    assert caught.value.params["requirements"] == f"--budget 2; --least {region}=3"
    code = areas_of(folder)["area"][0]
    with pytest.raises(CannotEstimate) as caught:
        target(folder, Wish(2, cost_area=1, must=(code,), never=(code,)))
    assert caught.value.code == "target-conflict"
    assert not (folder / "target").exists()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(-1, cost_area=1), "target-number"),
        (Wish(1, cost_area=1, coverage=1.5), "target-number"),
        (Wish(1, cost_area=1, tail=0.0), "target-number"),
        (Wish(float("nan"), cost_area=1), "target-number"),
        (Wish(1), "target-nothing-costs"),
        (Wish(1, cost_area=1, must=("nowhere",)), "target-areas-unknown"),
        (Wish(1, cost_area=1, most={"nowhere": 1}), "target-regions-unknown"),
        (Wish(1, cost_area=1, class_from=9), "target-class-unknown"),
    ],
)
def test_a_wish_that_cannot_be_meant(wish: Wish, code: str, folder: Path) -> None:
    with pytest.raises(BadInput) as caught:
        target(folder, wish)
    assert caught.value.code == code


def test_an_older_run_has_no_draws(folder: Path) -> None:
    (folder / "draws.parquet").unlink()
    done = target(folder, Wish(4, cost_area=1))
    assert done.frames["frontier"]["low90"].is_null().all()
    with pytest.raises(BadInput) as caught:
        target(folder, Wish(4, cost_area=1, tail=0.1))
    assert caught.value.code == "target-no-draws"


def test_the_command_line(folder: Path) -> None:
    codes = areas_of(folder)["area"].to_list()
    words = ["--budget", "3", "--cost-area", "1", "--must", codes[-1], "--most-areas", "2"]
    done = CliRunner().invoke(app, ["risk", "target", str(folder), *words])
    assert done.exit_code == 0, done.output
    assert "2 areas for 2 of 3" in done.output
    made = {path.name for path in (folder / "target").iterdir()}
    assert {"target.csv", "frontier.csv", "frontier.svg", "target.html", "request.json"} <= made
    asked = json.loads((folder / "target" / "request.json").read_text(encoding="utf-8"))
    assert asked["must"] == [codes[-1]]
    wrong = CliRunner().invoke(app, ["risk", "target", str(folder), *words[:4], "--least", "05"])
    assert isinstance(wrong.exception, BadInput)
    assert wrong.exception.code == "target-quota"
