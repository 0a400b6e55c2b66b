"""What programmes keep of a person: with an account, or only as somebody whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import PersonalValues
from jalon.workspace.programmes.models import Delegation, FocalPoint, Grant, PendingSpreadsheet

CONTACT = ("name", "post", "email", "phone")
LABEL = FocalPoint._meta.label_lower


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom to ask, or what the trail still says of somebody who was one."""

    pk: int
    name: str
    post: str
    email: str
    phone: str
    place: str  # programme, organisation, country
    removed: bool


def held_of(person: User) -> dict[str, list[Any]]:
    """Return roles, deputies, uploads, and where somebody is named as a focal point."""
    grants = Grant.objects.filter(user=person).order_by("pk")
    stood = Delegation.objects.filter(Q(absent=person) | Q(deputy=person)).order_by("pk")
    sheets = PendingSpreadsheet.objects.filter(by=person).order_by("pk")
    return {
        "roles": list(
            grants.values("role", "programme__code", "country__iso3", "start_date", "end_date")
        ),
        "deputies": list(
            stood.values("absent_id", "deputy_id", "programme__code", "start_date", "end_date")
        ),
        "uploads": list(sheets.values("file_name", "at")),
        "focal_points": list(points_of(person).values(*CONTACT, "programme__code")),
    }


def points_of(person: User) -> QuerySet[FocalPoint]:
    """Return the focal points that are this person: by account, or by address."""
    same = Q(user=person) | (Q(email__iexact=person.email) if person.email else Q())
    return FocalPoint.objects.filter(same).order_by("pk")


def find_contacts(text: str) -> list[Contact]:
    """Return the people without an account whom `text` names, removed ones in the trail too."""
    if not text:
        return []
    named = Q(name__icontains=text) | Q(email__icontains=text)
    rows = FocalPoint.objects.filter(named).order_by("name", "pk")
    here = [_contact(row) for row in rows.select_related("programme", "organisation", "country")]
    return [*here, *_of_the_trail(text)]


def kept_in_trail(ids: Iterable[int] | None = None) -> QuerySet[PersonalValues]:
    """Return the values of the trail about focal points that are not erased."""
    kept = PersonalValues.objects.filter(event__target_model=LABEL, erased_at=None)
    if ids is not None:
        kept = kept.filter(event__target_id__in=[str(pk) for pk in ids])
    return kept.exclude(before={}, after={}).select_related("event").order_by("event__number")


def _contact(row: FocalPoint) -> Contact:
    parts = (row.programme.code, row.organisation, row.country)
    place = ", ".join(str(part) for part in parts if part)
    return Contact(row.pk, row.name, row.post, row.email, row.phone, place, removed=False)


def _of_the_trail(text: str) -> list[Contact]:
    """Return who has been removed, or was called otherwise, as the trail has it last."""
    said = Q()
    for side in ("before", "after"):
        for name in ("name", "email"):
            said |= Q(**{f"{side}__{name}__icontains": text})
    found = {row.event.target_id: row for row in kept_in_trail().filter(said)}
    there = FocalPoint.objects.filter(pk__in=found).values_list("pk", flat=True)
    gone = {pk: row for pk, row in found.items() if int(pk) not in set(there)}
    return [_removed(int(pk), {**row.before, **row.after}) for pk, row in gone.items()]


def _removed(pk: int, said: dict[str, str]) -> Contact:
    name, post, email, phone = (said.get(field, "") for field in CONTACT)
    return Contact(pk, name, post, email, phone, place="", removed=True)
