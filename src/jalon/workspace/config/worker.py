"""The job worker: one for each site; takes up again what a killed one left."""

import logging
import signal
import sqlite3
import time
from contextlib import closing, suppress
from datetime import date, timedelta
from types import FrameType
from typing import Any, Self

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jalon.errors import RuleBroken
from jalon.workspace import daily
from jalon.workspace.config.tasks import do_daily

logger = logging.getLogger("jalon.worker")

TRIES = 3  # a job that takes its worker down every time is given up
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480)]  # a day
KEPT = timedelta(days=30)
ADVISORY_LOCK = 8_708_087  # any number, as long as every worker asks for the same


class OnlyOne:
    """Hold a lock that the system lets go of when the process dies, however it dies."""

    def __init__(self) -> None:
        self._held: Any = None

    def __enter__(self) -> Self:
        held = _hold_postgres() if connection.vendor == "postgresql" else _hold_file()
        if held is None:
            raise RuleBroken("worker-runs-already", folder=settings.HOME)
        self._held = held
        return self

    def __exit__(self, *_exception: object) -> None:
        self._held.close()


def _hold_file() -> Any:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(settings.HOME / "worker.lock", isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        return None
    return lock


def _hold_postgres() -> Any:
    own = connections.create_connection("default")
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if cursor.fetchone()[0]:
            return own
    own.close()
    return None


def requeue_abandoned() -> int:
    """Put back the jobs that a dead worker was doing; give up those that died too often."""
    abandoned = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    again = 0
    for job in abandoned:
        if len(job.worker_ids) >= TRIES:
            job.set_failed(RuntimeError(f"stopped with its worker {TRIES} times"))
            logger.error("gave up a job", extra={"job": str(job.id), "task": job.task_path})
            continue
        job.status = TaskResultStatus.READY
        job.save(update_fields=["status"])
        again += 1
    return again


class PatientWorker(Worker):
    """A worker that tries again, later and later, what failed because something was away."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            _try_later(db_task_result)


def _try_later(job: DBTaskResult[Any, Any]) -> None:
    tried = len(job.worker_ids)
    if tried > len(PAUSES) or not _was_away(job.exception_class_path):
        return
    job.status = TaskResultStatus.READY
    job.run_after = timezone.now() + PAUSES[tried - 1]
    job.save(update_fields=["status", "run_after"])
    logger.warning("a job is tried again", extra={"job": str(job.id), "task": job.task_path})


def _was_away(path: str) -> bool:
    """Say whether an exception is of a mail server, a network or a disk: these come back."""
    try:
        found = import_string(path)
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, OSError)


def tick(today: date) -> int:
    """Queue the daily work that is not yet queued or done today; return how much it was."""
    since = timezone.now() - timedelta(days=2)
    queued = {
        tuple(job["args"])
        for job in DBTaskResult.objects.filter(
            task_path=do_daily.module_path, enqueued_at__gte=since
        ).values_list("args_kwargs", flat=True)
    }
    due = [name for name in daily.registered() if (name, today.isoformat()) not in queued]
    for name in due:
        do_daily.enqueue(name, today.isoformat())
    return len(due)


def forget_old_jobs() -> None:
    """Delete finished jobs after a month; failed ones stay twice as long, to be looked at."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - 2 * KEPT).delete()


def work(*, interval: float = 1.0, once: bool = False) -> None:
    """Do jobs until told to stop; with `once`, until none is left."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        worker.running = False

    worker = PatientWorker(
        queue_names=["*"],
        interval=interval,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    with suppress(ValueError):  # signals belong to the main thread; a test may use another
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    with OnlyOne(), closing(connection):
        if again := requeue_abandoned():
            logger.warning("took up jobs of a worker that died", extra={"jobs": again})
        while not stopping:
            if tick(timezone.localdate()):
                forget_old_jobs()
            worker.running = True
            worker.run()
            if once:
                return
            close_old_connections()
            time.sleep(interval)
