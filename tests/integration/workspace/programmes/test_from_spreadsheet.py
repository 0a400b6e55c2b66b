"""A programme begins with the team's own spreadsheet: read, corrected, looked at, made."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.frameworks import (
    ARABIC,
    ENGLISH,
    FRENCH,
    LEVELED,
    SPANISH,
    make_framework,
)
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import PendingSpreadsheet, Programme
from jalon.workspace.results.models import Actual, Indicator, Result, Target


@pytest.fixture
def director(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.DIRECTOR, None)
    return user


@pytest.fixture
def signed_in(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def upload(client: Client, rows: list[list[Any]], language: str) -> PendingSpreadsheet:
    file = SimpleUploadedFile("marco.xlsx", make_framework(rows))
    address = reverse("programmes:upload-spreadsheet")
    response = client.post(address, {"file": file, "language": language})
    assert response.status_code == 302
    return PendingSpreadsheet.objects.get()


def answers(pending: PendingSpreadsheet, **changes: str) -> dict[str, str]:
    """Return the form as it is proposed, with the programme's facts."""
    given = {
        "code": "NEW-1",
        "title_en": "New programme",
        "start_date": "2025-01-01",
        "end_date": "2026-12-31",
        "time_zone": "America/Mexico_City",
        "first_month": "1",
        "cumulative": "",
    }
    for column in pending.layout["columns"]:
        prefix = f"c{column['position']}"
        for name in ("role", "period", "breakdown"):
            given[f"{prefix}-{name}"] = column[name]
    return {**given, **changes}


def send(client: Client, pending: PendingSpreadsheet, do: str, **changes: str) -> Any:
    address = reverse("programmes:from-spreadsheet", args=[pending.pk])
    return client.post(address, {**answers(pending, **changes), "do": do})


def test_from_upload_to_programme(signed_in: Client, director: User) -> None:
    bruno = make_user("Bruno")
    pending = upload(signed_in, SPANISH, "es")
    page = signed_in.get(reverse("programmes:from-spreadsheet", args=[pending.pk]))
    assert page.status_code == 200

    looked = send(signed_in, pending, "look")
    assert looked.status_code == 200
    assert "Menos niñas y niños trabajan" in looked.text
    assert "Nobody here is called Ministerio" in looked.text
    assert not Programme.objects.filter(code="NEW-1").exists()

    made = send(signed_in, pending, "make")
    assert made.status_code == 302, made.text
    programme = Programme.objects.get(code="NEW-1")
    assert programme.agreement.period_months == 12
    codes = list(Result.objects.in_order().values_list("level", "code"))
    assert sorted(codes) == [
        ("outcome", "1"),
        ("outcome", "2"),
        ("output", "1.1"),
        ("output", "1.2"),
        ("output", "2.1"),
    ]
    trained = Indicator.objects.get(code="1.1-1")
    assert trained.title == {"es": "Número de inspectores formados"}
    assert (trained.responsible, trained.baseline_year) == (bruno, 2024)
    targets = Target.objects.filter(period__indicator=trained).order_by("period__end_date")
    assert [(t.period.end_date, t.value) for t in targets] == [
        (date(2025, 12, 31), 100),
        (date(2026, 12, 31), trained_target()),
    ]
    actual = Actual.objects.get(period__indicator=trained)
    assert (actual.status, actual.cells.get().value) == ("draft", 45)
    assert Indicator.objects.get(code="1.2-1").measure == "yes-no"
    assert Indicator.objects.get(code="2.1-1").measure == "qualitative"
    begun = Event.objects.get(what="programmes.begun-with")
    assert begun.after["file"] == "marco.xlsx"
    assert not PendingSpreadsheet.objects.exists()


def test_a_column_of_levels_makes_the_tree(signed_in: Client, director: User) -> None:
    User.objects.filter(pk=director.pk).update(time_zone="America/Lima")
    pending = upload(signed_in, LEVELED, "es")
    assert [column["role"] for column in pending.layout["columns"]][:4] == [
        "level",
        "result_code",
        "result",
        "indicator",
    ]
    page = signed_in.get(reverse("programmes:from-spreadsheet", args=[pending.pk]))
    assert 'value="America/Lima" selected' in page.text
    made = send(signed_in, pending, "make")
    assert made.status_code == 302, made.text
    codes = Result.objects.in_order().values_list("level", "code", "parent__code")
    assert sorted(codes, key=lambda row: row[1]) == [
        ("outcome", "1", None),
        ("output", "1.1", "1"),
        ("outcome", "2", None),
        ("output", "2.1", "2"),
    ]
    places = Indicator.objects.order_by("code").values_list("code", "result__code")
    assert list(places) == [
        ("1-1", "1"),
        ("1.1-1", "1.1"),
        ("1.1-2", "1.1"),
        ("2-1", "2"),
        ("2.1-1", "2.1"),
    ]


def trained_target() -> Any:
    from decimal import Decimal

    return Decimal("1200.5")


@pytest.mark.parametrize(
    ("rows", "language", "indicators"), [(FRENCH, "fr", 1), (ARABIC, "ar", 1), (ENGLISH, "en", 1)]
)
def test_other_languages(
    signed_in: Client, rows: list[list[Any]], language: str, indicators: int
) -> None:
    pending = upload(signed_in, rows, language)
    made = send(signed_in, pending, "make")
    assert made.status_code == 302, re.findall(r'role="alert".*', made.text, re.DOTALL)
    assert Indicator.objects.count() == indicators
    assert Target.objects.exists()


def test_women_and_men_become_a_disaggregation(signed_in: Client) -> None:
    send(signed_in, upload(signed_in, FRENCH, "fr"), "make")
    actual = Actual.objects.get()
    cells = dict(actual.cells.values_list("breakdown", "value"))
    assert cells == {"": 1500, "sex:female": 700, "sex:male": 800}


def test_one_bad_cell_stops_all_and_says_where(signed_in: Client) -> None:
    rows = [*SPANISH[:4], [*SPANISH[4][:6], "casi todas", *SPANISH[4][7:]]]
    pending = upload(signed_in, rows, "es")
    refused = send(signed_in, pending, "make")
    assert refused.status_code == 422
    assert "casi todas is not a number" in refused.text
    assert not Programme.objects.exists()


def test_a_column_can_be_corrected(signed_in: Client) -> None:
    pending = upload(signed_in, ENGLISH, "en")
    looked = send(signed_in, pending, "look", **{"c6-role": "ignore"})
    assert "End of project" in looked.text
    again = signed_in.get(reverse("programmes:from-spreadsheet", args=[pending.pk]))
    assert again.context["columns"][5][1]["role"].value() == "ignore"
    twice = send(signed_in, pending, "look", **{"c6-role": "indicator"})
    assert twice.status_code == 422
    years = send(
        signed_in, pending, "look", **dict.fromkeys(["c5-role", "c6-role"], "baseline_year")
    )
    assert "to hold the same: year of the baseline." in years.text
    odd = send(signed_in, pending, "look", **{"c6-role": "target", "c6-period": "some day"})
    assert odd.status_code == 422


def test_a_taken_code_makes_nothing(signed_in: Client, programme: Programme) -> None:
    pending = upload(signed_in, ENGLISH, "en")
    refused = send(signed_in, pending, "make", code="MEX-87")
    assert refused.status_code == 422
    assert not Result.objects.exists()
    assert PendingSpreadsheet.objects.exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04nothing", b"\x00\x01" * 50])
def test_what_is_no_framework(signed_in: Client, content: bytes) -> None:
    for name in ("marco.xlsx", "marco.csv"):
        file = SimpleUploadedFile(name, content or b" ")
        address = reverse("programmes:upload-spreadsheet")
        response = signed_in.post(address, {"file": file, "language": "es"})
        assert response.status_code == 422


def test_csv_with_semicolons_of_an_old_program(signed_in: Client) -> None:
    text = "Resultado;Indicador;Línea de base;Meta 2025\nMás protección;Visitas;0;1.200,50\n"
    file = SimpleUploadedFile("marco.csv", text.encode("cp1252"))
    address = reverse("programmes:upload-spreadsheet")
    signed_in.post(address, {"file": file, "language": "es"})
    made = send(signed_in, PendingSpreadsheet.objects.get(), "make")
    assert made.status_code == 302
    assert Target.objects.get().value == trained_target()


def test_strangers(client: Client, bruno: User, signed_in: Client) -> None:
    pending = upload(signed_in, ENGLISH, "en")
    address = reverse("programmes:from-spreadsheet", args=[pending.pk])
    client.force_login(bruno)
    assert client.get(address).status_code == 403
    other = make_user("Other director")
    give(other, Role.DIRECTOR, None)
    client.force_login(other)
    assert client.get(address).status_code == 404
