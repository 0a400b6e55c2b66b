"""What a director sees at a glance: a line for each outcome, counted over all below it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factories.results import make_actual, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Result
from jalon.workspace.results.queries.overview import read_standings
from jalon.workspace.results.rules.overview import Share, shares
from jalon.workspace.results.rules.rating import Rating


def test_the_parts_of_a_bar_follow_on_each_other() -> None:
    found = shares([Rating.OFF_TRACK, Rating.MET, Rating.MET, Rating.NO_DATA])
    assert found == (
        Share(Rating.MET, 2, 0, 0.5),
        Share(Rating.OFF_TRACK, 1, 0.5, 0.25),
        Share(Rating.NO_DATA, 1, 0.75, 0.25),
    )
    assert shares([]) == ()


@pytest.fixture
def reached(programme: Programme, indicator: Indicator, outcome: Result) -> Result:
    """An outcome with a target that was met at its output, and a figure that is not rated."""
    make_actual(make_period(indicator, target="5"), {"": "9"})
    make_actual(make_period(make_indicator(programme, result=outcome)), {"": "1"})
    make_result(programme, code="2")
    return outcome


def test_an_outcome_is_counted_with_all_below_it(
    programme: Programme, reached: Result, amina: User
) -> None:
    first, second = read_standings(amina, programme)
    assert first.result == reached
    assert {share.rating: share.count for share in first.shares} == {
        Rating.MET: 1,
        Rating.NO_TARGET: 1,
    }
    assert second.shares == ()


def test_below_an_impact_each_outcome_has_its_line(
    programme: Programme, reached: Result, amina: User
) -> None:
    impact = make_result(programme, "impact", code="0")
    Result.objects.filter(level="outcome").update(parent=impact)
    assert [one.result.code for one in read_standings(amina, programme)] == ["1", "2"]


def test_the_panel(
    client: Client,
    programme: Programme,
    reached: Result,
    amina: User,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client.force_login(amina)
    address = reverse("results:overview", args=[programme.code])
    assert (
        f'hx-get="{address}"'
        in client.get(reverse("programmes:programme", args=[programme.code])).text
    )
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        text = client.get(address).text
    assert "<html" not in text
    assert 'aria-label="1 met, 1 not rated"' in text
    assert 'fill="var(--good)"' in text
    assert "nothing shows whether this comes about" in text


def test_what_waits_is_shown_to_who_verifies(
    client: Client,
    programme: Programme,
    indicator: Indicator,
    someone: Callable[..., User],
) -> None:
    make_actual(make_period(indicator), status="submitted", submitted_at="2025-07-06T00:00Z")
    address = reverse("results:overview", args=[programme.code])
    for role, shown in ((Role.MONITORING, True), (Role.DONOR, False)):
        client.force_login(someone(role))
        assert ("1 figure waits to be verified" in client.get(address).text) is shown
