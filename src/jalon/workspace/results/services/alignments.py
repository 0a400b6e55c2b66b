"""Say to what standards and agendas results and indicators answer."""

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.services.locking import check_running
from jalon.workspace.results import permissions
from jalon.workspace.results.models import Alignment, Indicator, Result
from jalon.workspace.standards.models import AgendaItem, Provision


@transaction.atomic
def align(
    *, subject: Result | Indicator, to: Provision | AgendaItem, by: User, note: str = ""
) -> Alignment:
    """Align a result or an indicator with a provision or an item of an agenda."""
    permissions.check_can_edit(by, subject.programme_id)
    check_running(subject.programme)
    instrument = to.instrument if isinstance(to, Provision) else None
    if to.retired_date or (instrument and instrument.retired_date):
        raise RuleBroken("aligned-to-retired", to=str(to))
    alignment = Alignment(
        result=subject if isinstance(subject, Result) else None,
        indicator=subject if isinstance(subject, Indicator) else None,
        provision=to if isinstance(to, Provision) else None,
        agenda_item=to if isinstance(to, AgendaItem) else None,
        note=note,
    )
    if Alignment.objects.filter(
        result=alignment.result,
        indicator=alignment.indicator,
        provision=alignment.provision,
        agenda_item=alignment.agenda_item,
    ).exists():
        raise RuleBroken("aligned-already", to=str(to))
    alignment.save()
    record(
        by=by,
        what="results.aligned",
        target=subject,
        programme_id=subject.programme_id,
        after={"to": str(to), "note": note},
    )
    return alignment


@transaction.atomic
def end_alignment(*, alignment: Alignment, by: User) -> None:
    """Take an alignment away."""
    subject = alignment.result or alignment.indicator
    assert subject is not None
    permissions.check_can_edit(by, subject.programme_id)
    check_running(subject.programme)
    record(
        by=by,
        what="results.alignment-ended",
        target=subject,
        programme_id=subject.programme_id,
        before={"to": str(alignment.provision or alignment.agenda_item), "note": alignment.note},
    )
    alignment.delete()
