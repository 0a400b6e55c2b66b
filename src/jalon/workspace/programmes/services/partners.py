"""Where a programme works, and with whom."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Area, Country
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import (
    FocalPoint,
    Organisation,
    Participation,
    Programme,
    ProgrammeCountry,
)
from jalon.workspace.programmes.permissions import check_permission
from jalon.workspace.programmes.services.locking import (
    check_last_event,
    check_running,
    check_version,
    touch,
)
from jalon.workspace.programmes.standing import standing_in

CONTACT = ("name", "post", "email", "phone", "organisation", "country", "user")


@transaction.atomic
def set_countries(
    *, code: str, shares: Mapping[Country, Decimal | None], version: int, by: User
) -> Programme:
    """Say which countries a programme covers, and perhaps their shares of the money."""
    programme = _open(code, by, version)
    wanted = {country.iso3: share for country, share in shares.items()}
    rules.check_shares(wanted)
    rules.check_covered(wanted, _named_countries(programme))
    covers = {cover.country.iso3: cover for cover in programme.covers.select_related("country")}
    before = {iso3: cover.share for iso3, cover in covers.items()}
    if before == wanted:
        return programme
    dropped = [cover for iso3, cover in covers.items() if iso3 not in wanted]
    _check_nothing_stands(programme, [cover.country for cover in dropped])
    ProgrammeCountry.objects.filter(pk__in=[cover.pk for cover in dropped]).delete()
    for country, share in shares.items():
        ProgrammeCountry.objects.update_or_create(
            programme=programme, country=country, defaults={"share": share}
        )
    programme.areas.remove(*programme.areas.exclude(country__in=list(shares)))
    touch(programme)
    _record(by, "programmes.countries-set", programme, programme, before, wanted)
    return programme


@transaction.atomic
def set_areas(*, code: str, areas: Collection[Area], version: int, by: User) -> Programme:
    """Say in which areas of its countries a programme works."""
    programme = _open(code, by, version)
    covered = set(programme.covers.values_list("country", flat=True))
    if outside := [area for area in areas if area.country_id not in covered]:
        raise RuleBroken("area-not-covered", areas=", ".join(str(area) for area in outside[:5]))
    before = set(programme.areas.values_list("pk", flat=True))
    after = {area.pk for area in areas}
    if before == after:
        return programme
    programme.areas.set(areas)
    touch(programme)
    changes = {"added": sorted(after - before)}, {"removed": sorted(before - after)}
    _record(by, "programmes.areas-set", programme, programme, changes[1], changes[0])
    return programme


@transaction.atomic
def add_participation(
    *, programme: Programme, organisation: Organisation, role: str, by: User
) -> Participation:
    """Say what an organisation is to a programme."""
    programme = _open(programme.code, by)
    part, created = Participation.objects.get_or_create(
        programme=programme, organisation=organisation, role=Participation.Role(role)
    )
    if not created:
        raise RuleBroken("participation-twice", organisation=str(organisation))
    after = {"organisation": organisation.pk, "role": role}
    _record(by, "programmes.partner-added", programme, part, {}, after)
    return part


@transaction.atomic
def remove_participation(*, participation: Participation, by: User) -> None:
    """Take back what an organisation is to a programme."""
    programme = _open(participation.programme.code, by)
    before = {"organisation": participation.organisation_id, "role": participation.role}
    _record(by, "programmes.partner-removed", programme, programme, before)
    participation.delete()


@transaction.atomic
def save_focal_point(
    *,
    programme: Programme,
    by: User,
    point: FocalPoint | None = None,
    seen: int | None = None,
    **contact: Any,
) -> FocalPoint:
    """Add somebody whom to ask, or correct what is known of them.

    `seen` is the number of the last event about them that the editor knew of, or 0.
    """
    programme = _open(programme.code, by)
    unknown = set(contact) - set(CONTACT)
    assert not unknown, unknown
    if point is not None and seen is not None:
        check_last_event(point, seen)
    new = point is None
    if new and programme.focal_points.filter(**contact).exists():
        raise RuleBroken("focal-point-twice", who=contact["name"])
    point = point or FocalPoint(programme=programme)
    before = {} if new else {name: getattr(point, name) for name in contact}
    for name, value in contact.items():
        setattr(point, name, value)
    point.save()
    what = "programmes.focal-point-added" if new else "programmes.focal-point-edited"
    _record(by, what, programme, point, before, contact)
    return point


@transaction.atomic
def remove_focal_point(*, point: FocalPoint, by: User) -> None:
    """Forget somebody whom to ask."""
    programme = _open(point.programme.code, by)
    _record(by, "programmes.focal-point-removed", programme, point)
    point.delete()


def _open(code: str, by: User, version: int | None = None) -> Programme:
    programme = Programme.objects.select_for_update().get(code=code)
    check_permission(by, Permission.PROGRAMME_EDIT, programme)
    check_running(programme)
    if version is not None:
        check_version(programme, version)
    return programme


def _check_nothing_stands(programme: Programme, dropped: Iterable[Country]) -> None:
    """Refuse to drop a country in which papers or figures of the programme stand."""
    for country in dropped:
        if found := standing_in(programme, country):
            raise RuleBroken("country-holds-work", country=str(country), what=", ".join(found))


def _named_countries(programme: Programme) -> set[str]:
    """Return the countries that grants and focal points of the programme name."""
    grants = programme.grants.filter(ended_at=None, country__isnull=False)
    points = programme.focal_points.filter(country__isnull=False)
    return {
        *grants.values_list("country__iso3", flat=True),
        *points.values_list("country__iso3", flat=True),
    }


def _record(
    by: User,
    what: str,
    programme: Programme,
    target: Any,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record(
        by=by,
        what=what,
        target=target,
        programme_id=programme.pk,
        before=before,
        after=after,
    )
