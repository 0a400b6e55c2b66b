"""Pages of the round trip: download, upload, look, decide, write; and who may not."""

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories.accounts import make_user
from factories.exchange import cell_of, filled
from factories.imports import TOTAL, WOMEN, Matrix, bring
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.results.models import ActualCell, PendingImport
from jalon.workspace.results.services.exchange import export_workbook


@pytest.fixture
def signed_in(client: Client, bruno: User) -> Client:
    client.force_login(bruno)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"results:{name}", args=["MEX-87", *args])


def upload(client: Client, content: bytes, name: str = "matriz.xlsx") -> Any:
    return client.post(url("upload-workbook"), {"file": SimpleUploadedFile(name, content)})


def test_the_round_trip(signed_in: Client, matrix: Matrix) -> None:
    assert signed_in.get(url("workbook")).status_code == 200
    download = signed_in.get(url("download-workbook"))
    assert download["Content-Type"].endswith("spreadsheetml.sheet")
    assert re.fullmatch(
        r'attachment; filename="MEX-87-[0-9-]{10}\.xlsx"', download["Content-Disposition"]
    )
    row = matrix.row(matrix.first)
    content = filled(download.content, (row, TOTAL, 61), (row, WOMEN, "1.234"), sheet="Matrix")
    uploaded = upload(signed_in, content)
    assert uploaded.status_code == 302
    page = signed_in.get(uploaded.url)
    assert "1.1" in page.text
    assert "Total" in page.text
    assert "Write" in page.text

    pending = PendingImport.objects.get()
    done = signed_in.post(url("decide-import", pending.pk), {"do": "confirm"}, follow=True)
    assert "2 cells were written" in done.text
    values = dict(ActualCell.objects.values_list("breakdown", "value"))
    assert values[""] == 61
    again = signed_in.post(url("decide-import", pending.pk), {"do": "confirm"})
    assert again.status_code == 422


def test_a_conflict_is_decided_on_the_page(
    signed_in: Client, matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    ActualCell.objects.filter(breakdown="").update(value=52)
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    page = signed_in.get(url("import", pending.pk))
    assert "take the one in my file" in page.text
    refused = signed_in.post(url("decide-import", pending.pk), {"do": "confirm"})
    assert refused.status_code == 422
    key = f"{matrix.row(matrix.first)} {TOTAL}"
    chosen = signed_in.post(url("decide-import", pending.pk), {"shown": key, "mine": key})
    assert "checked" in signed_in.get(chosen["Location"]).text
    kept = {"shown": key, "mine": key, "do": "confirm"}
    assert signed_in.post(url("decide-import", pending.pk), kept).status_code == 302
    assert ActualCell.objects.get(breakdown="").value == 60


def test_what_moved_meanwhile_is_shown_anew(
    signed_in: Client, matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    ActualCell.objects.filter(breakdown="").update(value=52)
    stopped = signed_in.post(url("decide-import", pending.pk), {"do": "confirm"})
    assert stopped.status_code == 422
    assert "Somebody has changed figures since you looked" in stopped.text
    assert "take the one in my file" in stopped.text
    assert ActualCell.objects.get(breakdown="").value == 52


def test_errors_are_named_and_nothing_can_be_written(
    signed_in: Client, matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, "=1+1"))
    page = signed_in.get(url("import", pending.pk))
    assert "Copy it and paste it as a value" in page.text
    assert re.search(r"Matrix, [A-Z]+\d+", page.text)
    assert 'value="confirm"' not in page.text


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook(signed_in: Client, matrix: Matrix, content: bytes) -> None:
    refused = upload(signed_in, content)
    assert refused.status_code == 422
    assert "save" in refused.text.lower()
    assert signed_in.post(url("upload-workbook"), {}).status_code == 422


def test_the_pages_cost_few_queries_whatever_the_size(
    signed_in: Client,
    matrix: Matrix,
    workbook: bytes,
    bruno: User,
    django_assert_max_num_queries: Any,
) -> None:
    changes = [(matrix.first, TOTAL, 60), (matrix.second, TOTAL, 7), (matrix.second, WOMEN, "x")]
    pending = bring(matrix, workbook, bruno, *changes)
    for address in (url("workbook"), url("import", pending.pk)):
        with django_assert_max_num_queries(12):
            assert signed_in.get(address).status_code == 200


def test_text_is_shown_as_text(
    signed_in: Client, matrix: Matrix, workbook: bytes, bruno: User
) -> None:
    evil = "<script>alert(1)</script>"
    pending = bring(matrix, workbook, bruno, (matrix.first, "narrative", evil))
    assert evil not in signed_in.get(url("import", pending.pk)).text


def test_narrowed_by_filters(signed_in: Client, matrix: Matrix) -> None:
    address = url("download-workbook")
    narrowed = signed_in.get(address, {"result": matrix.share.result_id, "by": ""})
    sheet = openpyxl.load_workbook(BytesIO(narrowed.content))["Matrix"]
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["1.2"]
    for odd in ({"result": "x"}, {"country": "999999"}, {"by": "nonsense"}, {"responsible": "y"}):
        assert signed_in.get(address, odd).status_code == 200


def test_who_may_not(
    client: Client, matrix: Matrix, workbook: bytes, bruno: User, amina: User, carla: User
) -> None:
    pending = bring(matrix, workbook, bruno, (matrix.first, TOTAL, 60))
    donor = make_user()
    give(donor, Role.DONOR, matrix.programme)
    addresses = [url("workbook"), url("download-workbook"), url("import", pending.pk)]
    for person, codes in ((carla, {404}), (donor, {403, 404}), (amina, {200, 404})):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == codes
    client.force_login(carla)
    assert upload(client, workbook).status_code == 404
    client.force_login(donor)
    assert upload(client, workbook).status_code == 403
    client.force_login(amina)
    assert client.post(url("discard-import", pending.pk)).status_code == 404
    client.force_login(bruno)
    assert client.post(url("discard-import", pending.pk)).status_code == 302
    assert not PendingImport.objects.exists()


@pytest.mark.parametrize(
    ("language", "right_to_left"), [("es", False), ("fr", False), ("ar", True)]
)
def test_the_workbook_speaks_the_language_of_its_reader(
    bruno: User, matrix: Matrix, language: str, right_to_left: bool
) -> None:
    with translation.override(language):
        content = export_workbook(programme=matrix.programme, by=bruno)
        names = [translation.gettext(name) for name in ("Instructions", "Matrix")]
        step = translation.gettext("Fill in the yellow cells. Grey cells explain, or are closed.")
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames[:2] == [name.replace("'", " ") for name in names]
    assert names[0] != "Instructions"
    instructions, sheet = book.worksheets[:2]
    assert step in [row[1] for row in instructions.values]
    assert not step.startswith("Fill")
    assert bool(sheet.sheet_view.rightToLeft) is right_to_left
    typed = cell_of(sheet, matrix.row(matrix.first), TOTAL)
    assert typed.number_format == "#,##0"  # each Excel shows it with its own signs
    assert (typed.protection.locked, sheet.protection.sheet) == (False, True)
    taken = Event.objects.get(what="results.exported")
    assert (taken.actor_id, taken.programme_id) == (bruno.pk, matrix.programme.pk)
