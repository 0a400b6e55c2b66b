"""Hand over what somebody who leaves answers for."""

from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Risk


def hand_over(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
    """Give the leaver's indicators and open risks to the successor; return how many."""
    of_programme: dict[str, Any] = {} if programme is None else {"programme": programme}
    count = 0
    for indicator in Indicator.objects.select_for_update().filter(
        responsible=leaver, **of_programme
    ):
        indicator.responsible = successor
        count += _pass_on(indicator, "responsible", leaver, successor, by)
    for risk in Risk.objects.open().select_for_update().filter(owner=leaver, **of_programme):
        risk.owner = successor
        count += _pass_on(risk, "owner", leaver, successor, by)
    return count


def _pass_on(row: Indicator | Risk, field: str, leaver: User, successor: User, by: User) -> int:
    row.version += 1
    row.save(update_fields=[field, "version"])
    record(
        by=by,
        what=f"results.{row._meta.model_name}-handed-over",
        target=row,
        programme_id=row.programme_id,
        before={field: leaver.pk},
        after={field: successor.pk},
    )
    return 1
