"""Lay a clearance chain for a round, and open the steps whose turn it is."""

from datetime import datetime

from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Round, Step
from jalon.workspace.documents.queries.calendars import calendar_of
from jalon.workspace.documents.queries.chains import chain_of
from jalon.workspace.documents.queries.parties import CLEARERS, clearing_roles
from jalon.workspace.documents.queries.texts import authors_of
from jalon.workspace.documents.rules import chain
from jalon.workspace.documents.rules.defaults import acceptance
from jalon.workspace.documents.rules.kinds import Kind


def lay_chain(document: Document, opened: Round, now: datetime) -> list[Step]:
    """Write the steps that the kind needs, the receiver's acceptance last; open the first.

    A step whose role nobody holds here is for who coordinates or directs the programme.
    """
    lines = chain_of(Kind(document.kind), document.programme).lines
    last = acceptance()
    obligation = document.obligation
    owed_out = obligation is not None and obligation.owed_to_organisation_id is not None
    stand_in = _stand_ins(document)
    steps = [
        Step(
            document=document,
            round=opened,
            order=line.order,
            title=dict(line.title),
            role=stand_in.get(line.role, line.role),
            working_days=line.working_days,
        )
        for line in lines
    ]
    steps.append(
        Step(
            document=document,
            round=opened,
            order=max(line.order for line in lines) + 1,
            title=dict(last.title),
            role=Role.DONOR if owed_out else Role.DIRECTOR,
            working_days=last.working_days,
            is_acceptance=True,
        )
    )
    Step.objects.bulk_create(steps)
    return open_next(document, now)


def _stand_ins(document: Document) -> dict[str, str]:
    """Return who decides instead for the roles that nobody but an author holds here."""
    held = clearing_roles(document, authors_of(document))
    heads = [role for role in (Role.COORDINATOR, Role.DIRECTOR) if role in held]
    return {role: heads[0] for role in CLEARERS if role not in held} if heads else {}


def open_next(document: Document, now: datetime) -> list[Step]:
    """Open the steps whose turn it is, each due by working days; return the open round's steps."""
    steps = list(Step.objects.filter(document=document, round__closed_at=None).order_by("order"))
    turn = set(chain.to_open([chain.Link(s.pk, s.order, s.state) for s in steps]))
    if turn:
        calendar = calendar_of(document)
        for step in steps:
            if step.pk in turn:
                step.opened_at = now
                step.due_at = calendar.due_after(now, step.working_days)
                step.save(update_fields=["opened_at", "due_at"])
    return steps


def opened_at(steps: list[Step], now: datetime) -> list[Step]:
    """Return those that were opened just now."""
    return [step for step in steps if step.opened_at == now]


def is_cleared(steps: list[Step]) -> bool:
    """Tell whether the office has cleared the text; the receiver's acceptance comes after."""
    return chain.is_cleared(
        [chain.Link(s.pk, s.order, s.state) for s in steps if not s.is_acceptance]
    )
