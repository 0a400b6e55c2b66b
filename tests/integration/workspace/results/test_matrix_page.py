"""The matrix page: few queries, a small page, cells saved one by one, conflicts shown."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories.places import make_country
from factories.programmes import make_organisation, make_programme
from factories.results import make_actual, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Agreement, Programme
from jalon.workspace.results.models import (
    Actual,
    ActualCell,
    Dimension,
    Indicator,
    Period,
    Target,
)
from jalon.workspace.results.services.calendar import make_periods


@pytest.fixture
def show(client: Client, bruno: User, programme: Programme) -> Callable[..., Any]:
    client.force_login(bruno)
    address = reverse("results:matrix", args=[programme.code])
    return lambda **query: client.get(address, query)


@pytest.fixture
def save(client: Client, bruno: User, programme: Programme) -> Callable[..., Any]:
    client.force_login(bruno)
    address = reverse("results:save-cell", args=[programme.code])
    return lambda **data: client.post(address, {"version": "0", **data})


def fill(programme: Programme, sex: Dimension, count: int) -> None:
    """Make indicators with twelve quarters, half of them reported by sex."""
    Agreement.objects.filter(programme=programme).update(period_months=3, first_month=1)
    programme.agreement.refresh_from_db()
    result = make_result(programme)
    for _n in range(count):
        indicator = make_indicator(programme, result=result, dimensions=(sex,))
        indicator.programme = programme
        periods = make_periods(indicator)
        Target.objects.bulk_create(Target(period=period, value=100) for period in periods)
        actuals = Actual.objects.bulk_create(Actual(period=period) for period in periods[:6])
        ActualCell.objects.bulk_create(
            ActualCell(actual=actual, breakdown=cell, value=value)
            for actual in actuals
            for cell, value in (("", 90), ("sex:female", 50), ("sex:male", 40))
        )


@pytest.mark.parametrize("by", ["", "sex"])
def test_sixty_indicators_take_twelve_queries_and_a_small_page(
    show: Callable[..., Any],
    programme: Programme,
    sex: Dimension,
    by: str,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    fill(programme, sex, 60)
    with django_assert_max_num_queries(12):
        response = show(by=by)
    assert response.status_code == 200
    assert response.text.count('class="cell') == 30 * 12 * (3 if by else 1)
    assert len(gzip.compress(response.content)) < 60_000


def test_each_cell_leads_to_its_report(show: Callable[..., Any], period: Period) -> None:
    make_actual(period, {"": "95", "sex:female": "60", "sex:male": "35"})
    text = show().text
    assert f'href="/results/MEX-87/periods/{period.pk}/report/"' in text
    assert "95\N{NO-BREAK SPACE}%" in text
    assert "on track" in text
    assert f'data-p="{period.pk}" data-v="1" data-e="95"' in text


def test_a_locked_cell_says_so_and_cannot_be_typed_into(
    show: Callable[..., Any], amina: User, period: Period
) -> None:
    make_actual(
        period, {"": "95"}, status="locked", verified_by=amina, verified_at="2025-08-01T00:00Z"
    )
    text = show().text
    assert f'<td id="c-{period.pk}-" class="cell locked" data-s="locked">' in text
    assert ">locked</small>" in text


def test_filters_of_other_programmes_show_nothing_of_theirs(
    show: Callable[..., Any], period: Period
) -> None:
    other = make_programme(countries=(make_country("MAR"),))
    theirs = make_indicator(other, title={"en": "Their secret indicator"})
    response = show(result=theirs.result_id, country=make_country("MAR").pk, responsible="x'")
    assert response.status_code == 200
    assert "Their secret" not in response.text


def test_a_cell_is_saved_and_its_row_comes_back(
    save: Callable[..., Any], period: Period, bruno: User
) -> None:
    response = save(period=period.pk, value="1,095.5")
    assert response.status_code == 200
    assert f'id="c-{period.pk}-"' in response.text
    assert "<html" not in response.text
    actual = Actual.objects.get()
    assert (actual.status, actual.reported_by) == ("draft", bruno)
    assert actual.cells.get(breakdown="").value == 1095.5


def test_a_part_is_saved_beside_the_others(save: Callable[..., Any], period: Period) -> None:
    actual = make_actual(period, {"": "7", "sex:female": "3", "sex:male": "4"})
    actual.cells.filter(breakdown="").update(computed=True)
    response = save(period=period.pk, value="5", breakdown="sex:male", version="1", by="sex")
    assert response.status_code == 200
    assert dict(actual.cells.values_list("breakdown", "value")) == {
        "": 8,
        "sex:female": 3,
        "sex:male": 5,
    }


def test_the_second_editor_gets_both_values(
    save: Callable[..., Any], amina: User, period: Period, client: Client
) -> None:
    save(period=period.pk, value="5")
    client.force_login(amina)
    response = save(period=period.pk, value="6")
    assert response.status_code == 409
    told = response.json()
    assert (told["theirs"], told["version"]) == ("5", 1)
    assert "Bruno" in told["message"]
    assert save(period=period.pk, value="6", version="1").status_code == 200


@pytest.mark.parametrize("value", ["abc", "9" * 30, "<script>", "1.2.3"])
def test_what_is_no_number_is_refused_in_words(
    save: Callable[..., Any], period: Period, value: str
) -> None:
    response = save(period=period.pk, value=value)
    assert response.status_code == 422
    assert response.json()["message"]
    assert not Actual.objects.exists()


def test_what_was_handed_in_is_refused(save: Callable[..., Any], period: Period) -> None:
    make_actual(period, {"": "5"}, status="submitted")
    response = save(period=period.pk, value="6", version="1")
    assert response.status_code == 422
    assert "Withdraw it first" in response.json()["message"]


def test_cells_of_other_programmes_are_not_there(save: Callable[..., Any], period: Period) -> None:
    theirs = make_period(make_indicator(make_programme()))
    assert save(period=theirs.pk, value="6").status_code == 404
    morocco = make_country("MAR")
    assert save(period=period.pk, country=morocco.pk, value="6").status_code == 404
    assert not Actual.objects.exists()


def test_strangers_find_no_matrix(client: Client, carla: User, period: Period) -> None:
    client.force_login(carla)
    assert client.get("/results/MEX-87/matrix/").status_code == 404
    post = client.post("/results/MEX-87/matrix/cell/", {"period": period.pk, "value": "6"})
    assert post.status_code == 404


def test_a_partner_types_into_their_own_rows_alone(
    client: Client, someone: Callable[..., User], programme: Programme, period: Period
) -> None:
    ours = make_organisation()
    partner = someone(Role.PARTNER, organisation=ours)
    client.force_login(partner)
    address = reverse("results:save-cell", args=[programme.code])
    data = {"period": period.pk, "value": "6", "version": "0"}
    assert client.post(address, data).status_code == 404
    Indicator.objects.update(organisation=ours)
    assert client.post(address, data).status_code == 200


def test_somebody_of_one_country_begins_with_it(
    client: Client, someone: Callable[..., User], programme: Programme, period: Period
) -> None:
    Indicator.objects.update(reported_for="country")
    mexico = make_country("MEX")
    client.force_login(someone(Role.OFFICER, country=mexico))
    text = client.get(reverse("results:matrix", args=[programme.code])).text
    assert f'<option value="{mexico.pk}" selected>' in text
    assert f'data-p="{period.pk}"' in text


def test_a_pasted_block_is_shown_before_it_is_written(
    client: Client, bruno: User, programme: Programme, period: Period
) -> None:
    client.force_login(bruno)
    address = reverse("results:paste", args=[programme.code])
    response = client.post(address, {"anchor": f"c-{period.pk}-", "text": "81", "page": "1"})
    assert response.status_code == 302
    assert not Actual.objects.exists()
    shown = client.get(response["Location"])
    assert shown.status_code == 200
    assert "81" in shown.text


def test_a_block_pasted_nowhere_is_refused(
    client: Client, bruno: User, programme: Programme, period: Period
) -> None:
    client.force_login(bruno)
    address = reverse("results:paste", args=[programme.code])
    theirs = make_period(make_indicator(make_programme()))
    response = client.post(address, {"anchor": f"c-{theirs.pk}-", "text": "81"})
    assert response.status_code == 422
