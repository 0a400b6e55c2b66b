"""The delay board: what is late, where it is stuck, for how long, what happens next."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.documents import make_document, make_obligation
from factories.places import make_country
from factories.programmes import give, make_programme
from integration.workspace.documents.conftest import open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.queries.delays import late_papers, read_late, read_stuck, stuck_steps
from jalon.workspace.documents.services.delays import record_delay
from jalon.workspace.programmes.models import Holiday, Programme

DAY = timedelta(days=1)


@pytest.fixture
def late(programme: Programme, bruno: User) -> Obligation:
    return make_obligation(programme, bruno, due=timezone.localdate() - 14 * DAY)


def test_a_late_paper_and_its_plan(late: Obligation, bruno: User) -> None:
    now = timezone.now()
    (row,) = read_late(list(late_papers(bruno, now)), now)
    assert row.days == 14
    assert 8 <= row.working_days <= 10
    assert (row.delay, row.needs_reason, row.document) == (None, True, None)
    record_delay(
        obligation_id=late.pk,
        version=1,
        reason="Rain",
        new_date=timezone.localdate() + DAY,
        next_action="Write",
        by=bruno,
    )
    make_document(bruno, late)
    (row,) = read_late(list(late_papers(bruno, now)), now)
    assert row.delay is not None
    assert (row.delay.reason, row.needs_reason) == ("Rain", False)
    assert row.document is not None


def test_holidays_of_the_country_are_not_working_days(
    late: Obligation, bruno: User, programme: Programme
) -> None:
    now = timezone.now()
    (before,) = read_late(list(late_papers(bruno, now)), now)
    day = timezone.localdate() - 8 * DAY
    while day.isoweekday() > 5:
        day -= DAY
    Holiday.objects.create(country=make_country("MEX"), day=day, name={"en": "Strike"})
    (after,) = read_late(list(late_papers(bruno, now)), now)
    assert after.working_days in {before.working_days - 1, before.working_days}
    assert after.days == before.days


def test_a_step_that_is_late(submitted: Document, amina: User, dora: User) -> None:
    step = open_step(submitted)
    now = timezone.now()
    assert not stuck_steps(amina, now).exists()
    Step.objects.filter(pk=step.pk).update(due_at=now - 3 * DAY)
    (row,) = read_stuck(list(stuck_steps(amina, now)), now)
    assert (row.step, row.document, row.owed_late) == (step, submitted, False)
    assert row.days >= 3
    assert not stuck_steps(dora, now).exists()


def test_the_board_of_all_programmes(
    client: Client, late: Obligation, amina: User, carla: User, programme: Programme
) -> None:
    other = make_programme("BOTH")
    give(amina, Role.DIRECTOR, other)
    theirs = make_obligation(other, amina, due=timezone.localdate() - DAY)
    url = reverse("documents:delays")
    client.force_login(amina)
    text = client.get(url).text
    assert all(str(row.title["en"]) in text for row in (late, theirs))
    narrowed = client.get(url, {"programme": programme.code}).text
    assert str(late.title["en"]) in narrowed
    assert str(theirs.title["en"]) not in narrowed
    client.force_login(carla)
    assert str(late.title["en"]) not in client.get(url).text


def test_only_what_has_no_date_that_holds(
    client: Client, late: Obligation, bruno: User, programme: Programme
) -> None:
    client.force_login(bruno)
    url = reverse("documents:programme-delays", args=[programme.code])
    record_delay(
        obligation_id=late.pk,
        version=1,
        reason="Rain",
        new_date=timezone.localdate() + DAY,
        next_action="Write",
        by=bruno,
    )
    assert "Rain" in client.get(url).text
    assert "Rain" not in client.get(url, {"unexplained": "on"}).text


def test_the_board_asks_few_questions_about_many_countries(
    client: Client, amina: User, django_assert_max_num_queries
) -> None:
    countries = [make_country(iso3) for iso3 in ("MEX", "GTM", "DZA", "MAR")]
    for number in range(12):
        programme = make_programme(countries=(countries[number % 4],))
        give(amina, Role.DIRECTOR, programme)
        for _each in range(5):
            row = make_obligation(programme, amina, due=timezone.localdate() - 3 * DAY)
            make_document(amina, row)
    Step.objects.update(due_at=timezone.now() - DAY)
    client.force_login(amina)
    for query in ({}, {"what": "steps"}):
        with django_assert_max_num_queries(12):
            assert client.get(reverse("documents:delays"), query).status_code == 200


def test_the_month_puts_each_paper_on_its_last_day(
    client: Client, programme: Programme, bruno: User, django_assert_max_num_queries
) -> None:
    today = timezone.localdate()
    for number in range(20):
        make_obligation(programme, bruno, due=today + number * DAY, due_zone="America/Mexico_City")
    client.force_login(bruno)
    url = reverse("documents:month", args=[programme.code])
    with django_assert_max_num_queries(12):
        text = client.get(url).text
    cell = text.split(f'datetime="{today.isoformat()}"')[1].split("</td>")[0]
    assert cell.count("<li>") == 1
    for odd in ("2026-13", "x", "9999-01", "2026-02-30"):
        assert client.get(url, {"month": odd}).status_code == 200
