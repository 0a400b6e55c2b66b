"""Every way in takes out what turns text round: forms, addresses, the API, files."""

import json
from pathlib import Path

import openpyxl
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from jalon.workspace.accounts.models import User
from jalon.workspace.config.api import api
from jalon.workspace.config.guards import straighten_forms
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.texts.reading import paragraphs_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.spreadsheets.books import open_book
from jalon.workspace.spreadsheets.delimited import read_csv
from jalon.workspace.standards.rules.reading import _lines

TURNED, STRAIGHT = "Minutes \u202egnp.exe", "Minutes gnp.exe"


def test_a_title_is_kept_straight(client: Client, programme: Programme, bruno: User) -> None:
    client.force_login(bruno)
    page = reverse("documents:start-loose", args=[programme.code])
    sent = {"kind": "other", "language": "en", "title_en": TURNED, "title_ar": TURNED}
    assert client.post(page, sent).status_code == 302
    assert set(Document.objects.get().title.values()) == {STRAIGHT}


def test_forms_and_addresses_are_straight_before_any_page_sees_them(rf: RequestFactory) -> None:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append([request.GET.getlist("q"), request.POST.getlist("name"), request.POST["n"]])
        return HttpResponse()

    query = {"q": [TURNED, "b"]}
    sent = {"name": ["a", TURNED], "n": "1"}
    straighten_forms(page)(rf.post("/", sent, query_params=query))
    assert seen == [[[STRAIGHT, "b"], ["a", STRAIGHT], "1"]]


def test_programs_write_straight_texts(rf: RequestFactory) -> None:
    request = rf.post("/", json.dumps({"narrative": TURNED}), content_type="application/json")
    assert api.parser.parse_body(request) == {"narrative": STRAIGHT}


@pytest.mark.parametrize("ending", ["xlsx", "csv", "txt", "catalogue"])
def test_files_are_read_straight(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"file.{ending}"
    path.write_text(f"{TURNED},b\n", encoding="utf-8")
    if ending == "xlsx":
        book = openpyxl.Workbook()
        book.active.append([TURNED, "b"])
        book.save(path)
        found = open_book(path.read_bytes()).sheet("Sheet").rows[0].cells[0].text
    elif ending == "csv":
        found = read_csv(path.read_bytes()).rows[0].cells[0].text
    elif ending == "txt":
        [line] = paragraphs_of(path, "text/plain")
        found = line.partition(",")[0]
    else:
        [(_number, [found, _b])] = _lines("file", path.read_text(encoding="utf-8"))
    assert found == STRAIGHT
