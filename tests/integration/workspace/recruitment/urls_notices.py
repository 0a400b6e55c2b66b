"""Who may ask for the addresses of `recruitment/urls/notices.py`."""

from dataclasses import dataclass
from typing import Any

from factories.recruitment import make_published
from integration.workspace.urls_of.kinds import (
    LET_IN,
    REFUSED,
    Access,
    Answer,
    Open,
    Person,
    Where,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.recruitment.mailing.links import confirm_url, end_url
from jalon.workspace.recruitment.models import FraudReport, Subscriber

P = Permission


@dataclass(frozen=True)
class ReadsReports(Access):
    """Who edits calls has reports to read; one that names no programme is for who reads all."""

    all_of_them: bool = False

    def signed_in(self, person: Person) -> frozenset[Answer]:
        office = person.where is Where.OFFICE
        reads_all = office and (person.holds(P.CALL_EDIT) or person.holds(P.USER_EDIT))
        reads = person.holds(P.CALL_EDIT) and not self.all_of_them
        return LET_IN if reads_all or reads else REFUSED


TABLE: dict[str, Access] = {
    "open": Open(),
    "closed": Open(),
    "feed": Open(),
    "subscribe": Open(),
    "subscribe-sent": Open(),
    "confirm": Open(),
    "unsubscribe": Open(),
    "check": Open(),
    "report-fraud": Open(),
    "notice": Open(),
    "notice-in": Open(),
    "pdf": Open(),
    "text": Open(),
    "reports": ReadsReports(),
    "report": ReadsReports(all_of_them=True),
}


def arguments(world: World) -> dict[str, list[Any]]:
    call = make_published(world.programme, world.by_role(Role.DIRECTOR))
    subscriber = Subscriber.objects.create(email="reader@example.org", language="es")
    report = FraudReport.objects.create(text="They asked for a fee.")
    return {
        "feed": ["es", "rss"],
        "confirm": [_last(confirm_url(subscriber))],
        "unsubscribe": [_last(end_url(subscriber))],
        "notice": [call.slug],
        "notice-in": [call.slug, "es"],
        "pdf": [call.slug, "es"],
        "text": [call.slug, "es"],
        "report": [report.pk],
    }


def _last(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1]
