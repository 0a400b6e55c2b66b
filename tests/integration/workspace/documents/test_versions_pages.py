"""Versions through the page: kept, handed in, compared; the file is there for who may read it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.documents import make_document, make_obligation
from integration.workspace.documents.conftest import open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.clearance import return_document
from jalon.workspace.documents.services.review import comment, respond_comment
from jalon.workspace.programmes.models import Programme


def text(words: str, name: str = "report.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode(), "text/plain")


@pytest.fixture
def document(programme: Programme, bruno: User) -> Document:
    return make_document(bruno, make_obligation(programme, bruno))


def send(client: Client, document: Document, **data):
    document.refresh_from_db()
    url = reverse("documents:submit", args=[document.programme.code, document.pk])
    return client.post(url, {"version": document.version, **data})


def test_kept_then_handed_in_then_compared(
    client: Client, document: Document, bruno: User, carla: User
) -> None:
    client.force_login(bruno)
    first = "Title\n\nThe rate is 5 per cent.\n\nWords <b onclick=x>in bold</b>\n"
    assert send(client, document, file=text(first), keep="1").status_code == 302
    document.refresh_from_db()
    assert (document.state, document.versions.count()) == ("draft", 1)
    assert send(client, document, submit="1").status_code == 302
    document.refresh_from_db()
    assert document.state == "submitted"
    second = first.replace("5 per cent", "7 per cent")
    changed = {"file": text(second), "what_changed": "The rate", "submit": "1"}
    assert send(client, document, **changed).status_code == 302
    url = reverse("documents:compare", args=[document.programme.code, document.pk, 2])
    page = client.get(url).text
    assert "<del>5</del>" in page
    assert "<ins>7</ins>" in page
    assert "<b onclick" not in page
    assert "&lt;b onclick" in page
    file = document.versions.get(number=2).file
    received = client.get(reverse("documents:file", args=[file.pk]))
    assert b"7 per cent" in b"".join(received.streaming_content)
    client.force_login(carla)
    assert client.get(reverse("documents:file", args=[file.pk])).status_code == 404
    assert client.get(url).status_code == 404


def test_nothing_sent_is_refused_and_nothing_is_written(
    client: Client, document: Document, bruno: User
) -> None:
    client.force_login(bruno)
    assert send(client, document, submit="1").status_code == 422
    assert send(client, document, keep="1").status_code == 422
    page = text("<html><body>x</body></html>", "page.html")
    assert send(client, document, file=page, submit="1").status_code == 422
    stale = {"file": text("Words"), "version": 99, "submit": "1"}
    assert send(client, document, **stale).status_code == 422
    assert not document.versions.exists()


def test_a_late_text_asks_why(client: Client, programme: Programme, bruno: User) -> None:
    late = make_obligation(programme, bruno, due=timezone.localdate() - timedelta(days=3))
    document = make_document(bruno, late)
    client.force_login(bruno)
    refused = send(client, document, file=text("Words"), submit="1")
    assert refused.status_code == 422
    assert "late_reason" in refused.text
    kept = send(client, document, file=text("Words"), keep="1")
    assert kept.status_code == 302
    sent = send(client, document, submit="1", late_reason="The survey was late")
    assert sent.status_code == 302


def test_who_owes_answers_is_told_before_a_file_is_sent(
    client: Client, submitted: Document, reviewers: dict[str, User], bruno: User
) -> None:
    sofia = reviewers["specialist"]
    said = comment(document_id=submitted.pk, text="Which year?", by=sofia)
    submitted.refresh_from_db()
    step, version = open_step(submitted), submitted.version
    return_document(step_id=step.pk, version=version, reason="See the comment", by=sofia)
    at = [submitted.programme.code, submitted.pk]
    client.force_login(bruno)
    page = client.get(reverse("documents:submit", args=at)).text
    assert "1 comment has no answer yet" in page
    assert reverse("documents:review", args=at) in page
    assert 'name="submit"' not in page
    assert send(client, submitted, file=text("Newer"), keep="1").status_code == 302
    respond_comment(comment_id=said.pk, response="2024", by=bruno)
    page = client.get(reverse("documents:submit", args=at)).text
    assert "no answer yet" not in page
    assert 'name="submit"' in page
    assert send(client, submitted, submit="1").status_code == 302
