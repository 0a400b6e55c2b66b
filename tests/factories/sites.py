"""Sites of their own: a folder, the command line, real processes."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.db import connection

from migrated import KEPT

PROGRAM = Path(sys.executable).with_name("jalon")

RUN_EACH = """
import contextlib, io, json, sys
from jalon.cli import main
done = []
for command in json.loads(sys.argv[1]):
    sys.argv = ["jalon", *command]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    done.append((code, said.getvalue()))
print(json.dumps(done))
"""


class Site:
    """A site of its own in a folder, asked through the command line."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.url = database
        names = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "JALON_MODE", "JALON_DEMO"}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        self.environment = {**kept, "JALON_HOME": str(home), "JALON_LANGUAGE": "en"}
        if database:
            self.environment["DATABASE_URL"] = database

    def run(self, *arguments: str | Path, program: Path = PROGRAM) -> tuple[int, str]:
        done = subprocess.run(
            [program, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def run_each(self, *commands: tuple[str | Path, ...]) -> list[tuple[int, str]]:
        """Run commands one after the other in one process; return code and words of each."""
        asked = json.dumps([[str(word) for word in command] for command in commands])
        code, said = self.run("-c", RUN_EACH, asked, program=Path(sys.executable))
        assert code == 0, said
        return [(code, words) for code, words in json.loads(said)]

    def migrate(self) -> None:
        self.home.mkdir(exist_ok=True)
        code, said = self.run("-m", "jalon.workspace", "migrate", program=Path(sys.executable))
        assert code == 0, said

    def python(self, code: str) -> str:
        """Run code in a process of the site; return what it prints."""
        settings = "jalon.workspace.config.settings"
        ready = f"import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = {settings!r}"
        code = f"{ready}; django.setup()\n{code}"
        found, said = self.run("-c", code, program=Path(sys.executable))
        assert found == 0, said
        return said

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command that goes on; the caller ends it."""
        return subprocess.Popen([PROGRAM, *arguments], env=self.environment)

    def database(self) -> Any:
        """Return a connection of one's own to the site's database."""
        if self.url:
            import psycopg

            return psycopg.connect(self.url)
        return sqlite3.connect(self.home / "jalon.sqlite3", timeout=20)


@contextmanager
def places_for_sites() -> Iterator[Callable[[Path], Site]]:
    """Give a function that makes an empty place for a site, in the kind of database under test."""
    made: list[str] = []

    def place(home: Path) -> Site:
        if connection.vendor == "sqlite":
            return Site(home)
        made.append(f"site_{uuid4().hex}")
        with _server() as server:
            server.execute(f"CREATE DATABASE {made[-1]}")
        return Site(home, _address(made[-1]))

    yield place
    for name in made:
        with _server() as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def copy_migrated(site: Site) -> None:
    """Give a site the tables of the tests' own database; nothing of theirs is in it."""
    site.home.mkdir(exist_ok=True)
    if site.url:
        name = urlsplit(site.url).path.removeprefix("/")
        with _server() as server:
            server.execute(f"DROP DATABASE {name}")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {KEPT}")
        return
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(site.database()) as target,
    ):
        source.backup(target)


def _server() -> Any:
    import psycopg

    return psycopg.connect(_address("postgres"), autocommit=True)


def _address(name: str) -> str:
    where = connection.get_connection_params()
    facts = {key: quote(str(where.get(key, "")), safe="") for key in ("user", "password", "port")}
    host = quote(str(where.get("host", "")), safe="")
    who = f"{facts['user']}:{facts['password']}" if facts["password"] else facts["user"]
    port = f"&port={facts['port']}" if facts["port"] else ""
    return f"postgres://{who}@/{name}?host={host}{port}"
