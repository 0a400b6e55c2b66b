"""Make an own clearance chain for a kind, or go back to the one before."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import ChainStep, ChainTemplate
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.locking import check_running, locked, touch


@transaction.atomic
def set_chain(
    *,
    programme: Programme | None,
    kind: Kind,
    lines: Sequence[ChainLine],
    by: User,
    version: int | None = None,
) -> ChainTemplate:
    """Set the steps of a kind in a programme or the whole office; running rounds keep theirs.

    `version` is the one that the form saw: 0 where there was no own chain yet, None if nobody
    looked.
    """
    if not permissions.can_edit_chains(by, programme):
        raise PermissionDenied
    if programme is not None:
        check_running(programme)
    if not lines:
        raise RuleBroken("chain-without-steps")
    template, created = ChainTemplate.objects.get_or_create(programme=programme, kind=kind)
    before = _plain(template)
    if created and version:
        raise RuleBroken("chain-given-up")
    if not created:
        template = locked(ChainTemplate.objects, template.pk, version)
        template.steps.all().delete()
        touch(template)
    ChainStep.objects.bulk_create(
        ChainStep(
            template=template,
            order=line.order,
            title=dict(line.title),
            role=line.role,
            working_days=line.working_days,
        )
        for line in lines
    )
    record(
        by=by,
        what="documents.chain-set",
        target=template,
        programme_id=programme.pk if programme else None,
        before={"steps": before},
        after={"steps": _plain(template)},
    )
    return template


@transaction.atomic
def reset_chain(
    *, programme: Programme | None, kind: Kind, by: User, version: int | None = None
) -> None:
    """Give up the own chain of a kind; the office's, or the one that ships, holds again."""
    if not permissions.can_edit_chains(by, programme):
        raise PermissionDenied
    found = ChainTemplate.objects.filter(programme=programme, kind=kind).first()
    if found is None:
        return
    template = locked(ChainTemplate.objects, found.pk, version)
    record(
        by=by,
        what="documents.chain-reset",
        target=template,
        programme_id=programme.pk if programme else None,
        before={"steps": _plain(template)},
    )
    template.delete()


def _plain(template: ChainTemplate) -> list[dict[str, object]]:
    return [
        {name: getattr(step, name) for name in ("order", "title", "role", "working_days")}
        for step in template.steps.order_by("order", "pk")
    ]
