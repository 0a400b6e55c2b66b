"""The job worker: takes up what a dead one left, does daily work once, is the only one."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jalon.errors import RuleBroken
from jalon.workspace import daily
from jalon.workspace.config import worker
from jalon.workspace.config.tasks import do_daily

TODAY = date(2026, 3, 2)
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[date]]:
    days: list[date] = []
    monkeypatch.setattr(daily, "_WORK", {"count": days.append})
    with override_settings(TASKS=DATABASE):
        yield days


@pytest.mark.django_db(transaction=True)
def test_daily_work_is_done_once_a_day(done: list[date]) -> None:
    assert worker.tick(TODAY) == 1
    assert worker.tick(TODAY) == 0
    worker.work(once=True)
    assert TODAY in done
    assert len(done) == len(set(done))


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_that_was_killed_is_done_by_the_next(done: list[date]) -> None:
    do_daily.enqueue("count", TODAY.isoformat())
    job = DBTaskResult.objects.get()
    job.claim("a worker that was killed")
    worker.work(once=True)
    assert TODAY in done
    job.refresh_from_db()
    assert job.status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_every_worker_is_given_up(done: list[date]) -> None:
    do_daily.enqueue("count", TODAY.isoformat())
    job = DBTaskResult.objects.get()
    for _ in range(worker.TRIES):
        job.claim("killed")
    worker.requeue_abandoned()
    job.refresh_from_db()
    assert job.status == "FAILED"
    assert job.finished_at <= timezone.now()
    assert done == []


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_is_refused(done: list[date]) -> None:
    with worker.OnlyOne(), pytest.raises(RuleBroken, match="worker-runs-already"), worker.OnlyOne():
        pass
    with worker.OnlyOne():  # the lock was let go
        pass
