"""From where a programme is run is said, not guessed: its calendar counts for the whole of it."""

import pytest
from django.test import Client

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.queries.calendars import programme_calendar
from jalon.workspace.documents.queries.digests import office_of_each
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import this_day


@pytest.fixture
def regional(programme: Programme) -> Programme:
    """Covers Mexico and Guatemala, and is run from Algiers, where Friday is no working day."""
    for iso3 in ("MEX", "GTM"):
        programme.covers.get_or_create(country=make_country(iso3))
    programme.office = make_country("DZA")
    programme.save(update_fields=["office"])
    return programme


def test_a_team_says_from_where_it_works(client: Client, amina: User, programme: Programme) -> None:
    make_country("DZA")
    client.force_login(amina)
    address = f"/programmes/{programme.code}/edit/"
    page = client.get(address)
    sent = {
        "title_en": "Migration",
        "start_date": programme.start_date.isoformat(),
        "end_date": programme.end_date.isoformat(),
        "time_zone": "Africa/Algiers",
        "office": "DZA",
        "version": programme.version,
    }
    assert "Country of the office" in page.text
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors.as_json()
    programme.refresh_from_db()
    assert programme.office is not None
    assert programme.office.iso3 == "DZA"
    assert "Algeria" in client.get(f"/programmes/{programme.code}/").text
    [event] = [e for e in history_of(programme) if e.what == "programmes.edited"]
    assert event.after["office"] == programme.office.pk


def test_its_calendar_counts_for_papers_of_no_one_country(regional: Programme) -> None:
    calendar = programme_calendar(regional)
    assert calendar.country == regional.office
    assert calendar._weekend == frozenset({5, 6})


def test_digests_follow_the_office(amina: User, regional: Programme) -> None:
    administrator = make_user("Dalia")
    give(administrator, Role.ADMINISTRATOR, None)
    offices = office_of_each(this_day())
    assert offices[amina.pk] == regional.office
    assert offices[administrator.pk] == regional.office


def test_an_office_of_many_places_is_in_doubt(amina: User, regional: Programme) -> None:
    administrator = make_user("Dalia")
    give(administrator, Role.ADMINISTRATOR, None)
    other = make_programme("ELSE")
    other.office = make_country("MAR")
    other.save(update_fields=["office"])
    assert administrator.pk not in office_of_each(this_day())
