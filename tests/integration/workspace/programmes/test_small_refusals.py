"""What people do by mistake, twice or too late is answered in words, and writes nothing over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_organisation, make_programme
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role, TokenScope
from jalon.workspace.accounts.services import make_token
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.permissions import forget, has_permission, this_day
from jalon.workspace.programmes.services.delegations import delegate, end_delegation
from jalon.workspace.programmes.services.spreadsheets import keep_spreadsheet

DAY = timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Niue", "Pacific/Kiritimati"])
def test_a_grant_ends_for_everybody_at_once(programme: Programme, zone: str) -> None:
    user = make_user()
    give(user, Role.EVALUATOR, programme, end_date=date(2026, 5, 1))
    for instant, holds in (
        (datetime(2026, 5, 1, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 5, 2, 0, 1, tzinfo=UTC), False),
    ):
        forget(user)
        with time_machine.travel(instant, tick=False), timezone.override(ZoneInfo(zone)):
            assert has_permission(user, Permission.RESULT_VIEW, programme) is holds


def test_countries_added_meanwhile_are_not_dropped(as_amina: Client, programme: Programme) -> None:
    page = url("set-countries", "MEX-87")
    seen = as_amina.get(page).context["version"]
    make_country("GTM"), make_country("MAR")
    [mexico] = [cover.country for cover in programme.covers.all()]
    keep = f"keep_{mexico.iso3}"
    first = {keep: "on", "add": ["GTM"], "version": seen}
    assert as_amina.post(page, first).status_code == 302
    late = as_amina.post(page, {keep: "on", "add": ["MAR"], "version": seen})
    assert late.status_code == 422
    assert "Amina" in late.text
    ticked = {field.name for field, _share in late.context["form"].rows if field.value()}
    assert ticked == {keep, "keep_GTM"}


def test_an_organisation_changed_meanwhile_stays_so(as_amina: Client, programme: Programme) -> None:
    organisation = make_organisation("ABC")
    page = url("edit-organisation", organisation.pk)
    said = {"name_0": "One", "name_en": "One", "acronym": "X", "kind": "10", "version": 0}
    refused = as_amina.post(page, {**said, "kind": "nonsense"})
    assert refused.status_code == 422
    assert refused.context["version"] == 0  # what was never seen does not become known


def test_who_may_invite_in_a_country_may_invite_somebody_new(
    client: Client, programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    country = programme.covers.get().country
    local = make_user("Local")
    give(local, Role.COORDINATOR, programme, country=country)
    client.force_login(local)
    said = {"email": "new@example.org", "name": "New", "language": "es", "role": "officer"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("give-grant", "MEX-87"), {**said, "country": country.pk})
    assert answer.status_code == 302
    assert User.objects.get(email="new@example.org").grants.get().country == country
    assert len(mail.outbox) == 2  # the invitation, and the role


def test_nobody_is_invited_to_a_role_that_is_refused(
    client: Client, programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    local = make_user("Local")
    give(local, Role.COORDINATOR, programme, country=programme.covers.get().country)
    client.force_login(local)
    said = {"email": "new@example.org", "name": "New", "language": "es", "role": "officer"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("give-grant", "MEX-87"), said)  # in the whole programme
    assert answer.status_code in {403, 422}
    assert not User.objects.filter(email="new@example.org").exists()
    assert mail.outbox == []


def test_ending_a_deputys_time_twice_says_so(as_amina: Client, amina: User, bruno: User) -> None:
    today = timezone.localdate()
    made = Delegation.objects.create(
        absent=amina, deputy=bruno, start_date=today, end_date=today + DAY
    )
    services.end_delegation(delegation=made, by=amina)
    with pytest.raises(RuleBroken, match="delegation-over"):
        services.end_delegation(delegation=made, by=amina)
    assert as_amina.post(url("end-delegation", made.pk)).status_code == 404


def test_what_is_not_archived_is_not_reopened(amina: User, programme: Programme) -> None:
    with pytest.raises(RuleBroken, match="programme-not-archived"):
        services.reopen_programme(
            code=programme.code, version=programme.version, by=amina, reason="x"
        )


def test_a_deputy_begins_no_programme(client: Client, amina: User, bruno: User) -> None:
    today = timezone.localdate()
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today + DAY)
    client.force_login(bruno)
    assert client.get(url("choose-start")).status_code == 403


@pytest.mark.parametrize("day", ["0202-05-01", "9999-12-31"])
def test_a_day_off_lies_within_the_calendar(
    as_amina: Client, programme: Programme, day: str
) -> None:
    iso3 = programme.covers.get().country.iso3
    assert as_amina.post(url("set-holiday", iso3), {"day": day, "name": "x"}).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"": "1", "do": "look"},
        {"do": "look", "code": "X", "start_date": "2026-01-01", "end_date": "9999-12-31"},
        {"do": "look", "code": "X", "start_date": "2027-01-01", "end_date": "2026-01-01"},
    ],
)
def test_a_spreadsheets_odd_answers_are_refused(
    as_amina: Client, amina: User, sent: dict[str, str]
) -> None:
    content = b"Indicator,Baseline\nChildren reached,5\n"
    pending = keep_spreadsheet(content=content, file_name="x.csv", language="en", by=amina)
    assert as_amina.post(url("from-spreadsheet", pending.pk), sent).status_code == 422


def test_grants_that_are_over_are_listed_as_such(
    as_amina: Client, amina: User, programme: Programme
) -> None:
    gone = make_user("Gone")
    give(gone, Role.OFFICER, programme, end_date=timezone.localdate() - 9 * DAY)
    context = as_amina.get(url("people", "MEX-87")).context
    assert [grant.user for grant in context["grants"]] == [amina]
    assert [grant.user for grant in context["past"]] == [gone]


def test_what_was_done_is_said(as_amina: Client, bruno: User, programme: Programme) -> None:
    said = {"email": "bruno@example.org", "role": "monitoring"}
    answer = as_amina.post(url("give-grant", "MEX-87"), said, follow=True)
    assert "Bruno has the role." in answer.text


@pytest.mark.parametrize(("role", "shown"), [(Role.EVALUATOR, True), (Role.DONOR, False)])
def test_the_history_of_an_organisation_is_for_teams(
    client: Client, amina: User, programme: Programme, role: Role, shown: bool
) -> None:
    reader = make_user("Reader")
    give(reader, role, programme)
    organisation = services.add_organisation(by=amina, name={"en": "One"}, acronym="ONE")
    client.force_login(reader)
    page = client.get(url("organisation", organisation.pk)).text
    assert ("Amina" in page) is shown


@pytest.mark.parametrize(("role", "shown"), [(Role.DONOR, True), (Role.PARTNER, False)])
def test_programs_read_the_terms_of_whom_the_page_shows_them(
    client: Client, programme: Programme, role: Role, shown: bool
) -> None:
    reader = make_user("Reader")
    give(reader, role, programme)
    _token, raw = make_token(name="t", scopes=[TokenScope.READ], days=1, by=reader)
    answer = client.get("/api/v1/programmes/MEX-87", headers={"Authorization": f"Bearer {raw}"})
    assert (answer.json()["agreement"] is not None) is shown


def test_for_somebody_else_a_deputy_is_named_where_one_gives_roles(
    client: Client, amina: User, bruno: User, programme: Programme
) -> None:
    friend = make_user("Friend")
    give(friend, Role.OFFICER, programme)
    today = timezone.localdate()
    client.force_login(amina)
    said = {"absent": bruno.pk, "deputy": friend.pk, "start_date": today, "end_date": today + DAY}
    everywhere = client.post(url("delegate"), said)
    assert everywhere.status_code == 422
    assert "Choose a programme" in everywhere.text
    assert client.post(url("delegate"), {**said, "programme": programme.pk}).status_code == 302


def test_a_deputy_for_everything_is_of_every_team(amina: User, programme: Programme) -> None:
    elsewhere = make_user("Elsewhere")
    give(elsewhere, Role.EVALUATOR, make_programme("ELSE"))
    today = timezone.localdate()
    with pytest.raises(RuleBroken, match="deputy-not-of-team"):
        services.delegate(
            absent=amina, deputy=elsewhere, start_date=today, end_date=today + DAY, by=amina
        )


def test_an_amount_below_nothing_is_refused(
    client: Client, amina: User, programme: Programme
) -> None:
    client.force_login(amina)
    answer = client.post(f"/programmes/{programme.code}/agreement/", {"amount": "-5"})
    assert answer.status_code == 422
    assert "amount" in answer.context["form"].errors


def test_a_new_programme_begins_in_the_zone_of_who_begins_it(client: Client, amina: User) -> None:
    give(amina, Role.DIRECTOR, None)
    User.objects.filter(pk=amina.pk).update(time_zone="America/Mexico_City")
    client.force_login(amina)
    form = client.get("/programmes/new/start/").context["form"]
    assert form["time_zone"].value() == "America/Mexico_City"


def test_a_deputy_in_everything_is_told_of_in_each_programme(
    amina: User, bruno: User, programme: Programme
) -> None:
    second = make_programme("SECOND")
    for person in (amina, bruno):
        give(person, Role.OFFICER, second)
    today = this_day()
    found = delegate(absent=amina, deputy=bruno, start_date=today, end_date=today, by=amina)
    end_delegation(delegation=found, by=amina)
    for what in ("programmes.delegated", "programmes.delegation-ended"):
        told = Event.objects.filter(what=what).values_list("programme_id", flat=True)
        assert set(told) == {programme.pk, second.pk}
