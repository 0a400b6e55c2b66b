"""A job that is slow the first time, for a worker that is killed in the middle of it."""

import time
from pathlib import Path

from django_tasks import task


@task()
def take_long_once(folder: str) -> None:
    begun, done = Path(folder) / "begun", Path(folder) / "done"
    if not begun.exists():
        begun.touch()
        time.sleep(60)
    done.touch()
