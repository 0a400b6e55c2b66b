"""Real processes: a worker that is killed, and thirty people who write at once."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from factories.sites import Site, copy_migrated

pytestmark = pytest.mark.django_db  # so that the tests' own database, which is copied, is there
ROOT = Path(__file__).resolve().parents[4]
CROWD = ROOT / "tests" / "crowd.py"
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
    site = Site(tmp_path / "home")
    site.environment["PYTHONPATH"] = str(ROOT / "tests")
    copy_migrated(site)
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


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """Serve a site as it is served to others; give its address."""
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
        yield url
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def crowd(site: Site) -> Iterator[tuple[str, list[int], list[str]]]:
    said = site.python(MAKE.replace("PEOPLE", str(PEOPLE))).split()
    with serving(site) as url:
        yield url, [int(key) for key in said[:3]], said[3:]


def test_thirty_people_at_once_lose_nothing(
    site: Site, crowd: tuple[str, list[int], list[str]]
) -> None:
    url, periods, tokens = crowd
    work = {"url": url, "periods": periods, "tokens": tokens, "rounds": ROUNDS}
    said = subprocess.run(
        [sys.executable, CROWD], input=json.dumps(work), capture_output=True, text=True, timeout=240
    )
    assert said.returncode == 0, said.stderr
    done = json.loads(said.stdout)
    assert [accepted for accepted, _refused in done] == [ROUNDS] * PEOPLE
    assert sum(refused for _accepted, refused in done) > 0, "nobody ever met: no test of anything"
    database = site.database()
    versions = database.execute("SELECT sum(version) FROM results_actual").fetchone()[0]
    events = database.execute(
        "SELECT count(*) FROM audit_event WHERE what = 'results.actual-reported'"
    ).fetchone()[0]
    assert versions == events == PEOPLE * ROUNDS
    assert site.run("audit", "verify")[0] == 0


def test_a_limit_is_one_count_for_all_who_serve(site: Site) -> None:
    """Pages are served by one process, whose threads share its memory, where limits are counted."""
    with serving(site) as url:
        form = urllib.request.urlopen(f"{url}/vacancies/report/")
        cookie = form.headers["Set-Cookie"].split(";")[0]
        token, *_others = re.findall(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', form.read().decode()
        )
        sent = urlencode({"csrfmiddlewaretoken": token, "text": "A fee."})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

        def report(_number: int) -> int:
            with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
                connection.request("POST", "/vacancies/report/", sent, headers)
                return connection.getresponse().status

        with ThreadPoolExecutor(8) as threads:
            answers = sorted(threads.map(report, range(24)))
    assert answers == [302] * 5 + [429] * 19
