"""What figures and targets are divided by stays; grids never grow too large."""

import pytest
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.results import make_actual, make_dimension, make_indicator, make_period
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import ActualCell, Dimension, Indicator, Period, Target
from jalon.workspace.results.services.dimensions import edit_dimension
from jalon.workspace.results.services.indicators import edit_indicator

FEMALE, MALE = ("female", {"en": "Female"}), ("male", {"en": "Male"})


def edit(dimension: Dimension, by: User, *values: tuple[str, dict[str, str]]) -> Dimension:
    return edit_dimension(
        dimension=dimension, title={"en": "Sex"}, exclusive=True, values=values, by=by
    )


def test_a_value_with_a_target_stays(sex: Dimension, period: Period, amina: User) -> None:
    Target.objects.create(period=period, breakdown="sex:male", value=5)
    with pytest.raises(RuleBroken, match="dimension-value-used"):
        edit(sex, amina, FEMALE)


def test_no_value_stands_twice_not_even_the_first(sex: Dimension, amina: User) -> None:
    with pytest.raises(RuleBroken, match="dimension-key-twice"):
        edit(sex, amina, FEMALE, MALE, FEMALE)


def test_more_values_do_not_make_a_grid_too_large(programme: Programme, amina: User) -> None:
    rows = make_dimension(programme, "rows", " ".join(f"r{n}" for n in range(20)))
    columns = make_dimension(programme, "columns", " ".join(f"c{n}" for n in range(20)))
    make_indicator(programme, dimensions=(rows, columns), crossed=True)
    more = [(f"r{n}", {"en": f"Row {n}"}) for n in range(21)]
    with pytest.raises(RuleBroken, match="grid-too-large"):
        edit(rows, amina, *more)


def test_an_indicator_keeps_what_its_figures_are_divided_by(
    indicator: Indicator, period: Period, amina: User
) -> None:
    actual = make_actual(period, {"sex:female": "3"})
    with pytest.raises(RuleBroken, match="dimension-has-figures"):
        edit_indicator(indicator=indicator, values={}, dimensions=[], version=1, by=amina)
    actual.cells.filter(breakdown="sex:female").delete()
    edit_indicator(indicator=indicator, values={}, dimensions=[], version=1, by=amina)
    assert not indicator.divided_by.exists()


def save_cell(client: Client, programme: Programme, period: Period, **more: str) -> int:
    address = reverse("results:save-cell", args=[programme.code])
    data = {"period": str(period.pk), "version": "0", **more}
    return client.post(address, data).status_code


def test_a_cell_is_saved_though_the_row_left_the_page(
    client: Client, programme: Programme, period: Period, bruno: User
) -> None:
    client.force_login(bruno)
    someone_else = str(make_user().pk)
    assert save_cell(client, programme, period, value="5", responsible=someone_else) == 200
    assert ActualCell.objects.get().value == 5


def test_a_long_text_is_refused_and_not_cut(
    client: Client, programme: Programme, bruno: User
) -> None:
    client.force_login(bruno)
    words = make_indicator(programme, measure="qualitative", over_periods="latest")
    period = make_period(words)
    assert save_cell(client, programme, period, value="x" * 20_001) == 422
    assert save_cell(client, programme, period, value="x" * 5_000) == 200
    assert len(ActualCell.objects.get().text) == 5_000
