"""Whether an application can be marked at a stage yet."""

from datetime import datetime

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.models import Application, Interview, Listing, Sitting
from jalon.workspace.recruitment.queries.windows import all_written, is_over
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage

LIST_OF = {
    Stage.APPLICATION: ListKind.LONG,
    Stage.WRITTEN_TEST: ListKind.SHORT,
    Stage.INTERVIEW: ListKind.SHORT,
}


def check_ready_for(stage: Stage, application: Application, *, now: datetime) -> None:
    """Refuse marks of who is not on the list, and of what has not been written or said."""
    if not Listing.objects.filter(
        application=application, which=LIST_OF[stage], is_on=True
    ).exists():
        raise RuleBroken("marks-not-listed")
    if stage is Stage.WRITTEN_TEST:
        sitting = Sitting.objects.select_related("test").filter(application=application).first()
        if sitting is None or not is_over(sitting, now):
            raise RuleBroken("script-not-handed-in")
        if not all_written(sitting.test.sittings.select_related("test"), now):
            raise RuleBroken("scripts-still-written")
    if stage is Stage.INTERVIEW:
        row = Interview.objects.filter(application=application).first()
        if row is None or row.starts_at > now:
            raise RuleBroken("interview-not-begun")
