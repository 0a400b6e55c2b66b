"""Save a running site in one file, and build it again in an empty place."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import connection

import jalon
from jalon.errors import BadInput, CannotWrite

FORMAT = 1
MANIFEST = "manifest.json"
ON_THEIR_WAY = frozenset({"partial", "coming"})  # uploads that have not arrived


def back_up(target: Path) -> dict[str, Any]:
    """Write the database and the files of the running site to `target` (.tar.gz).

    The database is copied first, in one snapshot; uploads are never changed or deleted while a
    row names them, so every file that the snapshot names is there. The secret key stays out.
    """
    if target.exists():
        raise CannotWrite("backup-exists", file=target)
    check_site_is_there()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        place = Path(folder)
        database = _copy_database(place)
        members = {database.name: database} | {f"files/{name}": path for name, path in kept_files()}
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": jalon.__version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": connection.vendor,
        }
        half = place / "backup.tar.gz"
        with tarfile.open(half, "w:gz", compresslevel=6) as archive:
            hashes = {name: _add(archive, name, path) for name, path in members.items()}
            manifest["sha256"] = {name: digest for name, digest in hashes.items() if digest}
            listing = place / MANIFEST
            listing.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            archive.add(listing, MANIFEST)
        half.chmod(0o600)
        half.replace(target)
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Build the site of a backup in this site's place, which must be empty."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    _check_empty()
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        place = Path(folder)
        manifest = _unpack(source, place)
        if manifest["database"] != connection.vendor:
            raise BadInput(
                "backup-of-other-database",
                file=source,
                found=manifest["database"],
                here=connection.vendor,
            )
        _restore_database(place)  # first: what it refuses leaves the place empty
        if (place / "files").exists():
            shutil.rmtree(settings.FILES, ignore_errors=True)
            (place / "files").replace(settings.FILES)
    return manifest


def check_site_is_there() -> None:
    """Refuse a folder in which no site was ever begun: its backup would be empty, in peace."""
    name = connection.settings_dict["NAME"]
    there = connection.vendor != "sqlite" or Path(name).is_file()
    if not there or "django_migrations" not in connection.introspection.table_names():
        raise BadInput("site-not-there", place=settings.HOME)


def kept_files() -> list[tuple[str, Path]]:
    """Return name and place of each file that has arrived; nothing changes these any more."""
    found = [path for path in sorted(settings.FILES.rglob("*")) if path.is_file()]
    named = [(path.relative_to(settings.FILES), path) for path in found]
    return [(name.as_posix(), path) for name, path in named if name.parts[0] not in ON_THEIR_WAY]


class _Hashed:
    """A file that knows the SHA-256 of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Put a file into the archive; return the hash of what was put, nothing if it has gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ""
    with file:
        read = _Hashed(file)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), cast("BinaryIO", read))
        return read.digest.hexdigest()


def _copy_database(place: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = place / "database.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            _fine(target, copy)
        return copy
    copy = place / "database.pgdump"
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
    return copy


def _restore_database(place: Path) -> None:
    if connection.vendor == "sqlite":
        copy = place / "database.sqlite3"
        with closing(sqlite3.connect(copy)) as database:
            _fine(database, copy)
        connection.close()
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        copy.replace(connection.settings_dict["NAME"])
        return
    _postgres(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        connection.settings_dict["NAME"],
        str(place / "database.pgdump"),
    )


def _fine(database: sqlite3.Connection, path: Path) -> None:
    try:
        answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BadInput("database-damaged", file=path, reason=str(error)) from error
    if answer != "ok":
        raise BadInput("database-damaged", file=path, reason=answer)


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise CannotWrite("program-missing", program=program)
    done = subprocess.run(  # noqa: S603 - a fixed program, arguments of our own
        [found, *arguments],
        env=os.environ | _connection_told(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotWrite("program-failed", program=program, reason=done.stderr.strip()[-500:])


def _connection_told() -> dict[str, str]:
    """Return how Django reaches PostgreSQL, as its own programs are told: the environment."""
    from psycopg.pq import Conninfo

    known = connection.get_connection_params()
    told = {
        option.envvar.decode(): known.get(option.keyword.decode())
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    return {name: str(value) for name, value in told.items() if value}


def _check_empty() -> None:
    if settings.FILES.exists() and any(settings.FILES.rglob("*")):
        raise CannotWrite("place-not-empty", place=settings.FILES)
    if connection.introspection.table_names():
        raise CannotWrite("place-not-empty", place=connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        connection.close()


def _unpack(source: Path, place: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                if not member.isfile() or path.is_absolute() or ".." in path.parts:
                    raise BadInput("backup-damaged", file=source, reason=member.name)
                archive.extract(member, place, filter="data")
        manifest: dict[str, Any] = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        expected: dict[str, str] = manifest["sha256"]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise BadInput("backup-damaged", file=source, reason=str(error)) from error
    if _numbers(str(manifest.get("version"))) > _numbers(jalon.__version__):
        raise BadInput("backup-of-newer-version", file=source, version=manifest["version"])
    if manifest["format"] != FORMAT:
        raise BadInput("backup-of-other-format", file=source, version=manifest.get("version"))
    for name, digest in expected.items():
        if not (place / name).is_file() or _sha256(place / name) != digest:
            raise BadInput("backup-damaged", file=source, reason=name)
    return manifest


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
