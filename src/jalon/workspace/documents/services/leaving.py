"""When someone leaves, the papers that they owe, write and decide change hands."""

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import Document, Obligation, Recurrence, Step
from jalon.workspace.documents.models.papers import UNFINISHED
from jalon.workspace.documents.queries.parties import clearers_of
from jalon.workspace.documents.queries.texts import authors_of
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
    for series in Recurrence.objects.filter(owed_by_user=leaver, ended_at=None, **where):
        series.owed_by_user = successor
        series.save(update_fields=["owed_by_user"])
        _record(series, "documents.series-reassigned", "owed_by_user", leaver, successor, by)
    return count + _hand_over_steps(leaver, successor, programme, by)


def _hand_over_steps(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
    """Give the successor the leaver's steps; what they may not decide goes to the role.

    One that was asked of the leaver alone has no role: it goes to who directs the programme.
    """
    steps = Step.objects.filter(assignee=leaver, decision="")
    if programme:
        steps = steps.filter(document__programme=programme)
    rows = list(steps.select_related("document__programme", "document__obligation"))
    for step in rows:
        step.assignee = successor if _may_take(step.document, successor) else None
        step.role = step.role if step.role or step.assignee else Role.DIRECTOR
        step.save(update_fields=["assignee", "role"])
        _record(step.document, "documents.step-reassigned", "assignee", leaver, step.assignee, by)
    return len(rows)


def _may_take(document: Document, successor: User) -> bool:
    if successor.pk in authors_of(document):
        return False
    return clearers_of(document).filter(pk=successor.pk).exists()


def _record(
    row: Obligation | Document | Recurrence,
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
