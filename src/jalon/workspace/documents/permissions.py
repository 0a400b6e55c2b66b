"""Who may do what with a paper; each question is asked of the grants and of the paper."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import Permission, Role, Sees
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.rules import chain
from jalon.workspace.documents.rules.reach import Paper, may
from jalon.workspace.documents.rules.states import (
    HANDED_OVER,
    NEXT_DOCUMENT,
    Action,
    DocumentState,
    ObligationState,
    is_open,
)
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission, reaches_of

P = Permission


def paper_of(row: Obligation | Document, *, with_donor: bool = True) -> Paper:
    """Return what the reach of a grant depends on; the donor's only where receivers may do it."""
    document = row if isinstance(row, Document) else getattr(row, "document", None)
    obligation = row if isinstance(row, Obligation) else row.obligation
    people = {document.owner_id} if document else set()
    if obligation and obligation.owed_by_user_id is not None:
        people.add(obligation.owed_by_user_id)
    given = row.state in HANDED_OVER or bool(document and document.handed_over_at)
    return Paper(
        programme=row.programme_id,
        country=row.country_id,
        people=frozenset(people),
        organisation=obligation.owed_by_organisation_id if obligation else None,
        receiver=obligation.owed_to_organisation_id if obligation else None,
        donor=_donor(row.programme) if with_donor else None,
        handed_over=given,
    )


def _donor(programme: Programme) -> int | None:
    agreement = getattr(programme, "agreement", None)
    return agreement.donor_id if agreement else None


def allows(user: Any, permission: Permission, row: Obligation | Document) -> bool:
    """Tell whether `user` may do this with this paper."""
    return may(user.pk, permission, paper_of(row), reaches_of(user))


def check(user: Any, permission: Permission, row: Obligation | Document) -> None:
    if not allows(user, permission, row):
        raise PermissionDenied


def can_owe(user: Any, programme: Programme) -> bool:
    return has_permission(user, P.OBLIGATION_EDIT, programme, anywhere=True)


def can_edit_chains(user: Any, programme: Programme | None) -> bool:
    if programme is None:
        return has_permission(user, P.GUIDE_EDIT)
    return has_permission(user, P.OBLIGATION_EDIT, programme)


def can_record_delay(user: Any, obligation: Obligation) -> bool:
    paper, reaches = paper_of(obligation, with_donor=False), reaches_of(user)
    return any(may(user.pk, each, paper, reaches) for each in (P.OBLIGATION_EDIT, P.DOCUMENT_WRITE))


def can_withdraw(user: Any, document: Document) -> bool:
    """Tell whether `user` may withdraw a text; one that is owed goes with its obligation."""
    if allows(user, P.OBLIGATION_EDIT, document):
        return True
    return document.owner_id == user.pk and document.obligation_id is None


def can_see_inside(user: Any, row: Obligation | Document) -> bool:
    """Tell whether drafts, delays and steps are for `user`: not for whom the paper is owed to."""
    inside = [r for r in reaches_of(user) if r.sees is not Sees.SUBMITTED]
    return may(user.pk, P.DOCUMENT_VIEW, paper_of(row), inside)


def is_receiver(user: Any, document: Document) -> bool:
    """Tell whether `user` decides for the organisation to which the paper is owed."""
    theirs = [r for r in reaches_of(user) if r.sees is Sees.SUBMITTED]
    return may(user.pk, P.DOCUMENT_ACCEPT, paper_of(document), theirs)


def can_comment(user: Any, document: Document) -> bool:
    if document.state == DocumentState.SUBMITTED:
        return allows(user, P.DOCUMENT_REVIEW, document)
    if document.state == DocumentState.CLEARED:
        return allows(user, P.DOCUMENT_ACCEPT, document)
    return False


def hats_of(user: Any, document: Document) -> list[chain.Hat]:
    """Return the roles under which `user` may clear this text, their own and others'."""
    permission = P.DOCUMENT_CLEAR
    return [
        chain.Hat(reach.role, reach.on_behalf_of)
        for reach in reaches_of(user)
        if may(user.pk, permission, paper_of(document), [reach])
    ]


def accepting_hats(user: Any, document: Document) -> list[chain.Hat]:
    return [
        chain.Hat(reach.role, reach.on_behalf_of)
        for reach in reaches_of(user)
        if may(user.pk, P.DOCUMENT_ACCEPT, paper_of(document), [reach])
    ]


def decider(user: Any, step: Step, authors: Collection[int]) -> chain.Hat:
    """Return the hat under which `user` decides `step`; raise RuleBroken if there is none."""
    if step.is_acceptance:
        hats = [chain.Hat(step.role, h.on_behalf_of) for h in accepting_hats(user, step.document)]
    else:
        hats = hats_of(user, step.document)
    return chain.hat_for(
        user=user.pk, hats=hats, role=step.role, assignee=step.assignee_id, authors=authors
    )


def can_start(user: Any, obligation: Obligation) -> bool:
    return obligation.state in {
        ObligationState.DUE,
        ObligationState.RETURNED,
    } and allows(user, P.DOCUMENT_WRITE, obligation)


def can_submit(user: Any, document: Document, authors: Collection[int]) -> bool:
    """Tell whether `user` may hand in a version; while others review the last, its authors may."""
    state = DocumentState(document.state)
    if state is DocumentState.SUBMITTED and user.pk not in authors:
        return False
    return is_open(NEXT_DOCUMENT, state, Action.SUBMIT) and allows(user, P.DOCUMENT_WRITE, document)


def can_decide(user: Any, step: Step, authors: Collection[int]) -> bool:
    """Tell whether `user` may decide an open step."""
    try:
        decider(user, step, authors)
    except RuleBroken:
        return False
    return True


def can_arrange(user: Any, document: Document, authors: Collection[int]) -> bool:
    """Tell whether `user` may give steps to people, and ask one more; authors choose nobody."""
    if user.pk in authors:
        return False
    return allows(user, P.OBLIGATION_EDIT, document) or bool(hats_of(user, document))


def can_pass_on(user: Any, step: Step) -> bool:
    """Tell whether `user` may give a step to somebody who does not hold its role."""
    roles = {hat.role for hat in hats_of(user, step.document)}
    return bool(roles & {step.role, Role.DIRECTOR})
