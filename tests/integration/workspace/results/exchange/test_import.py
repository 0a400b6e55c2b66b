"""A workbook comes back: what would change is shown, then all of it is written, or nothing."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.signing import Signer
from django.db.models import QuerySet
from django.utils import timezone

from factories.accounts import make_user
from factories.exchange import cell_of, filled
from factories.imports import DENOMINATOR, MEN, NUMERATOR, TOTAL, WOMEN, Matrix, bring
from factories.programmes import give
from factories.results import make_actual, make_dimension, make_indicator, make_period
from jalon.errors import BadInput, Problems, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.rows import row_id
from jalon.workspace.results.models import Actual, ActualCell, PendingImport, Period
from jalon.workspace.results.queries.filters import Filters
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.services import exchange
from jalon.workspace.results.services.actuals import report_actual
from jalon.workspace.results.services.exchange import seals
from jalon.workspace.results.services.submitting import submit_actuals


def effects(pending: PendingImport) -> list[tuple[str, str, str]]:
    return [(d["effect"], d["column"], d["wanted"]) for d in pending.differences]


def values(period: Period) -> dict[str, Decimal | None]:
    cells = ActualCell.objects.filter(actual__period=period)
    return dict(cells.values_list("breakdown", "value"))


def test_an_untouched_workbook_changes_nothing(
    matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(matrix, workbook, bruno)
    assert pending.differences == []
    assert pending.file_name == "matriz.xlsx"
    with pytest.raises(RuleBroken, match="import-empty"):
        exchange.confirm_import(pending_id=pending.pk, by=bruno)


def test_nothing_is_written_before_it_is_confirmed(
    matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, WOMEN, 25), (matrix.second, TOTAL, 7))
    assert effects(pending) == [("change", WOMEN, "25"), ("add", TOTAL, "7")]
    assert values(matrix.first)["sex:female"] == 20
    assert not written().exists()


def test_confirmed_it_is_written_with_one_event_an_actual_and_one_for_the_import(
    matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(
        matrix,
        workbook,
        bruno,
        (matrix.first, TOTAL, 55),
        (matrix.first, WOMEN, 25),
        (matrix.first, "narrative", "better now"),
        (matrix.second, WOMEN, 3),
        (matrix.second, MEN, 4),
        (matrix.half, NUMERATOR, 30),
        (matrix.half, DENOMINATOR, "120"),
        (matrix.half, "source", "registry"),
    )
    done = exchange.confirm_import(pending_id=pending.pk, by=bruno)
    assert done.written == {"cells": 8, "actuals": 3, "submitted": 0, "left_out": 0}
    assert values(matrix.first) == {"": 55, "sex:female": 25, "sex:male": 30}
    assert values(matrix.second) == {"": 7, "sex:female": 3, "sex:male": 4}
    assert values(matrix.half) == {"": 25}
    assert Actual.objects.get(period=matrix.first).narrative == "better now"
    assert Actual.objects.get(period=matrix.half).source == "registry"
    events = written().order_by("number")
    assert [event.what for event in events] == ["results.actual-reported"] * 3 + [
        "results.imported"
    ]
    assert events.last().after["sha256"] == pending.sha256  # type: ignore[union-attr]


def test_an_import_is_written_once(matrix: Matrix, workbook: bytes, bruno: User) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.second, TOTAL, 7))
    exchange.confirm_import(pending_id=pending.pk, by=bruno)
    with pytest.raises(RuleBroken, match="import-done"):
        exchange.confirm_import(pending_id=pending.pk, by=bruno)
    again = bring(matrix, workbook, bruno, (matrix.second, TOTAL, 7))
    assert again.differences == []


def report(period: Period, value: str, by: User) -> None:
    amount = Amount(Decimal(value))
    report_actual(period=period, cells={"": amount}, by=by, version=None, whole=False)


def test_a_conflict_keeps_the_database_unless_the_user_says_otherwise(
    matrix: Matrix, workbook: bytes, bruno: User, amina: User
) -> None:
    report(matrix.first, "52", amina)
    changes = [(matrix.first, TOTAL, 60), (matrix.second, TOTAL, 7)]
    pending = bring(matrix, workbook, bruno, *changes)
    assert [effect for effect, _c, _w in effects(pending)] == ["conflict", "add"]
    exchange.confirm_import(pending_id=pending.pk, by=bruno)
    assert values(matrix.first)[""] == 52
    assert values(matrix.second)[""] == 7

    again = bring(matrix, workbook, bruno, *changes)
    key = f"{matrix.row(matrix.first)} {TOTAL}"
    exchange.choose_mine(pending=again, shown=[key], mine=[key, "p1.c0.a0 made-up"])
    assert again.mine == [key]
    exchange.confirm_import(pending_id=again.pk, by=bruno)
    assert values(matrix.first)[""] == 60


def test_a_change_between_looking_and_confirming_stops_it(
    matrix: Matrix, workbook: bytes, bruno: User, amina: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60), (matrix.second, TOTAL, 7))
    report(matrix.first, "52", amina)
    with pytest.raises(RuleBroken, match="import-moved"):
        exchange.confirm_import(pending_id=pending.pk, by=bruno)
    assert values(matrix.first)[""] == 52
    assert not Actual.objects.filter(period=matrix.second).exists()
    assert exchange.look_again(pending=pending)
    assert [effect for effect, _c, _w in effects(pending)] == ["conflict", "add"]


def test_an_error_in_one_cell_stops_all(matrix: Matrix, workbook: bytes, bruno: User) -> None:
    pending = bring(
        matrix, workbook, bruno, (matrix.first, TOTAL, "about 60"), (matrix.second, TOTAL, 7)
    )
    with pytest.raises(RuleBroken, match="import-has-errors"):
        exchange.confirm_import(pending_id=pending.pk, by=bruno)
    assert not Actual.objects.filter(period=matrix.second).exists()


@pytest.mark.parametrize("status", ["submitted", "verified", "locked"])
def test_what_is_closed_is_left_out(
    matrix: Matrix, workbook: bytes, bruno: User, amina: User, status: str
) -> None:
    closed = {"status": status, "verified_by": amina, "verified_at": timezone.now()}
    Actual.objects.filter(period=matrix.first).update(**closed)
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    assert [(d["effect"], d["code"]) for d in pending.differences] == [("ignored", "cell-not-open")]


def test_submitting_from_the_workbook(matrix: Matrix, workbook: bytes, bruno: User) -> None:
    words = [(matrix.first, "source", "registry"), (matrix.first, "submit", "submit")]
    whole = [(matrix.first, TOTAL, 100), (matrix.first, WOMEN, 60), (matrix.first, MEN, 40)]
    pending = bring(matrix, workbook, bruno, *whole, *words)
    done = exchange.confirm_import(pending_id=pending.pk, by=bruno)
    assert done.written["submitted"] == 1
    assert Actual.objects.get(period=matrix.first).status == "submitted"


@pytest.mark.parametrize("rows", [2, 12])
def test_many_rows_are_submitted_in_the_same_number_of_queries(
    programme: Programme, bruno: User, django_assert_max_num_queries: Any, rows: int
) -> None:
    known = {"baseline_value": 0, "baseline_year": 2024}
    actuals = [
        make_actual(make_period(make_indicator(programme, **known)), {"": "5"}, source="register")
        for _row in range(rows)
    ]
    with django_assert_max_num_queries(20):
        errors = submit_actuals(keys=[actual.pk for actual in actuals], by=bruno)
    assert errors == {}
    assert set(Actual.objects.values_list("status", "version")) == {("submitted", 2)}
    events = Event.objects.filter(what="results.actual-submitted")
    assert [event.after for event in events] == [{"status": "submitted"}] * rows


def test_one_that_cannot_be_submitted_leaves_all_as_they_were(
    programme: Programme, bruno: User, carla: User
) -> None:
    indicator = make_indicator(programme, baseline_value=0, baseline_year=2024)
    ready = make_actual(make_period(indicator, 0), {"": "5"}, source="register")
    bare = make_actual(make_period(indicator, 1), {"": "5"})
    errors = submit_actuals(keys=[ready.pk, bare.pk], by=bruno)
    assert [*errors] == [bare.pk]
    assert set(Actual.objects.values_list("status", flat=True)) == {"draft"}
    with pytest.raises(PermissionDenied):
        submit_actuals(keys=[ready.pk], by=carla)
    assert not Event.objects.filter(what="results.actual-submitted").exists()


def test_what_stands_in_the_way_of_submitting_undoes_the_import(
    matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(
        matrix, workbook, bruno, (matrix.first, WOMEN, 1), (matrix.first, "submit", "submit")
    )
    with pytest.raises(Problems) as refusal:
        exchange.confirm_import(pending_id=pending.pk, by=bruno)
    first = refusal.value.problems[0]
    assert first.where == "1.1 · Whole programme · Jan 2025 – Jun 2025 · Total"
    assert values(matrix.first)["sex:female"] == 20


def test_people_who_may_not(matrix: Matrix, workbook: bytes, carla: User) -> None:
    evaluator = make_user()
    give(evaluator, Role.EVALUATOR, matrix.programme)
    for person in (carla, evaluator):
        with pytest.raises(PermissionDenied):
            bring(matrix, workbook, person, (matrix.first, TOTAL, 60))
    with pytest.raises(PermissionDenied):
        exchange.export_workbook(programme=matrix.programme, by=carla)


def test_somebody_elses_import_is_not_found(
    matrix: Matrix, workbook: bytes, bruno: User, amina: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    with pytest.raises(PendingImport.DoesNotExist):
        exchange.confirm_import(pending_id=pending.pk, by=amina)


def test_a_workbook_that_another_site_has_sealed(
    matrix: Matrix, workbook: bytes, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = seals._SIGNER
    monkeypatch.setattr(seals, "_SIGNER", Signer(key="another site", salt=ours.salt))
    with pytest.raises(BadInput, match="workbook-seal-broken"):
        bring(matrix, workbook, bruno)


def test_a_workbook_sealed_with_an_earlier_key_of_this_site(
    matrix: Matrix, workbook: bytes, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = seals._SIGNER
    renewed = Signer(key="new", fallback_keys=[ours.key], salt=ours.salt)
    monkeypatch.setattr(seals, "_SIGNER", renewed)
    assert bring(matrix, workbook, bruno).differences == []


def test_imports_that_nobody_confirms_are_forgotten(
    matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    waiting = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    done = bring(matrix, workbook, bruno, (matrix.second, TOTAL, 7))
    exchange.confirm_import(pending_id=done.pk, by=bruno)
    long_ago = timezone.now() - timedelta(days=30)
    PendingImport.objects.update(at=long_ago, expires_at=long_ago + timedelta(days=2))
    with pytest.raises(RuleBroken, match="import-expired"):
        exchange.confirm_import(pending_id=waiting.pk, by=bruno)
    assert exchange.forget_expired(timezone.localdate()) == 1
    done.refresh_from_db()
    assert done.differences == []
    assert not PendingImport.objects.filter(pk=waiting.pk).exists()


def test_targets_are_locked_whoever_one_is(
    matrix: Matrix, workbook: bytes, bruno: User, amina: User
) -> None:
    """A target is a promise: it changes one by one, with its reason, so no workbook carries it."""
    sheet = openpyxl.load_workbook(BytesIO(workbook))["Matrix"]
    assert sheet.protection.sheet
    assert cell_of(sheet, matrix.row(matrix.first), "fact:target").protection.locked
    for person in (bruno, amina):
        content = exchange.export_workbook(programme=matrix.programme, by=person)
        pending = bring(matrix, content, person, (matrix.first, "fact:target", 130))
        found = [(d["effect"], d["code"]) for d in pending.differences]
        assert found == [("ignored", "target-not-imported")]
        with pytest.raises(RuleBroken, match="import-empty"):
            exchange.confirm_import(pending_id=pending.pk, by=person)
    assert matrix.first.targets.get().value == 100


@pytest.mark.parametrize("by", ["", "all", "sex", "age"])
def test_every_open_cell_of_a_crossed_indicator_comes_back(
    programme: Programme, bruno: User, by: str
) -> None:
    axes = (make_dimension(programme), make_dimension(programme, "age", "child adult"))
    indicator = make_indicator(programme, dimensions=axes, crossed=True)
    row = row_id(make_period(indicator).pk, ())
    content = exchange.export_workbook(programme=programme, by=bruno, filters=Filters(by=by))
    keys = next(openpyxl.load_workbook(BytesIO(content))["Matrix"].iter_rows(values_only=True))
    cells = [str(key) for key in keys if str(key).startswith("actual/")]
    assert len(cells) == (5 if by else 1)
    typed = [(row, key, 1) for key in cells]
    pending = exchange.preview_import(
        programme=programme,
        content=filled(content, *typed, sheet="Matrix"),
        file_name="m.xlsx",
        by=bruno,
    )
    assert {d["effect"] for d in pending.differences} == {"add"}


def written() -> QuerySet[Event]:
    """Return what was recorded of figures, but for the copy that was taken to be filled in."""
    return Event.objects.filter(what__startswith="results.").exclude(what="results.exported")
