"""Intervals hold what they promise where the truth is known, and the kept results say so."""

import importlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from simulations import keep
from simulations.__main__ import PAGE, RESULTS
from simulations.country import Setting, census, draw_survey
from simulations.estimate import attempts
from simulations.figures import figures
from simulations.page import BOUNDS, NOMINAL, within_bounds
from simulations.refits import errors
from simulations.scenarios import AREAS, SCENARIOS, SURVEYS, Scenario, first_of

from jalon.engine.validate.measure import Attempt

# A limit that another machine rounds to the other side of a truth moves a share by so much.
ONE_INTERVAL = 1e-3


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return dict(json.loads(RESULTS.read_text(encoding="utf-8")))


def made_again(name: str, data: Path) -> dict[str, list[Attempt]]:
    for _ in keep.make(SCENARIOS[name], first_of(name), data=data):
        pass
    return keep.kept(SCENARIOS[name], first_of(name), data)


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return figures(made_again("ignorable", tmp_path_factory.mktemp("surveys")))


def test_forty_surveys_hold_what_is_promised(forty: dict[str, Any]) -> None:
    for predictor in ("plain", "benchmarked"):
        assert forty[predictor]["estimated"] == 40
        for areas, bound in BOUNDS.items():
            for measure, nominal in NOMINAL.items():
                share, error = forty[predictor][areas][measure]
                # The areas of one survey err together: the spread between surveys is what counts.
                assert abs(100 * share - nominal) < bound + 2 * 100 * error


def same(made: dict[str, Any], stored: dict[str, Any]) -> None:
    assert made.keys() == stored.keys()
    for predictor, found in made.items():
        for areas in AREAS:
            for measure, (value, error) in found[areas].items():
                expected = pytest.approx(stored[predictor][areas][measure], abs=ONE_INTERVAL)
                assert [value, error] == expected, (predictor, areas, measure)


def test_the_kept_results_are_those_of_this_code(
    forty: dict[str, Any], results: dict[str, Any], tmp_path: Path
) -> None:
    same(forty, results["ignorable"]["first"])
    same(figures(made_again("by-child", tmp_path)), results["by-child"]["first"])


def test_the_kept_results_keep_the_promise(results: dict[str, Any]) -> None:
    assert results.keys() == {*SCENARIOS, "refits"}
    for name, scenario in SCENARIOS.items():
        assert results[name]["scenario"] == json.loads(json.dumps(asdict(scenario)))
        assert results[name]["surveys"] == SURVEYS
        for found in results[name]["predictors"].values():
            assert found["estimated"] == SURVEYS
    for predictor in ("plain", "benchmarked"):
        assert within_bounds(results["ignorable"]["predictors"][predictor])


def test_weights_bring_back_what_the_outcome_was_drawn_by(results: dict[str, Any]) -> None:
    found = results["by-child"]["predictors"]
    for areas in AREAS:
        assert found["plain"][areas]["bias"][0] > 0.1  # eleven points
        for scaling in ("pseudo-size", "pseudo-effective"):
            assert abs(found[scaling][areas]["bias"][0]) < 0.02
            assert found[scaling][areas]["coverage90"][0] > 0.85


def test_weights_that_tell_nothing_cost_little() -> None:
    setting = SCENARIOS["ignorable"].setting
    off: dict[str, list[float]] = {"plain": [], "pseudo-size": []}
    for number in range(6):
        for name, one in attempts(setting, number, list(off)).items():
            off[name].append(float(((one.rate - one.truth) ** 2).mean()))
    assert np.sqrt(np.mean(off["pseudo-size"]) / np.mean(off["plain"])) < 1.06


def test_errors_with_and_without_refits_agree_with_the_true_one(results: dict[str, Any]) -> None:
    for areas in AREAS:
        true, its_error = results["ignorable"]["predictors"]["plain"][areas]["rmse"]
        for way in ("without", "with"):
            stated, error = results["refits"][areas][way]
            assert abs(stated - true) < 2 * np.hypot(error, its_error)
        # Of the same surveys both say the same, but for the chance of a hundred refits.
        assert results["refits"][areas]["with"][0] == pytest.approx(
            results["refits"][areas]["without"][0], rel=0.05
        )


def test_both_errors_can_be_had_again() -> None:
    without, refitted, sampled = errors(0, replicates=4)
    # Four refits of a hundred areas: 7 % at one standard error of the root.
    assert np.sqrt(refitted[sampled].mean() / without[sampled].mean()) == pytest.approx(1, abs=0.2)


def test_the_page_is_made_of_the_kept_results(results: dict[str, Any]) -> None:
    page = importlib.import_module("simulations.page")
    assert PAGE.read_text(encoding="utf-8") == page.render(results)


SMALL = Scenario(Setting(areas=30, regions=3, drawn_units=60), ("plain", "pseudo-size"))


def test_neither_interruption_nor_processes_change_a_digit(tmp_path: Path) -> None:
    interrupted = keep.make(SMALL, range(3), data=tmp_path / "one")
    assert [next(interrupted), next(interrupted)] == [0, 1]
    interrupted.close()
    assert list(keep.make(SMALL, range(3), data=tmp_path / "one")) == [1, 2, 3]
    assert list(keep.make(SMALL, range(2, 0, -1), processes=2, data=tmp_path / "two"))[-1] == 2
    for predictor in SMALL.predictors:
        first, second = (
            keep.kept(SMALL, (1, 2), tmp_path / name)[predictor] for name in ("one", "two")
        )
        for one, other in zip(first, second, strict=True):
            np.testing.assert_array_equal(one.limits, other.limits)


def test_other_settings_are_kept_apart(tmp_path: Path) -> None:
    other = replace(SMALL, setting=replace(SMALL.setting, seed=1))
    assert keep.folder_of(other, tmp_path) != keep.folder_of(SMALL, tmp_path)


def test_weights_tell_how_children_were_drawn() -> None:
    """Weighted, a survey is the country; without weights it is not, where the outcome chose."""
    setting = SCENARIOS["by-both"].setting
    children = census(setting).children
    everybody, of_area = children.sum(), census(setting).cells.counts.totals
    totals, off, blind = [], [], []
    for number in range(60):
        survey = draw_survey(setting, number)
        true = survey.truth @ of_area / everybody
        totals.append(survey.weight.sum() / everybody - 1)
        off.append(np.average(survey.y, weights=survey.weight) - true)
        blind.append(survey.y.mean() - true)
    for mistakes in (totals, off):
        assert abs(np.mean(mistakes)) < 4 * np.std(mistakes) / np.sqrt(len(mistakes))
    assert np.mean(blind) > 0.1
