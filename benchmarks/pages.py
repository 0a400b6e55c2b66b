"""Time the site's pages in a large office, on SQLite and PostgreSQL, with one worker."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT

DATA = ROOT / "benchmarks" / ".data" / "site"
REPEATS = 9
PAGES = {
    "my day": "/",
    "search": "/search/?q=inspection",
    "programmes": "/programmes/",
    "a programme": "/programmes/B007/",
    "matrix": "/results/B007/matrix/",
    "matrix by sex": "/results/B007/matrix/?by=sex",
    "matrix export": "/results/B007/workbook.xlsx?periods=all",
    "results tree": "/results/B007/",
    "delay board": "/documents/delays/",
    "my papers": "/documents/",
    "papers of a programme": "/documents/B007/",
}


def run() -> dict[str, Any]:
    """Return for each database the milliseconds, queries and kilobytes of each page."""
    found: dict[str, Any] = {"sqlite": _in_process({})}
    script = str(ROOT / "scripts" / "with_postgres.py")
    answer = _in_process({}, prefix=[sys.executable, script])
    if answer:
        found["postgresql"] = answer
    show(found)
    return found


def show(found: dict[str, Any]) -> None:
    for database, measured in found.items():
        print(f"\n{database}: {measured['rows']}; written in {measured['filled']:.0f} s")
        for page, each in measured["pages"].items():
            print(
                f"  {page:<24}{each['milliseconds']:8.1f} ms {each['queries']:3} queries"
                f" {each['kilobytes']:7.1f} kB sent"
            )


def _in_process(more: dict[str, str], prefix: list[str] | None = None) -> dict[str, Any]:
    DATA.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "JALON_HOME": str(DATA), "JALON_SECRET_KEY": "bench", **more}
    environment.pop("DATABASE_URL", None)
    answer = DATA / "answer.json"
    answer.unlink(missing_ok=True)
    command = [*(prefix or []), sys.executable, "-m", "benchmarks.pages", str(answer)]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)
    return json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else {}


def _measure(answer: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "jalon.workspace.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    from jalon.workspace.accounts.models import User

    filled = 0.0
    marker = DATA / "rows.json"
    if User.objects.exists():
        rows = json.loads(marker.read_text(encoding="utf-8"))
    else:
        from benchmarks.site_data import fill
        from jalon.workspace.config.catalogues import load_catalogues

        load_catalogues()
        started = time.perf_counter()
        rows = fill()
        filled = time.perf_counter() - started
        marker.write_text(json.dumps(rows), encoding="utf-8")
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(email="director@bench.example"),
        backend="jalon.workspace.accounts.backends.SignInBackend",
    )
    pages = {}
    for name, url in PAGES.items():
        times = []
        headers = {"accept-encoding": "gzip"}
        response = client.get(url, headers=headers)
        assert response.status_code == 200, (url, response.status_code)
        queries: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, seen: list[str] = queries) -> Any:
            seen.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            client.get(url, headers=headers)
        for _ in range(REPEATS):
            started = time.perf_counter()
            response = client.get(url, headers=headers)
            times.append(1000 * (time.perf_counter() - started))
        pages[name] = {
            "milliseconds": statistics.median(times),
            "queries": len(queries),
            "kilobytes": len(response.content) / 1000,
        }
    answer.write_text(json.dumps({"rows": rows, "filled": filled, "pages": pages}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
    else:
        run()
