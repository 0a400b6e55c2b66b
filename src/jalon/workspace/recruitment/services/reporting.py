"""Note that a report or a file about a decision was made, and of what it consists."""

from hashlib import sha256

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Call


@transaction.atomic
def note_report(*, call: Call, content: bytes, form: str, language: str, by: User) -> None:
    """Record that somebody took a selection report away."""
    permissions.check(by, Permission.CANDIDATE_VIEW, call)
    _note(call, "recruitment.report-made", content, form, language, by)


@transaction.atomic
def note_complaints_file(*, call: Call, content: bytes, language: str, by: User) -> None:
    """Record that somebody took the complaints file away; only whoever may decide."""
    permissions.check(by, Permission.CALL_DECIDE, call)
    _note(call, "recruitment.complaints-file-made", content, "pdf", language, by)


def check_decided(call: Call) -> None:
    """Refuse a complaints file of a call about which nothing was ever decided."""
    if not call.decisions.exists():
        raise RuleBroken("complaints-without-decision")


def _note(call: Call, what: str, content: bytes, form: str, language: str, by: User) -> None:
    facts = {"form": form, "language": language, "sha256": sha256(content).hexdigest()}
    record(by=by, what=what, target=call, programme_id=call.programme_id, after=facts)
