"""Papers of the tests."""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from factories.numbers import numbers
from factories.programmes import make_organisation
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import (
    Document,
    DocumentVersion,
    Obligation,
    Recurrence,
    StoredFile,
)
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Rhythm
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services.papers import start_document, start_loose_document
from jalon.workspace.documents.services.versions import keep_version, submit_version
from jalon.workspace.programmes.models import Organisation, Participation, Programme
from jalon.workspace.programmes.rules import end_of_day

_numbers = numbers()


def make_file(by: User, programme: Programme | None = None, **fields: Any) -> StoredFile:
    """Make the row of a file; no bytes are written."""
    number = next(_numbers)
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    values: dict[str, Any] = {
        "sha256": digest,
        "size": 1000 + number,
        "media_type": "application/pdf",
        "original_name": f"text-{number}.pdf",
        "path": f"{digest[:2]}/{digest}",
        **fields,
    }
    return StoredFile.objects.create(by=by, programme=programme, **values)


def make_obligation(programme: Programme, owed_by: User | None = None, **fields: Any) -> Obligation:
    """Make a paper that is owed; `due` is its last day in time, a month from today unless given."""
    due: date = fields.pop("due", timezone.localdate() + timedelta(days=30))
    zone = fields.pop("due_zone", programme.time_zone)
    values: dict[str, Any] = {
        "kind": Kind.PROGRESS_REPORT,
        "title": {"en": f"Report {next(_numbers)}"},
        "due_at": end_of_day(due, zone),
        "due_zone": zone,
        **fields,
    }
    if values.get("state") in {ObligationState.ACCEPTED, ObligationState.WITHDRAWN}:
        values.setdefault("closed_at", timezone.now())
    return Obligation.objects.create(programme=programme, owed_by_user=owed_by, **values)


def make_recurrence(programme: Programme, owed_by: User, **fields: Any) -> Recurrence:
    values: dict[str, Any] = {
        "kind": Kind.PROGRESS_REPORT,
        "title": {"en": "Progress report", "es": "Informe de avance"},
        "rhythm": Rhythm.PERIOD,
        "due_days": 30,
        **fields,
    }
    return Recurrence.objects.create(programme=programme, owed_by_user=owed_by, **values)


def make_donor(programme: Programme, acronym: str = "DONOR") -> Organisation:
    """Make the organisation that pays for the programme."""
    donor = make_organisation(acronym)
    Participation.objects.create(programme=programme, organisation=donor, role="1")
    programme.agreement.donor = donor
    programme.agreement.save(update_fields=["donor"])
    return donor


def make_document(by: User, obligation: Obligation) -> Document:
    return start_document(obligation_id=obligation.pk, by=by)


def make_loose_document(by: User, programme: Programme, **fields: Any) -> Document:
    values: dict[str, Any] = {
        "kind": Kind.OTHER,
        "title": {"en": f"Note {next(_numbers)}"},
        **fields,
    }
    return start_loose_document(programme=programme, by=by, **values)


def make_version(by: User, document: Document, what_changed: str = "") -> DocumentVersion:
    document.refresh_from_db()
    file = make_file(by, document.programme)
    return keep_version(
        document_id=document.pk,
        version=document.version,
        file=file,
        what_changed=what_changed,
        by=by,
    )


def submit(by: User, document: Document, **fields: Any) -> DocumentVersion:
    document.refresh_from_db()
    made = submit_version(
        document_id=document.pk,
        version=document.version,
        file=make_file(by, document.programme),
        by=by,
        **fields,
    )
    document.refresh_from_db()
    return made
