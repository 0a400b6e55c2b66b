"""Keep a small site as this release writes it, for the test that later ones can take it over.

Run once for each release (`python -m scripts.keep_release`), before its version is changed.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jalon

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "upgrade"
FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "jalon.workspace.config.settings"
django.setup()
from datetime import date
from decimal import Decimal
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.obligations import owe_document
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.services.programmes import create_programme
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import report_actual
from jalon.workspace.results.services.indicators import create_indicator
from jalon.workspace.results.services.tree import create_result
by = User.objects.get()
mexico = Country.objects.create(iso3="MEX", iso2="MX", name={"en": "Mexico"})
programme = create_programme(code="KEPT", title={"en": "Kept"}, start_date=date(2025, 1, 1),
    end_date=date(2026, 12, 31), by=by, countries=[mexico], director=by)
result = create_result(programme=programme, level="outcome", title={"en": "One"}, by=by)
indicator = create_indicator(result=result, values={"title": {"en": "Many"}}, by=by)
report_actual(period=indicator.periods.order_by("start_date")[0], cells={"": Amount(Decimal(7))},
    by=by, version=0)
owe_document(programme=programme, kind=Kind.WORK_PLAN, title={"en": "Plan"},
    due_date=date(2025, 2, 1), by=by, owed_by_user=by)
"""


def main() -> None:
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "JALON_HOME": folder, "JALON_SECRET_KEY": "kept"}
        environment.pop("DATABASE_URL", None)
        program = str(Path(sys.executable).with_name("jalon"))
        for command in (
            [sys.executable, "-m", "jalon.workspace", "migrate", "--verbosity", "0"],
            [program, "administrator", "kept@example.org", "--name", "Kept"],
            [sys.executable, "-c", FILL],
        ):
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        database = sqlite3.connect(Path(folder) / "jalon.sqlite3")
        # The search's index is made anew by the next migrate; its shadow tables cannot be dumped
        database.executescript(
            "".join(
                f"DROP TRIGGER {name};"
                for (name,) in database.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%search%'"
                )
            )
            + "DROP TABLE IF EXISTS home_search;"
        )
        text = "\n".join(database.iterdump())
        database.close()
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{jalon.__version__}.sql.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
