"""Letters, CVs and proofs of an application."""

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.recruitment.models import Application, ApplicationFile
from jalon.workspace.recruitment.rules.candidate_files import check_room, check_size
from jalon.workspace.recruitment.rules.kinds import FileKind
from jalon.workspace.recruitment.services.applying import check_writable, take, touch


def add_file(
    *, application_id: int, kind: FileKind, file: File[bytes], by: User
) -> ApplicationFile:
    """Add a file to an application; it is looked into and kept before the row is held."""
    check_size(file.size or 0)
    with transaction.atomic():
        check_writable(take(application_id, by))
    stored = store_file(file=file, programme=None, by=by)
    return _attach(application_id=application_id, kind=kind, stored=stored, by=by)


@transaction.atomic
def _attach(
    *, application_id: int, kind: FileKind, stored: StoredFile, by: User
) -> ApplicationFile:
    application = take(application_id, by)
    check_writable(application)
    there = application.files.filter(removed_at=None).values_list("kind", "file__size")
    check_room(kind, stored.size, there)
    added = ApplicationFile.objects.create(application=application, kind=kind, file=stored)
    touch(application)
    _note(application, "recruitment.file-added", kind, by)
    return added


@transaction.atomic
def remove_file(*, application_id: int, file_id: int, by: User) -> None:
    """Take a file out; what was handed in with it keeps it."""
    application = take(application_id, by)
    check_writable(application)
    row = application.files.filter(pk=file_id, removed_at=None).first()
    if row is None:
        return
    if application.submissions.exists():
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
    else:
        row.delete()  # the file itself is swept away when no row holds it
    touch(application)
    _note(application, "recruitment.file-removed", FileKind(row.kind), by)


def _note(application: Application, what: str, kind: FileKind, by: User) -> None:
    record(
        by=by,
        what=what,
        target=application,
        programme_id=application.call.programme_id,
        after={"kind": kind.value},
    )
