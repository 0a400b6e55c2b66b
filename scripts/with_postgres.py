"""Run a command with DATABASE_URL set to a PostgreSQL of our own, gone afterwards.

The server listens on a socket in a folder of its own, as a user who is not root. Where PostgreSQL
is not to be had, say so loudly and end well: the same tests have run on SQLite.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOUD = """
##########################################################################
#  WARNING: the site was NOT tested on PostgreSQL: {reason}
##########################################################################
"""
# A test database may be lost: nothing waits for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def programs() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def as_other(owner: str | None, *command: str | Path) -> None:
    prefix = ["runuser", "-u", owner, "--"] if owner else []
    done = subprocess.run(
        [*prefix, *map(str, command)], capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")


def main(command: list[str]) -> int:
    folder = programs()
    if folder is None:
        print(LOUD.format(reason="no server is installed"), flush=True)
        return 0
    owner = None
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam("postgres").pw_name
        except KeyError:
            owner = "nobody"
    place = Path(tempfile.mkdtemp(prefix="jalon-pg-"))
    try:
        if owner:
            shutil.chown(place, owner)
        data = place / "data"
        try:
            as_other(owner, folder / "initdb", "-D", data, "-A", "trust", "-U", "jalon",
                     "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
            chosen = os.environ.get("POSTGRES_OPTIONS", FAST)
            options = f"{chosen} -c listen_addresses='' -c unix_socket_directories={place}"
            as_other(owner, folder / "pg_ctl", "-D", data, "-w", "-l", place / "log",
                     "-o", options, "start")  # fmt: skip
        except RuntimeError as error:
            print(LOUD.format(reason=error), flush=True)
            return 1 if os.environ.get("CI") else 0
        try:
            as_other(owner, folder / "createdb", "-h", place, "-U", "jalon", "jalon")
            url = f"postgres://jalon@/jalon?host={place}"
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": url}, check=False
            ).returncode
        finally:
            as_other(owner, folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
