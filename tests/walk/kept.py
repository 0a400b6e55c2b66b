"""A full site and its pages, made and walked through once in a run of the tests.

Every module that walks gets the same site back, as it was when nobody had done anything in it yet.
"""

import fcntl
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from walk.pages import Page, richest, walk
from walk.site import Site, build_site, quietly


@dataclass(frozen=True)
class Kept:
    """The site, what its people were answered on their way, and the richest page of each name."""

    site: Site
    walked: list[Page]
    pages: dict[str, Page]

    @property
    def answers(self) -> list[Page]:
        return [*self.walked, *self.pages.values()]


@contextmanager
def full_site(folder: Path) -> Iterator[Kept]:
    """Fill the database of the tests; afterwards it is as before. `folder` is of the whole run."""
    with closing(sqlite3.connect(":memory:")) as before:
        copy(live(), before)
        try:
            yield _bring(folder)
        finally:
            copy(before, live())
            _forget()


def _bring(folder: Path) -> Kept:
    database, pages = folder / "full.sqlite3", folder / "full.pickle"
    with (folder / "full.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other processes of the run wait for the first
        if not pages.exists():
            made = _make()
            with closing(sqlite3.connect(database)) as file:
                copy(live(), file)
            pages.write_bytes(pickle.dumps(made))
    with closing(sqlite3.connect(database)) as file:
        copy(file, live())
    _forget()
    kept: Kept = pickle.loads(pages.read_bytes())
    return kept


def _make() -> Kept:
    with quietly():
        site = build_site()
        walked = [page for user in site.walkers() for page in walk(user)]
        return Kept(site, walked, richest(site, walked))


def live() -> sqlite3.Connection:
    """Return the connection that the tests themselves use."""
    assert "test" in Path(connection.settings_dict["NAME"]).name  # what is in it will be lost
    assert not connection.in_atomic_block
    connection.ensure_connection()
    found: sqlite3.Connection = connection.connection
    return found


def copy(one: sqlite3.Connection, to: sqlite3.Connection) -> None:
    one.backup(to)


def _forget() -> None:
    """Drop what was remembered of the other content."""
    ContentType.objects.clear_cache()
    cache.clear()
