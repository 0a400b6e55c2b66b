"""When someone leaves, the calls and contracts that they answer for change hands."""

from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.contracts import running
from jalon.workspace.recruitment.queries.lists import OVER
from jalon.workspace.recruitment.services.following import write


def hand_over_calls(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
    """Give the successor the calls that go on; whose call is over is left on record."""
    where = {"programme": programme} if programme else {}
    rows = Call.objects.filter(responsible=leaver, **where).exclude(state__in=OVER)
    count = 0
    for call in rows.order_by("pk").select_for_update():
        write(call, {"responsible": successor}, what="recruitment.given", by=by)
        count += 1
    return count


def hand_over_contracts(
    leaver: User, successor: User, programme: Programme | None, by: User
) -> int:
    """Give the successor the contracts that run: who answers for one is reminded of it."""
    where = {"programme": programme} if programme else {}
    rows = running(timezone.localdate()).filter(responsible=leaver, **where)
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for contract in held:
        contract.responsible = successor
        contract.version += 1
        contract.save(update_fields=["responsible", "version"])
    facts = {"responsible": leaver.pk}, {"responsible": successor.pk}
    lines = [Line("recruitment.contract-given", each, each.programme_id, *facts) for each in held]
    if lines:
        record_all(by=by, lines=lines)
    return len(held)
