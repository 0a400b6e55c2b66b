"""Programmes of the tests."""

from datetime import date
from typing import Any

from factories.numbers import numbers
from factories.places import make_country
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Agreement, Grant, Organisation, Programme
from jalon.workspace.programmes.permissions import forget

_numbers = numbers()


def make_organisation(acronym: str = "", **fields: Any) -> Organisation:
    acronym = acronym or f"ORG{next(_numbers)}"
    return Organisation.objects.create(
        acronym=acronym, **{"name": {"en": f"Organisation {acronym}"}, **fields}
    )


def make_programme(
    code: str = "", *, countries: tuple[Country, ...] | None = None, **fields: Any
) -> Programme:
    code = code or f"P{next(_numbers)}"
    values = {
        "title": {"en": f"Programme {code}", "es": f"Programa {code}"},
        "start_date": date(2025, 1, 1),
        "end_date": date(2027, 12, 31),
        "status": Programme.Status.IMPLEMENTATION,
        **fields,
    }
    programme = Programme.objects.create(code=code, **values)
    Agreement.objects.create(programme=programme, report_languages=["es", "en"])
    for country in countries if countries is not None else (make_country(),):
        programme.covers.create(country=country)
    return programme


def give(user: User, role: Role, programme: Programme | None, **fields: Any) -> Grant:
    """Grant a role, as a fact of the test."""
    forget(user)
    return Grant.objects.create(user=user, role=role, programme=programme, **fields)
