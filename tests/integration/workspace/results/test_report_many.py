"""Many figures at once are written as one by one, in few queries, and all or none."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.results import make_actual, make_dimension, make_indicator, make_period
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, ActualCell, Indicator, Period
from jalon.workspace.results.rules.changes import CellChange
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.services.actuals import (
    Key,
    Report,
    Words,
    report_actual,
    report_actuals,
)
from jalon.workspace.results.services.changes import apply_changes

CELLS = ("", "sex:female", "sex:male")
amounts = st.one_of(
    st.just(NOTHING),
    st.decimals(min_value=0, max_value=9999, places=5).map(Amount),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
        lambda pair: Amount(None, Decimal(pair[0]), Decimal(pair[1]))
    ),
)
words = st.none() | st.builds(
    Words,
    narrative=st.sampled_from(["", "slow start", "on time"]),
    source=st.sampled_from(["", "registry"]),
)
reports = st.lists(
    st.builds(
        Report,
        cells=st.dictionaries(st.sampled_from(CELLS), amounts),
        version=st.none(),
        words=words,
        whole=st.booleans(),
    ),
    min_size=4,
    max_size=4,
)


@pytest.fixture
def periods(programme: Programme) -> list[Period]:
    """Two indicators, one of them of fractions, in two periods; a little is there already."""
    sex = make_dimension(programme)
    counted = make_indicator(programme, dimensions=(sex,))
    share = make_indicator(programme, dimensions=(sex,), measure="percentage")
    found = [make_period(one, number) for one in (counted, share) for number in (0, 1)]
    first = make_actual(found[0], {"": "50", "sex:female": "20"}, narrative="slow start")
    first.cells.filter(breakdown="").update(computed=True)
    make_actual(found[2], {"": "40"}, status="returned")
    return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def key_of(period: Period) -> Key:
    return period.pk, None, None


def all_that_is_there() -> tuple[list[Any], list[Any], list[Any]]:
    """Return the rows and the trail, without the keys that the database gave."""
    actuals = Actual.objects.order_by("period").values_list(
        "period", "status", "narrative", "no_data_reason", "source", "reported_by", "version"
    )
    cells = ActualCell.objects.order_by("actual__period", "breakdown").values_list(
        "actual__period", "breakdown", "value", "numerator", "denominator", "text", "computed"
    )
    of = {str(pk): period for pk, period in Actual.objects.values_list("pk", "period")}
    events = [
        (e.what, of[e.target_id], e.actor_id, e.programme_id, e.before, e.after)
        for e in Event.objects.filter(target_model="results.actual").order_by("number")
    ]
    return list(actuals), list(cells), events


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chosen=reports)
def test_many_are_written_as_one_by_one(
    bruno: User, periods: list[Period], chosen: list[Report]
) -> None:
    with undone():
        for period, each in zip(periods, chosen, strict=True):
            report_actual(
                period=period,
                cells=each.cells,
                words=each.words,
                whole=each.whole,
                version=None,
                by=bruno,
            )
        one_by_one = all_that_is_there()
    with undone():
        together = dict(zip(map(key_of, periods), chosen, strict=True))
        report_actuals(reports=together, by=bruno)
        assert all_that_is_there() == one_by_one
        assert verify().whole


def test_one_that_is_refused_undoes_the_others(bruno: User, periods: list[Period]) -> None:
    Actual.objects.filter(period=periods[2]).update(status="submitted")
    before = all_that_is_there()
    with pytest.raises(RuleBroken, match="actual-submitted"):
        report_actuals(reports=all_of(periods), by=bruno)
    assert all_that_is_there() == before


def test_the_version_that_each_form_saw_is_looked_at(bruno: User, periods: list[Period]) -> None:
    seen = {key: Report(each.cells, 7) for key, each in all_of(periods[:1]).items()}
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        report_actuals(reports=seen, by=bruno)
    with pytest.raises(RuleBroken, match="actual-gone"):
        report_actuals(reports={key_of(periods[1]): Report({}, 3)}, by=bruno)


def test_a_period_that_is_gone(bruno: User, periods: list[Period]) -> None:
    reports = all_of(periods)
    periods[1].delete()
    with pytest.raises(RuleBroken, match="actual-gone"):
        report_actuals(reports=reports, by=bruno)


def all_of(periods: list[Period]) -> Mapping[Key, Report]:
    return {key_of(period): Report({"": Amount(Decimal(5))}, None) for period in periods}


def test_720_figures_take_few_queries_and_little_time(
    bruno: User, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    sex = make_dimension(programme)
    indicators = [make_indicator(programme, dimensions=(sex,)) for _ in range(60)]
    made = Period.objects.bulk_create(
        Period(
            indicator=one,
            start_date=f"{2020 + number // 12}-{1 + number % 12:02}-01",
            end_date=f"{2020 + number // 12}-{1 + number % 12:02}-28",
        )
        for one in indicators
        for number in range(12)
    )

    def write(periods: list[Period], value: int) -> tuple[int, float]:
        changes = [
            CellChange(period.pk, Amount(Decimal(value + number)), breakdown)
            for period in periods
            for number, breakdown in enumerate(CELLS[1:])
        ]
        started = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            applied = apply_changes(programme=programme, changes=changes, by=bruno)
        assert applied.actuals == len(periods)
        return len(queries), time.process_time() - started

    few, _seconds = write(made[:12], 1)
    for value in (2, 3):  # new, then written over
        many, seconds = write(made, value)
        assert many < few + len(made) / 8
        assert seconds < 3
    assert Indicator.objects.count() == 60
    assert ActualCell.objects.filter(breakdown="", value=7).count() == 720
    assert verify().whole
