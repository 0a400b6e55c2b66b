"""Time 3,000 candidates who hand in round the deadline of a call: how long each of them waits.

Server and worker are those of `jalon serve`; the candidates are threads of eight other processes
on the same machine. Afterwards it is checked that none is lost, doubled or taken late.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any, Self

from benchmarks.measure import ROOT

PEOPLE, SECONDS = 3_000, 300
LATE = 0.05  # this share of them sends after the deadline
DATA = ROOT / "benchmarks" / ".data" / "last_minute"
TESTS = ROOT / "tests"
CROWD = TESTS / "last_minute.py"
JALON = Path(sys.executable).with_name("jalon")
POSTGRES = [sys.executable, str(ROOT / "scripts" / "with_postgres.py")]
# What the tests' PostgreSQL leaves out for speed, a site needs: nothing is taken that can be lost.
SAFE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=60"
WARM = 12  # pages opened before
MAILED_WITHIN = 900  # seconds that the worker may take for the receipts


def run(people: int = PEOPLE, seconds: int = SECONDS) -> dict[str, Any]:
    """Return for each database how many were taken, and how long they waited, in milliseconds."""
    found: dict[str, Any] = {}
    for name, prefix in (("sqlite", []), ("postgresql", POSTGRES)):
        answer = DATA / f"{name}.json"
        DATA.mkdir(parents=True, exist_ok=True)
        answer.unlink(missing_ok=True)
        asked = [str(answer), str(people), str(seconds)]
        command = [*prefix, sys.executable, "-m", "benchmarks.last_minute", *asked]
        environment = {**os.environ, "POSTGRES_OPTIONS": SAFE}
        environment.pop("DATABASE_URL", None)
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
        if answer.exists():
            found[name] = json.loads(answer.read_text(encoding="utf-8"))
            print(name, json.dumps(found[name]), flush=True)
    return found


class Server:
    """A site of its own with server and worker, as `jalon serve` starts them."""

    def __init__(self) -> None:
        self.home = DATA / f"{time.time_ns()}"
        self.home.mkdir(parents=True)
        self.environment = {**os.environ, "JALON_HOME": str(self.home), "JALON_LANGUAGE": "en"}
        for name in ("DJANGO_SETTINGS_MODULE", "JALON_MODE", "JALON_DEMO"):
            self.environment.pop(name, None)
        self.python("from django.core.management import call_command\ncall_command('migrate')")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"

    def __enter__(self) -> Self:
        port = self.url.rpartition(":")[2]
        self.process = subprocess.Popen(
            [JALON, "serve", "--port", port], env=self.environment, start_new_session=True
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise RuntimeError("the server did not come up")

    def python(self, code: str) -> str:
        """Run code in a process of the site; return what it prints."""
        settings = "jalon.workspace.config.settings"
        ready = f"import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = {settings!r}"
        return self._run(sys.executable, "-c", f"{ready}; django.setup()\n{code}")

    def told(self, code: str, mark: str) -> Any:
        """Run code, and return what it prints as JSON after a mark."""
        lines = self.python(code).splitlines()
        return json.loads(next(x for x in lines if x.startswith(mark)).removeprefix(mark))

    def verify(self) -> None:
        """Have the trail proven."""
        self._run(JALON, "audit", "verify")

    def _run(self, *command: str | Path) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{command[1]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def measure(people: int, seconds: int) -> dict[str, Any]:
    """Let them all hand in to one site; check what it kept."""
    sys.path.insert(0, str(TESTS))
    from factories.last_minute import CLOSE, FOUND, MAKE

    site = Server()
    made = site.told(_at_once(MAKE.replace("PEOPLE)", f"{people})")), "PEOPLE ")
    with site:
        _warm(site, made)
        deadline = round(time.time()) + seconds + 20
        site.python(CLOSE.replace("DEADLINE", str(deadline)))
        before = os.getloadavg()[0]
        answers = _rush(site, made, deadline, seconds)
        load = os.getloadavg()[0]
        asked = time.monotonic()
        while (found := site.told(FOUND, "FOUND "))["unsent"]:
            if time.monotonic() > asked + MAILED_WITHIN:
                sys.exit(f"{found['unsent']} receipts were not mailed")
            time.sleep(2)
        mailed = time.monotonic() - asked
    _check(found, answers, deadline)
    site.verify()
    return {
        **_waits(answers),
        "seconds": seconds,
        "rate": people * (1 - LATE) / seconds,
        "mailed_after": mailed,
        "load_before": before,
        "load": load,
        "nice": os.nice(0),
    }


def _warm(site: Server, people: list[dict[str, Any]]) -> None:
    """Have each thread open a page before the clock: a site in use has run for days."""
    for person in people[:WARM]:
        headers = {"Cookie": f"sessionid={person['session']}"}
        page = urllib.request.Request(site.url + person["path"], headers=headers)
        urllib.request.urlopen(page, timeout=60).close()


def _at_once(code: str) -> str:
    """Return the code in one transaction."""
    head = "from django.db import transaction\nwith transaction.atomic():\n"
    return head + textwrap.indent(code, "    ")


def _rush(
    site: Server, people: list[dict[str, Any]], deadline: int, seconds: int
) -> dict[int, dict[str, Any]]:
    """Let them send one after the other, evenly, some of them after the deadline."""
    span = seconds / (1 - LATE)
    for n, person in enumerate(people):
        person |= {"at": deadline - seconds + span * n / len(people), "clicks": 1}
    work = json.dumps({"url": site.url, "people": people, "follow": True})
    said = subprocess.run(
        [sys.executable, CROWD], input=work, capture_output=True, text=True, check=True
    )
    return {each["key"]: each["answers"][0] for each in json.loads(said.stdout)}


def _check(found: dict[str, Any], answers: dict[int, dict[str, Any]], deadline: int) -> None:
    """Refuse figures of a site that lost, doubled or wrongly took anything."""
    kept = Counter(row[0] for row in found["submissions"])
    accepted = {key for key, each in answers.items() if each["status"] == 302}
    late = {key for key, each in answers.items() if each["first"] > deadline}
    assert {each["status"] for each in answers.values()} == {302, 422}, "no answer"
    assert set(kept.values()) == {1}, "doubled"
    assert accepted == set(kept) == set(found["submitted"]), "lost"
    assert late, "nobody was late"
    assert not late & accepted, "taken late"
    assert max(row[2] for row in found["submissions"]) < 0, "taken late"
    assert sorted(row[4] for row in found["submissions"]) == sorted(found["letters"])
    assert found["events"] == len(kept)


def _waits(answers: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return how long each waited for an answer, and until the receipt was on their screen."""
    waits = sorted(1000 * each["waited"] for each in answers.values())
    taken = [each for each in answers.values() if each["status"] == 302]
    shown = sorted(1000 * each["shown"] for each in taken)
    return {
        "people": len(answers),
        "taken": len(taken),
        "late": len(answers) - len(taken),
        "asked_again": sum(each["tries"] > 1 for each in answers.values()),
        "median": statistics.median(waits),
        "slow": waits[int(len(waits) * 0.95)],
        "slowest": waits[-1],
        "shown_median": statistics.median(shown),
        "shown_slow": shown[int(len(shown) * 0.95)],
    }


if __name__ == "__main__":
    answer, *asked = sys.argv[1:]
    measured = measure(*(int(each) for each in asked))
    Path(answer).write_text(json.dumps(measured, indent=1), encoding="utf-8")
