"""Keep a file that somebody has sent: looked into, scanned, under its own hash."""

from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
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
    name = safe_name(file.name or "")
    if isinstance(file, Waiting):
        upload: Upload | None = _upload_of(file, by)
        received = disk.adopt(file.upload)
    else:
        upload, received = None, disk.receive(file.chunks(disk.BLOCK), name)
    try:
        _check_quota(by, received.size)
        with received.path.open("rb") as bytes_:
            media_type = media_type_of(bytes_, name)
        scanned = scan(received.path, name)
        where = disk.keep(received)
    finally:
        if upload is None:
            received.path.unlink(missing_ok=True)
    stored = StoredFile(
        sha256=received.sha256,
        size=received.size,
        media_type=media_type,
        original_name=name,
        path=where,
        scan=StoredFile.Scan.CLEAN if scanned else StoredFile.Scan.NOT_SCANNED,
        scanned_at=timezone.now() if scanned else None,
        programme=programme,
        by=by,
    )
    return _write(stored, upload)


@transaction.atomic
def _write(stored: StoredFile, upload: Upload | None) -> StoredFile:
    stored.save(force_insert=True)
    if upload is not None:
        upload.delete()
    record(
        by=stored.by,
        what="documents.file-stored",
        target=stored,
        programme_id=stored.programme_id,
        after={
            "original_name": stored.original_name,
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": stored.media_type,
            "scan": stored.scan,
        },
    )
    return stored


def _upload_of(waiting: Waiting, by: User) -> Upload:
    upload = Upload.objects.filter(pk=waiting.upload, by=by).first()
    if upload is None or upload.received != upload.size or not disk.partial(upload.pk).exists():
        raise RuleBroken("upload-gone", name=waiting.name)
    return upload


def _check_quota(by: User, size: int) -> None:
    day = timezone.now() - timedelta(days=1)
    kept = StoredFile.objects.filter(by=by, at__gte=day).aggregate(total=Sum("size"))["total"] or 0
    quota.check_day(kept=kept, size=size, limit=settings.UPLOAD_LIMIT)
