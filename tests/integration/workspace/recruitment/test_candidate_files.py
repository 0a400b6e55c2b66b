"""Files of an application: added, sent back to their owner alone, refused."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factories.recruitment import (
    make_application,
    make_candidate,
    submit,
)
from integration.workspace.recruitment.candidates import PDF, add, url
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.recruitment.models import (
    Call,
)

pytestmark = pytest.mark.django_db


def test_files_are_added_read_again_and_removed(
    own: Client, call: Call, dalia: User, client: Client
) -> None:
    application = make_application(call, dalia)
    assert add(own, application, "cv.pdf", "cv", PDF).status_code == 302
    row = application.files.get()
    answer = own.get(url("file", application, row.pk))
    assert b"".join(answer.streaming_content) == PDF
    other = Client()
    other.force_login(make_candidate())
    assert other.get(url("file", application, row.pk)).status_code == 404
    application.refresh_from_db()
    content = submit(application).content
    assert [(each["kind"], each["name"]) for each in content["files"]] == [("cv", "cv.pdf")]
    own.post(url("files", application), {"remove": row.pk})
    row.refresh_from_db()
    assert row.removed_at is not None, "what was handed in keeps it"
    assert own.get(url("file", application, row.pk)).status_code == 404


def test_hostile_and_surplus_files_are_refused(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    assert add(own, application, "cv.pdf", "cv", b"MZ\x90\x00 a program").status_code == 422
    assert add(own, application, "cv.html", "cv", b"<html><script>").status_code == 422
    assert add(own, application, "cv.pdf", "cv", b"").status_code == 422
    assert add(own, application, "big.txt", "cv", b"x" * (10 * 1024 * 1024 + 1)).status_code == 422
    assert add(own, application, "one.pdf", "cv", PDF).status_code == 302
    second = add(own, application, "two.pdf", "cv", PDF)
    assert second.status_code == 422
    assert "Remove one first" in second.text
    assert application.files.count() == 1


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCANNER = "import sys; sys.exit(b'EICAR-STANDARD' in open(sys.argv[-1], 'rb').read())"


def test_what_the_scanner_finds_stays_out(
    own: Client, call: Call, dalia: User, settings: Any, tmp_path: Path
) -> None:
    program = tmp_path / "scanner.py"
    program.write_text(SCANNER)
    settings.VIRUS_SCAN_COMMAND = f"{sys.executable} {program}"
    application = make_application(call, dalia)
    refused = add(own, application, "cv.txt", "cv", EICAR)
    assert refused.status_code == 422
    assert "error-summary" in refused.text
    assert not StoredFile.objects.filter(by=dalia).exists()
    assert add(own, application, "cv.txt", "cv", b"A clean file").status_code == 302


def test_a_file_far_too_large_is_refused_with_the_limit(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    answer = add(own, application, "cv.txt", "cv", b"x" * (20 * 1024 * 1024))
    assert answer.status_code == 422
    assert "10 MB" in answer.text
    assert not StoredFile.objects.filter(by=dalia).exists()
