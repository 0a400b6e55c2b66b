"""The last minute, with real processes: none lost, none doubled, none late, server killed between.

On the database under test: SQLite, and PostgreSQL when the tests run there.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from factories.last_minute import CLOSE_IN, FOUND, MAKE
from factories.sites import PROGRAM, Site, copy_migrated, places_for_sites

pytestmark = pytest.mark.django_db
CROWD = Path(__file__).resolve().parents[3] / "last_minute.py"
PEOPLE, EARLY = 200, 80
THROUGH = 10  # who has handed in when the server is killed
BEFORE, AFTER = 7.0, 2.0  # seconds round the deadline in which the others send
HANDED_IN = "SELECT count(*) FROM recruitment_submission"
UNSENT = "SELECT count(*) FROM recruitment_letter WHERE kind = 'receipt' AND sent_at IS NULL"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with places_for_sites() as place:
        site = place(tmp_path / "home")
        copy_migrated(site)
        yield site


class Server:
    """Server and worker of a site, in a group that can be killed as one."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(self.port)],
            env=self.site.environment,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait(self, seconds: float = 180) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if urllib.request.urlopen(f"{self.url}/healthz", timeout=5).status == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the server did not come up")


def told(site: Site, code: str, mark: str) -> Any:
    lines = site.python(code).splitlines()
    return json.loads(next(line for line in lines if line.startswith(mark)).removeprefix(mark))


def test_two_hundred_hand_in_round_the_deadline(site: Site) -> None:
    people = told(site, MAKE.replace("PEOPLE)", f"{PEOPLE})"), "PEOPLE ")
    for n, person in enumerate(people):
        person["clicks"] = 2 if n % 5 == 0 else 1
    server = Server(site)
    try:
        server.wait()
        answers, deadline = rush(site, server, people)
        wait_until(site, UNSENT, lambda unsent: unsent == 0)  # also by the worker that was killed
        found = told(site, FOUND, "FOUND ")
    finally:
        server.kill()
    check(found, answers, deadline)
    assert site.run("audit", "verify")[0] == 0


def rush(
    site: Site, server: Server, people: list[dict[str, Any]]
) -> tuple[dict[int, list[Any]], float]:
    """Let them all send, every fifth twice; kill the server meanwhile, before the deadline.

    Not by the clock: a slow machine kills when some are through, and closes when it serves again.
    """
    with crowd(server, people[:EARLY], time.time() + 1, 4.0) as early:
        wait_until(site, HANDED_IN, lambda through: through >= THROUGH)
        server.kill()
        server.start()
        server.wait()
        wait_until(site, HANDED_IN, lambda through: through > PEOPLE / 10)
        deadline = told(site, CLOSE_IN.replace("SECONDS", f"{BEFORE + 2}"), "CLOSES ")
        with crowd(server, people[EARLY:], deadline - BEFORE, BEFORE + AFTER) as late:
            said = [one.communicate(timeout=300)[0] for one in (early, late)]
    return {each["key"]: each["answers"] for lot in said for each in json.loads(lot)}, deadline


@contextmanager
def crowd(
    server: Server, people: list[dict[str, Any]], first: float, seconds: float
) -> Iterator["subprocess.Popen[str]"]:
    """Begin to be these people, who send one after the other from a moment on."""
    for n, person in enumerate(people):
        person["at"] = first + seconds * n / len(people)
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, CROWD], stdin=pipe, stdout=pipe, text=True) as begun:
        assert begun.stdin is not None
        begun.stdin.write(json.dumps({"url": server.url, "people": people}))
        begun.stdin.close()
        begun.stdin = None
        try:
            yield begun
        finally:
            begun.kill()


def wait_until(site: Site, question: str, there: Callable[[int], bool]) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        with closing(site.database()) as database:
            if there(database.execute(question).fetchone()[0]):
                return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {question}")


def check(found: dict[str, Any], answers: dict[int, list[Any]], deadline: float) -> None:
    assert len(answers) == PEOPLE
    assert {a["status"] for those in answers.values() for a in those} == {302, 422}
    kept = Counter(row[0] for row in found["submissions"])
    assert set(kept.values()) == {1}, "doubled"
    accepted = {key for key, those in answers.items() if any(a["status"] == 302 for a in those)}
    refused = set(answers) - accepted
    assert accepted == set(kept) == set(found["submitted"]), "a receipt without a submission"
    assert max(row[2] for row in found["submissions"]) < 0, "accepted late"
    late = {key for key, those in answers.items() if min(a["first"] for a in those) > deadline}
    assert late, "nobody was late: no test of anything"
    assert late <= refused
    again = {key for key, those in answers.items() if any(a["tries"] > 1 for a in those)}
    assert again, "the server was killed, and nobody noticed"
    assert len(accepted) > PEOPLE / 10
    receipts = [row[4] for row in found["submissions"]]
    assert sorted(receipts) == sorted(found["letters"])
    assert found["events"] == len(receipts)
    assert found["unsent"] == 0, "a receipt was never mailed"
    for key in accepted:  # who clicked twice has the same receipt, or was too late the second time
        places = {a["to"] for a in answers[key] if a["status"] == 302}
        assert len(places) == 1
