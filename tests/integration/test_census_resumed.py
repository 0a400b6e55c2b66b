"""A census whose scan is interrupted: nothing is counted twice, and the results are the same."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat
import pytest

from conftest import SmallStudy
from jalon.engine import load_study, run
from jalon.engine.cells import write_cells
from jalon.engine.census.cache import LABEL
from jalon.engine.prepare.areas import read_register
from jalon.engine.prepare.census import Census, read_census
from jalon.engine.runs.folder import appearing
from jalon.engine.runs.whole import estimate_study
from jalon.engine.sources.tables import Table
from jalon.engine.study import Study
from jalon.errors import BadInput, CannotWrite, Problems

# The small census has 6000 rows: six parts, each of several frames, none at a frame's edge.
PART, FRAME = 1100, 300


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jalon.engine.prepare.stretches.PART_ROWS", PART)


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give how many rows each frame had that was read of a census."""
    seen: list[int] = []
    plain = Table.batches

    def counted(
        table: Table, columns: list[str], size: int = FRAME, start: int = 0
    ) -> Iterator[pl.DataFrame]:
        for frame in plain(table, columns, size, start):
            if table.path.stem == "census":
                seen.append(frame.height)
            yield frame

    monkeypatch.setattr(Table, "batches", counted)
    return seen


def stopping(share: float) -> Callable[[float], None]:
    """Return what interrupts a scan when so much of the rows is read."""

    def progress(done: float) -> None:
        if done >= share:
            raise KeyboardInterrupt

    return progress


def put_census(study: SmallStudy, kind: str) -> None:
    """Give the census some missing values and weights, and write it in another way."""
    census = study.frame("census.csv").with_row_index()
    gone = pl.when(pl.col("index") % 97 == 0).then(None)
    census = census.with_columns(
        age=gone.otherwise("age"), weight=1 + (pl.col("index") % 3) / 7
    ).drop("index")
    (study.folder / "census.csv").unlink()
    file = f"census.{kind}"
    if kind == "csv":
        census.write_csv(study.folder / file)
    elif kind == "parquet":
        census.write_parquet(study.folder / file, row_group_size=700)
    elif kind == "dta":
        pyreadstat.write_dta(census.to_pandas(), study.folder / file)
    else:
        file = "census"
        for number, rows in enumerate(census.iter_slices(900)):
            part = study.folder / "census" / f"part-{number}.parquet"
            part.parent.mkdir(exist_ok=True)
            rows.write_parquet(part)
        (part.parent / "_SUCCESS").touch()
        (part.parent / ".part-0.parquet.crc").write_bytes(b"0")
    study.edit('file = "census.csv"', f'file = "{file}"')


def arrays_of(census: Census) -> dict[str, bytes]:
    found = {"totals": census.totals, **census.by_level}
    if census.counts is not None:
        found |= dict(census.counts.arrays())
    return {name: values.tobytes() for name, values in found.items()}


def assert_goes_on(study: Study, folder: Path, rows_read: list[int]) -> Census:
    """Stop a census in its fourth part, go on, and insist on what one scan gives."""
    register = read_register(study)
    straight = read_census(study, register)
    assert sum(rows_read) == 6000
    with pytest.raises(KeyboardInterrupt):
        read_census(study, register, cache=folder, progress=stopping(0.6))
    assert len(list(folder.glob("*.part-*.npz"))) == 3
    rows_read.clear()
    seen: list[float] = []
    found = read_census(study, register, cache=folder, progress=seen.append)
    assert sum(rows_read) == 6000 - 3 * PART
    assert seen == sorted(seen)
    assert seen[0] > 3 * PART / 6000
    assert seen[-1] == 1
    assert arrays_of(found) == arrays_of(straight)
    assert found.reading == straight.reading
    rows_read.clear()
    again = read_census(study, register, cache=folder)
    assert not rows_read
    assert arrays_of(again) == arrays_of(straight)
    assert len(list(folder.glob("*.npz"))) == 1
    return found


@pytest.mark.parametrize("scan", ["counts", "stream"])
@pytest.mark.parametrize("kind", ["csv", "parquet", "dta", "folder"])
def test_a_scan_goes_on_where_it_stopped(
    small_study: SmallStudy, rows_read: list[int], kind: str, scan: str
) -> None:
    put_census(small_study, kind)
    small_study.edit("[census]", f'[census]\nscan = "{scan}"\nwhere = "area > 101 OR sex = 1"')
    kept = small_study.folder / "kept"
    found = assert_goes_on(load_study(small_study.path), kept, rows_read)
    assert {"where", "age-unknown", "outside-population"} <= set(found.reading.dropped)


@pytest.mark.parametrize("scan", ["counts", "stream"])
def test_so_does_a_weighted_one(small_study: SmallStudy, rows_read: list[int], scan: str) -> None:
    put_census(small_study, "parquet")
    small_study.edit("[census]", f'[census]\nscan = "{scan}"\nweight = "weight"')
    assert_goes_on(load_study(small_study.path), small_study.folder / "kept", rows_read)


def test_parts_of_which_one_has_nobody_of_the_population(
    small_study: SmallStudy, rows_read: list[int]
) -> None:
    put_census(small_study, "parquet")
    path = small_study.folder / "census.parquet"
    rows = pl.read_parquet(path).with_row_index()
    none = pl.when(pl.col("index").is_between(PART, 2 * PART - 1)).then(99)
    rows.with_columns(age=none.otherwise("age")).drop("index").write_parquet(path)
    small_study.edit("[census]", '[census]\nweight = "weight"')
    assert_goes_on(load_study(small_study.path), small_study.folder / "kept", rows_read)


def test_the_parts_of_a_scan_are_those_of_one(
    small_study: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_census(small_study, "csv")
    study = load_study(small_study.path)
    parts = read_census(study, read_register(study))
    monkeypatch.setattr("jalon.engine.prepare.stretches.PART_ROWS", 6000)
    assert arrays_of(parts) == arrays_of(read_census(study, read_register(study)))


def test_an_error_in_a_later_part_names_its_row(small_study: SmallStudy) -> None:
    put_census(small_study, "csv")
    path = small_study.folder / "census.csv"
    rows = pl.read_csv(path).with_columns(age=pl.col("age").cast(pl.String))
    rows[3456, "age"] = "many"
    rows.write_csv(path)
    study, kept = load_study(small_study.path), small_study.folder / "kept"
    for _ in range(2):  # the first parts are kept; the row is the same one
        with pytest.raises(Problems) as caught:
            read_census(study, read_register(study), cache=kept)
        assert {problem.params["row"] for problem in caught.value.problems} == {3457}
        assert len(list(kept.glob("*.part-*.npz"))) == 3


def test_the_sums_of_a_stream_go_on_too(
    small_study: SmallStudy, rows_read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_census(small_study, "parquet")
    small_study.edit("[census]", '[census]\nscan = "stream"\nweight = "weight"')
    study, kept = load_study(small_study.path), small_study.folder / "kept"
    straight = estimate_study(study).estimated.sums
    scans = 0
    plain = "jalon.engine.runs.estimates.stream_sums"
    from jalon.engine.census.scan import stream_sums

    def stop_in_the_third(*args: object, **options: object) -> object:
        nonlocal scans
        scans += 1
        if scans == 3:
            raise KeyboardInterrupt
        return stream_sums(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(plain, stop_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        estimate_study(study, cache=kept)
    monkeypatch.setattr(plain, stream_sums)
    rows_read.clear()
    found = estimate_study(study, cache=kept).estimated.sums
    assert sum(rows_read) == 6000 - 2 * PART
    for name, values in straight.arrays().items():
        assert values.tobytes() == found.arrays()[name].tobytes(), name
    rows_read.clear()
    estimate_study(study, cache=kept)
    assert not rows_read
    # Another model has other sums, of the same levels.
    small_study.edit('"age_group"]', '"age_group", "sex:zone"]')
    other = estimate_study(load_study(small_study.path), cache=kept).estimated.sums
    assert sum(rows_read) == 6000
    assert other.gradient.shape[1] == found.gradient.shape[1] + 1


def stop(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("where", ["whole.fit_model", "write.write_report"])
def test_a_run_that_is_stopped_after_its_census_does_not_read_it_again(
    small_study: SmallStudy,
    rows_read: list[int],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    *,
    earlier: bool,
) -> None:
    out = small_study.folder / "out"
    before: dict[str, bytes] = {}
    if earlier:
        run(load_study(small_study.path), out, sheets=False)
        (out / "own.qgz").write_text("somebody's project", encoding="utf-8")
        before = contents(out)
        small_study.edit("ages = [5, 17]", "ages = [6, 17]")
    with monkeypatch.context() as patch:
        patch.setattr(f"jalon.engine.runs.{where}", stop)
        with pytest.raises(KeyboardInterrupt):
            run(load_study(small_study.path), out, sheets=False)
    assert contents(out) == before
    assert (out / "confidential").stat().st_mode & 0o077 == 0
    assert (out / "confidential" / LABEL).is_file()
    assert not list(small_study.folder.glob(".out-*"))
    rows_read.clear()
    run(load_study(small_study.path), out, sheets=False)
    assert not rows_read
    assert (out / "areas.csv").is_file()
    assert (out / "own.qgz").is_file() == earlier
    assert not list(small_study.folder.glob(".out-*"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "confidential"
    }


@pytest.mark.parametrize("earlier", [False, True])
def test_an_error_at_the_last_moment_loses_nothing(
    small_study: SmallStudy, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    out = small_study.folder / "out"
    if earlier:
        run(load_study(small_study.path), out, sheets=False)
    before = contents(out) if earlier else {}
    plain = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if Path(target) == out and path.name != "earlier":
            raise PermissionError(13, "no")
        return plain(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(CannotWrite):
        run(load_study(small_study.path), out, sheets=False)
    assert contents(out) == before
    assert len(list((out / "confidential").glob("*.npz"))) == 1
    assert not list(small_study.folder.glob(".out-*"))


@pytest.mark.parametrize("counts", [False, True])
def test_a_folder_that_waits_is_filled_and_nothing_is_left_beside_it(
    tmp_path: Path, *, counts: bool
) -> None:
    out = tmp_path / "out"
    (out / "confidential" if counts else out).mkdir(parents=True)
    with appearing(out) as work:
        (work / "page.html").write_text("found", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (out / "page.html").is_file()
    assert (out / "confidential").is_dir() == counts


def test_a_folder_of_counts_and_something_else_is_no_run(small_study: SmallStudy) -> None:
    out = small_study.folder / "out"
    (out / "confidential").mkdir(parents=True)
    (out / "thesis.docx").write_text("years", encoding="utf-8")
    with pytest.raises(CannotWrite) as caught:
        run(load_study(small_study.path), out, sheets=False)
    assert caught.value.code == "folder-not-a-run"


def test_a_process_that_is_interrupted_leaves_its_parts(
    small_study: SmallStudy, rows_read: list[int]
) -> None:
    """A process of its own is asked to end while it counts, and its parts serve this one."""
    put_census(small_study, "parquet")
    study, out = load_study(small_study.path), small_study.folder / "out"
    words = [sys.executable, "-c", SLOW_RUN, str(small_study.path), str(out), str(PART)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as scan:
        assert scan.stdout is not None
        # It says so when two parts are kept, and then waits in the third.
        assert scan.stdout.readline() == "counting\n"
        scan.send_signal(signal.SIGINT)
    assert scan.returncode != 0
    assert len(list((out / "confidential").glob("*.part-*.npz"))) == 2
    assert not list(small_study.folder.glob(".out-*"))
    rows_read.clear()
    found = run(study, out, sheets=False)
    assert sum(rows_read) == 6000 - 2 * PART
    whole = run(study, small_study.folder / "straight", sheets=False)
    for name, frame in whole.frames.items():
        assert frame.equals(found.frames[name]), name


SLOW_RUN = """
import signal, sys
from pathlib import Path
from jalon.engine import load_study, run
from jalon.engine.prepare import census, stretches

stretches.PART_ROWS = int(sys.argv[3])
plain, parts = census.count_patterns, 0

def slow(*args, **options):
    global parts
    parts += 1
    if parts == 3:
        print("counting", flush=True)
        while True:
            signal.pause()
    return plain(*args, **options)

census.count_patterns = slow
run(load_study(sys.argv[1]), Path(sys.argv[2]), sheets=False)
"""

FOLDER_STUDIES = ("", 'scan = "stream"', 'weight = "weight"')


@pytest.mark.parametrize("key", FOLDER_STUDIES)
def test_a_folder_of_parts_is_a_census(small_study: SmallStudy, key: str) -> None:
    put_census(small_study, "folder")
    parts = small_study.folder / "census"
    pl.read_parquet(parts / "*.parquet").write_parquet(small_study.folder / "census.parquet")
    small_study.edit("[census]", f"[census]\n{key}")
    found = estimate_study(load_study(small_study.path)).frames
    small_study.edit('file = "census"', 'file = "census.parquet"')
    one = estimate_study(load_study(small_study.path)).frames
    assert set(found) == set(one)
    for name, frame in one.items():
        assert frame.drop("file", strict=False).equals(found[name].drop("file", strict=False)), name


def test_folders_that_are_named_by_a_value_give_its_column(small_study: SmallStudy) -> None:
    one = estimate_study(load_study(small_study.path)).frames["areas"]
    census = small_study.frame("census.csv")
    for (area,), rows in census.partition_by("area", as_dict=True).items():
        part = small_study.folder / "census" / f"area={area}" / "part-0.parquet"
        part.parent.mkdir(parents=True)
        rows.drop("area").write_parquet(part)
    small_study.edit('file = "census.csv"', 'file = "census"')
    assert estimate_study(load_study(small_study.path)).frames["areas"].equals(one)


def test_a_run_on_a_folder_writes_what_it_was_made_from(small_study: SmallStudy) -> None:
    put_census(small_study, "folder")
    out = small_study.folder / "out"
    run(load_study(small_study.path), out, sheets=False)
    manifest = (out / "manifest.json").read_text(encoding="utf-8")
    assert '"file": "census"' in manifest


def test_cells_of_a_folder_go_on_where_they_stopped(
    small_study: SmallStudy, rows_read: list[int]
) -> None:
    put_census(small_study, "folder")
    file, out = small_study.folder / "cells.toml", small_study.folder / "leaves"
    file.write_text(CELLS, encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        write_cells(file, out, advance=stopping(0.6))
    kept = small_study.folder / "confidential"
    assert len(list(kept.glob("*.part-*.npz"))) == 3
    rows_read.clear()
    write_cells(file, out)
    # The codes of the areas are read first, from all rows.
    assert sum(rows_read) == 6000 + 6000 - 3 * PART
    straight = small_study.folder / "straight"
    write_cells(file, straight, cache=small_study.folder / "other")
    assert (out / "cells.csv").read_bytes() == (straight / "cells.csv").read_bytes()
    cells = pl.read_csv(out / "cells.csv")
    census = pl.read_parquet(small_study.folder / "census" / "*.parquet")
    assert cells["n"].sum() == census.filter(pl.col("age").is_between(5, 17)).height
    rows_read.clear()
    write_cells(file, out)
    assert not rows_read


CELLS = """\
format = 1
kind = "cells"
give_up = ["sex"]
smallest_cell = 3
[population]
ages = [5, 17]
[census]
file = "census"
source = "invented"
year = 2024
age = "age"
area = "area"
[variables.sex]
levels = ["boy", "girl"]
census = { column = "sex", recode = { "1" = "boy", "2" = "girl" } }
"""


def test_a_folder_without_parts_is_refused(small_study: SmallStudy) -> None:
    (small_study.folder / "census").mkdir()
    (small_study.folder / "census" / "part-0.csv").write_text("area\n1\n", encoding="utf-8")
    small_study.edit('file = "census.csv"', 'file = "census"')
    study = load_study(small_study.path)
    with pytest.raises(BadInput) as caught:
        read_census(study, read_register(study))
    assert caught.value.code == "file-is-folder"


def test_parts_that_differ_are_refused(small_study: SmallStudy) -> None:
    put_census(small_study, "folder")
    part = small_study.folder / "census" / "part-1.parquet"
    pl.read_parquet(part).drop("sex").write_parquet(part)
    study = load_study(small_study.path)
    with pytest.raises(BadInput) as caught:
        read_census(study, read_register(study))
    assert caught.value.code == "file-damaged"
    assert "sex" in str(caught.value.params["reason"])


def test_one_pass_over_parts_is_one_over_all(small_study: SmallStudy) -> None:
    """The engine's own way through a whole census, which benchmarks take, has the same rows."""
    from jalon.engine.prepare.batches import CensusScan
    from jalon.engine.prepare.census import census_index

    study = load_study(small_study.path)
    scan, index = CensusScan.of(study, read_register(study)), census_index(study)
    whole = np.concatenate([batch.area for batch in scan.batches(None, index)])
    assert scan.rows_read == 6000
    parts = [np.concatenate([b.area for b in part]) for part in scan.parts(None, index)]
    assert len(parts) == 6
    assert np.array_equal(np.concatenate(parts), whole)
