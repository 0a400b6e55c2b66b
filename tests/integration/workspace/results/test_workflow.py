"""Submit, return, verify, lock, reopen: who may, what is kept, what stands in the way."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.programmes import give
from factories.results import make_actual, make_indicator, make_period
from jalon.errors import Problems, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.results.models import Actual, Indicator, Period
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.rules.workflow import Step
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.workflow import take_step, take_step_with_many

CELLS = {"sex:female": Amount(Decimal(60)), "sex:male": Amount(Decimal(40))}


@pytest.fixture
def draft(bruno: User, period: Period) -> Actual:
    words = Words(source="registers of the schools")
    return report_actual(period=period, cells=CELLS, words=words, by=bruno, version=0)


def step(actual: Actual, name: Step, by: User, reason: str = "") -> Actual:
    actual.refresh_from_db()
    return take_step(actual=actual, step=name, by=by, version=actual.version, reason=reason)


def test_a_figure_goes_its_whole_way(draft: Actual, bruno: User, monitor: User) -> None:
    assert step(draft, Step.SUBMIT, bruno).submitted_at is not None
    returned = step(draft, Step.RETURN, monitor, "Girls seem too many.")
    assert returned.status == "returned"
    assert returned.comments.get().text == "Girls seem too many."
    step(draft, Step.SUBMIT, bruno)
    verified = step(draft, Step.VERIFY, monitor)
    assert verified.verified_by == monitor
    assert step(draft, Step.LOCK, monitor).status == "locked"
    reopened = step(draft, Step.REOPEN, monitor, "A school sent a correction.")
    assert (reopened.status, reopened.verified_by) == ("returned", None)
    assert [
        event.what.removeprefix("results.actual-") for event in Event.objects.order_by("pk")
    ] == [
        "reported",
        "submitted",
        "returned",
        "submitted",
        "verified",
        "locked",
        "reopened",
    ]


def test_submitting_is_refused_with_everything_that_is_missing(bruno: User, period: Period) -> None:
    actual = report_actual(
        period=period, cells={"sex:female": Amount(Decimal(1))}, by=bruno, version=0
    )
    with pytest.raises(Problems) as refused:
        take_step(actual=actual, step=Step.SUBMIT, by=bruno, version=actual.version)
    assert {problem.where for problem in refused.value.problems} >= {"cell:sex:male"}
    actual.refresh_from_db()
    assert actual.status == "draft"


def test_nobody_verifies_what_they_once_wrote(draft: Actual, bruno: User, amina: User) -> None:
    fewer = {**CELLS, "sex:male": Amount(Decimal(39))}
    report_actual(period=draft.period, cells=fewer, by=amina, version=1)
    report_actual(period=draft.period, cells=CELLS, by=bruno, version=2)
    step(draft, Step.SUBMIT, bruno)
    with pytest.raises(RuleBroken, match="actual-own-work"):
        step(draft, Step.VERIFY, amina)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PARTNER, Role.DONOR, Role.EVALUATOR])
def test_verifying_needs_the_right(
    draft: Actual, bruno: User, someone: Callable[..., User], role: Role
) -> None:
    step(draft, Step.SUBMIT, bruno)
    with pytest.raises(PermissionDenied):
        step(draft, Step.VERIFY, someone(role))


def test_locking_needs_more_than_verifying(
    draft: Actual, bruno: User, someone: Callable[..., User]
) -> None:
    coordinator = someone(Role.COORDINATOR)
    step(draft, Step.SUBMIT, bruno)
    step(draft, Step.VERIFY, coordinator)
    with pytest.raises(PermissionDenied):
        step(draft, Step.LOCK, coordinator)


def test_a_step_with_an_old_version_is_refused(draft: Actual, bruno: User) -> None:
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        take_step(actual=draft, step=Step.SUBMIT, by=bruno, version=draft.version + 1)


def test_many_are_verified_and_each_refusal_is_told(
    indicator: Indicator, draft: Actual, bruno: User, monitor: User
) -> None:
    step(draft, Step.SUBMIT, bruno)
    other = report_actual(period=make_period(indicator, 1), cells=CELLS, by=bruno, version=0)
    draft.refresh_from_db()
    outcomes = take_step_with_many(
        chosen=[(draft, draft.version), (other, other.version)], step=Step.VERIFY, by=monitor
    )
    assert [outcome.error.code if outcome.error else "" for outcome in outcomes] == [
        "",
        "actual-step-not-open",
    ]
    draft.refresh_from_db()
    assert draft.status == "verified"


def test_a_deputy_does_not_verify_with_the_authors_own_authority(
    programme: Programme, someone: Callable[..., User], bruno: User, period: Period
) -> None:
    amina = someone(Role.DIRECTOR)
    words = Words(source="registers of the schools")
    own = report_actual(period=period, cells=CELLS, words=words, by=amina, version=0)
    step(own, Step.SUBMIT, amina)
    today = timezone.localdate()
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today)
    deputy = User.objects.get(pk=bruno.pk)
    for name in (Step.VERIFY, Step.RETURN):
        with pytest.raises(RuleBroken, match="deputy-verifies-for-author"):
            step(own, name, deputy, "Look again.")
    give(deputy, Role.MONITORING, programme)
    assert step(own, Step.VERIFY, User.objects.get(pk=bruno.pk)).status == "verified"


def test_after_a_verification_the_next_figure_is_one_click_away(
    client: Client, draft: Actual, monitor: User, indicator: Indicator, programme: Programme
) -> None:
    Actual.objects.update(status="submitted", submitted_at=timezone.now())
    following = make_actual(make_period(indicator, 1), status="submitted")
    own = make_actual(
        make_period(make_indicator(programme)), status="submitted", reported_by=monitor
    )
    client.force_login(monitor)

    def verify(actual: Actual) -> str:
        given = {"step": "verify", "version": actual.version}
        address = reverse("results:step", args=[programme.code, actual.pk])
        return client.post(address, given, follow=True).text

    there = reverse("results:actual", args=[programme.code, following.pk])
    assert f'<a href="{there}">Next to verify (1)</a>' in verify(draft)
    said = verify(following)
    assert "Next to verify" not in said
    assert reverse("results:actual", args=[programme.code, own.pk]) not in said
