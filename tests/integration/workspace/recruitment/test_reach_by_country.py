"""A grant in one country reaches the calls and contracts of that country alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_programme
from integration.workspace.recruitment.pages import signed_in
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.queries.contracts import contracts_seen
from jalon.workspace.recruitment.rules.call_templates import fields_of
from jalon.workspace.recruitment.rules.conditions import AppointmentKind
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.contracts import add_contract
from jalon.workspace.recruitment.services.drafting import draft_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def wide() -> Programme:
    return make_programme("WIDE", countries=(make_country(), make_country("GTM")))


@pytest.fixture
def officer(wide: Programme) -> User:
    """An officer of the first country, who sees the calls of the whole programme as well."""
    user = make_user("Olga Officer")
    give(user, Role.OFFICER, wide, country=wide.covers.order_by("pk")[0].country)
    return user


def test_an_officer_of_one_country_begins_no_call_of_all(wide: Programme, officer: User) -> None:
    here = wide.covers.order_by("pk")[0].country
    fields = fields_of(
        CallKind.NATIONAL_OFFICER,
        ["en"],
        today=timezone.localdate(),
        country=here.iso2,
        title={"en": "An officer"},
    )
    with refused("call-of-whole-programme"):
        draft_call(programme=wide, fields=fields, by=officer)
    assert draft_call(programme=wide, fields=fields, country=here, by=officer).country == here
    page = signed_in(officer).post(
        reverse("recruitment:begin-empty", args=[wide.code]),
        {"kind": CallKind.NATIONAL_OFFICER.value, "title": "An officer", "language": "en"},
    )
    assert page.status_code == 422


def test_contracts_are_listed_to_whom_they_are_open(wide: Programme, officer: User) -> None:
    give(officer, Role.SPECIALIST, wide)
    director = make_user("Dora Directs")
    give(director, Role.DIRECTOR, wide)
    today = timezone.localdate()
    made = [
        add_contract(
            programme=wide,
            kind=AppointmentKind.FIXED_TERM,
            country=covered.country,
            term=Term(f"Name {number}", "NOA", "Text", today, today + timedelta(days=90)),
            by=director,
        )
        for number, covered in enumerate(wide.covers.order_by("pk"))
    ]
    assert list(contracts_seen(officer)) == made[:1]
    assert set(contracts_seen(director)) == set(made)
    page = signed_in(officer).get(reverse("recruitment:contracts", args=[wide.code])).text
    assert "Name 0" in page
    assert "Name 1" not in page
