"""Counts kept on disk: found again, not found when anything changed, and not readable by others."""

import stat
from pathlib import Path

import numpy as np
import pytest

from jalon.engine.census.cache import LABEL, Counted, cached_counts
from jalon.engine.census.counts import AreaCounts


class Census:
    """A census that counts how often it was read."""

    def __init__(self, *, weighted: bool = False) -> None:
        self.times = 0
        self.weighted = weighted

    def read(self) -> Counted:
        self.times += 1
        n = np.array([3.0, 1.5])
        counts = AreaCounts(
            np.array([0, 1, 2]),
            np.array([4, 2], np.int32),
            n,
            n2=n**2 if self.weighted else None,
            records=np.ones(2) if self.weighted else None,
        )
        return counts, {"rows_read": 5, "dropped": {"no-area": 1}}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "census.parquet"
    path.write_bytes(b"the census")
    return path


@pytest.mark.parametrize("weighted", [False, True])
def test_the_second_time_nothing_is_read(source: Path, tmp_path: Path, *, weighted: bool) -> None:
    census = Census(weighted=weighted)
    first = cached_counts(tmp_path / "kept", [source], "mapping", census.read)
    second = cached_counts(tmp_path / "kept", [source], "mapping", census.read)
    assert census.times == 1
    assert first[1] == second[1]
    for name in AreaCounts.__slots__:
        np.testing.assert_array_equal(getattr(first[0], name), getattr(second[0], name))


def test_other_content_or_mapping_is_read_again(source: Path, tmp_path: Path) -> None:
    census = Census()
    cached_counts(tmp_path / "kept", [source], "mapping", census.read)
    cached_counts(tmp_path / "kept", [source], "another mapping", census.read)
    source.write_bytes(b"the census, corrected")
    cached_counts(tmp_path / "kept", [source], "mapping", census.read)
    assert census.times == 3


def test_a_file_of_the_same_content_elsewhere_is_not_read_again(
    source: Path, tmp_path: Path
) -> None:
    census, copy = Census(), tmp_path / "copy.parquet"
    copy.write_bytes(source.read_bytes())
    cached_counts(tmp_path / "kept", [source], "mapping", census.read)
    cached_counts(tmp_path / "kept", [copy], "mapping", census.read)
    assert census.times == 1


def test_a_damaged_file_is_read_again(source: Path, tmp_path: Path) -> None:
    census, folder = Census(), tmp_path / "kept"
    cached_counts(folder, [source], "mapping", census.read)
    (kept,) = folder.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    cached_counts(folder, [source], "mapping", census.read)
    cached_counts(folder, [source], "mapping", census.read)
    assert census.times == 2
    kept.write_bytes(b"")
    cached_counts(folder, [source], "mapping", census.read)
    assert census.times == 3


def test_only_the_owner_can_read_and_the_folder_says_why(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    cached_counts(folder, [source], "mapping", Census().read)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (kept,) = folder.glob("*.npz")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "do not copy" in (folder / LABEL).read_text(encoding="utf-8")
    assert not list(folder.glob("*.partial"))
