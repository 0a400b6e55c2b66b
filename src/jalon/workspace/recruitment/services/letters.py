"""Write letters to candidates: in their record first, then by mail."""

import secrets

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.sealing import seal
from jalon.workspace.recruitment.models import Call, Letter
from jalon.workspace.recruitment.notifications.letters import send_letter
from jalon.workspace.recruitment.rules import messages
from jalon.workspace.recruitment.rules.messages import MessageKind

SUBJECTS = "vacancies/letters/{}_subject.txt"
BODIES = "vacancies/letters/{}.txt"


def new_reference() -> str:
    """Return a reference that nobody can guess."""
    return messages.reference(secrets.token_bytes(5))


@transaction.atomic
def write_letter(
    *,
    candidate: User,
    kind: MessageKind,
    call: Call | None = None,
    facts: dict[str, object] | None = None,
    link: str = "",
    by: User | None = None,
    reference: str = "",
) -> Letter:
    """Write a letter of the site itself in the candidate's language, and have it sent."""
    with translation.override(candidate.language):
        context = {"candidate": candidate, "call": call, "now": timezone.now(), **(facts or {})}
        subject = " ".join(render_to_string(SUBJECTS.format(kind), context).split())
        body = render_to_string(BODIES.format(kind), context).strip()
    letter = Letter.objects.create(
        call=call,
        candidate=candidate,
        reference=reference or new_reference(),
        kind=kind,
        language=candidate.language,
        subject=subject[:200],
        body=body,
        by=by,
        queued_at=timezone.now(),
    )
    sealed = seal(link) if link else ""
    send_letter.enqueue(letter.pk, sealed)  # in this transaction: no letter without its job
    return letter
