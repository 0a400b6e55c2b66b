"""Indicators follow the programme's dates and reporting calendar; no day counts twice."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from factories.results import make_actual
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.programmes import edit_agreement, edit_programme
from jalon.workspace.results.models import Indicator, Result, Target
from jalon.workspace.results.services.indicators import create_indicator, edit_indicator


def spans(indicator: Indicator) -> list[tuple[date, date]]:
    rows = indicator.periods.order_by("start_date")
    return list(rows.values_list("start_date", "end_date"))


def test_an_extended_programme_goes_on_being_reported(
    programme: Programme, output: Result, amina: User
) -> None:
    indicator = create_indicator(result=output, values={"title": {"en": "Many"}}, by=amina)
    before = spans(indicator)
    end = date(programme.end_date.year + 1, 12, 31)
    edit_programme(code=programme.code, version=programme.version, by=amina, end_date=end)
    after = spans(indicator)
    assert after[-1][1] == end
    assert len(after) > len(before)
    event = Event.objects.get(what="results.periods-renewed")
    assert event.after["made"] == len(set(after) - set(before))


def test_a_shortened_programme_keeps_what_was_reported(
    programme: Programme, output: Result, amina: User
) -> None:
    indicator = create_indicator(result=output, values={"title": {"en": "Many"}}, by=amina)
    last, before_last = indicator.periods.order_by("-end_date")[:2]
    make_actual(last, {"": "5"})
    first = indicator.periods.order_by("end_date")[0]
    programme.refresh_from_db()
    edit_programme(
        code=programme.code, version=programme.version, by=amina, end_date=first.end_date
    )
    kept = set(indicator.periods.values_list("pk", flat=True))
    assert kept == {first.pk, last.pk}
    assert before_last.pk not in kept


def test_another_calendar_leaves_no_gap_and_no_overlap(
    programme: Programme, output: Result, amina: User
) -> None:
    indicator = create_indicator(result=output, values={"title": {"en": "Many"}}, by=amina)
    first = indicator.periods.order_by("end_date")[0]
    Target.objects.create(period=first, value=Decimal(3))
    edit_agreement(code=programme.code, version=programme.version, by=amina, period_months=3)
    assert_in_a_row(indicator)
    assert spans(indicator)[0] == (first.start_date, first.end_date)


def test_another_frequency_begins_after_the_figures(output: Result, amina: User) -> None:
    values = {"title": {"en": "Many"}, "frequency": "quarter"}
    indicator = create_indicator(result=output, values=values, by=amina)
    for period in indicator.periods.order_by("end_date")[:3]:
        make_actual(period, {"": "10"})
    quarters = spans(indicator)[:3]
    edit_indicator(
        indicator=indicator, values={"frequency": "year"}, version=indicator.version, by=amina
    )
    assert spans(indicator)[:3] == quarters
    assert_in_a_row(indicator)


def assert_in_a_row(indicator: Indicator) -> None:
    found = spans(indicator)
    for (_start, end), (start, _end) in pairwise(found):
        assert (start - end).days == 1
