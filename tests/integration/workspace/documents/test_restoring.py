"""What was withdrawn by mistake comes back, with its history."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.documents import make_loose_document, submit
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.withdrawing import (
    restore_document,
    restore_obligation,
    withdraw_document,
    withdraw_obligation,
)
from jalon.workspace.programmes.models import Programme


@pytest.fixture
def withdrawn(submitted: Document, amina: User) -> Document:
    owed = submitted.obligation
    assert owed is not None
    owed.refresh_from_db()
    withdraw_obligation(
        obligation_id=owed.pk, version=owed.version, reason="The wrong one", by=amina
    )
    submitted.refresh_from_db()
    return submitted


def test_a_paper_is_owed_again_with_its_text_and_its_history(
    client: Client, withdrawn: Document, amina: User, bruno: User
) -> None:
    owed = withdrawn.obligation
    assert owed is not None
    owed.refresh_from_db()
    at = [owed.programme.code, owed.pk]
    client.force_login(amina)
    url = reverse("documents:restore-obligation", args=at)
    assert url in client.get(reverse("documents:obligation", args=at)).text
    assert client.post(url, {"version": owed.version, "reason": " "}).status_code == 422
    sent = {"version": owed.version, "reason": "It was this one"}
    assert client.post(url, sent).status_code == 302
    assert url not in client.get(reverse("documents:obligation", args=at)).text
    owed.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (owed.state, owed.closed_at, withdrawn.state) == ("due", None, "draft")
    whats = [event.what for event in history_of(owed)]
    assert whats[:2] == ["documents.obligation-restored", "documents.obligation-withdrawn"]
    submit(bruno, withdrawn, what_changed="Once more")
    assert (withdrawn.state, withdrawn.round) == ("submitted", 2)


def test_only_what_is_withdrawn_comes_back(
    withdrawn: Document, amina: User, bruno: User, carla: User
) -> None:
    owed = withdrawn.obligation
    assert owed is not None
    owed.refresh_from_db()
    how = {"obligation_id": owed.pk, "reason": "Back"}
    with pytest.raises(PermissionDenied):
        restore_obligation(**how, version=owed.version, by=carla)
    with pytest.raises(RuleBroken, match="restore-the-obligation"):
        restore_document(
            document_id=withdrawn.pk, version=withdrawn.version, reason="Back", by=amina
        )
    with pytest.raises(RuleBroken, match="reason-needed"):
        restore_obligation(obligation_id=owed.pk, version=owed.version, reason="", by=amina)
    restored = restore_obligation(**how, version=owed.version, by=amina)
    with pytest.raises(RuleBroken, match="action-not-open"):
        restore_obligation(**how, version=restored.version, by=amina)


def test_a_loose_text_is_written_on(client: Client, programme: Programme, bruno: User) -> None:
    note = make_loose_document(bruno, programme)
    withdraw_document(document_id=note.pk, version=note.version, reason="Not needed", by=bruno)
    note.refresh_from_db()
    at = [programme.code, note.pk]
    client.force_login(bruno)
    url = reverse("documents:restore", args=at)
    assert url in client.get(reverse("documents:document", args=at)).text
    sent = {"version": note.version, "reason": "Needed after all"}
    assert client.post(url, sent).status_code == 302
    note.refresh_from_db()
    assert note.state == "draft"
    assert history_of(note)[0].what == "documents.restored"
