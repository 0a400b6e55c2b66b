"""Counts kept on disk: found again, not found when anything changed, and not readable by others."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from jalon.engine.census.cache import LABEL, cached_counts, forget_unused
from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.scan import ScanReport, ScanResult
from jalon.errors import CannotWrite


class Census:
    """A census of several parts that counts which were read, and can be stopped before one."""

    def __init__(self, parts: int = 1, *, weighted: bool = False) -> None:
        self.parts = parts
        self.read: list[int] = []
        self.weighted = weighted
        self.stop_before = parts

    def count(self, first: int) -> Iterator[ScanResult]:
        for number in range(first, self.parts):
            if number == self.stop_before:
                raise KeyboardInterrupt
            self.read.append(number)
            yield self.part(number)

    def part(self, number: int) -> ScanResult:
        # Two cells, of which every part has the first, and thirds that no sum holds exactly.
        n = np.array([3.0, 1.5]) / 3 + number / 7
        counts = AreaCounts(
            np.array([0, 1, 2]),
            np.array([4, 2 + number], np.int32),
            n,
            n2=n**2 if self.weighted else None,
            records=np.ones(2) if self.weighted else None,
        )
        return ScanResult(counts, ScanReport(5, 4, {"no-area": 1, f"missing-{number}": 2}))

    def kept(self, folder: Path | None, source: Path, mapping: str = "mapping") -> ScanResult:
        return cached_counts(folder, [source], mapping, ScanResult, self.count)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "census.parquet"
    path.write_bytes(b"the census")
    return path


def assert_same(first: ScanResult, second: ScanResult) -> None:
    assert first.report == second.report
    assert list(first.dropped) == list(second.dropped)
    for name in AreaCounts.__slots__:
        mine, theirs = getattr(first.counts, name), getattr(second.counts, name)
        assert (mine is None) == (theirs is None), name
        if mine is not None:
            assert mine.dtype == theirs.dtype, name
            assert mine.tobytes() == theirs.tobytes(), name


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("parts", [1, 3])
def test_the_second_time_nothing_is_read(
    source: Path, tmp_path: Path, parts: int, *, weighted: bool
) -> None:
    census = Census(parts, weighted=weighted)
    first, second = (census.kept(tmp_path / "kept", source) for _ in range(2))
    assert census.read == list(range(parts))
    assert_same(first, second)
    assert_same(first, census.kept(None, source))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("stopped", [1, 2, 3])
def test_what_was_counted_before_an_interruption_is_not_read_again(
    source: Path, tmp_path: Path, stopped: int, *, weighted: bool
) -> None:
    whole = Census(4, weighted=weighted).kept(tmp_path / "straight", source)
    census, folder = Census(4, weighted=weighted), tmp_path / "kept"
    census.stop_before = stopped
    with pytest.raises(KeyboardInterrupt):
        census.kept(folder, source)
    assert len(list(folder.glob("*.part-*.npz"))) == stopped
    census.stop_before = 4
    found = census.kept(folder, source)
    assert census.read == [0, 1, 2, 3]
    assert_same(found, whole)
    (kept,) = folder.glob("*.npz")
    (straight,) = (tmp_path / "straight").glob("*.npz")
    assert kept.name == straight.name
    with np.load(kept) as one, np.load(straight) as other:
        assert one.files == other.files
        assert all(one[name].tobytes() == other[name].tobytes() for name in one.files)


def test_parts_are_added_up_cell_by_cell(source: Path) -> None:
    found = Census(2).kept(None, source)
    assert found.counts.ptr.tolist() == [0, 1, 3]
    assert found.counts.pid.tolist() == [4, 2, 3]
    np.testing.assert_allclose(found.counts.n, [2 + 1 / 7, 0.5, 0.5 + 1 / 7])
    assert found.report == ScanReport(10, 8, {"no-area": 2, "missing-0": 2, "missing-1": 2})


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_a_part_of_nobody_changes_nothing(*, weighted: bool, turned: bool) -> None:
    some = Census(weighted=weighted).part(0).counts
    nobody = AreaCounts(np.zeros(3, np.int64), np.empty(0, np.int32), np.empty(0))
    joined = nobody.joined(some) if turned else some.joined(nobody)
    report = ScanReport(0, 0, {})
    assert_same(ScanResult(joined, report), ScanResult(some, report))


def test_a_damaged_part_is_read_again(source: Path, tmp_path: Path) -> None:
    whole = Census(3).kept(None, source)
    census, folder = Census(3), tmp_path / "kept"
    census.stop_before = 2
    with pytest.raises(KeyboardInterrupt):
        census.kept(folder, source)
    census.stop_before = 3
    (second,) = folder.glob("*.part-1.npz")
    second.write_bytes(second.read_bytes()[:200])
    assert_same(census.kept(folder, source), whole)
    assert census.read == [0, 1, 1, 2]


def test_other_content_or_mapping_is_read_again(source: Path, tmp_path: Path) -> None:
    census = Census()
    census.kept(tmp_path / "kept", source)
    census.kept(tmp_path / "kept", source, "another mapping")
    source.write_bytes(b"the census, corrected")
    census.kept(tmp_path / "kept", source)
    assert len(census.read) == 3


def test_folders_that_give_a_column_are_content(tmp_path: Path) -> None:
    census = Census()
    for region in ("region=1", "region=2"):
        part = tmp_path / region / "part.parquet"
        part.parent.mkdir()
        part.write_bytes(b"the census")
        census.kept(tmp_path / "kept", part)
    assert len(census.read) == 2


def test_a_file_of_the_same_content_elsewhere_is_not_read_again(
    source: Path, tmp_path: Path
) -> None:
    census, copy = Census(), tmp_path / "copy.parquet"
    copy.write_bytes(source.read_bytes())
    census.kept(tmp_path / "kept", source)
    census.kept(tmp_path / "kept", copy)
    assert len(census.read) == 1


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY\x01\x00", b"\x80\x04N."])
def test_a_damaged_file_is_read_again(source: Path, tmp_path: Path, content: bytes) -> None:
    census, folder = Census(), tmp_path / "kept"
    census.kept(folder, source)
    (kept,) = folder.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    census.kept(folder, source)
    census.kept(folder, source)
    assert len(census.read) == 2
    kept.write_bytes(content)
    census.kept(folder, source)
    assert len(census.read) == 3


def test_counts_of_another_kind_are_read_again(source: Path, tmp_path: Path) -> None:
    census, folder = Census(), tmp_path / "kept"
    census.kept(folder, source)
    (kept,) = folder.glob("*.npz")
    with kept.open("wb") as file:
        np.save(file, np.zeros(3))
    census.kept(folder, source)
    assert len(census.read) == 2


def test_only_the_owner_can_read_and_the_folder_says_why(source: Path, tmp_path: Path) -> None:
    folder, census = tmp_path / "kept", Census(2)
    census.stop_before = 1
    with pytest.raises(KeyboardInterrupt):
        census.kept(folder, source)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (kept,) = folder.glob("*.npz")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "do not copy" in (folder / LABEL).read_text(encoding="utf-8")
    census.stop_before = 2
    census.kept(folder, source)
    assert not list(folder.glob("*.part*"))


def test_what_is_not_used_is_forgotten_also_what_was_never_finished(
    source: Path, tmp_path: Path
) -> None:
    folder, census = tmp_path / "kept", Census(2)
    census.stop_before = 1
    with pytest.raises(KeyboardInterrupt):
        census.kept(folder, source)
    (part,) = folder.glob("*.npz")
    half = folder / "half.partial"
    half.write_bytes(b"")
    for path in (part, half):
        os.utime(path, (1e9, 1e9))
    census.stop_before = 2
    census.kept(folder, source, "another mapping")
    (used,) = set(folder.glob("*.npz")) - {part}
    forget_unused(folder, since=used.stat().st_mtime - 100)
    assert list(folder.glob("*.npz")) == [used]
    assert not half.exists()


def test_a_folder_that_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    with pytest.raises(CannotWrite) as caught:
        Census().kept(tmp_path / "kept", source)
    assert caught.value.code == "folder-unwritable"
