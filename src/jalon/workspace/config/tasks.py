"""Jobs of the site itself."""

from datetime import date

from django_tasks import task

from jalon.workspace import daily


@task()
def do_daily(name: str, day: str) -> None:
    """Do one piece of daily work; what an older release has queued and we lack is left."""
    if work := daily.registered().get(name):
        work(date.fromisoformat(day))
