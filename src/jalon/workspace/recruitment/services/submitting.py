"""Hand an application in: whole, in time by the server's clock, once; with a receipt."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment.models import Application, Submission
from jalon.workspace.recruitment.queries.candidate_form import questions_of, unanswered
from jalon.workspace.recruitment.queries.taking import TAKING, exception_for
from jalon.workspace.recruitment.rules.applications import (
    ApplicationState,
    ApplicationStep,
    Section,
    after,
    check_whole,
    digest,
)
from jalon.workspace.recruitment.rules.deadlines import check_open
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.services.applying import take, touch
from jalon.workspace.recruitment.services.letters import write_letter


def content_of(application: Application) -> dict[str, Any]:
    """Return what is handed in: the answers, and which files, known by their hashes."""
    files = application.files.filter(removed_at=None).select_related("file").order_by("pk")
    return {
        "sections": application.sections,
        "language": application.language,
        "files": [
            {
                "kind": each.kind,
                "file": each.file_id,
                "name": each.file.original_name,
                "sha256": each.file.sha256,
                "size": each.file.size,
            }
            for each in files
        ],
    }


@transaction.atomic
def submit_application(*, application_id: int, version: int, by: User) -> Submission:
    """Hand in what the candidate has looked through; the same again gives the same receipt."""
    application = take(application_id, by)
    content = content_of(application)
    sha256 = digest(content)
    last = application.submissions.order_by("-number").first()
    if last is not None and last.sha256 == sha256 and application.state == "submitted":
        return last  # sent twice, or sent again because the answer was lost
    if application.version != version:
        raise RuleBroken("application-changed-since")
    now = timezone.now()  # read once, while the row is held: what counts
    exception = exception_for(application.call, application.candidate_id)
    _check_in_time(application, now, exception)
    check_whole(application.sections)
    _check_answered(application)
    return _keep(application, content, sha256, last, now, exception, by)


def _check_answered(application: Application) -> None:
    """Refuse what leaves a question of the call open: one may have come with an amendment."""
    if unanswered(application.sections, questions_of(application.call)):
        raise RuleBroken("application-not-whole", parts=(Section.ELIGIBILITY.value,))


def _check_in_time(application: Application, now: Any, exception: Any) -> None:
    call = application.call
    if call.closes_at is None or call.state not in TAKING:
        raise RuleBroken("application-closed")
    check_open(now, call.closes_at, exception=exception.until if exception else None)
    after(ApplicationState(application.state), ApplicationStep.SUBMIT, open_=True)


def _keep(
    application: Application,
    content: dict[str, Any],
    sha256: str,
    last: Submission | None,
    now: Any,
    exception: Any,
    by: User,
) -> Submission:
    number = last.number + 1 if last else 1
    late = now >= application.call.closes_at
    receipt = write_letter(
        candidate=application.candidate,
        kind=MessageKind.RECEIPT,
        call=application.call,
        facts={"application": application, "at": now, "sha256": sha256, "number": number},
    )
    submission = Submission.objects.create(
        application=application,
        number=number,
        at=now,
        content=content,
        sha256=sha256,
        exception=exception if late else None,
        receipt=receipt,
    )
    application.state = ApplicationState.SUBMITTED
    application.submitted_at = now
    touch(application, "state", "submitted_at")
    record(
        by=by,
        what="recruitment.application-submitted",
        target=application,
        programme_id=application.call.programme_id,
        after={"number": number, "sha256": sha256, "late": late},
    )
    return submission
