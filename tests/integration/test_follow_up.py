"""What was made from a run, shown in its report: linked, drawn, and taken out again."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import SmallStudy
from jalon.cli import app
from jalon.engine.follow_up import show_in_report
from jalon.engine.outputs.manifest import changed_outputs, read_manifest
from jalon.engine.runs.bootstrapping import bootstrap_study
from jalon.engine.runs.target import Wish, target
from jalon.engine.runs.whole import run
from jalon.engine.study import load_study
from jalon.engine.validate import validate_study
from jalon.errors import BadInput


@pytest.fixture
def finished(small_study: SmallStudy) -> Path:
    """A run of a study with effects, of which refits can be made."""
    small_study.edit("[model]", '[model]\neffects = "area+psu"')
    folder = small_study.folder / "out"
    run(load_study(small_study.path), folder, sheets=False)
    return folder


def part_of(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    return text.partition("<!-- follow-up -->")[2].partition("<!-- /follow-up -->")[0]


def links_of(folder: Path) -> list[str]:
    return re.findall(r'href="([^"#]+)"', part_of(folder))


def test_nothing_made_changes_nothing(finished: Path) -> None:
    before = {p.name: p.read_bytes() for p in finished.glob("report*.html")}
    outputs = read_manifest(finished).outputs
    assert show_in_report(finished).parts == ()
    assert {p.name: p.read_bytes() for p in finished.glob("report*.html")} == before
    assert read_manifest(finished).outputs == outputs
    assert part_of(finished / "report.html").strip() == ""


def test_target_shows_itself_in_the_report(finished: Path) -> None:
    options = ["--budget", "9000", "--cost-area", "1000", "--cost-child", "5", "-q"]
    done = CliRunner().invoke(app, ["risk", "target", str(finished), *options])
    assert done.exit_code == 0
    for name in ("report.html", "report.es.html"):
        links = links_of(finished / name)
        assert len(links) == 1
        assert (finished / links[0]).is_file()
        part = part_of(finished / name)
        assert part.count("<svg") == 1
        assert part.count('class="caution"') == 1
        assert part.count('<table class="small">') == 1
        assert 'href="#follow_up"' in (finished / name).read_text(encoding="utf-8")
    assert links_of(finished / "report.es.html") == ["target/target.es.html"]
    assert changed_outputs(finished) == ()
    listed = {each.file for each in read_manifest(finished).outputs}
    assert {"target/target.csv", "target/frontier.csv", "report.html"} <= listed

    again = {name: (finished / name).read_bytes() for name in ("report.html", "report.es.html")}
    show_in_report(finished)
    assert {name: (finished / name).read_bytes() for name in again} == again

    shutil.rmtree(finished / "target")
    show_in_report(finished)
    assert part_of(finished / "report.html").strip() == ""
    assert changed_outputs(finished) == ()


def test_validation_and_refits_beside_a_run_are_found(
    finished: Path, small_study: SmallStudy
) -> None:
    study = load_study(small_study.path)
    validate_study(study, small_study.folder / "out-validation", surveys=2)
    frame = bootstrap_study(study, small_study.folder / "out-bootstrap", replicates=20)
    done = CliRunner().invoke(app, ["risk", "report", str(finished)])
    assert done.exit_code == 0
    assert "validation, bootstrap" in done.stdout
    part = part_of(finished / "report.html")
    assert links_of(finished / "report.html") == [
        "validation/validation.html",
        "bootstrap/bootstrap.csv",
    ]
    assert (finished / "validation" / "validation.es.html").is_file()
    assert part.count("<svg") == 1
    worst = frame.sort((frame["se_refits"] / frame["se"]).log().abs(), descending=True).row(
        0, named=True
    )
    first = part.partition("refits-caption")[2].partition("<tbody>")[2].partition("</tr>")[0]
    assert worst["name"] in first
    assert f"{100 * worst['se_refits']:.2f}" in first
    assert f"{100 * worst['se']:.2f}" in first
    assert changed_outputs(finished) == ()


def test_what_is_of_another_run_is_refused(finished: Path, small_study: SmallStudy) -> None:
    other = small_study.folder / "other"
    small_study.edit("seed = 7", "seed = 8")
    study = load_study(small_study.path)
    validate_study(study, other, surveys=2)
    with pytest.raises(BadInput, match="follow-up-of-another"):
        show_in_report(finished, validation=other)
    small_study.edit('terms = ["sex", "zone", "age_group"]', 'terms = ["sex", "zone"]')
    refits = small_study.folder / "refits"
    bootstrap_study(load_study(small_study.path), refits, replicates=20)
    with pytest.raises(BadInput, match="follow-up-of-another"):
        show_in_report(finished, bootstrap=refits)
    with pytest.raises(BadInput, match="follow-up-missing"):
        show_in_report(finished, bootstrap=other)
    # Beside the run but of another study: it is not shown.
    shutil.copytree(other, small_study.folder / "out-validation")
    assert show_in_report(finished).parts == ()


def test_a_report_of_an_earlier_version_is_refused(finished: Path) -> None:
    page = finished / "report.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<!-- follow-up -->", ""), encoding="utf-8")
    target(finished, Wish(budget=9000, cost_area=1000, cost_child=5))
    with pytest.raises(BadInput, match="report-has-no-place"):
        show_in_report(finished)
