"""Let a notice say what it must, in the words that are usual."""

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.notice_text import body_of
from jalon.workspace.recruitment.rules.call_templates import OF_ELIGIBILITY
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.editing import check_draft
from jalon.workspace.recruitment.rules.wording import missing
from jalon.workspace.recruitment.services.following import note, take


@transaction.atomic
def add_statements(*, call_id: int, version: int, language: str, by: User) -> Call:
    """Add the usual words of what a text leaves unsaid; who may apply is for a person to say."""
    call = take(call_id, version, by, Permission.CALL_EDIT)
    check_draft(CallState(call.state))
    text = call.texts.get(language=language)
    unsaid = [one for one in missing(body_of(text), language) if one.rule != OF_ELIGIBILITY]
    text.notices = "\n".join([*filter(None, [text.notices]), *(one.suggestion for one in unsaid)])
    text.save(update_fields=["notices"])
    rules = [one.rule for one in unsaid]
    note(call, "recruitment.text-edited", by=by, language=language, parts=["notices"], said=rules)
    return call
