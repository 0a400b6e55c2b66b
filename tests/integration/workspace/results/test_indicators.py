"""Indicators: periods from the calendar, targets, sensible totals; only their own programme."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import make_organisation, make_programme
from factories.results import make_actual, make_dimension, make_indicator, make_period, make_result
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Dimension, Indicator, Period, Result, Target
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.services import dimensions as dimension_services
from jalon.workspace.results.services import indicators as services
from jalon.workspace.results.services.periods import set_targets

VALUES = {"title": {"en": "Children"}, "measure": "number"}


def test_periods_come_from_the_reporting_calendar(bruno: User, output: Result) -> None:
    indicator = services.create_indicator(result=output, values=VALUES, by=bruno)
    spans = list(indicator.periods.order_by("end_date").values_list("start_date", "end_date"))
    assert spans[0] == (date(2025, 1, 1), date(2025, 3, 31))  # cut to the programme's first day
    assert spans[1] == (date(2025, 4, 1), date(2025, 9, 30))
    assert spans[-1][1] == date(2027, 12, 31)
    assert indicator.code == "1.1-1"


@pytest.mark.parametrize(
    ("frequency", "count"),
    [("period", 7), ("quarter", 12), ("year", 4), ("start-and-end", 2), ("end", 1)],
)
def test_each_frequency_has_its_periods(
    bruno: User, output: Result, frequency: str, count: int
) -> None:
    indicator = services.create_indicator(
        result=output, values={**VALUES, "frequency": frequency}, by=bruno
    )
    assert indicator.periods.count() == count


def test_another_frequency_keeps_what_was_reported(bruno: User, output: Result) -> None:
    indicator = services.create_indicator(result=output, values=VALUES, by=bruno)
    reported = indicator.periods.order_by("end_date")[1]
    make_actual(reported, {"": "5"})
    services.edit_indicator(indicator=indicator, values={"frequency": "end"}, version=1, by=bruno)
    ends = set(indicator.periods.values_list("end_date", flat=True))
    assert ends == {reported.end_date, date(2027, 12, 31)}


@pytest.mark.parametrize(
    ("measure", "over_periods", "over_places"),
    [("percentage", "sum", "ratio"), ("index", "latest", "sum"), ("qualitative", "max", "none")],
)
def test_totals_that_make_no_sense_are_refused(
    bruno: User, output: Result, measure: str, over_periods: str, over_places: str
) -> None:
    values = {**VALUES, "measure": measure, "over_periods": over_periods}
    with pytest.raises(RuleBroken, match="total-makes-no-sense"):
        services.create_indicator(
            result=output, values={**values, "over_places": over_places}, by=bruno
        )


def test_dimensions_of_another_programme_are_refused(bruno: User, output: Result) -> None:
    theirs = make_dimension(make_programme())
    with pytest.raises(RuleBroken, match="of-another-programme"):
        services.create_indicator(result=output, values=VALUES, dimensions=[theirs], by=bruno)


def test_targets_are_set_by_cell_and_removed_when_emptied(
    bruno: User, period: Period, sex: Dimension
) -> None:
    female = {"sex:female": Amount(Decimal(60))}
    set_targets(period=period, amounts=female, by=bruno, reason="Revision 1")
    assert Target.objects.get(breakdown="sex:female").value == 60
    set_targets(period=period, amounts={"sex:female": NOTHING}, by=bruno, reason="Revision 2")
    assert not Target.objects.filter(breakdown="sex:female").exists()
    events = Event.objects.filter(what="results.targets-set").order_by("pk")
    assert [event.reason for event in events] == ["Revision 1", "Revision 2"]
    with pytest.raises(RuleBroken, match="dimension-unknown"):
        set_targets(period=period, amounts={"age:x": NOTHING}, by=bruno)


def test_targets_are_set_from_their_page(
    client: Client, bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    client.force_login(bruno)
    address = reverse("results:targets", args=[programme.code, indicator.pk])
    assert 'value="100"' in client.get(address).text
    data = {f"p{period.pk}-0": "1,250", "reason": "More money", "version": str(indicator.version)}
    response = client.post(address, data)
    assert response.status_code == 302
    assert Target.objects.get().value == 1250
    assert client.post(address, {**data, f"p{period.pk}-0": "abc"}).status_code == 422


def test_the_second_editor_of_targets_sees_both_and_loses_nothing(
    client: Client, bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    later = make_period(indicator, 1, target="20")
    client.force_login(bruno)
    address = reverse("results:targets", args=[programme.code, indicator.pk])
    seen = {"version": str(indicator.version), "reason": "Revision 2"}
    first = {f"p{period.pk}-0": "111", f"p{later.pk}-0": "20", **seen}
    assert client.post(address, first).status_code == 302
    second = {f"p{period.pk}-0": "100", f"p{later.pk}-0": "25", **seen}
    response = client.post(address, second)
    assert response.status_code == 422
    assert "Somebody else saved this" in response.text
    assert ">111 <" in response.text
    assert 'value="25"' in response.text
    assert {target.value for target in Target.objects.all()} == {111, 20}
    indicator.refresh_from_db()
    assert f'value="{indicator.version}"' in response.text
    assert client.post(address, {**second, "version": str(indicator.version)}).status_code == 302
    assert {target.value for target in Target.objects.all()} == {100, 25}


def test_targets_that_are_left_alone_keep_their_fraction(
    client: Client, bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    Indicator.objects.update(measure="percentage", over_periods="latest", over_places="ratio")
    Target.objects.update(value=80, numerator=8, denominator=10)
    client.force_login(bruno)
    address = reverse("results:targets", args=[programme.code, indicator.pk])
    data = {f"p{period.pk}-0": "80", "version": str(indicator.version)}
    assert client.post(address, data).status_code == 302
    assert Target.objects.get().denominator == 10


def test_the_page_shows_definition_periods_and_a_chart(
    client: Client, bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    make_actual(period, {"": "95"})
    client.force_login(bruno)
    text = client.get(reverse("results:indicator", args=[programme.code, indicator.pk])).text
    assert '<svg class="chart"' in text
    assert "baseline study" in text
    assert "95\N{NO-BREAK SPACE}%" in text
    assert "Sex" in text


FORM = {
    "title_en": "Inspections",
    "code": "",
    "measure": "number",
    "decimals": "0",
    "direction": "up",
    "over_periods": "sum",
    "over_places": "sum",
    "reported_for": "programme",
    "frequency": "period",
    "baseline_value": "1,200",
}


def test_an_indicator_is_added_from_its_form(
    client: Client, bruno: User, programme: Programme, output: Result, sex: Dimension
) -> None:
    client.force_login(bruno)
    address = reverse("results:add-indicator", args=[programme.code, output.pk])
    data = {**FORM, "result": output.pk, "dimensions": [sex.pk], "responsible": bruno.pk}
    assert client.post(address, data).status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.baseline_value, indicator.responsible) == (1200, bruno)
    assert [row.dimension for row in indicator.divided_by.all()] == [sex]
    refused = client.post(address, {**data, "over_periods": "ratio"})
    assert refused.status_code == 422
    assert "makes no sense" in refused.text


@pytest.mark.parametrize(
    "field", ["result", "dimensions", "countries", "responsible", "organisation"]
)
def test_nothing_of_another_programme_can_be_chosen(
    client: Client, bruno: User, programme: Programme, output: Result, field: str
) -> None:
    other = make_programme(countries=(make_country("MAR"),))
    theirs = {
        "result": make_result(other),
        "dimensions": make_dimension(other),
        "countries": make_country("MAR"),
        "responsible": make_user(),
        "organisation": make_organisation(),
    }
    client.force_login(bruno)
    address = reverse("results:add-indicator", args=[programme.code, output.pk])
    data = {**FORM, "result": output.pk, field: theirs[field].pk}  # type: ignore[attr-defined]
    assert client.post(address, data).status_code == 422
    assert not Indicator.objects.filter(programme=programme).exists()


def test_an_indicator_is_edited_with_an_eye_on_others_edits(
    client: Client, bruno: User, programme: Programme, indicator: Indicator
) -> None:
    client.force_login(bruno)
    address = reverse("results:edit-indicator", args=[programme.code, indicator.pk])
    data = {**FORM, "result": indicator.result_id, "code": "1.1-1", "version": "1"}
    assert client.post(address, data).status_code == 302
    stale = client.post(address, {**data, "title_en": "Mine"})
    assert stale.status_code == 422
    assert "while you were editing" in stale.text


def test_indicators_with_figures_are_not_deleted(
    client: Client, bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    make_actual(period, {"": "1"})
    client.force_login(bruno)
    address = reverse("results:delete-indicator", args=[programme.code, indicator.pk])
    assert "cannot be deleted" in client.post(address, {"version": "1"}, follow=True).text
    free = make_indicator(programme)
    address = reverse("results:delete-indicator", args=[programme.code, free.pk])
    client.post(address, {"version": "1"})
    assert not Indicator.objects.filter(pk=free.pk).exists()


def test_disaggregations_are_kept_and_used_values_stay(
    client: Client, bruno: User, programme: Programme, period: Period, sex: Dimension
) -> None:
    client.force_login(bruno)
    add = reverse("results:add-dimension", args=[programme.code])
    data = {
        "key": "age",
        "title_en": "Age",
        "exclusive": "on",
        "key0": "5-14",
        "title0_en": "5 to 14",
    }
    assert client.post(add, data).status_code == 302
    assert client.post(add, data).status_code == 422
    age = Dimension.objects.get(key="age")
    assert [value.title for value in age.values.all()] == [{"en": "5 to 14"}]
    make_actual(period, {"sex:female": "3"})
    with pytest.raises(RuleBroken, match="dimension-value-used"):
        dimension_services.edit_dimension(
            dimension=sex, title={"en": "Sex"}, exclusive=True, values=[("male", {})], by=bruno
        )
    with pytest.raises(RuleBroken, match="dimension-used"):
        dimension_services.delete_dimension(dimension=sex, by=bruno)
    remove = reverse("results:delete-dimension", args=[programme.code, age.pk])
    client.post(remove)
    assert not Dimension.objects.filter(key="age").exists()
