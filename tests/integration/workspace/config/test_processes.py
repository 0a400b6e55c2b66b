"""Real processes: a worker that is killed, and thirty people who write at once."""

import json
import multiprocessing
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from factories.sites import Site

ROOT = Path(__file__).resolve().parents[4]
PEOPLE, ROUNDS = 30, 4
MAKE = """
from datetime import date
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.services.tokens import make_token
from jalon.workspace.programmes.models import Agreement, Grant, Programme
from jalon.workspace.results.models import Indicator, Period, Result
programme = Programme.objects.create(code="CROWD", title={"en": "Crowd"},
    start_date=date(2025, 1, 1), end_date=date(2027, 12, 31))
Agreement.objects.create(programme=programme)
result = Result.objects.create(programme=programme, level="outcome", code="1", title={"en": "One"})
indicator = Indicator.objects.create(programme=programme, result=result, code="1.a",
    title={"en": "Many"})
periods = [Period.objects.create(indicator=indicator, start_date=date(2025, m, 1),
    end_date=date(2025, m, 28)) for m in (1, 2, 3)]
print(*[p.pk for p in periods])
for n in range(PEOPLE):
    user = User.objects.create_user(f"p{n}@example.org", "a long pass phrase", name=f"P{n}")
    Grant.objects.create(user=user, role="director", programme=programme)
    print(make_token(name="t", scopes=["write"], days=1, by=user)[1])
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    if connection.vendor != "sqlite":
        pytest.skip("the processes' own database is SQLite here")
    site = Site(tmp_path / "home")
    site.environment["PYTHONPATH"] = str(ROOT / "tests")
    site.migrate()
    return site


def wait_until(there: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def test_a_job_whose_worker_is_killed_is_done_by_the_next(site: Site, tmp_path: Path) -> None:
    site.python(f"from slow_job import take_long_once; take_long_once.enqueue({str(tmp_path)!r})")
    worker = site.begin("work")
    try:
        wait_until((tmp_path / "begun").exists)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not (tmp_path / "done").exists()
    worker = site.begin("work")
    try:
        wait_until((tmp_path / "done").exists)
    finally:
        worker.terminate()
        worker.wait(30)


@pytest.fixture
def crowd(site: Site) -> Iterator[tuple[str, list[int], list[str]]]:
    said = site.python(MAKE.replace("PEOPLE", str(PEOPLE))).split()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = site.begin("serve", "--port", str(port))
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"{url}/healthz", timeout=5).status == 200
        except OSError:
            return False

    try:
        wait_until(answers, 180)
        yield url, [int(key) for key in said[:3]], said[3:]
    finally:
        server.terminate()
        server.wait(30)


def edit(work: tuple[str, list[int], str, int]) -> tuple[int, int]:
    """Be one person: read a figure, change it, and read it again when somebody was quicker."""
    url, periods, token, person = work
    accepted = refused = 0
    for turn in range(ROUNDS):
        period = periods[(person + turn) % len(periods)]
        for _attempt in range(200):
            _status, rows = ask(url, token, "GET", f"periods/{period}/actuals", {})
            mine = rows["items"][0] if rows["items"] else None
            version = {"If-Match": str(mine["version"])} if mine else {"If-None-Match": "*"}
            body = {"cells": [{"value": str(person)}], "narrative": f"{person}/{turn}"}
            status, _answer = ask(url, token, "PUT", f"periods/{period}/actual", version, body)
            if status == 200:
                accepted += 1
                break
            assert status == 412, status
            refused += 1
    return accepted, refused


def ask(
    url: str, token: str, method: str, path: str, headers: dict[str, str], body: object = None
) -> tuple[int, dict]:
    request = urllib.request.Request(
        f"{url}/api/v1/{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={
            **headers,
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_thirty_people_at_once_lose_nothing(
    site: Site, crowd: tuple[str, list[int], list[str]]
) -> None:
    url, periods, tokens = crowd
    people = [(url, periods, token, number) for number, token in enumerate(tokens)]
    with multiprocessing.get_context("fork").Pool(PEOPLE) as pool:
        done = pool.map(edit, people, chunksize=1)
    assert [accepted for accepted, _refused in done] == [ROUNDS] * PEOPLE
    assert sum(refused for _accepted, refused in done) > 0, "nobody ever met: no test of anything"
    database = site.database()
    versions = database.execute("SELECT sum(version) FROM results_actual").fetchone()[0]
    events = database.execute(
        "SELECT count(*) FROM audit_event WHERE what = 'results.actual-reported'"
    ).fetchone()[0]
    assert versions == events == PEOPLE * ROUNDS
    assert site.run("audit", "verify")[0] == 0
