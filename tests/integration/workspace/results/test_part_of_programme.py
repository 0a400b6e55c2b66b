"""Who sees some countries alone: their figures never read as those of the whole programme."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factories.places import make_country
from factories.programmes import give
from factories.results import make_actual
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Period
from jalon.workspace.results.queries.matrix import Filters, read_matrix
from jalon.workspace.results.queries.places import country_shown, owed_in
from jalon.workspace.results.queries.tree import read_tree


@pytest.fixture
def halves(programme: Programme, period: Period) -> tuple[Country, Country]:
    """Fifty in each of two countries; the target of a hundred is the programme's."""
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    Indicator.objects.update(reported_for="country")
    for country in (mexico, guatemala):
        make_actual(period, {"": "50"}, country=country)
    return mexico, guatemala


@pytest.fixture
def officer(someone: Callable[..., User], halves: tuple[Country, Country]) -> User:
    return someone(Role.OFFICER, country=halves[1])


def test_a_part_is_not_measured_by_the_target_of_the_whole(
    officer: User, bruno: User, programme: Programme
) -> None:
    whole = read_matrix(bruno, programme).matrix.rows[0].life
    assert (whole.actual.value, whole.target.value) == (100, 100)
    for filters in (Filters(), Filters(country=make_country("MEX").pk)):
        matrix = read_matrix(officer, programme, filters).matrix
        assert matrix.place == (make_country("GTM").pk,)
        assert matrix.rows[0].life.actual.value == 50
        assert not matrix.rows[0].life.target.given
    (branch,) = read_tree(officer, programme)
    assert not branch.children[0].rows[0].life.target.given


def test_who_also_sees_everything_is_not_narrowed(officer: User, programme: Programme) -> None:
    give(officer, Role.MONITORING, programme)
    officer = User.objects.get(pk=officer.pk)
    assert country_shown(officer, programme, None) is None
    assert read_matrix(officer, programme).matrix.rows[0].life.actual.value == 100


def test_two_countries_are_shown_one_by_one(
    officer: User, programme: Programme, halves: tuple[Country, Country]
) -> None:
    give(officer, Role.OFFICER, programme, country=halves[0])
    officer = User.objects.get(pk=officer.pk)
    for country in halves:
        assert country_shown(officer, programme, country.pk) == country.pk
    assert country_shown(officer, programme, None) in {country.pk for country in halves}


def test_pages_say_whose_figures_they_show(
    client: Client, officer: User, programme: Programme, indicator: Indicator
) -> None:
    client.force_login(officer)
    code = programme.code
    for address in (
        reverse("results:tree", args=[code]),
        reverse("results:result", args=[code, indicator.result_id]),
        reverse("results:indicator", args=[code, indicator.pk]),
    ):
        assert "Guatemala" in client.get(address).text, address
    text = client.get(reverse("results:matrix", args=[code])).text
    assert "Guatemala</option>" in text
    assert "Mexico</option>" not in text


def test_other_countries_debts_are_not_theirs_to_see(
    officer: User, bruno: User, programme: Programme
) -> None:
    later = Period.objects.get().end_date.replace(year=2027)
    assert len(owed_in(bruno, programme, today=later, due_days=30)) == 2
    (mine,) = owed_in(officer, programme, today=later, due_days=30)
    assert mine.place.country == make_country("GTM")


def test_the_donor_does_not_read_who_owes_what(
    client: Client, someone: Callable[..., User], programme: Programme
) -> None:
    client.force_login(someone(Role.DONOR))
    for name in ("owed", "review"):
        assert client.get(reverse(f"results:{name}", args=[programme.code])).status_code == 403
    text = client.get(reverse("results:tree", args=[programme.code])).text
    assert reverse("results:owed", args=[programme.code]) not in text
