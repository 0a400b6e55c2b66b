"""My day: each person's own work, in piles, and nothing of what is others'."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.places import make_country
from factories.programmes import give, make_organisation, make_programme
from factories.results import make_actual, make_indicator, make_period
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.questions import ask_question
from jalon.workspace.home.queries.day import Day, read_day
from jalon.workspace.programmes.models import Delegation, Programme

EARLIER = timezone.localdate() - timedelta(days=3)


def read(user: User) -> Day:
    return read_day(User.objects.get(pk=user.pk), timezone.now())


def pile(user: User, key: str) -> list[str]:
    found = next(pile for pile in read(user).piles if pile.key == key)
    return [task.title["en"] for task in found.tasks]


def test_papers_that_are_late_stand_first(programme: Programme, bruno: User) -> None:
    make_obligation(programme, bruno, title={"en": "Late"}, due=EARLIER)
    make_obligation(programme, bruno, title={"en": "Soon"}, due=date.today() + timedelta(days=9))
    make_obligation(programme, bruno, title={"en": "Far"}, due=date.today() + timedelta(days=90))
    make_obligation(programme, make_user(), title={"en": "Another's"}, due=EARLIER)
    assert pile(bruno, "overdue") == ["Late"]
    assert pile(bruno, "soon") == ["Soon"]
    assert [p.key for p in read(bruno).piles if p.tasks] == ["overdue", "soon"]
    late = read(bruno).piles[0].tasks[0]
    assert late.late == 3


def test_everything_is_one_click_away(client: Client, programme: Programme, bruno: User) -> None:
    paper = make_obligation(programme, bruno, due=EARLIER)
    period = make_period(make_indicator(programme, responsible=bruno))
    client.force_login(bruno)
    page = client.get("/").text
    assert 'href="#overdue"' in page
    assert 'id="overdue"' in page
    for url in (
        reverse("documents:obligation", args=[programme.code, paper.pk]),
        reverse("results:report", args=[programme.code, period.pk]),
    ):
        assert f'href="{url}"' in page
        assert client.get(url).status_code == 200


def test_figures_are_owed_by_who_answers_for_them(programme: Programme, bruno: User) -> None:
    mine = make_indicator(programme, title={"en": "Mine"}, responsible=bruno)
    make_period(mine)
    done = make_indicator(programme, title={"en": "Handed in"}, responsible=bruno)
    make_actual(make_period(done), status="submitted", reported_by=bruno)
    draft = make_indicator(programme, title={"en": "Begun"}, responsible=bruno)
    make_actual(make_period(draft), status="draft", reported_by=bruno)
    others = make_indicator(programme, title={"en": "Another's"})
    make_period(others)
    assert sorted(pile(bruno, "overdue")) == ["Begun", "Mine"]


def test_a_figure_for_each_country_is_owed_until_all_are_there(bruno: User) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    regional = make_programme("REGION", countries=(mexico, guatemala))
    give(bruno, Role.OFFICER, regional)
    indicator = make_indicator(regional, responsible=bruno, reported_for="country")
    period = make_period(indicator)
    make_actual(period, country=mexico, status="submitted", reported_by=bruno)
    assert len(pile(bruno, "overdue")) == 1
    make_actual(period, country=guatemala, status="submitted", reported_by=bruno)
    assert pile(bruno, "overdue") == []


def test_a_partner_owes_what_their_organisation_answers_for(programme: Programme) -> None:
    organisation = make_organisation("SCHOOL")
    partner = make_user("Pilar")
    give(partner, Role.PARTNER, programme, organisation=organisation)
    make_period(make_indicator(programme, title={"en": "Ours"}, organisation=organisation))
    make_period(make_indicator(programme, title={"en": "Theirs"}))
    assert pile(partner, "overdue") == ["Ours"]


def test_a_figure_that_came_back_is_with_who_reported_it(
    programme: Programme, bruno: User, amina: User
) -> None:
    indicator = make_indicator(programme, title={"en": "Back"})
    make_actual(make_period(indicator), status="returned", reported_by=bruno)
    assert pile(bruno, "returned") == ["Back"]
    assert pile(amina, "returned") == []


def test_figures_to_verify_are_counted_by_programme(
    programme: Programme, amina: User, bruno: User
) -> None:
    for _number in range(3):
        period = make_period(make_indicator(programme))
        make_actual(period, status="submitted", reported_by=bruno)
    waiting = next(p for p in read(amina).piles if p.key == "waiting")
    assert [task.note for task in waiting.tasks] == ["3 figures to verify"]
    assert waiting.total == 3
    assert pile(bruno, "waiting") == []


def test_a_donor_sees_no_work_of_the_team(programme: Programme, bruno: User) -> None:
    make_obligation(programme, bruno, due=EARLIER)
    make_period(make_indicator(programme, responsible=bruno))
    donor = make_user("Dora")
    give(donor, Role.DONOR, programme)
    assert read(donor).is_free
    assert [p.code for p in read(donor).programmes] == ["MEX-87"]


def test_archived_programmes_ask_for_nothing(programme: Programme, bruno: User) -> None:
    make_obligation(programme, bruno, due=EARLIER)
    make_period(make_indicator(programme, responsible=bruno))
    Programme.objects.update(archived_at=timezone.now())
    assert read(bruno).is_free


def test_the_page_takes_few_queries_however_much_there_is(
    client: Client,
    programme: Programme,
    bruno: User,
    amina: User,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(120):
        make_obligation(programme, bruno, due=EARLIER - timedelta(days=number))
        make_period(make_indicator(programme, responsible=bruno))
    today = timezone.localdate()
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today)
    client.force_login(bruno)
    cache.clear()  # whether the site holds the demonstration is asked once a minute
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get("/").text
    assert "219+" in page  # a hundred papers were read, and one row of 120 figures
    assert "Show 92 more" in page


def test_without_a_role_the_page_says_whom_to_ask(client: Client, db: None) -> None:
    client.force_login(make_user("New"))
    assert "You have no part in a programme yet" in client.get("/").text


@pytest.mark.django_db
def test_strangers_get_the_way_in_and_no_demonstration(client: Client) -> None:
    page = client.get("/").text
    assert "/accounts/login/" in page
    assert "Password" not in page


def test_figures_stand_among_papers_by_the_day_on_which_they_are_due(
    programme: Programme, bruno: User
) -> None:
    today = timezone.localdate()
    make_obligation(programme, bruno, title={"en": "Paper"}, due=EARLIER)
    ended = {"start_date": today - timedelta(days=90), "end_date": today - timedelta(days=10)}
    make_period(make_indicator(programme, title={"en": "Soon"}, responsible=bruno), **ended)
    make_period(make_indicator(programme, title={"en": "Long late"}, responsible=bruno))
    assert pile(bruno, "overdue") == ["Long late", "Paper"]
    assert pile(bruno, "soon") == ["Soon"]


def test_a_deputy_sees_in_whose_stead_they_act(
    client: Client, programme: Programme, bruno: User, amina: User
) -> None:
    today = timezone.localdate()
    make_obligation(programme, amina, title={"en": "Hers"}, due=EARLIER)
    make_obligation(programme, bruno, title={"en": "His"}, due=EARLIER)
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today)
    found = {task.title["en"]: task.absent for task in read(bruno).piles[0].tasks}
    assert found == {"Hers": "Amina", "His": ""}
    client.force_login(bruno)
    assert "in the stead of Amina" in client.get("/").text


def test_every_row_of_a_deputy_says_in_whose_stead(
    programme: Programme, bruno: User, amina: User
) -> None:
    """A text that came back, a question, a step of a role, a figure: all are the director's."""
    today = timezone.localdate()
    gina = make_user("Gina")
    give(gina, Role.SPECIALIST, programme)
    text = make_document(amina, make_obligation(programme, amina, title={"en": "Text"}))
    submit(amina, text)
    step = text.steps.filter(opened_at__isnull=False).get()
    assert (step.role, step.assignee) == ("specialist", None)
    back = make_document(amina, make_obligation(programme, amina, title={"en": "Back"}))
    Document.objects.filter(pk=back.pk).update(state="returned")
    ask_question(document_id=back.pk, text="Why?", by=gina)
    make_period(make_indicator(programme, title={"en": "Figure"}, responsible=amina))
    wrong = make_indicator(programme, title={"en": "Wrong"})
    make_actual(make_period(wrong), status="returned", reported_by=amina)
    for absent in (amina, gina):
        Delegation.objects.create(absent=absent, deputy=bruno, start_date=today, end_date=today)
    found = {(task.title["en"], task.absent) for p in read(bruno).piles for task in p.tasks}
    assert found == {
        ("Text", "Gina"),
        ("Back", "Amina"),
        ("Figure", "Amina"),
        ("Wrong", "Amina"),
    }


def test_what_a_colleague_owes_too_is_nobodys_stead(programme: Programme) -> None:
    """Two of one organisation share its papers; neither stands in for the other."""
    partner = make_organisation("Partner")
    for name in ("Petra", "Paul"):
        give(make_user(name), Role.PARTNER, programme, organisation=partner)
    paul, petra = (User.objects.get(name=name) for name in ("Paul", "Petra"))
    make_obligation(programme, petra, owed_by_organisation=partner, due=EARLIER)
    assert [task.absent for task in read(paul).piles[0].tasks] == [""]


def test_late_papers_are_seen_however_many_figures_are_late(
    programme: Programme, bruno: User
) -> None:
    """And late figures too, however many papers are."""
    for month in range(1, 13):
        days = {"start_date": date(2024, month, 1), "end_date": date(2024, month, 28)}
        make_period(make_indicator(programme, title={"en": "Figure"}, responsible=bruno), **days)
    for _number in range(3):
        make_obligation(programme, bruno, title={"en": "Paper"}, due=EARLIER)
    assert [task.title["en"] for task in read(bruno).piles[0].first].count("Paper") == 3
    for _number in range(9):
        make_obligation(programme, bruno, title={"en": "Paper"}, due=EARLIER)
    overdue = read(bruno).piles[0]
    assert [task.title["en"] for task in overdue.first] == ["Figure"] * 4 + ["Paper"] * 4
    assert overdue.total == 24


def test_many_figures_of_one_period_are_one_row(programme: Programme, bruno: User) -> None:
    make_obligation(programme, bruno, title={"en": "Paper"}, due=EARLIER)
    for _number in range(4):
        make_period(make_indicator(programme, responsible=bruno))
    [overdue] = [p for p in read(bruno).piles if p.key == "overdue"]
    assert [task.mark for task in overdue.tasks] == ["4 figures to report", ""]
    assert overdue.tasks[0].url == "/results/MEX-87/owed/"
    assert overdue.total == 5
