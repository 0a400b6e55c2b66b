"""Programmes, their partners, people and calendars."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_organisation
from integration.workspace.urls_of.kinds import (
    LET_IN,
    REFUSED,
    Access,
    Answer,
    InOffice,
    InProgramme,
    OfTeam,
    Person,
    SignedIn,
    Where,
    WithAnyGrant,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.programmes.models import Delegation, Holiday, PendingSpreadsheet


class InCountry(Access):
    """Programmes may be edited there; the country itself is there for everybody."""

    def signed_in(self, person: Person) -> frozenset[Answer]:
        here = person.where in {Where.PROGRAMME, Where.OFFICE}
        return LET_IN if here and person.holds(Permission.PROGRAMME_EDIT) else REFUSED


class OfSomebodyElse(Access):
    """It is there for its owner alone."""

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        return REFUSED


SEE = InProgramme(Permission.PROGRAMME_VIEW)
EDIT = InProgramme(Permission.PROGRAMME_EDIT)
POST_EDIT = InProgramme(Permission.PROGRAMME_EDIT, method="post")
BEGIN = WithAnyGrant(Permission.PROGRAMME_CREATE)
TABLE: dict[str, Access] = {
    "programmes": SignedIn(),
    "choose-start": BEGIN,
    "start": BEGIN,
    "upload-spreadsheet": BEGIN,
    "from-spreadsheet": OfSomebodyElse(),
    "contacts": InOffice(Permission.AUDIT_ERASE),
    "erase-contact": InOffice(Permission.AUDIT_ERASE),
    "office": InOffice(Permission.GRANT_EDIT),
    "give-office-grant": InOffice(Permission.GRANT_EDIT),
    "end-grant": InProgramme(Permission.GRANT_EDIT),
    "organisations": WithAnyGrant(Permission.PROGRAMME_VIEW),
    "organisation": WithAnyGrant(Permission.PROGRAMME_VIEW),
    "add-organisation": WithAnyGrant(Permission.PROGRAMME_EDIT),
    "edit-organisation": WithAnyGrant(Permission.PROGRAMME_EDIT),
    "country-calendar": WithAnyGrant(Permission.CATALOGUE_VIEW),
    "set-holiday": InCountry(method="post", data={"day": "2026-01-02", "name": "x"}),
    "remove-holiday": InCountry(method="post"),
    "leave": SignedIn(),
    "delegate": OfTeam(),
    "end-delegation": InProgramme(Permission.GRANT_EDIT, method="post"),
    "hand-over": WithAnyGrant(Permission.GRANT_EDIT),
    "programme": InProgramme(Permission.PROGRAMME_VIEW, narrow_too=True),
    "calendar": InProgramme(Permission.PROGRAMME_VIEW, narrow_too=True),
    "people": SEE,
    "give-grant": InProgramme(Permission.GRANT_EDIT),
    "edit": EDIT,
    "edit-agreement": EDIT,
    "change-status": EDIT,
    "archive": InProgramme(Permission.PROGRAMME_ARCHIVE),
    "set-countries": EDIT,
    "set-areas": EDIT,
    "add-partner": EDIT,
    "remove-partner": POST_EDIT,
    "add-focal-point": EDIT,
    "edit-focal-point": EDIT,
    "remove-focal-point": POST_EDIT,
}
OF_THE_PROGRAMME = (
    "programme",
    "calendar",
    "people",
    "give-grant",
    "edit",
    "edit-agreement",
    "archive",
    "set-countries",
    "add-partner",
    "add-focal-point",
)


def arguments(world: World) -> dict[str, list[Any]]:
    programme, today = world.programme, timezone.localdate()
    morocco = make_country("MAR")
    programme.covers.create(country=morocco)
    organisation = make_organisation()
    part = programme.participations.create(organisation=organisation, role="4")
    point = programme.focal_points.create(name="X")
    delegation = Delegation.objects.create(
        absent=make_user(),
        deputy=make_user(),
        programme=programme,
        start_date=today,
        end_date=today + timedelta(days=9),
    )
    holiday = Holiday.objects.create(country=morocco, day=today, name={"en": "x"})
    spreadsheet = PendingSpreadsheet.objects.create(
        by=make_user(), file_name="x.xlsx", sheet="x", expires_at=timezone.now() + timedelta(days=1)
    )
    return {
        **{name: [programme.code] for name in OF_THE_PROGRAMME},
        "from-spreadsheet": [spreadsheet.pk],
        "end-grant": [give(make_user(), Role.PARTNER, programme).pk],
        "organisation": [organisation.pk],
        "edit-organisation": [organisation.pk],
        "country-calendar": ["MAR"],
        "set-holiday": ["MAR"],
        "remove-holiday": [holiday.pk],
        "end-delegation": [delegation.pk],
        "change-status": [programme.code, "finish"],
        "set-areas": [programme.code, "MAR", 1],
        "remove-partner": [programme.code, part.pk],
        "edit-focal-point": [programme.code, point.pk],
        "remove-focal-point": [programme.code, point.pk],
        "erase-contact": [point.pk],
    }
