"""When a country works, and when a programme reports."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.places import make_country
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Holiday, Programme
from jalon.workspace.programmes.queries import (
    holidays_of,
    reporting_periods_of,
    weekend_of,
    working_day_after,
)


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.mark.django_db
def test_the_office_knows_better_than_the_national_calendar() -> None:
    mexico = make_country("MEX")
    national = holidays_of(mexico, [2026])
    assert national[date(2026, 9, 16)] == "Independence Day"
    Holiday.objects.create(country=mexico, day=date(2026, 9, 16), name={"en": "x"}, working=True)
    Holiday.objects.create(country=mexico, day=date(2026, 9, 17), name={"en": "Bridge"})
    found = holidays_of(mexico, [2026])
    assert date(2026, 9, 16) not in found
    assert found[date(2026, 9, 17)] == "Bridge"
    assert len(found) == len(national)


@pytest.mark.django_db
def test_a_country_without_a_calendar_has_only_what_the_office_wrote() -> None:
    country = make_country("MEX", iso2="XX")
    assert holidays_of(country, [2026]) == {}


@pytest.mark.django_db
def test_weekends_come_from_the_country() -> None:
    algeria = make_country("DZA")
    assert weekend_of(algeria) == {5, 6}
    # Thursday 30 April 2026; 1 May is both Friday and a holiday
    assert working_day_after(algeria, date(2026, 4, 30), 1) == date(2026, 5, 3)
    # over the turn of the year, 1 January being a day off
    assert working_day_after(make_country("MEX"), date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_reporting_periods_follow_the_agreement(programme: Programme) -> None:
    first, *_between, last = reporting_periods_of(programme)
    assert (first.start, first.end) == (date(2025, 1, 1), date(2025, 3, 31))
    assert first.due == date(2025, 4, 30)
    assert last.is_last
    assert last.end == date(2027, 12, 31)


def test_the_pages(client: Client, amina: User, programme: Programme) -> None:
    client.force_login(amina)
    assert "30 Apr" in client.get(url("calendar", "MEX-87")).text
    page = client.get(url("country-calendar", "MEX"), {"year": "2026"})
    assert "Independence Day" in page.text
    for year in ("1", "abc", "99999", "-1"):
        assert client.get(url("country-calendar", "MEX"), {"year": year}).status_code == 404
    assert client.get(url("country-calendar", "XXX")).status_code == 404


def test_a_day_is_set_and_reset(client: Client, amina: User, programme: Programme) -> None:
    client.force_login(amina)
    page = url("set-holiday", "MEX")
    answer = client.post(page, {"day": "2026-09-16", "name": "Worked", "working": "on"})
    assert answer["Location"].endswith("?year=2026")
    assert Holiday.objects.get().working
    assert client.post(page, {"day": "soon", "name": "x"}).status_code == 422
    assert client.post(url("remove-holiday", Holiday.objects.get().pk)).status_code == 302
    assert not Holiday.objects.exists()
    assert Event.objects.filter(what__startswith="programmes.holiday").count() == 2


def test_only_where_one_has_a_programme_to_edit(
    client: Client, amina: User, bruno: User, programme: Programme
) -> None:
    algeria = make_country("DZA")
    said = {"day": date(2026, 1, 2), "name": {"en": "x"}}
    for user, country in ((amina, algeria), (bruno, make_country("MEX"))):
        with pytest.raises(PermissionDenied):
            services.set_holiday(country=country, by=user, **said)
    client.force_login(bruno)
    assert client.post(url("set-holiday", "MEX"), {"day": "2026-01-02"}).status_code == 403
