"""Let the office clear a notice: as a paper of its own, by the chain of vacancy notices."""

from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.models import Document, StoredFile
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.documents.services.papers import start_loose_document
from jalon.workspace.documents.services.versions import submit_version
from jalon.workspace.documents.services.withdrawing import withdraw_document
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.facts import facts_of
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, after, check_ready
from jalon.workspace.recruitment.services.following import reach, take, write

P, T = Permission, CallStep


@transaction.atomic
def hand_in_notice(
    *, call_id: int, version: int, file: StoredFile, by: User, what_changed: str = ""
) -> Call:
    """Hand the notice in; `file` holds its text, kept by whoever hands it in."""
    call = take(call_id, version, by, P.CALL_EDIT)
    state = after(CallState(call.state), T.SUBMIT)
    check_ready(T.SUBMIT, facts_of(call, T.SUBMIT))
    notice = call.notice or _begin_paper(call, by)
    submit_version(
        document_id=notice.pk,
        version=notice.version,
        file=file,
        what_changed=what_changed,
        by=by,
    )
    reach(call, state, timezone.now())
    write(call, {"state": state, "notice": notice}, what="recruitment.handed-in", by=by)
    return call


@transaction.atomic
def take_back_notice(*, call_id: int, version: int, reason: str, by: User) -> Call:
    """Make a draft again of a notice that is being cleared or was: it is cleared anew."""
    call = take(call_id, version, by, P.CALL_EDIT)
    before = CallState(call.state)
    step = T.RETURN if before is CallState.IN_CLEARANCE else T.REVISE
    state = after(before, step, reason=reason)
    withdraw_notice(call, reason, by)
    values = {"state": state, "notice": None}
    write(call, values, what="recruitment.taken-back", by=by, reason=reason)
    return call


def withdraw_notice(call: Call, reason: str, by: User) -> None:
    """Take the notice out of clearance; what was accepted stays on record as it was."""
    notice = call.notice
    if notice is not None and notice.state != DocumentState.ACCEPTED:
        withdraw_document(document_id=notice.pk, version=notice.version, reason=reason, by=by)


def _begin_paper(call: Call, by: User) -> Document:
    language = call.texts.order_by("pk").values_list("language", flat=True)[0]
    return start_loose_document(
        programme=call.programme,
        kind=Kind.VACANCY_NOTICE,
        title=call.title,
        country=call.country,
        language=language,
        by=by,
    )
