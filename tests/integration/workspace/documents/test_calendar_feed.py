"""A calendar address shows its owner's deadlines to whoever holds it, until it is revoked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.models import CalendarFeed, Obligation, Step
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.feed import make_feed, revoke_feed
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.rules import end_of_day

ALL = CalendarFeed.Shows.ALL
URL = "/documents/calendar.ics"


@pytest.fixture(autouse=True)
def stopped(db: None) -> Any:
    with time_machine.travel(datetime(2026, 3, 3, 8, tzinfo=UTC), tick=False):
        yield


def entries(secret: str) -> dict[str, Any]:
    response = Client().get(URL, {"key": secret})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["summary"]): event for event in events}


def test_what_i_owe_and_steps_that_wait_for_me(
    amina: User, bruno: User, programme: Programme
) -> None:
    make_obligation(programme, bruno, due=date(2026, 3, 31), title={"en": "Mine"})
    make_obligation(programme, amina, due=date(2026, 3, 31), title={"en": "Hers"})
    make_obligation(programme, bruno, title={"en": "Done"}, state=ObligationState.ACCEPTED)
    text = make_document(amina, make_obligation(programme, amina, title={"en": "Plan"}))
    submit(amina, text)
    Step.objects.filter(opened_at__isnull=False).update(assignee=bruno)
    found = entries(make_feed(by=bruno)[1])
    assert [title.split(":")[0] for title in found] == ["[MEX-87] Mine", "[MEX-87] Waiting for you"]
    mine = found["[MEX-87] Mine"]
    assert (mine["dtstart"].dt, mine["dtend"].dt) == (date(2026, 3, 31), date(2026, 4, 1))
    assert str(mine["url"]).startswith("http://localhost:8000/documents/MEX-87/")


def test_a_promised_day_stands_beside_the_one_that_was_agreed(
    bruno: User, programme: Programme
) -> None:
    paper = make_obligation(programme, bruno, due=date(2026, 3, 1), title={"en": "Late"})
    Obligation.objects.filter(pk=paper.pk).update(
        expected_at=end_of_day(date(2026, 3, 20), paper.due_zone)
    )
    found = entries(make_feed(by=bruno)[1])
    assert {title: event["dtstart"].dt for title, event in found.items()} == {
        "[MEX-87] Late": date(2026, 3, 1),
        "[MEX-87] Promised: Late": date(2026, 3, 20),
    }


def test_everything_that_i_may_see_and_no_more(
    amina: User, carla: User, programme: Programme
) -> None:
    make_obligation(programme, amina, title={"en": "Hers"})
    theirs = make_user("Dora")
    give(theirs, Role.PARTNER, programme)
    make_obligation(programme, theirs, title={"en": "Dora's"})
    assert set(entries(make_feed(by=amina, shows=ALL)[1])) == {"[MEX-87] Hers", "[MEX-87] Dora's"}
    assert set(entries(make_feed(by=theirs, shows=ALL)[1])) == {"[MEX-87] Dora's"}
    assert entries(make_feed(by=carla, shows=ALL)[1]) == {}


def test_in_the_language_of_its_owner(bruno: User, programme: Programme) -> None:
    User.objects.filter(pk=bruno.pk).update(language="es")
    bruno.refresh_from_db()
    make_obligation(programme, bruno, title={"en": "Report", "es": "Informe\n;,\\"})
    assert list(entries(make_feed(by=bruno)[1])) == ["[MEX-87] Informe ;,\\"]


def test_an_address_ends_when_another_is_made_or_it_is_revoked(bruno: User) -> None:
    first = make_feed(by=bruno)[1]
    second = make_feed(by=bruno)[1]
    assert Client().get(URL, {"key": first}).status_code == 404
    assert entries(second) == {}
    revoke_feed(by=bruno)
    assert Client().get(URL, {"key": second}).status_code == 404
    revoke_feed(by=bruno)
    whats = list(Event.objects.order_by("number").values_list("what", flat=True))
    assert whats == [
        "documents.calendar-made",
        "documents.calendar-made",
        "documents.calendar-revoked",
    ]


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "١٢٣"])
def test_a_wrong_secret_opens_nothing(key: str, bruno: User) -> None:
    make_feed(by=bruno)
    assert Client().get(URL, {"key": key}).status_code == 404
    assert Client().get(URL).status_code == 404


def test_the_secret_is_not_kept(bruno: User) -> None:
    feed, secret = make_feed(by=bruno)
    assert secret not in str(CalendarFeed.objects.values().get())
    assert secret not in str(list(Event.objects.values()))
    assert len(feed.digest) == 64


def test_who_has_left_shows_nothing(bruno: User, programme: Programme) -> None:
    secret = make_feed(by=bruno)[1]
    make_obligation(programme, bruno)
    bruno.grants.all().delete()
    assert entries(secret) == {}
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    assert Client().get(URL, {"key": secret}).status_code == 404


def test_a_calendar_that_has_not_changed_is_not_sent_again(
    bruno: User, programme: Programme
) -> None:
    secret = make_feed(by=bruno)[1]
    first = Client().get(URL, {"key": secret})
    again = Client().get(URL, {"key": secret}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make_obligation(programme, bruno)
    third = Client().get(URL, {"key": secret}, headers={"If-None-Match": first["ETag"]})
    assert third.status_code == 200


def test_it_says_when_it_was_last_read(bruno: User) -> None:
    secret = make_feed(by=bruno)[1]
    entries(secret)
    assert CalendarFeed.objects.get().read_at == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_few_queries_whatever_there_is(
    bruno: User, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    secret = make_feed(by=bruno, shows=ALL)[1]
    for days in range(30):
        make_obligation(programme, bruno, due=date(2026, 3, 3) + timedelta(days=days))
    with django_assert_max_num_queries(8):
        assert len(entries(secret)) == 30


def test_the_page_shows_the_address_once(client: Client, bruno: User) -> None:
    page = reverse("documents:calendar-address")
    assert client.get(page).status_code == 302
    client.force_login(bruno)
    assert "webcal" not in client.get(page).text
    made = client.post(page, {"shows": "mine"})
    address = made.context["address"]
    assert address in made.text
    assert address not in client.get(page).text
    assert "no-store" in made.headers["Cache-Control"]
    secret = parse_qs(urlsplit(address).query)["key"][0]
    assert entries(secret) == {}
    assert client.post(page, {"shows": "nonsense"}).status_code == 422
    client.post(reverse("documents:revoke-calendar"))
    assert not CalendarFeed.objects.exists()
    assert client.get(reverse("documents:revoke-calendar")).status_code == 405
