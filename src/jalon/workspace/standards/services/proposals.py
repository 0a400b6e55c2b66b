"""Updates by file: handed in, shown as a difference, applied as a whole or not at all."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.audit.rules import plain
from jalon.workspace.audit.services import record
from jalon.workspace.standards.models import CatalogueLoad, Proposal
from jalon.workspace.standards.permissions import check_can_load
from jalon.workspace.standards.queries.loads import plan_of
from jalon.workspace.standards.rules.files import open_files
from jalon.workspace.standards.services.load import lock_catalogue, make_report, save_load

KEPT_FOR = timedelta(days=7)


@transaction.atomic
def propose_update(*, file_name: str, content: bytes, by: Any) -> Proposal:
    """Keep files, with what they would change, until somebody has read that."""
    check_can_load(by)
    files = open_files(file_name, content)
    plan = plan_of(files)
    proposal = Proposal.objects.create(
        at=timezone.now(),
        by=by,
        file_name=file_name[:200],
        files=files,
        difference=plain(plan.told),
        digest=plan.digest,
    )
    record(by=by, what="standards.update-proposed", target=proposal, after={"file": file_name})
    return proposal


@transaction.atomic
def compare_again(*, proposal_id: int, by: Any) -> Proposal:
    """Compare files that wait with the catalogue as it is now."""
    check_can_load(by)
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    plan = plan_of(proposal.files)
    proposal.difference, proposal.digest = plain(plan.told), plan.digest
    proposal.save(update_fields=["difference", "digest"])
    record(by=by, what="standards.update-compared", target=proposal)
    return proposal


@transaction.atomic
def apply_proposal(*, proposal_id: int, digest: str, by: Any) -> CatalogueLoad:
    """Write exactly what was shown; `digest` is of the difference that the person has read."""
    check_can_load(by)
    lock_catalogue()
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    plan = plan_of(proposal.files)
    if plan.digest != digest:
        raise RuleBroken("catalogue-changed-meanwhile", file=proposal.file_name)
    if not plan.added and not plan.changed:
        raise RuleBroken("update-changes-nothing", file=proposal.file_name)
    load = make_report(plan, by=by, file_name=proposal.file_name)
    save_load(load, plan, by=by)
    proposal.delete()
    return load


@transaction.atomic
def discard_proposal(*, proposal_id: int, by: Any) -> None:
    """Forget files that were handed in; the catalogue stays as it is."""
    check_can_load(by)
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    record(by=by, what="standards.update-discarded", target=proposal)
    proposal.delete()


def forget_old_proposals(today: date) -> int:
    """Delete files that nobody has applied for a week; called once a day."""
    before = timezone.now() - KEPT_FOR
    deleted, _rows = Proposal.objects.filter(at__lt=before).delete()
    return deleted
