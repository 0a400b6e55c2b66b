"""Save a site while it is written to; build it again in an empty place; write it as open files."""

import csv
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from factories.sites import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    if connection.vendor != "sqlite":
        pytest.skip("the command line's own database is SQLite here")
    site = Site(tmp_path_factory.mktemp("site") / "home")
    site.migrate()
    code, said = site.run("administrator", "first@example.org", "--name", "First")
    assert code == 0, said
    assert "http" in said
    file = site.home / "files" / "ab" / "abcd"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a paper")
    return site


def test_a_restored_site_is_the_one_that_was_saved(site: Site, tmp_path: Path) -> None:
    backup = tmp_path / "saved.tar.gz"
    writer = site.database()
    writer.execute("UPDATE accounts_user SET language = 'fr'")  # not committed: not in the backup
    code, said = site.run("backup", backup)
    writer.commit()
    writer.close()
    assert code == 0, said

    other = Site(tmp_path / "other")
    code, said = other.run("restore", backup)
    assert code == 0, said
    assert other.database().execute("SELECT email, language FROM accounts_user").fetchall() == [
        ("first@example.org", "en")
    ]
    assert (other.home / "files" / "ab" / "abcd").read_bytes() == b"a paper"
    assert other.run("audit", "verify")[0] == 0


def test_a_backup_replaces_nothing(site: Site, tmp_path: Path) -> None:
    backup = tmp_path / "saved.tar.gz"
    backup.write_text("mine", encoding="utf-8")
    code, said = site.run("backup", backup)
    assert code == 5
    assert "exists already" in said
    assert backup.read_text(encoding="utf-8") == "mine"


def test_a_place_that_holds_something_is_not_overwritten(site: Site, tmp_path: Path) -> None:
    backup = tmp_path / "saved.tar.gz"
    assert site.run("backup", backup)[0] == 0
    code, said = site.run("restore", backup)
    assert code == 5
    assert "not empty" in said


def test_a_damaged_backup_is_refused_whole(site: Site, tmp_path: Path) -> None:
    backup = tmp_path / "saved.tar.gz"
    assert site.run("backup", backup)[0] == 0
    with tarfile.open(backup) as archive:
        archive.extractall(tmp_path / "open", filter="data")
    (tmp_path / "open" / "files" / "ab" / "abcd").write_bytes(b"another paper")
    spoilt = tmp_path / "spoilt.tar.gz"
    with tarfile.open(spoilt, "w:gz") as archive:
        for path in sorted((tmp_path / "open").rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(tmp_path / "open").as_posix())
    other = Site(tmp_path / "other")
    code, said = other.run("restore", spoilt)
    assert code == 3
    assert "not a whole backup" in said
    assert not (other.home / "files").exists()


def test_a_backup_that_reaches_outside_its_place_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    payload = tmp_path / "payload"
    payload.write_text("x", encoding="utf-8")
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(payload, "../outside")
    other = Site(tmp_path / "other" / "home")
    (tmp_path / "other").mkdir()
    code, _said = other.run("restore", evil)
    assert code == 3
    assert not (tmp_path / "other" / "outside").exists()


def test_everything_is_exported_as_open_files(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    code, said = site.run("export", folder)
    assert code == 0, said
    with (folder / "tables" / "accounts.user.csv").open(encoding="utf-8") as file:
        [person] = list(csv.DictReader(file))
    assert person["email"] == "first@example.org"
    assert "password" not in person
    assert (folder / "files" / "ab" / "abcd").read_bytes() == b"a paper"


def test_a_second_first_administrator_is_refused(site: Site) -> None:
    code, said = site.run("administrator", "second@example.org")
    assert code == 3
    assert "administrator already" in said
