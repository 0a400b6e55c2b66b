"""A file is kept under its own hash, looked into and scanned, and handed to few."""

import hashlib
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories.accounts import make_user
from factories.documents import make_loose_document
from factories.papers import PDF, make_file, office, sent
from jalon.errors import BadInput, RuleBroken
from jalon.messages import explain
from jalon.workspace import daily
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.files import quota, readers
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.documents.services.uploads import forget_uploads
from jalon.workspace.documents.services.versions import keep_version
from jalon.workspace.programmes.models import Programme


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def files_in(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_content_is_kept_once_and_named_as_often_as_it_is_sent(
    amina: User, bruno: User, programme: Programme, folder: Path
) -> None:
    first = make_file(amina, programme, name="a/../Informe\u202e.pdf")
    second = make_file(bruno, programme, name="other.pdf")
    digest = hashlib.sha256(PDF).hexdigest()
    assert files_in(folder) == [f"kept/{digest[:2]}/{digest}"]
    assert (folder / first.path).read_bytes() == PDF
    assert first.path == second.path
    assert first.original_name == "Informe.pdf"
    assert (first.size, first.media_type) == (len(PDF), "application/pdf")
    assert (folder / first.path).stat().st_mode & 0o077 == 0
    event = Event.objects.filter(what="documents.file-stored").earliest("number")
    assert event.after["sha256"] == digest
    assert event.personal.after == {"original_name": "Informe.pdf"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "upload-empty"),
        ("a.pdf", b"<html>", "file-web-page"),
        ("a.docx", office("docx", {"word/vbaProject.bin": b"x"}), "file-macros"),
        ("a.pdf", PDF + b" " * 3000, "file-too-large"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    name: str,
    content: bytes,
    code: str,
    amina: User,
    programme: Programme,
    folder: Path,
    settings: Settings,
) -> None:
    settings.UPLOAD_LIMIT = 2048
    with pytest.raises(BadInput) as caught:
        make_file(amina, programme, name=name, content=content)
    assert caught.value.code == code
    assert name in explain(caught.value)
    assert files_in(folder) == []
    assert not StoredFile.objects.exists()


def test_someone_of_another_programme_cannot_put_a_file_here(
    carla: User, programme: Programme, folder: Path
) -> None:
    with pytest.raises(PermissionDenied):
        make_file(carla, programme)
    assert not folder.exists()


def test_a_day_has_an_end(amina: User, programme: Programme, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = len(PDF)
    for _ in range(quota.IN_A_DAY):
        make_file(amina, programme)
    with pytest.raises(RuleBroken, match="uploads-enough-today"):
        make_file(amina, programme)


def scanner(code: int) -> str:
    return f"{sys.executable} -c \"import sys; open(sys.argv[1], 'rb'); sys.exit({code})\""


def test_without_a_scanner_the_file_says_so(amina: User, programme: Programme) -> None:
    stored = make_file(amina, programme)
    assert stored.get_scan_display() == "not scanned for viruses"
    assert stored.scanned_at is None


def test_a_scanner_that_finds_nothing_is_noted(
    amina: User, programme: Programme, settings: Settings
) -> None:
    settings.VIRUS_SCAN_COMMAND = scanner(0)
    stored = make_file(amina, programme)
    assert stored.scan == StoredFile.Scan.CLEAN
    assert stored.scanned_at is not None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (scanner(1), "file-infected"),
        (scanner(2), "file-scan-failed"),
        ("/no/such/scanner", "file-scan-failed"),
    ],
)
def test_a_scanner_that_finds_something_or_fails_keeps_the_file_out(
    command: str,
    code: str,
    amina: User,
    programme: Programme,
    settings: Settings,
    folder: Path,
) -> None:
    settings.VIRUS_SCAN_COMMAND = command
    with pytest.raises(BadInput, match=code):
        make_file(amina, programme)
    assert files_in(folder) == []


def test_a_scanner_that_hangs_is_not_waited_for(
    amina: User,
    programme: Programme,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jalon.workspace.documents.files.scan.PATIENCE", 0.2)
    settings.VIRUS_SCAN_COMMAND = f'{sys.executable} -c "import time; time.sleep(30)"'
    with pytest.raises(BadInput, match="file-scan-failed"):
        make_file(amina, programme)


def test_who_sent_a_file_can_open_it_as_something_to_save(
    client: Client, amina: User, programme: Programme
) -> None:
    stored = make_file(amina, programme, name='Año "2".pdf')
    client.force_login(amina)
    response = client.get(reverse("documents:file", args=[stored.pk]))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''A%C3%B1o"
    )
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Length"] == str(len(PDF))
    taken = Event.objects.get(what="documents.file-taken")
    assert (taken.actor_id, taken.target_id) == (amina.pk, str(stored.pk))
    assert taken.programme_id == programme.pk


def test_nobody_else_learns_that_a_file_is_there(
    client: Client, amina: User, bruno: User, carla: User, programme: Programme
) -> None:
    url = reverse("documents:file", args=[make_file(amina, programme).pk])
    assert client.get(url).status_code == 302
    for other in (bruno, carla):
        client.force_login(other)
        assert client.get(url).status_code == 404
    assert client.get(reverse("documents:file", args=[999_999])).status_code == 404


def test_who_has_left_the_programme_cannot_open_what_they_sent(
    client: Client, amina: User, programme: Programme
) -> None:
    stored = make_file(amina, programme)
    amina.grants.all().delete()
    client.force_login(amina)
    assert client.get(reverse("documents:file", args=[stored.pk])).status_code == 404


def test_an_app_lets_its_readers_in(
    client: Client,
    amina: User,
    bruno: User,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored, hidden = make_file(amina, programme), make_file(amina, programme)
    monkeypatch.setattr(readers, "_READERS", {})
    readers.register("test", lambda user, _ids: {stored.pk} if user == bruno else set())
    assert readers.readable(bruno, {stored.pk, hidden.pk}) == {stored.pk}
    assert readers.readable(bruno, {hidden.pk}) == set()
    client.force_login(bruno)
    response = client.get(reverse("documents:file", args=[stored.pk]))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]


def test_bytes_that_are_gone_are_not_found(
    client: Client, amina: User, programme: Programme, folder: Path
) -> None:
    stored = make_file(amina, programme)
    (folder / stored.path).unlink()
    client.force_login(amina)
    assert client.get(reverse("documents:file", args=[stored.pk])).status_code == 404


def test_a_file_for_no_programme_needs_no_grant(db: None) -> None:
    stored = store_file(file=sent(), programme=None, by=make_user())
    assert stored.programme is None


def test_a_file_that_nothing_holds_is_forgotten_and_one_that_is_held_is_not(
    amina: User, programme: Programme, folder: Path
) -> None:
    held, loose, young = (make_file(amina, programme, content=PDF + b"%d" % n) for n in range(3))
    text = make_loose_document(amina, programme)
    keep_version(document_id=text.pk, version=text.version, file=held, by=amina)
    old = timezone.now() - timedelta(days=4)
    StoredFile.objects.filter(pk__in=[held.pk, loose.pk]).update(at=old)
    assert daily.registered()["documents.forget-files"](timezone.localdate()) == 1
    assert set(StoredFile.objects.all()) == {held, young}
    for path in (held.path, loose.path, young.path):
        os.utime(folder / path, (0, 0))
    forget_uploads(timezone.localdate())
    assert files_in(folder) == sorted([held.path, young.path])
