"""The matrix as people may see it, in few queries."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from factories.places import make_area, make_country
from factories.programmes import make_organisation, make_programme
from factories.results import make_actual, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import DEEPEST
from jalon.workspace.programmes.models import Agreement, Programme
from jalon.workspace.results.models import Actual, Indicator, Period, Result, Target
from jalon.workspace.results.queries.checked import report_facts
from jalon.workspace.results.queries.matrix import Filters, MatrixPage, read_matrix
from jalon.workspace.results.rules.rating import Rating

TODAY = date(2026, 2, 1)


def matrix_of(user: User, programme: Programme, **filters: object) -> MatrixPage:
    return read_matrix(user, programme, Filters(**filters), today=TODAY)


def test_a_row_holds_target_actual_share_and_rating(
    bruno: User, programme: Programme, period: Period, indicator: Indicator
) -> None:
    make_actual(period, {"": "95", "sex:female": "60", "sex:male": "35"})
    make_period(indicator, 1, target="50")
    page = matrix_of(bruno, programme)
    (row,) = page.matrix.rows
    first, second = row.cells
    assert first is not None
    assert second is not None
    assert (first.figures.target.value, first.figures.actual.value) == (100, 95)
    assert first.figures.achieved == Decimal("0.95")
    assert first.figures.rating is Rating.ON_TRACK
    assert second.figures.rating is Rating.NO_DATA
    assert (row.life.target.value, row.life.actual.value) == (150, 95)
    assert row.series == (95, None)
    assert page.outcomes[0][1] == "1"


def test_disaggregates_come_as_columns_on_demand(
    bruno: User, programme: Programme, period: Period
) -> None:
    make_actual(period, {"": "95", "sex:female": "60", "sex:male": "35"})
    page = matrix_of(bruno, programme, by="sex")
    assert page.matrix.divided is not None
    assert [value.key for value in page.matrix.divided.values] == ["female", "male"]
    cell = page.matrix.rows[0].cells[0]
    assert cell is not None
    assert [part.actual.value for part in cell.parts] == [60, 35]
    assert [part.actual.value for part in page.matrix.rows[0].life_parts] == [60, 35]


def test_countries_add_up_and_can_be_looked_at_one_by_one(
    bruno: User, programme: Programme, period: Period
) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    Indicator.objects.update(reported_for="country")
    make_actual(period, {"": "10"}, country=mexico)
    make_actual(period, {"": "5"}, country=guatemala, status="submitted")
    whole = matrix_of(bruno, programme).matrix.rows[0].cells[0]
    assert whole is not None
    assert (whole.figures.actual.value, whole.given, whole.entered_here) == (15, 2, False)
    one = matrix_of(bruno, programme, country=guatemala.pk).matrix.rows[0].cells[0]
    assert one is not None
    assert (one.figures.actual.value, one.status, one.entered_here) == (5, "submitted", True)


def test_it_is_narrowed_by_result_and_person(
    bruno: User, programme: Programme, indicator: Indicator, outcome: Result
) -> None:
    other = make_indicator(programme, responsible=bruno)
    assert [row.indicator.pk for row in matrix_of(bruno, programme).matrix.rows] != []
    by_outcome = matrix_of(bruno, programme, result=outcome.pk).matrix.rows
    assert [row.indicator.pk for row in by_outcome] == [indicator.pk]
    mine = matrix_of(bruno, programme, responsible=bruno.pk).matrix.rows
    assert [row.indicator.pk for row in mine] == [other.pk]


def test_the_donor_sees_what_is_verified(
    amina: User, someone: Callable[..., User], programme: Programme, period: Period
) -> None:
    donor = someone(Role.DONOR)
    actual = make_actual(period, {"": "95"}, status="submitted")
    cell = matrix_of(donor, programme).matrix.rows[0].cells[0]
    assert cell is not None
    assert cell.figures.actual.value is None
    actual.status, actual.verified_by, actual.verified_at = "verified", amina, "2025-08-01T00:00Z"
    actual.save()
    cell = matrix_of(donor, programme).matrix.rows[0].cells[0]
    assert cell is not None
    assert cell.figures.actual.value == 95


def test_a_partner_sees_their_indicators_alone(
    someone: Callable[..., User], programme: Programme, indicator: Indicator, output: Result
) -> None:
    ours = make_organisation()
    partner = someone(Role.PARTNER, organisation=ours)
    make_indicator(programme)
    assert matrix_of(partner, programme).matrix.rows == ()
    Indicator.objects.filter(pk=indicator.pk).update(organisation=ours)
    rows = matrix_of(partner, programme).matrix.rows
    assert [row.indicator.pk for row in rows] == [indicator.pk]
    assert set(Result.objects.visible_to(partner)) == {output, output.parent}


def test_strangers_see_nothing(carla: User, programme: Programme, period: Period) -> None:
    make_actual(period, {"": "95"})
    assert matrix_of(carla, programme).matrix.rows == ()


def test_the_whole_office_sees_all(programme: Programme, period: Period) -> None:
    from factories.accounts import make_user
    from factories.programmes import give

    user = make_user()
    give(user, Role.DIRECTOR, None)
    make_actual(period, {"": "95"})
    cell = matrix_of(user, programme).matrix.rows[0].cells[0]
    assert cell is not None
    assert cell.figures.actual.value == 95


@pytest.mark.parametrize("indicators", [1, 20])
def test_the_number_of_queries_does_not_grow(
    bruno: User,
    django_assert_max_num_queries: Callable[[int], object],
    indicators: int,
) -> None:
    programme = make_programme()
    from factories.programmes import give

    give(bruno, Role.OFFICER, programme)
    result = make_result(programme)
    for _n in range(indicators):
        make_actual(make_period(make_indicator(programme, result=result)), {"": "1"})
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(matrix_of(bruno, programme).matrix.rows) == indicators


def test_rows_follow_the_tree(bruno: User, programme: Programme) -> None:
    """An outcome, its outputs, then the next outcome: siblings are counted from one each time."""
    placed: dict[str, Result] = {}
    for code, order in (("2", 20), ("1", 10), ("2.1", 10), ("1.2", 20), ("1.1", 10)):
        parent = placed.get(code.split(".")[0]) if "." in code else None
        level = "output" if parent else "outcome"
        placed[code] = make_result(programme, level, code=code, order=order, parent=parent)
        make_indicator(programme, result=placed[code], code=f"{code}.a")
    page = matrix_of(bruno, programme)
    codes = [row.indicator.code for row in page.matrix.rows]
    assert codes == ["1.a", "1.1.a", "1.2.a", "2.a", "2.1.a"]


def test_the_last_target_of_a_share_stands_for_the_whole_programme(
    programme: Programme, bruno: User
) -> None:
    share = make_indicator(
        programme, measure="percentage", over_periods="ratio", over_places="ratio"
    )
    make_period(share, 0, target="80")
    make_period(share, 1, target="90")
    (row,) = read_matrix(bruno, programme).matrix.rows
    assert row.life.target.value == 90
    Target.objects.filter(value=80).update(numerator=8, denominator=10)
    Target.objects.filter(value=90).update(numerator=27, denominator=30)
    (row,) = read_matrix(bruno, programme).matrix.rows
    assert row.life.target.value == Decimal(3500) / 40


def test_a_part_has_no_baseline_of_its_own_where_parts_add_up(
    programme: Programme, bruno: User
) -> None:
    mexico = make_country("MEX")
    level = make_indicator(
        programme, over_periods="latest", baseline_value=100, reported_for="country"
    )
    period = make_period(level, 0)
    Target.objects.create(period=period, country=mexico, value=90)
    actual = make_actual(period, {"": "60"}, country=mexico)
    (row,) = read_matrix(bruno, programme, Filters(country=mexico.pk)).matrix.rows
    assert (row.life.rating, row.life.achieved) == (Rating.NO_TARGET, None)
    actual.cells.update(value=95)
    (row,) = read_matrix(bruno, programme, Filters(country=mexico.pk)).matrix.rows
    assert (row.life.rating, row.life.achieved) == (Rating.MET, None)
    Indicator.objects.update(over_places="max")
    (row,) = read_matrix(bruno, programme, Filters(country=mexico.pk)).matrix.rows
    assert row.life.rating is not Rating.NO_TARGET


def test_texts_that_make_no_total_show_the_latest(programme: Programme, bruno: User) -> None:
    words = make_indicator(programme, measure="qualitative", over_periods="none")
    for number, text in enumerate(("drafted", "adopted")):
        make_actual(make_period(words, number)).cells.update(value=None, text=text)
    (row,) = read_matrix(bruno, programme).matrix.rows
    assert row.life.actual.text == "adopted"
    assert row.life.rating is Rating.NO_TARGET


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 6, 30), Rating.NOT_DUE),  # its last day
        (date(2025, 7, 10), Rating.NOT_DUE),  # the last day to report
        (date(2025, 7, 11), Rating.NO_DATA),
    ],
)
def test_no_data_is_said_once_the_days_to_report_are_over(
    bruno: User, programme: Programme, period: Period, today: date, expected: Rating
) -> None:
    Agreement.objects.filter(programme=programme).update(due_days=10)
    Period.objects.filter(pk=period.pk).update(end_date=date(2025, 6, 30))
    (row,) = read_matrix(bruno, programme, today=today).matrix.rows
    assert [cell.figures.rating for cell in row.cells if cell] == [expected]
    assert row.life.rating is Rating.NOT_DUE


def test_one_country_alone_does_not_replace_what_was_said_of_the_whole(
    programme: Programme, bruno: User
) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    for country in {mexico, guatemala} - {row.country for row in programme.covers.all()}:
        programme.covers.create(country=country)
    programme.covers.exclude(country__in=(mexico, guatemala)).delete()
    level = make_indicator(programme, over_periods="latest", reported_for="country")
    make_actual(make_period(level, 0), {"": "100"})
    later = make_period(level, 1)
    make_actual(later, {"": "10"}, country=mexico)
    (row,) = matrix_of(bruno, programme).matrix.rows
    assert row.life.actual.value == 100
    make_actual(later, {"": "20"}, country=guatemala)
    (row,) = matrix_of(bruno, programme).matrix.rows
    assert row.life.actual.value == 30
    level.countries.add(mexico)
    (row,) = read_matrix(bruno, programme, Filters(country=mexico.pk)).matrix.rows
    assert row.life.actual.value == 10


def test_an_area_is_inside_all_areas_above_it(programme: Programme, bruno: User) -> None:
    """A locality of the deepest level does not count beside the state that it lies in."""
    mexico = make_country("MEX")
    above = None
    chain = [
        above := make_area(mexico, code=f"0{level}", level=level, parent=above)
        for level in range(1, DEEPEST + 1)
    ]
    programme.areas.set([chain[0], chain[-1]])
    period = make_period(make_indicator(programme, reported_for="area"), 0)
    for area, value in ((chain[0], "100"), (chain[-1], "40")):
        make_actual(period, {"": value}, country=mexico, area=area)
    Target.objects.create(period=period, country=mexico, area=chain[0], value=200)
    Target.objects.create(period=period, country=mexico, area=chain[-1], value=80)
    (row,) = matrix_of(bruno, programme).matrix.rows
    assert (row.life.actual.value, row.life.target.value) == (100, 200)


@pytest.mark.parametrize("level", [1, DEEPEST])
def test_the_checks_know_how_deep_an_area_lies(programme: Programme, level: int) -> None:
    mexico = make_country("MEX")
    above = None
    for number in range(1, level + 1):
        above = make_area(mexico, code=f"0{number}", level=number, parent=above)
    period = make_period(make_indicator(programme, reported_for="area"), 0)
    actual = make_actual(period, {"": "1"}, country=mexico, area=above)
    make_actual(period, {"": "5"}, country=mexico)
    facts = report_facts(Actual.objects.get(pk=actual.pk))
    assert facts.within.given is False
    whole = report_facts(Actual.objects.get(country=mexico, area=None))
    assert whole.inside.given is False  # the programme works in no area yet
    programme.areas.set([above] if above else [])
    whole = report_facts(Actual.objects.get(country=mexico, area=None))
    assert whole.inside.value == 1
