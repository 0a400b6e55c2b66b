"""What is kept of a candidate, and what of it must be kept after they leave."""

import json
import tempfile
import zipfile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.queries import own_data
from jalon.workspace.documents.files import disk
from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Interview,
    LateEntry,
    Letter,
    Sitting,
)
from jalon.workspace.recruitment.queries.ending import ending_of
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.own_data import Kept, kept_parts, must_keep

IN_MEMORY = 1024 * 1024
FACTS = (
    *("code", "state", "language", "sections", "entered_reason"),
    *("begun_at", "saved_at", "submitted_at", "withdrawn_at"),
)
TEST = ("began_at", "ended_at", "answers", "extra_percent", "break_minutes", "accommodation")
INTERVIEW = ("starts_at", "zone", "where", "accommodation")


def kept_of(application: Application) -> tuple[Kept, ...] | None:
    """Return what must be kept of an application, part by part; None if all of it can go."""
    call = application.call
    keeps = must_keep(
        ApplicationState(application.state),
        CallState(call.state),
        withdrawn_at=application.withdrawn_at,
        closes_at=call.closes_at,
    )
    if not keeps:
        return None
    ending = ending_of(call)
    kept = kept_parts(
        ending.since,
        today=timezone.localdate(),
        appeal_until=ending.appeal_until,
        reserve_until=ending.reserve_of(application.pk),
    )
    return kept or None


def applications_of(person: Any) -> dict[str, Any]:
    """Return what recruitment keeps of a person who has applied, for their own copy."""
    rows = Application.objects.filter(candidate=person).order_by("pk")
    return {
        "applications": [_application(each) for each in rows.select_related("call")],
        "letters": list(
            Letter.objects.filter(candidate=person)
            .order_by("pk")
            .values("reference", "kind", "language", "subject", "body", "written_at", "sent_at")
        ),
        "exceptions": list(
            LateEntry.objects.filter(candidate=person)
            .order_by("pk")
            .values("call__number", "until", "reason", "at")
        ),
    }


def _application(each: Application) -> dict[str, Any]:
    return {
        "call": each.call.number,
        **{name: getattr(each, name) for name in FACTS},
        "submissions": list(
            each.submissions.order_by("number").values("number", "at", "sha256", "content")
        ),
        "files": list(
            each.files.order_by("pk").values("pk", "kind", "file__original_name", "removed_at")
        ),
        "written test": Sitting.objects.filter(application=each).values(*TEST).first(),
        "interview": Interview.objects.filter(application=each).values(*INTERVIEW).first(),
    }


def own_copy(person: User) -> IO[bytes]:
    """Return a zip of everything: data.json, and the files as they were sent."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the caller closes it
    rows = ApplicationFile.objects.filter(application__candidate=person).select_related("file")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        data = own_data(person)
        packed.writestr(
            "data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        for row in rows.order_by("pk"):
            path = disk.root() / row.file.path
            if path.is_file():
                packed.write(path, f"files/{row.pk}-{row.file.original_name}")
    out.seek(0)
    return out
