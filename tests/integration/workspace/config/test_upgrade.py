"""A site of an earlier release is taken over by this one: migrated, whole, and at work."""

import gzip
import sqlite3
import sys
from pathlib import Path

import pytest

from factories.sites import Site

ROOT = Path(__file__).resolve().parents[4]
KEPT = sorted((ROOT / "tests" / "upgrade").glob("*.sql.gz"))


def test_a_release_is_kept() -> None:
    assert KEPT, "run: python -m scripts.keep_release"


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_a_site_of_an_earlier_release_goes_on(kept: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "home")
    site.home.mkdir()
    database = sqlite3.connect(site.home / "jalon.sqlite3")
    database.executescript(gzip.decompress(kept.read_bytes()).decode())
    events = database.execute("SELECT count(*) FROM audit_event").fetchone()[0]
    database.close()
    site.migrate()

    code, said = site.run("audit", "verify")
    assert code == 0, said
    assert str(events) in said
    assert events >= 5
    seen = site.python(
        "from jalon.workspace.programmes.models import Programme;"
        " from jalon.workspace.results.models import ActualCell;"
        " from jalon.workspace.documents.models import Obligation;"
        " print(Programme.objects.get().code, ActualCell.objects.get().value,"
        " Obligation.objects.get().title['en'])"
    )
    assert seen.split() == ["KEPT", "7.0000", "Plan"]
    code, said = site.run(
        "-m", "jalon.workspace", "migrate", "--check", program=Path(sys.executable)
    )
    assert code == 0, said
