"""Load the office's dated list of under-represented nationalities."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.recruitment.models import Representation
from jalon.workspace.recruitment.rules.representation import RepresentationList, check_list


@transaction.atomic
def load_representation(
    *, since: date, source: str, countries: Iterable[str], programme: Programme, by: User
) -> Representation:
    """Keep a list from a day on; it is told in reports of calls published since."""
    check_permission(by, Permission.CALL_PUBLISH, programme)
    named = frozenset(countries)
    check_list(RepresentationList(since, named, source))
    known = set(Country.objects.filter(iso2__in=named).values_list("iso2", flat=True))
    if strange := sorted(named - known) or (["—"] if not named else []):
        raise RuleBroken("representation-country-unknown", countries=strange)
    if Representation.objects.filter(since_date=since).exists():
        raise RuleBroken("representation-day-taken", day=since)
    made = Representation.objects.create(
        since_date=since, source=source, countries=sorted(named), by=by
    )
    facts = {"since_date": since, "source": source, "countries": sorted(named)}
    record(
        by=by,
        what="recruitment.representation-loaded",
        target=made,
        programme_id=programme.pk,
        after=facts,
    )
    return made
