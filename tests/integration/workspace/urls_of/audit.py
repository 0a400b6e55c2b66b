"""The trail."""

from typing import Any

from integration.workspace.urls_of.kinds import Access, InOffice, InProgramme, World
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record

TABLE: dict[str, Access] = {
    "trail": InOffice(Permission.AUDIT_VIEW),
    "export": InOffice(Permission.AUDIT_VIEW),
    "programme-trail": InProgramme(Permission.AUDIT_VIEW),
    "programme-export": InProgramme(Permission.AUDIT_VIEW),
    "event": InProgramme(Permission.AUDIT_VIEW),
    "erase-event": InOffice(Permission.AUDIT_ERASE, method="post"),
}


def arguments(world: World) -> dict[str, list[Any]]:
    programme = world.programme
    event = record(by=None, what="x.y", target=programme, programme_id=programme.pk)
    return {
        "programme-trail": [programme.pk],
        "programme-export": [programme.pk],
        "event": [event.number],
        "erase-event": [event.number],
    }
