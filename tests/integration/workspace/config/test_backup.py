"""Save a site while it is written to; build it again in an empty place; write it as open files."""

import csv
import hashlib
import json
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from scripts.keep_release import FILL

from factories.sites import Site, copy_migrated

Place = Callable[[Path], Site]
pytestmark = pytest.mark.django_db  # so that the tests' own database, which is copied, is there


@dataclass(frozen=True)
class Saved:
    """A site, its backup and its tables, and what else it was asked."""

    site: Site
    backup: Path
    tables: Path
    second_administrator: tuple[int, str]
    over_another: tuple[int, str]
    over_itself: tuple[int, str]
    verified: tuple[int, str]


@pytest.fixture(scope="module")
def saved(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Save a site while somebody has written and not committed."""
    folder = tmp_path_factory.mktemp("site")
    site = place(folder / "home")
    copy_migrated(site)
    first, second = site.run_each(
        ("administrator", "first@example.org", "--name", "First"),
        ("administrator", "second@example.org"),
    )
    assert first[0] == 0, first
    assert "http" in first[1]
    code, said = site.run("-c", FILL, program=Path(sys.executable))
    assert code == 0, said
    file = site.home / "files" / "ab" / "abcd"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a paper")
    coming = site.home / "files" / "partial" / "upload"
    coming.parent.mkdir()
    coming.write_bytes(b"half a pap")
    file.chmod(0o600)  # as uploads are
    backup, tables, another = folder / "saved.tar.gz", folder / "export", folder / "mine"
    another.write_text("mine", encoding="utf-8")
    with closing(site.database()) as writer:
        writer.execute("UPDATE accounts_user SET language = 'fr'")
        done, exported, over_another, over_itself, verified = site.run_each(
            ("backup", backup),
            ("export", tables),
            ("backup", another),
            ("restore", backup),
            ("audit", "verify"),
        )
        writer.rollback()
    assert (done[0], exported[0]) == (0, 0), (done, exported)
    assert another.read_text(encoding="utf-8") == "mine"
    return Saved(site, backup, tables, second, over_another, over_itself, verified)


@pytest.fixture
def other(place: Place, tmp_path: Path) -> Iterator[Site]:
    """Give an empty place for a site."""
    (tmp_path / "other").mkdir()
    yield place(tmp_path / "other" / "home")
    assert not (tmp_path / "other" / "outside").exists()


def test_a_restored_site_is_the_one_that_was_saved(
    saved: Saved, other: Site, tmp_path: Path
) -> None:
    code, said = other.run("restore", saved.backup)
    assert code == 0, said
    export = tmp_path / "export"
    exported, verified, checked = other.run_each(
        ("export", export), ("audit", "verify"), ("check",)
    )
    assert (exported[0], checked[0]) == (0, 0), (exported, checked)
    assert tables_of(export) == tables_of(saved.tables)
    assert (other.home / "files" / "ab" / "abcd").read_bytes() == b"a paper"
    assert not (other.home / "files" / "partial").exists()  # it had not arrived
    assert len(rows(export, "audit.event")) >= 5
    assert verified == saved.verified
    assert verified[0] == 0
    kept = [other.home, *other.home.rglob("*")]
    assert not [path for path in kept if path.stat().st_mode & 0o077], "others may read it"


def test_a_backup_replaces_nothing(saved: Saved) -> None:
    code, said = saved.over_another
    assert code == 5
    assert "exists already" in said


def test_a_place_that_holds_something_is_not_overwritten(saved: Saved) -> None:
    code, said = saved.over_itself
    assert code == 5
    assert "not empty" in said


def test_a_database_that_holds_something_is_not_overwritten(saved: Saved) -> None:
    files = saved.site.home / "files"
    elsewhere = files.rename(saved.site.home / "elsewhere")
    try:
        code, said = saved.site.run("restore", saved.backup)
    finally:
        elsewhere.rename(files)
    assert code == 5
    assert "not empty" in said


def test_a_damaged_backup_is_refused_whole(saved: Saved, other: Site, tmp_path: Path) -> None:
    spoilt = repack(saved.backup, tmp_path, "files/ab/abcd", b"another paper")
    code, said = other.run("restore", spoilt)
    assert code == 3
    assert "not a whole backup" in said
    assert not (other.home / "files").exists()


def test_a_database_that_cannot_be_read_leaves_the_place_empty(
    saved: Saved, other: Site, tmp_path: Path
) -> None:
    name = "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"
    spoilt = repack(saved.backup, tmp_path, name, b"no database", as_listed=True)
    (code, said), (after, _said) = other.run_each(("restore", spoilt), ("restore", saved.backup))
    assert code == (3 if connection.vendor == "sqlite" else 5), said
    assert after == 0


def test_a_backup_that_reaches_outside_its_place_is_refused(other: Site, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    payload = tmp_path / "payload"
    payload.write_text("x", encoding="utf-8")
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(payload, "../outside")
    code, _said = other.run("restore", evil)
    assert code == 3


def test_everything_is_exported_as_open_files(saved: Saved) -> None:
    [person] = rows(saved.tables, "accounts.user")
    assert person["email"] == "first@example.org"
    assert person["language"] == "en"
    assert "password" not in person
    [cell] = rows(saved.tables, "results.actualcell")
    assert cell["value"] == "7.0000"
    assert (saved.tables / "files" / "ab" / "abcd").read_bytes() == b"a paper"


def test_where_no_site_was_begun_there_is_nothing_to_save(other: Site, tmp_path: Path) -> None:
    backup, export = tmp_path / "saved.tar.gz", tmp_path / "export"
    for code, said in other.run_each(("backup", backup), ("export", export)):
        assert code == 3, said
        assert "There is no site" in said
    assert not backup.exists()
    assert not export.exists()


def test_a_backup_of_a_newer_release_is_refused(saved: Saved, other: Site, tmp_path: Path) -> None:
    with tarfile.open(saved.backup) as archive:
        listing = archive.extractfile("manifest.json")
        assert listing is not None
        manifest = json.loads(listing.read())
    newer = json.dumps({**manifest, "version": "999.0"}).encode()
    code, said = other.run("restore", repack(saved.backup, tmp_path, "manifest.json", newer))
    assert code == 3
    assert "newer release" in said


def test_a_second_first_administrator_is_refused(saved: Saved) -> None:
    code, said = saved.second_administrator
    assert code == 3
    assert "administrator already" in said


def tables_of(folder: Path) -> dict[str, str]:
    """Return the text of every exported table by its name."""
    return {path.name: path.read_text("utf-8") for path in (folder / "tables").iterdir()}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def repack(
    backup: Path, folder: Path, name: str, content: bytes, *, as_listed: bool = False
) -> Path:
    """Return a copy of a backup with other content in one file, perhaps listed as its own."""
    with tarfile.open(backup) as archive:
        archive.extractall(folder / "open", filter="data")
    (folder / "open" / name).write_bytes(content)
    if as_listed:
        listing = folder / "open" / "manifest.json"
        manifest = json.loads(listing.read_text(encoding="utf-8"))
        manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
        listing.write_text(json.dumps(manifest), encoding="utf-8")
    spoilt = folder / "spoilt.tar.gz"
    with tarfile.open(spoilt, "w:gz") as archive:
        for path in sorted((folder / "open").rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(folder / "open").as_posix())
    return spoilt
