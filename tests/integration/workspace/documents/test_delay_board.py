"""The delay board: what is late, where it is stuck, for how long, what happens next."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.documents import make_document, make_obligation
from factories.places import make_country
from factories.programmes import give, make_programme
from integration.workspace.documents.conftest import clear_all, open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Delay, Document, Obligation, Step
from jalon.workspace.documents.queries.calendars import Calendars, programme_calendar
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


def test_a_report_to_the_donor_is_late_until_the_office_has_cleared_it(
    client: Client, submitted: Document, reviewers: dict[str, User], amina: User, bruno: User
) -> None:
    owed = submitted.obligation
    assert owed is not None
    now = timezone.now()
    Obligation.objects.filter(pk=owed.pk).update(due_at=now - 3 * DAY)
    assert owed in late_papers(amina, now)
    client.force_login(amina)
    page = client.get(reverse("documents:programme-delays", args=[submitted.programme.code])).text
    assert "being cleared in the office" in page
    assert "no reason given" not in page
    shown = client.get(reverse("documents:obligation", args=[owed.programme.code, owed.pk])).text
    assert "overdue" in shown
    clear_all(submitted, reviewers)
    assert owed not in late_papers(amina, now)


def test_what_stays_in_the_office_is_in_time_once_it_is_handed_in(
    programme: Programme, bruno: User, amina: User
) -> None:
    now = timezone.now()
    row = make_obligation(programme, bruno, due_at=now - DAY, state="submitted")
    assert row not in late_papers(amina, now)


def test_the_donor_reads_neither_why_a_paper_is_late_nor_who_did_what(
    client: Client, submitted: Document, dora: User, bruno: User, amina: User
) -> None:
    owed = submitted.obligation
    assert owed is not None
    Delay.objects.create(
        obligation=owed, reason="The director was ill", due_at=timezone.now() + DAY, by=bruno
    )
    url = reverse("documents:obligation", args=[owed.programme.code, owed.pk])
    client.force_login(dora)
    page = client.get(url)
    assert page.status_code == 200
    assert "was ill" not in page.text
    assert "History" not in page.text
    Obligation.objects.filter(pk=owed.pk).update(due_at=timezone.now() - 3 * DAY)
    Document.objects.filter(pk=submitted.pk).update(handed_over_at=timezone.now())
    Obligation.objects.filter(pk=owed.pk).update(state="returned")
    assert "was ill" not in client.get(reverse("documents:delays")).text
    client.force_login(amina)
    assert "was ill" in client.get(url).text


def test_a_regional_programme_rests_when_most_of_its_countries_do(bruno: User) -> None:
    countries = [make_country(iso3) for iso3 in ("MAR", "DZA", "MEX")]
    for country, weekend in zip(countries, ([6, 7], [5, 6], [5, 6]), strict=True):
        country.weekend = weekend
        country.save()
    programme = make_programme("NORTH", countries=tuple(countries), time_zone="Europe/Zurich")
    assert programme_calendar(programme)._weekend == {5, 6}
    row = make_obligation(programme, bruno)
    assert Calendars([row], timezone.now()).of(row)._weekend == {5, 6}
    assert programme_calendar(make_programme("NONE", countries=()))._weekend == {6, 7}


def test_a_regional_programme_keeps_the_calendar_of_where_its_office_is(bruno: User) -> None:
    morocco, algeria, mexico = (make_country(iso3) for iso3 in ("MAR", "DZA", "MEX"))
    countries = (morocco, mexico, algeria)
    programme = make_programme("ALG", countries=countries, time_zone="Africa/Algiers")
    row = make_obligation(programme, bruno)
    for calendar in (programme_calendar(programme), Calendars([row], timezone.now()).of(row)):
        assert calendar.country == algeria
        assert calendar._weekend == {5, 6}
