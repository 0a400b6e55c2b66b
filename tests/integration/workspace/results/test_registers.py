"""Who owes what, the review queue, alignments, common indicators, copies, handing over."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_programme
from factories.results import make_actual, make_indicator, make_period, make_result
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import (
    Actual,
    Alignment,
    Dimension,
    Indicator,
    Period,
    Result,
    Risk,
)
from jalon.workspace.results.queries.alignment import read_crossing
from jalon.workspace.results.queries.places import owed_in
from jalon.workspace.results.rules.changes import CellChange
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.alignments import align
from jalon.workspace.results.services.changes import apply_changes
from jalon.workspace.results.services.common import add_common_indicators, begin_results
from jalon.workspace.results.services.copying import copy_results
from jalon.workspace.results.services.leaving import hand_over
from jalon.workspace.standards.models import Agenda, AgendaItem, Instrument, Provision

TODAY = date(2025, 8, 15)
SOURCED = {"source": "test", "certainty": "unverified"}


@pytest.fixture
def target_87(db: None) -> AgendaItem:
    agenda = Agenda.objects.create(key="sdg", title={"en": "SDG"}, **SOURCED)
    AgendaItem.objects.create(agenda=agenda, code="8.8", kind="target", **SOURCED)
    return AgendaItem.objects.create(agenda=agenda, code="8.7", kind="target", **SOURCED)


@pytest.fixture
def article(db: None) -> Provision:
    c182 = Instrument.objects.create(
        key="C182",
        kind="convention",
        title={"en": "Worst forms"},
        adopted_date=date(1999, 6, 17),
        category="fundamental",
        topic="child-labour",
        set="ilo",
        **SOURCED,
    )
    return Provision.objects.create(
        instrument=c182, article="3", duty={"en": "List"}, theme="t", stage="s", **SOURCED
    )


def test_what_is_over_and_not_handed_in_is_owed_place_by_place(
    bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    guatemala = make_country("GTM")
    programme.covers.create(country=guatemala)
    Indicator.objects.update(reported_for="country", responsible=bruno)
    make_period(indicator, 1)  # not over yet
    make_actual(period, {"": "3"}, country=make_country("MEX"), status="submitted")
    make_actual(period, {"": "3"}, country=guatemala)
    (one,) = owed_in(bruno, programme, today=TODAY, due_days=30)
    assert (one.place.country, one.status, one.due_date) == (guatemala, "draft", date(2025, 7, 30))
    assert one.is_overdue(TODAY)
    Indicator.objects.get().countries.add(make_country("MEX"))
    assert owed_in(bruno, programme, today=TODAY, due_days=30) == []


@time_machine.travel("2025-08-15T12:00Z")
def test_the_board_names_who_owes(
    client: Client, bruno: User, programme: Programme, period: Period
) -> None:
    client.force_login(bruno)
    address = reverse("results:owed", args=[programme.code])
    assert "nobody" in client.get(address).text
    Indicator.objects.update(responsible=bruno)
    text = client.get(address).text
    assert "Bruno" in text
    assert "overdue" in text


@pytest.fixture
def submitted(bruno: User, period: Period) -> Actual:
    return make_actual(
        period,
        {"": "95"},
        status="submitted",
        reported_by=bruno,
        submitted_at="2025-07-05T00:00Z",
    )


def test_the_queue_verifies_many_and_tells_what_was_left(
    client: Client, monitor: User, programme: Programme, indicator: Indicator, submitted: Actual
) -> None:
    own = make_actual(
        make_period(indicator, 1),
        {"": "1"},
        status="submitted",
        reported_by=monitor,
        submitted_at="2025-07-06T00:00Z",
    )
    theirs = make_actual(
        make_period(make_indicator(make_programme())), {"": "1"}, status="submitted"
    )
    client.force_login(monitor)
    address = reverse("results:review", args=[programme.code])
    assert f'value="{submitted.pk}.1"' in client.get(address).text
    ticked = [f"{actual.pk}.1" for actual in (submitted, own, theirs)]
    response = client.post(address, {"step": "verify", "actual": ticked})
    assert response.status_code == 422
    assert "somebody else must verify" in response.text
    statuses = dict(Actual.objects.values_list("pk", "status"))
    assert statuses == {submitted.pk: "verified", own.pk: "submitted", theirs.pk: "submitted"}
    lock = client.post(
        f"{address}?status=verified", {"step": "lock", "actual": [f"{submitted.pk}.2"]}
    )
    assert lock.status_code == 302


def test_those_who_may_not_verify_see_no_boxes(
    client: Client, bruno: User, programme: Programme, submitted: Actual
) -> None:
    client.force_login(bruno)
    address = reverse("results:review", args=[programme.code])
    assert 'type="checkbox"' not in client.get(address).text
    client.post(address, {"step": "verify", "actual": [f"{submitted.pk}.1"]})
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_alignments_are_read_both_ways_with_their_gaps(
    bruno: User,
    programme: Programme,
    outcome: Result,
    indicator: Indicator,
    target_87: AgendaItem,
    article: Provision,
) -> None:
    align(subject=outcome, to=target_87, by=bruno)
    align(subject=indicator, to=article, note="the list", by=bruno)
    with pytest.raises(RuleBroken, match="aligned-already"):
        align(subject=outcome, to=target_87, by=bruno)
    crossing = read_crossing(bruno, programme)
    assert [str(column.key) for column in crossing.columns] == ["sdg", "C182"]
    gaps = {row.subject.code: row.is_gap for row in crossing.rows}
    assert gaps == {"1": False, "1.1": True, "1.1-1": False}
    sdg = {item.code: list(who) for item, who in crossing.reached[0][1]}
    assert sdg == {"8.8": [], "8.7": [outcome]}


def test_alignments_are_made_and_ended_from_pages(
    client: Client, bruno: User, programme: Programme, outcome: Result, target_87: AgendaItem
) -> None:
    client.force_login(bruno)
    address = reverse("results:align", args=[programme.code])
    here = f"{address}?result={outcome.pk}&agenda={target_87.agenda_id}"
    assert "8.7" in client.get(here).text
    assert client.post(here, {"items": [target_87.pk], "note": ""}).status_code == 302
    for query in ("", "?from=standards"):
        text = client.get(reverse("results:alignment", args=[programme.code]) + query).text
        assert "8.7" in text
    end = reverse("results:end-alignment", args=[programme.code, Alignment.objects.get().pk])
    client.post(end)
    assert not Alignment.objects.exists()
    theirs = make_result(make_programme())
    assert client.get(f"{address}?result={theirs.pk}").status_code == 404


def test_common_indicators_come_in_four_languages_and_once(
    bruno: User, programme: Programme, output: Result
) -> None:
    added = add_common_indicators(result=output, codes={"E1", "POC1"}, by=bruno)
    assert {indicator.code for indicator in added} == {"E1", "POC1"}
    e1 = Indicator.objects.get(code="E1")
    assert set(e1.title) == {"en", "es", "fr", "ar"}
    assert [row.dimension.key for row in e1.divided_by.order_by("order")] == [
        "education-service",
        "sex",
    ]
    assert not Dimension.objects.get(key="education-service").exclusive
    assert add_common_indicators(result=output, codes={"E1"}, by=bruno) == []
    with pytest.raises(RuleBroken, match="common-indicator-unknown"):
        add_common_indicators(result=output, codes={"X9"}, by=bruno)


def test_common_indicators_are_offered_on_a_page(
    client: Client, bruno: User, programme: Programme, output: Result
) -> None:
    client.force_login(bruno)
    address = reverse("results:add-common", args=[programme.code])
    assert "check the award" in client.get(address).text
    assert client.post(address, {"result": output.pk, "codes": ["L1"]}).status_code == 302
    theirs = make_result(make_programme())
    assert client.post(address, {"result": theirs.pk, "codes": ["E1"]}).status_code == 422


def test_a_framework_is_copied_without_people_and_figures(
    amina: User,
    programme: Programme,
    outcome: Result,
    indicator: Indicator,
    submitted: Actual,
    target_87: AgendaItem,
) -> None:
    align(subject=outcome, to=target_87, by=amina)
    Indicator.objects.update(responsible=amina)
    new = make_programme("NEW")
    give(amina, Role.DIRECTOR, new)
    assert copy_results(programme, new, amina) == 3
    copy = Indicator.objects.get(programme=new)
    assert (copy.code, copy.result.code, copy.result.parent.code) == ("1.1-1", "1.1", "1")  # type: ignore[union-attr]
    assert (copy.responsible, copy.baseline_value) == (None, None)
    assert [row.dimension.programme for row in copy.divided_by.all()] == [new]
    assert copy.periods.exists()
    assert not Actual.objects.filter(period__indicator=copy).exists()
    assert Alignment.objects.filter(result__programme=new).count() == 1
    assert copy_results(programme, new, amina) == 0


def test_a_template_numbers_its_results(amina: User, programme: Programme) -> None:
    template = {
        "results": [
            {"level": "impact", "code": "0", "title": {"en": "Objective"}},
            {
                "level": "outcome",
                "repeat": 3,
                "code": "{n}",
                "parent": "0",
                "title": {"en": "Outcome {n}"},
            },
        ]
    }
    assert begin_results(template, programme, amina) == 4
    codes = Result.objects.filter(programme=programme).in_order().values_list("code", flat=True)
    assert sorted(codes) == ["0", "1", "2", "3"]


def test_work_is_handed_over(
    amina: User, bruno: User, programme: Programme, indicator: Indicator
) -> None:
    Indicator.objects.update(responsible=bruno)
    Risk.objects.create(programme=programme, text={}, likelihood=1, impact=1, owner=bruno)
    closed = Risk.objects.create(
        programme=programme, text={}, likelihood=1, impact=1, owner=bruno, status="closed"
    )
    assert hand_over(bruno, amina, make_programme(), amina) == 0
    assert hand_over(bruno, amina, programme, amina) == 2
    indicator.refresh_from_db()
    closed.refresh_from_db()
    assert (indicator.responsible, closed.owner) == (amina, bruno)


def test_a_batch_is_written_whole_or_not_at_all(
    bruno: User, programme: Programme, indicator: Indicator, period: Period
) -> None:
    later = make_period(indicator, 1)
    make_actual(later, {"": "5"}, status="submitted")
    good = CellChange(period.pk, Amount(Decimal(3)), "sex:female", version=0)
    closed = CellChange(later.pk, Amount(Decimal(3)), version=1)
    with pytest.raises(RuleBroken, match="actual-submitted"):
        apply_changes(programme=programme, changes=[good, closed], by=bruno)
    assert Actual.objects.count() == 1
    applied = apply_changes(programme=programme, changes=[good], by=bruno)
    assert (applied.actuals, applied.cells) == (1, 1)
    other = make_period(make_indicator(make_programme()))
    with pytest.raises(RuleBroken, match="of-another-programme"):
        apply_changes(programme=programme, changes=[CellChange(other.pk, Amount())], by=bruno)


def test_the_search_and_the_panels_know_results(
    bruno: User, carla: User, programme: Programme, indicator: Indicator
) -> None:
    from jalon.workspace.panels import panels_of
    from jalon.workspace.searchable import registered

    source = next(source for source in registered() if source.model == "results.indicator")
    assert list(source.visible(bruno)) == [indicator]
    assert list(source.visible(carla)) == []
    assert source.link(indicator) == f"/results/MEX-87/indicators/{indicator.pk}/"
    assert {"results", "matrix"} <= {p["key"] for p in panels_of("programme", programme, bruno)}
    stranger = make_user()
    assert not {"results"} & {p["key"] for p in panels_of("programme", programme, stranger)}


def test_pages_stay_within_their_queries(
    client: Client,
    monitor: User,
    programme: Programme,
    indicator: Indicator,
    submitted: Actual,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for _n in range(5):
        one = make_indicator(programme)
        make_actual(make_period(one), status="submitted", submitted_at="2025-07-06T00:00Z")
    client.force_login(monitor)
    client.get("/")
    names = ("review", "owed", "alignment", "risks", "dimensions")
    addresses = [reverse(f"results:{name}", args=[programme.code]) for name in names]
    addresses.append(reverse("results:indicator", args=[programme.code, indicator.pk]))
    addresses.append(reverse("results:result", args=[programme.code, indicator.result_id]))
    for address in addresses:
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200, address
