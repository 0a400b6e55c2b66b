"""`jalon risk bootstrap`: errors by refits beside the study's, kept, resumed, benchmarked."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from conftest import SmallStudy
from jalon.cli import app
from jalon.engine.prepare.everything import prepare
from jalon.engine.runs import bootstrapping
from jalon.engine.runs.benchmarking import find_targets
from jalon.engine.runs.bootstrapping import bootstrap_study, moved_to
from jalon.engine.study import load_study
from jalon.errors import BadInput

EFFECTS = '[model]\neffects = "area+psu"'


def test_errors_by_refits_stand_beside_the_studys(small_study: SmallStudy) -> None:
    small_study.edit("[model]", EFFECTS)
    out = small_study.folder / "out"
    frame = bootstrap_study(load_study(small_study.path), out, replicates=60)
    assert frame.equals(pl.read_csv(out / "bootstrap.csv", schema_overrides=frame.schema))
    both = frame.select("se", "se_refits").to_numpy()
    # Twelve areas: refits know what so few areas leave unknown of their variance.
    assert 0.6 < np.sqrt((both[:, 1] ** 2).mean() / (both[:, 0] ** 2).mean()) < 1.6
    assert (frame["se_refits_error"] < 0.4 * frame["se_refits"]).all()
    assert (frame["bias"].abs() < frame["se_refits"]).all()


def test_an_interrupted_bootstrap_goes_on_where_it_stopped(
    small_study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_study.edit("[model]", f'[benchmark]\nto = "region"\n{EFFECTS}')
    study, out = load_study(small_study.path), small_study.folder / "out"
    keep, kept = bootstrapping._keep, []

    def interrupted(folder: Path, one: bootstrapping.Replicate) -> None:
        keep(folder, one)
        kept.append(one.number)
        if len(kept) == 8:
            raise KeyboardInterrupt

    monkeypatch.setattr(bootstrapping, "_keep", interrupted)
    asked = ["risk", "bootstrap", str(small_study.path), "--out", str(out), "--replicates", "20"]
    stopped = CliRunner().invoke(app, asked)
    assert stopped.exit_code == 130
    assert "refits that were made are kept" in stopped.stderr
    assert not (out / "bootstrap.csv").exists()
    resumed = bootstrap_study(study, out, replicates=20, threads=2)
    assert sorted(kept) == list(range(20))  # none was made twice
    whole = bootstrap_study(study, small_study.folder / "whole", replicates=20)
    assert resumed.equals(whole)


@pytest.mark.parametrize("to", ['"region"', '["region", "sex"]'])
def test_a_benchmark_is_met_in_every_replicate(small_study: SmallStudy, to: str) -> None:
    small_study.edit("[model]", f"[benchmark]\nto = {to}\n{EFFECTS}")
    targets = find_targets(prepare(load_study(small_study.path)))
    rng = np.random.default_rng(1)
    rate = rng.uniform(0.05, 0.4, targets.children.shape)
    wanted = targets.scaled(
        targets.rate + targets.root @ rng.standard_normal(targets.root.shape[1])
    )
    wanted[0] = np.nan if to == '"region"' else wanted[0]  # a unit whose rate nobody knows
    moved = moved_to(targets, rate, wanted)
    for margin, unit in enumerate(targets.unit):
        for k in np.flatnonzero(targets.margin == margin):
            mine = unit == k
            reached = (targets.children * moved)[mine].sum() / targets.children[mine].sum()
            before = (targets.children * rate)[mine].sum() / targets.children[mine].sum()
            goal = before if np.isnan(wanted[k]) else wanted[k]
            assert reached == pytest.approx(goal, rel=1e-6)


def test_a_benchmark_to_several_margins_goes_through_the_refits(small_study: SmallStudy) -> None:
    small_study.edit("[model]", f'[benchmark]\nto = ["region", "sex"]\n{EFFECTS}')
    study, out = load_study(small_study.path), small_study.folder / "out"
    frame = bootstrap_study(study, out, replicates=40)
    both = frame.select("se", "se_refits").to_numpy()
    assert 0.6 < np.sqrt((both[:, 1] ** 2).mean() / (both[:, 0] ** 2).mean()) < 1.6


def test_the_command_and_what_it_refuses(small_study: SmallStudy) -> None:
    study, out = load_study(small_study.path), small_study.folder / "out"
    with pytest.raises(BadInput, match="bootstrap-needs-effects"):
        bootstrap_study(study, out, replicates=20)
    small_study.edit("[model]", EFFECTS)
    with pytest.raises(BadInput, match="bootstrap-needs-replicates"):
        bootstrap_study(load_study(small_study.path), out, replicates=3)
    options = ["--replicates", "20", "--threads", "2", "--out", str(out), "-q"]
    done = CliRunner().invoke(app, ["risk", "bootstrap", str(small_study.path), *options])
    assert done.exit_code == 0
    assert pl.read_csv(out / "bootstrap.csv").height == 12
