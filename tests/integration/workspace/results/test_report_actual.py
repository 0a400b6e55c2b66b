"""Reporting: drafts are always kept, cells add up, nobody writes over another's edit."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories.places import make_area, make_country
from factories.programmes import make_organisation
from factories.results import make_actual
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.results.models import Actual, Indicator, Period
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services.actuals import Words, report_actual


def of(value: str) -> Amount:
    return Amount(Decimal(value))


def cells_of(actual: Actual) -> dict[str, Decimal | None]:
    return dict(actual.cells.values_list("breakdown", "value"))


def test_cells_add_up_to_a_total_that_nobody_typed(bruno: User, period: Period) -> None:
    actual = report_actual(
        period=period, cells={"sex:female": of("3"), "sex:male": of("4")}, by=bruno, version=0
    )
    assert cells_of(actual) == {"": 7, "sex:female": 3, "sex:male": 4}
    assert actual.cells.get(breakdown="").computed
    event = Event.objects.get(what="results.actual-reported")
    assert event.after["total"] == "7"
    assert event.actor_id == bruno.pk


def test_a_typed_total_stands_and_an_empty_report_is_kept(bruno: User, period: Period) -> None:
    first = report_actual(period=period, cells={}, by=bruno, version=0)
    assert cells_of(first) == {"": None}
    again = report_actual(
        period=period, cells={"": of("9"), "sex:female": of("3")}, by=bruno, version=first.version
    )
    assert cells_of(again) == {"": 9, "sex:female": 3}
    assert not again.cells.get(breakdown="").computed


def test_only_what_changes_is_written_of_a_part(bruno: User, period: Period) -> None:
    actual = make_actual(period, {"": "0", "sex:female": "3", "sex:male": "4"})
    actual.cells.filter(breakdown="").update(computed=True)
    report_actual(period=period, cells={"sex:male": of("5")}, by=bruno, version=1, whole=False)
    assert cells_of(actual) == {"": 8, "sex:female": 3, "sex:male": 5}


def test_the_second_editor_is_told_who_was_first(amina: User, bruno: User, period: Period) -> None:
    actual = report_actual(period=period, cells={"": of("1")}, by=amina, version=0)
    with pytest.raises(RuleBroken, match="changed-meanwhile") as refused:
        report_actual(period=period, cells={"": of("2")}, by=bruno, version=0)
    assert refused.value.params["who"] == "Amina"
    report_actual(period=period, cells={"": of("2")}, by=bruno, version=actual.version)
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        report_actual(period=period, cells={"": of("3")}, by=amina, version=actual.version)


@pytest.mark.parametrize("status", ["submitted", "verified", "locked"])
def test_what_is_handed_in_cannot_be_changed(
    amina: User, bruno: User, period: Period, status: str
) -> None:
    verified = (
        {} if status == "submitted" else {"verified_by": amina, "verified_at": "2025-08-01T00:00Z"}
    )
    make_actual(period, {"": "5"}, status=status, **verified)
    with pytest.raises(RuleBroken, match=r"actual-(submitted|closed)"):
        report_actual(period=period, cells={"": of("2")}, by=bruno, version=1)


def test_saving_the_same_again_changes_nothing(bruno: User, period: Period) -> None:
    words = Words(narrative="As planned.")
    first = report_actual(period=period, cells={"": of("1")}, words=words, by=bruno, version=0)
    again = report_actual(
        period=period, cells={"": of("1")}, words=words, by=bruno, version=first.version
    )
    assert again.version == first.version
    assert Event.objects.filter(what="results.actual-reported").count() == 1


def test_strangers_may_not_report(carla: User, period: Period) -> None:
    with pytest.raises(PermissionDenied):
        report_actual(period=period, cells={"": of("1")}, by=carla, version=0)
    assert not Actual.objects.exists()


def test_a_partner_reports_what_is_theirs_alone(
    someone: Callable[..., User], indicator: Indicator, period: Period
) -> None:
    ours = make_organisation()
    partner = someone(Role.PARTNER, organisation=ours)
    with pytest.raises(PermissionDenied):
        report_actual(period=period, cells={"": of("1")}, by=partner, version=0)
    Indicator.objects.update(organisation=ours)
    report_actual(period=period, cells={"": of("1")}, by=partner, version=0)


def test_a_country_officer_reports_their_country_alone(
    someone: Callable[..., User], period: Period
) -> None:
    mexico = make_country("MEX")
    officer = someone(Role.OFFICER, country=mexico)
    report_actual(period=period, country=mexico, cells={"": of("1")}, by=officer, version=0)
    with pytest.raises(PermissionDenied):
        report_actual(period=period, cells={"": of("1")}, by=officer, version=0)


def test_places_of_other_programmes_are_refused(bruno: User, period: Period) -> None:
    morocco = make_country("MAR")
    with pytest.raises(RuleBroken, match="indicator-country-not-covered"):
        report_actual(period=period, country=morocco, cells={}, by=bruno, version=0)
    with pytest.raises(RuleBroken, match="area-of-another-country"):
        report_actual(
            period=period,
            country=make_country("MEX"),
            area=make_area(morocco),
            cells={},
            by=bruno,
            version=0,
        )


def test_cells_of_other_dimensions_are_refused(bruno: User, period: Period) -> None:
    with pytest.raises(RuleBroken, match="dimension-unknown"):
        report_actual(period=period, cells={"age:5-14": of("1")}, by=bruno, version=0)
