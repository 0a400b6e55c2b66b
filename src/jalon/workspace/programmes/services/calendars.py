"""Correct a country's calendar: days off, and days worked all the same."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import Holiday
from jalon.workspace.programmes.permissions import check_can_edit_calendar


@transaction.atomic
def set_holiday(
    *, country: Country, day: date, name: Mapping[str, str], by: User, working: bool = False
) -> Holiday:
    """Add a day off that the national calendar lacks; `working` takes one out of it."""
    check_can_edit_calendar(by, country)
    rules.check_title(name)
    before = Holiday.objects.filter(country=country, day=day).first()
    former = before.name if before else {}  # a name in another language stays
    holiday, _created = Holiday.objects.update_or_create(
        country=country, day=day, defaults={"name": {**former, **name}, "working": working}
    )
    record(
        by=by,
        what="programmes.holiday-set",
        target=country,
        before={"name": before.name, "working": before.working} if before else {},
        after={"day": day, "name": name, "working": working},
    )
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: Holiday, by: User) -> None:
    """Go back to what the national calendar says of a day."""
    check_can_edit_calendar(by, holiday.country)
    record(
        by=by,
        what="programmes.holiday-removed",
        target=holiday.country,
        before={"day": holiday.day, "name": holiday.name, "working": holiday.working},
    )
    holiday.delete()
