"""Keep a file that somebody has sent: looked into, scanned, under its own hash."""

from datetime import date, timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.documents.files import disk, quota
from jalon.workspace.documents.files.names import safe_name
from jalon.workspace.documents.files.scan import scan
from jalon.workspace.documents.files.sniff import media_type_of
from jalon.workspace.documents.files.waiting import Waiting
from jalon.workspace.documents.models.files import StoredFile, Upload
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission


def store_file(*, file: File[bytes] | Waiting, programme: Programme | None, by: User) -> StoredFile:
    """Keep a file for good; call it before the transaction of the row that will hold it.

    Reading, scanning and writing take their time: no lock of the database is held meanwhile. A
    file that no row comes to hold is swept away after some days.
    """
    if programme is not None:
        check_permission(by, Permission.PROGRAMME_VIEW, programme, anywhere=True)
    if not isinstance(file, Waiting):
        name = safe_name(file.name or "")
        received = disk.receive(file.chunks(disk.BLOCK), name)
        try:
            return _keep(received, name, programme, by)
        finally:
            received.path.unlink(missing_ok=True)
    if stored := StoredFile.objects.filter(upload=file.upload, by=by, programme=programme).first():
        return stored  # its form was refused for another reason, and comes once more
    upload = _upload_of(file, by)
    return _keep(disk.adopt(upload.pk), upload.name, programme, by, upload)


def _keep(
    received: disk.Received,
    name: str,
    programme: Programme | None,
    by: User,
    upload: Upload | None = None,
) -> StoredFile:
    _check_quota(by, received.size)
    with received.path.open("rb") as content:
        media_type = media_type_of(content, name)
    scanned = scan(received.path, name)
    stored = StoredFile(
        sha256=received.sha256,
        size=received.size,
        media_type=media_type,
        original_name=name,
        path=disk.keep(received),
        scan=StoredFile.Scan.CLEAN if scanned else StoredFile.Scan.NOT_SCANNED,
        scanned_at=timezone.now() if scanned else None,
        programme=programme,
        by=by,
        upload=upload.pk if upload else None,
    )
    return _write(stored, upload)


@transaction.atomic
def _write(stored: StoredFile, upload: Upload | None) -> StoredFile:
    stored.save(force_insert=True)
    if upload is not None:
        upload.delete()
    facts = ("original_name", "sha256", "size", "media_type", "scan")
    record(
        by=stored.by,
        what="documents.file-stored",
        target=stored,
        programme_id=stored.programme_id,
        after={fact: getattr(stored, fact) for fact in facts},
    )
    return stored


def note_taken(*, stored: StoredFile, by: User) -> None:
    """Write down that somebody takes a copy of a file."""
    record(by=by, what="documents.file-taken", target=stored, programme_id=stored.programme_id)


def forget_files(today: date) -> int:
    """Forget files that no row has come to hold, whichever app the row would be of."""
    rows = StoredFile.objects.filter(at__lt=timezone.now() - quota.PATIENCE)
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ManyToOneRel):
            holders = field.related_model._base_manager
            held = holders.filter(**{f"{field.field.name}__isnull": False})
            rows = rows.exclude(pk__in=held.values(field.field.name))
    count = 0
    for stored in rows:
        count += _forget(stored)
    return count


@transaction.atomic
def _forget(stored: StoredFile) -> int:
    record(
        by=None,
        what="documents.file-forgotten",
        target=stored,
        programme_id=stored.programme_id,
        before={"original_name": stored.original_name, "sha256": stored.sha256},
    )
    stored.delete()
    return 1


def _upload_of(waiting: Waiting, by: User) -> Upload:
    upload = Upload.objects.filter(pk=waiting.upload, by=by).first()
    if upload is None or upload.received != upload.size or not disk.partial(upload.pk).exists():
        raise RuleBroken("upload-gone", name=waiting.name)
    return upload


def _check_quota(by: User, size: int) -> None:
    day = timezone.now() - timedelta(days=1)
    kept = StoredFile.objects.filter(by=by, at__gte=day).aggregate(total=Sum("size"))["total"] or 0
    quota.check_day(kept=kept, size=size, limit=settings.UPLOAD_LIMIT)
