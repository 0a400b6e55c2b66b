"""Two processes that write at the same time keep one chain."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from jalon.workspace.audit.models import Event
from jalon.workspace.audit.verification import verify

EACH = 40
PROGRAM = f"""
import django
django.setup()
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
for n in range({EACH}):
    record(by=None, what="x.y", target=User(pk=1), after={{"n": n}})
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_keep_one_chain() -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": address(),
        "DJANGO_SETTINGS_MODULE": "site_settings",
    }
    environment["PYTHONPATH"] = str(Path(__file__).parents[3])
    writers = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment) for _writer in range(2)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    report = verify()
    assert report.whole
    assert report.events == Event.objects.count() == 2 * EACH


def address() -> str:
    """Return the address of the test's own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
