"""The cells that cannot be read may be left out, if somebody says so; the rest goes in whole."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from factories.exchange import edited
from factories.imports import DENOMINATOR, MEN, NUMERATOR, TOTAL, WOMEN, Matrix, bring
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.results.models import Actual, ActualCell, PendingImport, Period
from jalon.workspace.results.services import exchange


def values(period: Period) -> dict[str, Any]:
    cells = ActualCell.objects.filter(actual__period=period)
    return dict(cells.values_list("breakdown", "value"))


@pytest.fixture
def faulty(matrix: Matrix, workbook: bytes, bruno: User) -> PendingImport:
    return bring(
        matrix,
        workbook,
        bruno,
        (matrix.first, WOMEN, "about 25"),
        (matrix.first, MEN, 31),
        (matrix.first, "submit", "submit"),
        (matrix.second, TOTAL, 7),
        (matrix.half, NUMERATOR, 30),
        (matrix.half, DENOMINATOR, "many"),
    )


def test_without_the_choice_nothing_is_written(faulty: PendingImport, bruno: User) -> None:
    with pytest.raises(RuleBroken, match="import-has-errors"):
        exchange.confirm_import(pending_id=faulty.pk, by=bruno)


def test_the_rest_is_written_without_what_hangs_on_a_faulty_cell(
    faulty: PendingImport, matrix: Matrix, bruno: User
) -> None:
    done = exchange.confirm_import(pending_id=faulty.pk, by=bruno, leave_out=True)
    assert done.written == {"cells": 2, "actuals": 2, "submitted": 0, "left_out": 4}
    assert values(matrix.first) == {"": 50, "sex:female": 20, "sex:male": 31}
    assert values(matrix.second) == {"": 7}
    assert Actual.objects.get(period=matrix.first).status == "draft"
    assert not Actual.objects.filter(period=matrix.half).exists()
    left = {d["column"]: d["code"] for d in done.differences if d["effect"] in {"error", "ignored"}}
    assert left[NUMERATOR] == left["submit"] == "cell-beside-error"


def test_the_rest_is_still_all_or_nothing(
    faulty: PendingImport, matrix: Matrix, bruno: User
) -> None:
    Actual.objects.filter(period=matrix.first).update(status="submitted")
    with pytest.raises(RuleBroken, match="import-moved"):
        exchange.confirm_import(pending_id=faulty.pk, by=bruno, leave_out=True)
    assert values(matrix.second) == {}


def test_merged_cells_are_mended_first(matrix: Matrix, workbook: bytes, bruno: User) -> None:
    def merge(book: Any) -> None:
        book["Matrix"].merge_cells("M4:M5")

    pending = bring(matrix, edited(workbook, merge), bruno, (matrix.second, TOTAL, 7))
    assert [d["code"] for d in pending.differences if d["effect"] == "error"] == ["merged-cells"]
    with pytest.raises(RuleBroken, match="import-not-in-part"):
        exchange.confirm_import(pending_id=pending.pk, by=bruno, leave_out=True)


def test_the_page_offers_it_beside_mending_and_lists_what_stays_out(
    client: Client, faulty: PendingImport, matrix: Matrix, bruno: User
) -> None:
    client.force_login(bruno)
    address = reverse("results:import", args=["MEX-87", faulty.pk])
    page = client.get(address).text
    assert "Upload the mended workbook" in page
    assert "Write 2 cells without the others" in page
    assert "about 25" in page
    listed = reverse("results:left-out", args=["MEX-87", faulty.pk])
    before = lines_of(client.get(listed).content)
    decide = reverse("results:decide-import", args=["MEX-87", faulty.pk])
    done = client.post(decide, {"do": "rest"}, follow=True).text
    assert "2 cells were written" in done
    assert "4 cells were left out" in done
    after = lines_of(client.get(listed).content)
    assert before == after
    assert sorted(line[7] for line in after) == ["30", "about 25", "many", "submit"]
    assert all(line[1] in {"1.1", "1.2"} and line[9] for line in after)


def lines_of(content: bytes) -> list[tuple[str, ...]]:
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(min_row=4, values_only=True)
    return [tuple(str(value or "") for value in row) for row in rows]
