from dataclasses import replace
from pathlib import Path

import pytest

from jalon.engine.outputs.manifest import (
    changed_outputs,
    input_file,
    make_manifest,
    output_files,
    read_manifest,
    sha256_of,
    write_manifest,
)
from jalon.errors import BadInput

STUDY = 'title = "Riesgo"\n'


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a run that read one file and wrote two."""
    data, folder = tmp_path / "study" / "data", tmp_path / "runs" / "demo"
    data.mkdir(parents=True)
    folder.mkdir(parents=True)
    (data / "survey.csv").write_text("age\n7\n")
    (folder / "areas.csv").write_text("area\n01\n")
    (folder / "b.csv").write_text("b\n")
    manifest = make_manifest(
        study=STUDY,
        seed=8707,
        inputs=[input_file("survey", data / "survey.csv", relative_to=tmp_path / "study")],
        outputs=output_files(folder, [folder / "b.csv", folder / "areas.csv"]),
        notes=["Synthetic."],
        timings={"fit": 0.12345},
    )
    write_manifest(folder, manifest)
    return folder


def test_it_comes_back_as_it_was(run: Path) -> None:
    manifest = read_manifest(run)
    assert manifest.study == STUDY
    assert manifest.seed == 8707
    assert manifest.notes == ("Synthetic.",)
    assert manifest.inputs[0].file == "data/survey.csv"
    assert manifest.inputs[0].size == 6
    assert [each.file for each in manifest.outputs] == ["areas.csv", "b.csv"]
    assert {"numpy", "polars"} <= set(manifest.libraries)


def test_fingerprints_are_those_of_sha256sum(run: Path) -> None:
    # printf 'b\n' | sha256sum
    assert sha256_of(run / "b.csv") == (
        "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f"
    )


def test_two_manifests_differ_in_their_times_alone(run: Path) -> None:
    first = read_manifest(run)
    assert first.timings == {"fit": 0.123}
    write_manifest(run, replace(first, timings={"fit": 99.0}))
    assert replace(read_manifest(run), timings=first.timings) == first


def test_nothing_is_said_of_the_machine(run: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text("x")
    assert input_file("census", elsewhere, relative_to=tmp_path / "study").file == "elsewhere.csv"
    assert str(tmp_path) not in (run / "manifest.json").read_text()


def test_a_file_that_was_edited_afterwards_is_named(run: Path) -> None:
    assert changed_outputs(run) == ()
    (run / "areas.csv").write_text("area\n02\n")
    (run / "b.csv").unlink()
    assert changed_outputs(run) == ("areas.csv", "b.csv")


def test_a_folder_that_no_run_has_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no-manifest"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"inputs": [{}]}', '{"inputs": 3}'])
def test_another_file_of_that_name_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadInput, match="manifest-unreadable"):
        read_manifest(tmp_path)
