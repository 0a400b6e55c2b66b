"""The trail, read by those who may."""

import pytest
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.services import Line, record, record_all
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes.models import Programme


@pytest.fixture
def renamed(amina: User, programme: Programme) -> Event:
    return record(
        by=amina,
        what="accounts.renamed",
        target=amina,
        programme_id=programme.pk,
        before={"name": "=Amina", "language": "en"},
        after={"name": "Amina <b>B.</b>", "language": "fr"},
        reason="=married",
    )


@pytest.fixture
def administrator(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


def test_the_trail_of_a_programme(
    client: Client, amina: User, renamed: Event, programme: Programme
) -> None:
    client.force_login(amina)
    page = client.get(reverse("audit:programme-trail", args=[programme.pk]))
    assert page.status_code == 200
    assert "Amina" in page.text
    assert str(renamed.number) in page.text


def test_another_programmes_trail_does_not_exist_for_carla(
    client: Client, carla: User, renamed: Event, programme: Programme
) -> None:
    client.force_login(carla)
    for address in (
        reverse("audit:programme-trail", args=[programme.pk]),
        reverse("audit:programme-export", args=[programme.pk]),
        reverse("audit:event", args=[renamed.number]),
    ):
        assert client.get(address).status_code == 404
    assert client.get(reverse("audit:trail")).status_code == 403


def test_an_officer_is_refused(client: Client, bruno: User, programme: Programme) -> None:
    client.force_login(bruno)
    assert client.get(reverse("audit:programme-trail", args=[programme.pk])).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "amin"}, True),
        ({"who": "bruno"}, False),
        ({"what": "accounts.renamed"}, True),
        ({"what": "audit.event-erased"}, False),
        ({"from_date": "2020-01-01", "until_date": "2020-12-31"}, False),
        ({"from_date": "2020-01-01"}, True),
        ({"from_date": "no date", "what": "x"}, True),
        ({"target": "accounts.user"}, True),
        ({"target": "accounts.user:0"}, False),
        ({"page": "1000"}, True),
    ],
)
def test_filters(
    client: Client,
    administrator: User,
    renamed: Event,
    query: dict[str, str],
    found: bool,
) -> None:
    client.force_login(administrator)
    page = client.get(reverse("audit:trail"), query)
    assert page.status_code == 200
    assert (reverse("audit:event", args=[renamed.number]) in page.text) is found


def test_the_page_of_an_event(client: Client, amina: User, renamed: Event) -> None:
    client.force_login(amina)
    page = client.get(reverse("audit:event", args=[renamed.number]))
    assert "Amina &lt;b&gt;B.&lt;/b&gt;" in page.text
    assert renamed.digest in page.text
    assert "Erase" not in page.text


def test_the_csv_runs_nothing_in_a_spreadsheet(
    client: Client, administrator: User, renamed: Event
) -> None:
    client.force_login(administrator)
    response = client.get(reverse("audit:export"))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeffnumber,")
    assert "'=married" in text
    assert response["Content-Disposition"] == 'attachment; filename="trail.csv"'
    taken = Event.objects.order_by("-number")[0]
    assert (taken.what, taken.actor_id) == ("audit.exported", administrator.pk)
    assert "audit.exported" in text  # a copy tells of itself


def test_erasing_on_the_page(client: Client, administrator: User, renamed: Event) -> None:
    client.force_login(administrator)
    address = reverse("audit:erase-event", args=[renamed.number])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "asked"}, follow=True).status_code == 200
    page = client.get(reverse("audit:event", args=[renamed.number]))
    assert "Amina &lt;b" not in page.text
    assert verify().whole


def test_amina_may_not_erase(client: Client, amina: User, renamed: Event) -> None:
    client.force_login(amina)
    address = reverse("audit:erase-event", args=[renamed.number])
    assert client.post(address, {"reason": "asked"}).status_code == 403


def test_a_long_trail_takes_few_queries(
    client: Client, administrator: User, amina: User, django_assert_max_num_queries: object
) -> None:
    record_all(by=amina, lines=[Line("accounts.renamed", amina)] * 120)
    client.force_login(administrator)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("audit:trail"))
