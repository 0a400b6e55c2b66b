"""When someone leaves, the papers that they owe, write and decide change hands."""

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import Document, Obligation, Recurrence, Step
from jalon.workspace.documents.models.papers import UNFINISHED
from jalon.workspace.programmes.models import Programme


def hand_over_papers(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
    """Give the successor what the leaver owes, answers for and is to decide."""
    where = {"programme": programme} if programme else {}
    obligations = Obligation.objects.open().filter(owed_by_user=leaver, **where)
    documents = Document.objects.filter(owner=leaver, state__in=UNFINISHED, **where)
    count = 0
    for obligation in obligations.select_for_update():
        obligation.owed_by_user = successor
        obligation.version += 1
        obligation.save(update_fields=["owed_by_user", "version"])
        what = "documents.obligation-reassigned"
        _record(obligation, what, "owed_by_user", leaver, successor, by)
        count += 1
    for document in documents.select_for_update():
        document.owner = successor
        document.version += 1
        document.save(update_fields=["owner", "version"])
        _record(document, "documents.reassigned", "owner", leaver, successor, by)
        count += 1
    Recurrence.objects.filter(owed_by_user=leaver, ended_at=None, **where).update(
        owed_by_user=successor
    )
    return count + _hand_over_steps(leaver, successor, programme, by)


def _hand_over_steps(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
    """Give the successor the leaver's steps; those of the successor's own texts go to the role."""
    steps = Step.objects.filter(assignee=leaver, decision="").select_related("document")
    if programme:
        steps = steps.filter(document__programme=programme)
    count = 0
    for step in steps:
        wrote = step.document.versions.filter(by=successor).exists()
        if wrote and not step.role:
            continue
        step.assignee = None if wrote else successor
        step.save(update_fields=["assignee"])
        _record(step.document, "documents.step-reassigned", "assignee", leaver, step.assignee, by)
        count += 1
    return count


def _record(
    row: Obligation | Document,
    what: str,
    field: str,
    leaver: User,
    successor: User | None,
    by: User,
) -> None:
    record(
        by=by,
        what=what,
        target=row,
        programme_id=row.programme_id,
        before={field: leaver.pk},
        after={field: successor.pk if successor else None},
    )
