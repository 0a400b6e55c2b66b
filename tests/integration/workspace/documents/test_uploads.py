"""A large file on a slow line arrives in pieces, and goes on after a break."""

import json
import threading
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories.papers import PDF, office, sent
from jalon.errors import RuleBroken
from jalon.workspace import daily
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.files import disk, quota
from jalon.workspace.documents.files.fields import StoredFileField
from jalon.workspace.documents.files.waiting import Waiting
from jalon.workspace.documents.models import StoredFile, Upload
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.documents.services.uploads import add_piece, forget_uploads, start_upload
from jalon.workspace.programmes.models import Programme


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


class Browser:
    """What the script of the page does, step by step."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def start(self, name: str = "report.pdf", size: int = len(PDF)) -> Any:
        return self.client.post(
            reverse("documents:start-upload"),
            json.dumps({"name": name, "size": size}),
            content_type="application/json",
        )

    def send(self, url: str, offset: object, piece: bytes) -> Any:
        return self.client.patch(
            url, piece, content_type="application/octet-stream", headers={"Upload-Offset": offset}
        )

    def finish(self, url: str) -> Any:
        return self.client.post(f"{url}finish/")


class FileForm(forms.Form):
    file = StoredFileField()


def test_a_file_arrives_in_pieces_and_is_stored_by_its_form(
    amina: User, programme: Programme, folder: Path
) -> None:
    browser = Browser(amina)
    started = browser.start()
    assert started.status_code == 201
    url = started.json()["url"]
    assert browser.send(url, 0, PDF[:20]).json()["offset"] == 20
    after_a_reload = browser.client.get(url)
    assert after_a_reload.json()["offset"] == 20
    assert browser.client.head(url).headers["Upload-Offset"] == "20"
    browser.send(url, 20, PDF[20:])
    done = browser.finish(url).json()

    form = FileForm({"file-sent": done["token"]}, {})
    assert form.is_valid(), form.errors
    stored = store_file(file=form.cleaned_data["file"], programme=programme, by=amina)
    assert (folder / stored.path).read_bytes() == PDF
    assert stored.media_type == "application/pdf"
    assert not Upload.objects.exists()
    assert not any((folder / "partial").iterdir())


def test_a_piece_at_the_wrong_place_is_refused_and_the_right_place_told(amina: User) -> None:
    browser = Browser(amina)
    url = browser.start().json()["url"]
    browser.send(url, 0, PDF[:20])
    for wrong in (0, 19, 21):
        response = browser.send(url, wrong, b"x")
        assert response.status_code == 409
        assert response.json()["offset"] == 20


@pytest.mark.parametrize("offset", ["", "x", "-"])
def test_a_piece_without_a_place_is_not_understood(offset: str, amina: User) -> None:
    browser = Browser(amina)
    response = browser.send(browser.start().json()["url"], offset, b"x")
    assert response.status_code == 400
    assert "Load the page anew" in response.json()["error"]


def test_another_persons_upload_is_not_there(amina: User, bruno: User) -> None:
    url = Browser(amina).start().json()["url"]
    other = Browser(bruno)
    assert other.client.get(url).status_code == 404
    assert other.send(url, 0, PDF).status_code == 404
    assert other.finish(url).status_code == 404
    assert other.client.delete(url).status_code == 404
    unknown = reverse("documents:upload", args=[uuid.uuid4()])
    assert other.client.get(unknown).status_code == 404
    assert Client().get(url).status_code == 302


def test_another_persons_word_for_an_upload_is_worth_nothing(
    amina: User, bruno: User, programme: Programme
) -> None:
    browser = Browser(amina)
    url = browser.start().json()["url"]
    browser.send(url, 0, PDF)
    form = FileForm({"file-sent": browser.finish(url).json()["token"]}, {})
    assert form.is_valid()
    with pytest.raises(RuleBroken, match="upload-gone"):
        store_file(file=form.cleaned_data["file"], programme=programme, by=bruno)


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("a.pdf", 0, "is empty"),
        ("a.pdf", 10**12, "is larger than"),
        ("a.exe", 10, "not of a type that is accepted"),
    ],
)
def test_what_would_be_refused_at_the_end_is_refused_at_the_start(
    name: str, size: int, words: str, amina: User
) -> None:
    response = Browser(amina).start(name, size)
    assert response.status_code == 422
    assert words in response.json()["error"]
    assert not Upload.objects.exists()


def test_what_has_arrived_is_looked_into_at_the_end(amina: User) -> None:
    browser = Browser(amina)
    bad = office("docx", {"word/vbaProject.bin": b"x"})
    url = browser.start("a.docx", len(bad)).json()["url"]
    browser.send(url, 0, bad)
    response = browser.finish(url)
    assert response.status_code == 422
    assert "macros" in response.json()["error"]


def test_more_than_was_announced_is_refused(amina: User) -> None:
    browser = Browser(amina)
    url = browser.start(size=10).json()["url"]
    assert browser.send(url, 0, b"x" * 11).status_code == 413
    assert browser.client.get(url).json()["offset"] == 0


def test_a_piece_that_is_too_long_is_refused(amina: User, settings: Settings) -> None:
    browser = Browser(amina)
    size = 8 * quota.LARGEST_CHUNK
    url = browser.start(size=size).json()["url"]
    assert browser.send(url, 0, b"x" * (quota.LARGEST_CHUNK + 1)).status_code == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert browser.send(url, 0, b"x" * 2000).status_code == 413


def test_an_upload_that_is_not_whole_cannot_be_finished(amina: User) -> None:
    browser = Browser(amina)
    url = browser.start().json()["url"]
    browser.send(url, 0, PDF[:10])
    assert browser.finish(url).status_code == 422


def test_a_piece_torn_by_a_power_cut_is_written_again(amina: User, folder: Path) -> None:
    upload = start_upload(name="a.pdf", size=len(PDF), by=amina)
    add_piece(upload_id=upload.pk, offset=0, piece=PDF[:10], by=amina)
    disk.write_piece(upload.pk, 10, b"torn, and not told to the database")
    add_piece(upload_id=upload.pk, offset=10, piece=PDF[10:], by=amina)
    assert disk.partial(upload.pk).read_bytes() == PDF


def test_only_so_many_at_once(amina: User, bruno: User) -> None:
    browser = Browser(amina)
    urls = [browser.start().json()["url"] for _ in range(quota.MOST_AT_ONCE)]
    assert "Too much is on its way" in browser.start().json()["error"]
    assert Browser(bruno).start().status_code == 201
    assert browser.client.delete(urls[0]).status_code == 204
    assert browser.start().status_code == 201


def test_an_upload_that_stands_still_gives_way(amina: User) -> None:
    browser = Browser(amina)
    for _ in range(quota.MOST_AT_ONCE):
        browser.start()
    still = Upload.objects.earliest("started_at")
    Upload.objects.filter(pk=still.pk).update(touched_at=timezone.now() - timedelta(hours=2))
    assert browser.start().status_code == 201
    assert not Upload.objects.filter(pk=still.pk).exists()
    assert browser.start().status_code == 422


@pytest.mark.parametrize("name", ["\ud800.pdf", "a\x00b.pdf", "\u202e.pdf", "x" * 10_000 + ".pdf"])
def test_names_that_are_tricks_are_made_safe(name: str, amina: User) -> None:
    response = Browser(amina).start(name)
    assert response.status_code in {201, 422}
    if response.status_code == 201:
        assert len(response.json()["name"]) <= 150


def test_only_so_much_at_once(amina: User, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1000
    browser = Browser(amina)
    for _ in range(quota.AT_ONCE):
        assert browser.start(size=1000).status_code == 201
    assert browser.start(size=1).status_code == 422


NONSENSE = [
    "",
    "[]",
    "{",
    '{"name": "a.pdf"}',
    '{"name": 1, "size": "x"}',
    '{"name": "a.pdf", "size": 1e999}',
    '{"name": "a.pdf", "size": NaN}',
    "[" * 200_000,
]


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_not_understood(body: str, amina: User) -> None:
    client = Browser(amina).client
    url = reverse("documents:start-upload")
    assert client.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("size", [0, -5])
def test_a_file_without_anything_in_it_is_refused_at_once(size: int, amina: User) -> None:
    client = Browser(amina).client
    body = json.dumps({"name": "a.pdf", "size": size})
    answer = client.post(reverse("documents:start-upload"), body, content_type="application/json")
    assert answer.status_code == 422
    assert not Upload.objects.exists()


def test_an_upload_that_nobody_goes_on_with_is_forgotten(amina: User, folder: Path) -> None:
    old = start_upload(name="a.pdf", size=9, by=amina)
    new = start_upload(name="b.pdf", size=9, by=amina)
    for upload in (old, new):
        add_piece(upload_id=upload.pk, offset=0, piece=b"x", by=amina)
    Upload.objects.filter(pk=old.pk).update(touched_at=timezone.now() - timedelta(days=4))
    assert daily.registered()["documents.forget-uploads"](date(2026, 1, 1)) == 1
    assert forget_uploads(date(2026, 1, 1)) == 0
    assert list(Upload.objects.all()) == [new]
    assert [path.name for path in (folder / "partial").iterdir()] == [new.pk.hex]


def test_bytes_that_no_row_names_are_swept_after_some_days(
    amina: User, programme: Programme, folder: Path
) -> None:
    import os

    kept = store_file(file=sent(), programme=programme, by=amina)
    stray = disk.folder("kept/aa") / ("a" * 64)
    young = disk.folder("kept/bb") / ("b" * 64)
    for path in (stray, young):
        path.write_bytes(b"x")
    for path in (stray, folder / kept.path):
        os.utime(path, (0, 0))
    forget_uploads(date(2026, 1, 1))
    assert not stray.exists()
    assert young.exists()
    assert (folder / kept.path).exists()


def test_a_form_takes_a_file_without_the_script_too(amina: User) -> None:
    assert FileForm({}, {"file": sent()}).is_valid()
    for files in ({}, {"file": sent("a.pdf", b"")}, {"file": sent("a.pdf", b"<html>")}):
        form = FileForm({}, files)
        assert not form.is_valid()
        assert form.errors["file"]
    assert not FileForm({"file-sent": "forged"}, {}).is_valid()


def test_a_form_that_is_refused_still_holds_the_upload(amina: User) -> None:
    waiting = Waiting(uuid.uuid4(), "<b>.pdf", 2048)
    html = FileForm({"file-sent": waiting.token()}, {})["file"].as_widget()
    assert waiting.token() in html
    assert "&lt;b&gt;.pdf" in html
    assert 'type="file"' in html
    assert "upload.js" in html


def test_a_form_that_comes_once_more_finds_its_file_stored(
    amina: User, bruno: User, programme: Programme
) -> None:
    browser = Browser(amina)
    url = browser.start().json()["url"]
    browser.send(url, 0, PDF)
    token = browser.finish(url).json()["token"]
    file = FileForm({"file-sent": token}, {})
    assert file.is_valid()
    first = store_file(file=file.cleaned_data["file"], programme=programme, by=amina)
    assert store_file(file=file.cleaned_data["file"], programme=programme, by=amina) == first
    with pytest.raises(RuleBroken, match="upload-gone"):
        store_file(file=file.cleaned_data["file"], programme=programme, by=bruno)


@pytest.mark.django_db(transaction=True)
def test_two_pieces_for_one_place_are_not_both_taken(amina: User) -> None:
    upload = start_upload(name="a.pdf", size=20, by=amina)
    answers: list[str] = []

    def send(byte: bytes) -> None:
        try:
            answers.append(attempt(byte))
        finally:
            connection.close()

    def attempt(byte: bytes) -> str:
        while True:
            try:
                add_piece(upload_id=upload.pk, offset=0, piece=byte * 10, by=amina)
            except RuleBroken as error:
                return error.code
            except OperationalError:  # SQLite in memory does not wait for its lock
                continue
            return "taken"

    threads = [threading.Thread(target=send, args=[byte]) for byte in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["taken", "upload-offset"]
    assert disk.partial(upload.pk).read_bytes() in {b"a" * 10, b"b" * 10}


def test_no_file_is_kept_of_an_upload_alone(amina: User) -> None:
    browser = Browser(amina)
    url = browser.start().json()["url"]
    browser.send(url, 0, PDF)
    browser.finish(url)
    assert not StoredFile.objects.exists()


def test_a_form_instead_of_a_word_about_the_file_is_told(client: Client, bruno: User) -> None:
    client.force_login(bruno)
    refused = client.post(reverse("documents:start-upload"), {"name": "a.pdf", "size": "9"})
    assert refused.status_code == 400
    assert not Upload.objects.exists()
