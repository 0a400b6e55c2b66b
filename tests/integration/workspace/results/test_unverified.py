"""A total says how many of its figures nobody has verified; a donor's page holds none of them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from factories.places import make_country
from factories.results import make_actual, make_period
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role, TokenScope
from jalon.workspace.accounts.services.tokens import make_token
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Period
from jalon.workspace.results.services.exchange import export_workbook

SAID = "2 not verified"


@pytest.fixture
def three(programme: Programme, period: Period, indicator: Indicator, amina: User) -> Indicator:
    """Seventy are verified; twenty are a draft, and ten of the next period are submitted."""
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    Indicator.objects.update(reported_for="country")
    sure = {"verified_by": amina, "verified_at": "2025-08-01T00:00Z"}
    make_actual(period, {"": "70"}, country=mexico, status="verified", **sure)
    make_actual(period, {"": "20"}, country=guatemala)
    make_actual(make_period(indicator, 1), {"": "10"}, country=mexico, status="submitted")
    return indicator


def pages(indicator: Indicator) -> list[str]:
    code = indicator.programme.code
    return [
        reverse("results:tree", args=[code]),
        reverse("results:result", args=[code, indicator.result_id]),
        reverse("results:indicator", args=[code, indicator.pk]),
        reverse("results:matrix", args=[code]),
    ]


def test_pages_say_how_many_are_not_verified(client: Client, bruno: User, three: Indicator) -> None:
    client.force_login(bruno)
    for address in pages(three):
        text = client.get(address).text
        assert SAID in text, address
        assert ">100" in text, address
    assert "1 not verified" in client.get(pages(three)[2]).text  # beside the period, too


def test_once_all_are_verified_nothing_is_said(
    client: Client, bruno: User, amina: User, three: Indicator
) -> None:
    for period in three.periods.all():
        period.actuals.update(status="verified", verified_by=amina, verified_at="2025-08-01T00:00Z")
    client.force_login(bruno)
    for address in pages(three):
        assert "not verified" not in client.get(address).text, address


def test_the_donor_reads_totals_of_verified_figures_alone(
    client: Client, someone: Callable[..., User], three: Indicator
) -> None:
    client.force_login(someone(Role.DONOR))
    for address in pages(three):
        text = client.get(address).text
        assert "not verified" not in text, address
        assert ">70" in text, address


def lines_of(content: bytes) -> list[Any]:
    return [*openpyxl.load_workbook(BytesIO(content))["Totals"].values]


def test_the_workbook_has_the_same_totals(
    programme: Programme, bruno: User, three: Indicator
) -> None:
    groups, heads, line = lines_of(export_workbook(programme=programme, by=bruno))
    assert groups[4] == "All periods"
    assert heads[4:7] == ("Figure", "Target", "Not verified")
    assert line[:1] + line[4:7] == ("1.1-1", 100, 100, 2)
    assert line[9:12] == (90, 100, 1)
    assert line[12:15] == (10, None, 1)


def test_the_api_counts_them_and_can_leave_them_out(
    client: Client, bruno: User, someone: Callable[..., User], three: Indicator
) -> None:
    def life(user: User, query: str = "") -> tuple[str, int]:
        _token, raw = make_token(name="a program", scopes=[TokenScope.READ], days=30, by=user)
        address = f"/api/v1/programmes/{three.programme.code}/matrix{query}"
        found = client.get(address, headers={"Authorization": f"Bearer {raw}"}).json()
        (row,) = found["rows"]
        return row["life"]["actual"], row["life"]["unverified"]

    assert life(bruno) == ("100.0000", 2)
    assert life(bruno, "?verified=true") == ("70.0000", 0)
    assert life(someone(Role.DONOR)) == ("70.0000", 0)
