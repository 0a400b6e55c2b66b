"""Add, correct and remove single areas."""

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.queries import history_of
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Area, Country
from jalon.workspace.places.permissions import check


@transaction.atomic
def save_area(
    *,
    country: Country,
    level: int,
    code: str,
    name: Mapping[str, str],
    parent: Area | None,
    by: User,
    area: Area | None = None,
    seen: str = "",
) -> Area:
    """Add an area to the register, or correct one; its level stays.

    `seen` is the mark of what somebody saw who corrects it.
    """
    check(by, Permission.PLACE_EDIT)
    new = area is None
    if area is not None:
        area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
        _check_seen(area, seen)
    area = area or Area(country=country, level=level)
    if parent is None and area.level > 1:
        raise RuleBroken("area-without-parent")
    if parent and (parent.country_id != country.pk or parent.level != area.level - 1):
        raise RuleBroken("area-parent-unknown", parent=parent.code)
    others = Area.objects.filter(country=country, level=area.level, code=code)
    if others.exclude(pk=area.pk).exists():
        raise RuleBroken("area-code-taken", taken=code)
    before = {} if new else {"code": area.code, "name": area.name, "parent": area.parent_id}
    area.code, area.name, area.parent = code, dict(name), parent
    area.save()
    after = {"code": code, "name": name, "parent": area.parent_id, "country": country.iso3}
    what = "places.area-added" if new else "places.area-edited"
    record(by=by, what=what, target=area, before=before, after=after)
    return area


def mark_of(area: Area) -> str:
    """Return a mark of an area as it is, which any correction or import changes."""
    facts = [area.code, area.name, area.parent_id]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _check_seen(area: Area, seen: str) -> None:
    if mark_of(area) == seen:
        return
    last = history_of(area, 1).first()
    raise RuleBroken(
        "changed-meanwhile",
        who=(last.personal.actor_name if last else "") or gettext("Somebody"),
        at=date_format(timezone.localtime(last.at if last else None), "DATETIME_FORMAT"),
    )


@transaction.atomic
def remove_area(*, area: Area, by: User) -> None:
    """Take an area out of the register that nothing refers to."""
    check(by, Permission.PLACE_EDIT)
    _check_unused(area)
    record(
        by=by,
        what="places.area-removed",
        target=area,
        before={"code": area.code, "name": area.name, "country": area.country.iso3},
    )
    try:
        area.delete()
    except ProtectedError as error:
        kinds = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
        raise RuleBroken("area-in-use", used=", ".join(sorted(kinds))) from None


def _check_unused(area: Area) -> None:
    """Refuse to remove an area that other rows list; those that point to it are protected."""
    for relation in area._meta.related_objects:
        name = relation.get_accessor_name()
        if relation.many_to_many and name and getattr(area, name).exists():
            used = relation.related_model._meta.verbose_name_plural
            raise RuleBroken("area-in-use", used=str(used))
