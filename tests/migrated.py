"""The site's tables, migrated once in a run of the tests and copied to each of its processes."""

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

KEPT = "test_jalon_migrated"  # on PostgreSQL; the next run replaces it


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Give this process a migrated database of its own. `folder` is of the whole run."""
    theirs, kept = connection.settings_dict["NAME"], folder / "migrated"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other processes of the run wait for the first
        if kept.exists():
            _take(kept)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            _keep(kept)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(theirs, verbosity=0)


def _keep(kept: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(kept)) as file:
            connection.connection.backup(file)
        return
    connection.close()  # a database is copied only while nobody is in it
    mine = connection.settings_dict["NAME"]
    _on_server(f"DROP DATABASE IF EXISTS {KEPT}", f"CREATE DATABASE {KEPT} TEMPLATE {mine}")
    kept.touch()


def _take(kept: Path) -> None:
    mine = connection.creation._get_test_db_name()
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, mine)
    else:
        _on_server(f"DROP DATABASE IF EXISTS {mine}", f"CREATE DATABASE {mine} TEMPLATE {KEPT}")
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = mine


def _on_server(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
