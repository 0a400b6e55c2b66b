"""What the rules are told of a report: its past, its calendar, its neighbours, its evidence."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.places import make_country
from factories.results import make_actual, make_indicator, make_period
from jalon.errors import Problems, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, Indicator, Period
from jalon.workspace.results.queries.checked import report_facts
from jalon.workspace.results.rules.checks import findings_of
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.rules.workflow import Step
from jalon.workspace.results.services.indicators import edit_indicator
from jalon.workspace.results.services.periods import set_targets
from jalon.workspace.results.services.workflow import take_step

LATEST = {"over_periods": "latest", "direction": "up"}


def rules_of(actual: Actual) -> set[int]:
    return {finding.rule for finding in findings_of(report_facts(actual))}


def test_5_a_cumulative_figure_that_falls(programme: Programme) -> None:
    indicator = make_indicator(programme, **LATEST)
    make_actual(make_period(indicator, 0), {"": "12"})
    actual = make_actual(make_period(indicator, 1), {"": "10"})
    assert 5 in rules_of(actual)
    actual.correction = "Two were counted twice."
    assert 5 not in rules_of(actual)


def test_5_another_place_is_no_past(programme: Programme) -> None:
    indicator = make_indicator(programme, **LATEST)
    make_actual(make_period(indicator, 0), {"": "12"}, country=make_country("MEX"))
    assert 5 not in rules_of(make_actual(make_period(indicator, 1), {"": "10"}))


def test_6_and_10_a_period_that_holds_others(indicator: Indicator) -> None:
    make_actual(make_period(indicator, 0), {"": "4"})
    make_actual(make_period(indicator, 1), {"": "5"})
    whole = make_period(indicator, 0, end_date=date(2025, 12, 31))
    actual = make_actual(whole, {"": "10"})
    assert {6, 10} <= rules_of(actual)
    actual.cells.update(value=9)
    assert 6 not in rules_of(actual)


def test_10_a_gap_matters_unless_the_frequency_leaves_one(indicator: Indicator) -> None:
    make_period(indicator, 0, end_date=date(2025, 5, 31))
    actual = make_actual(make_period(indicator, 1), {"": "10"})
    assert 10 in rules_of(actual)
    indicator.frequency = Indicator.Frequency.START_AND_END
    indicator.save()
    assert 10 not in rules_of(Actual.objects.get(pk=actual.pk))


def test_11_a_period_beyond_the_programme(programme: Programme, period: Period) -> None:
    actual = make_actual(period, {"": "10"})
    assert 11 not in rules_of(actual)
    Programme.objects.update(start_date=period.start_date + timedelta(days=1))
    assert 11 in rules_of(Actual.objects.get(pk=actual.pk))


@pytest.mark.parametrize(("below", "found"), [(9, False), (5, True)])
def test_15_households_are_those_served_so_far(
    programme: Programme, below: int, found: bool
) -> None:
    served = make_indicator(programme, donor_code="L1")
    make_actual(make_period(served, 0), {"": "4"})
    make_actual(make_period(served, 1), {"": "5"})
    share = make_indicator(programme, donor_code="POH1", measure="percentage", **LATEST)
    actual = make_actual(make_period(share, 1))
    actual.cells.update(numerator=1, denominator=below, value=Decimal(100) / below)
    assert (15 in rules_of(actual)) is found


def test_17_a_target_that_was_agreed(bruno: User, amina: User, period: Period) -> None:
    Programme.objects.update(status=Programme.Status.IMPLEMENTATION)
    period.refresh_from_db()
    more = {"": Amount(Decimal(120))}
    with pytest.raises(Problems) as refused:
        set_targets(period=period, amounts=more, by=amina)
    assert [problem.code for problem in refused.value.problems] == ["target-without-revision"]
    assert period.targets.get().value == 100
    set_targets(period=period, amounts=more, by=amina, reason="Revision 2")
    assert period.targets.get().value == 120
    assert Event.objects.get(what="results.targets-set").reason == "Revision 2"


def redefine(indicator: Indicator, by: User, **more: Any) -> Indicator:
    indicator.refresh_from_db()
    return edit_indicator(indicator=indicator, version=indicator.version, by=by, **more)


def test_18_old_figures_after_a_new_definition(indicator: Indicator, amina: User) -> None:
    old = make_actual(make_period(indicator, 0), {"": "10"})
    actual = make_actual(make_period(indicator, 1), {"": "10"})
    redefine(indicator, amina, values={"unit": {"en": "children", "es": "niñas y niños"}})
    assert 18 not in rules_of(actual)
    redefine(indicator, amina, values={"unit": {"en": "households"}})
    actual = Actual.objects.get(pk=actual.pk)
    assert 18 in rules_of(actual)
    Actual.objects.filter(pk=old.pk).update(changed_at=timezone.now())
    assert 18 not in rules_of(actual)
    Actual.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=9))
    assert 18 in rules_of(actual)
    redefine(indicator, amina, values={}, reason="Every child counted lives in another household.")
    assert 18 not in rules_of(Actual.objects.get(pk=actual.pk))
    assert Event.objects.order_by("-number")[0].reason.startswith("Every child")


def test_what_verified_figures_mean_stays(
    indicator: Indicator, period: Period, amina: User
) -> None:
    make_actual(period, {"": "10"}, status="locked", verified_by=amina, verified_at=timezone.now())
    for name, value in {"measure": "yes-no", "over_periods": "latest", "crossed": True}.items():
        with pytest.raises(RuleBroken, match="indicator-is-fixed"):
            redefine(indicator, amina, values={name: value})
    with pytest.raises(RuleBroken, match="reason-needed"):
        redefine(indicator, amina, values={"baseline_value": Decimal(9)})
    changed = redefine(indicator, amina, values={"baseline_value": Decimal(9)}, reason="Revision 2")
    assert changed.baseline_value == 9


def test_29_evidence_has_a_date(
    client: Client, programme: Programme, indicator: Indicator, period: Period, bruno: User
) -> None:
    client.force_login(bruno)
    address = reverse("results:report", args=[programme.code, period.pk])
    typed = {"version": "0", "c0": "5", "source": "register", "evidence_date": "2024-12-31"}
    assert client.post(address, typed).status_code == 302
    actual = Actual.objects.get()
    assert actual.evidence_date == date(2024, 12, 31)
    assert 29 in rules_of(actual)
    page = client.get(address).text
    assert 'value="2024-12-31"' in page
    assert "(rule 29)" in page


def test_a_correction_is_asked_for_where_figures_add_up_over_time(
    client: Client, programme: Programme, bruno: User, period: Period
) -> None:
    client.force_login(bruno)
    rising = make_indicator(programme, **LATEST)
    make_actual(make_period(rising, 0), {"": "12"})
    second = make_period(rising, 1)
    address = reverse("results:report", args=[programme.code, second.pk])
    typed = {"version": "0", "c0": "10", "source": "register", "do": "submit"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert 'href="#id_correction"' in refused.text
    typed |= {"version": "1", "correction": "Two were counted twice."}
    assert client.post(address, typed).status_code == 302
    assert Actual.objects.get(period=second).correction == "Two were counted twice."
    plain = client.get(reverse("results:report", args=[programme.code, period.pk])).text
    assert "id_correction" not in plain


def test_what_a_report_is_checked_with_takes_few_queries(
    period: Period, django_assert_max_num_queries: Any
) -> None:
    actual = make_actual(period, {"": "10"})
    actual = Actual.objects.select_related("period__indicator__programme").get(pk=actual.pk)
    with django_assert_max_num_queries(4):
        report_facts(actual)


def test_submitting_is_stopped_by_what_blocks(indicator: Indicator, bruno: User) -> None:
    make_period(indicator, 0, end_date=date(2025, 5, 31))
    actual = make_actual(make_period(indicator, 1), {"": "10"}, source="register")
    with pytest.raises(Problems) as refused:
        take_step(actual=actual, step=Step.SUBMIT, by=bruno, version=1)
    assert "period-after-gap" in {problem.code for problem in refused.value.problems}


def test_findings_speak_of_titles_and_write_numbers_as_readers_do(
    client: Client, programme: Programme, period: Period, bruno: User
) -> None:
    cells = {"": "1900", "sex:female": "1000", "sex:male": "800"}
    make_actual(period, cells, source="register", reported_by=bruno)
    client.force_login(bruno)
    text = client.get(reverse("results:report", args=[programme.code, period.pk])).text
    assert "1,800" in text
    assert "1,900" in text
    assert "Sex" in text
    assert "by sex" not in text


def test_targets_by_disaggregation_are_found_from_their_page(
    client: Client, programme: Programme, indicator: Indicator, period: Period, amina: User
) -> None:
    client.force_login(amina)
    address = reverse("results:targets", args=[programme.code, indicator.pk])
    assert "cells=1" in client.get(address).text
    page = client.get(address, {"cells": "1"}).text
    assert f'name="p{period.pk}-2"' in page
    assert "Female" in page
