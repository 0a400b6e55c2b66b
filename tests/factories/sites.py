"""Sites of their own: a folder, the command line, real processes."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("jalon")


class Site:
    """A site of its own in a folder, asked through the command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        names = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "JALON_MODE", "JALON_DEMO"}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        self.environment = {**kept, "JALON_HOME": str(home), "JALON_LANGUAGE": "en"}

    def run(self, *arguments: str | Path, program: Path = PROGRAM) -> tuple[int, str]:
        done = subprocess.run(
            [program, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

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

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "jalon.sqlite3", timeout=20)
