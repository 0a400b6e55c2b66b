"""Files that arrive in pieces over a slow line."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from jalon.errors import BadInput, RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.files import disk, quota
from jalon.workspace.documents.files.names import extension_of, safe_name
from jalon.workspace.documents.files.sniff import ACCEPTED, EXTENSIONS, media_type_of
from jalon.workspace.documents.files.waiting import Waiting
from jalon.workspace.documents.models.files import StoredFile, Upload
from jalon.workspace.programmes.permissions import reaches_of


@transaction.atomic
def start_upload(*, name: str, size: int, by: User) -> Upload:
    """Begin to receive a file; what would be refused at its end is refused now, where it shows."""
    _check_may_send(by)
    name = safe_name(name)
    disk.check_not_empty(size, name)
    disk.check_size(size, name)
    if extension_of(name) not in EXTENSIONS:
        raise BadInput("file-extension-refused", name=name, accepted=list(ACCEPTED))
    User.objects.select_for_update().get(pk=by.pk)  # two tabs are counted one after the other
    _make_room(by, size)
    return Upload.objects.create(by=by, name=name, size=size, touched_at=timezone.now())


def _make_room(by: User, size: int) -> None:
    """See that a further upload fits; those that stand still give way to it."""
    try:
        _check_room(by, size)
    except RuleBroken:
        for upload in Upload.objects.filter(by=by, touched_at__lt=timezone.now() - quota.STILL):
            drop_upload(upload=upload)
        _check_room(by, size)


def _check_room(by: User, size: int) -> None:
    on_their_way = Upload.objects.filter(by=by).aggregate(count=Count("pk"), total=Sum("size"))
    quota.check_open(
        count=on_their_way["count"],
        declared=on_their_way["total"] or 0,
        size=size,
        limit=settings.UPLOAD_LIMIT,
    )


@transaction.atomic
def add_piece(*, upload_id: UUID, offset: int, piece: bytes, by: User) -> Upload:
    """Add the next piece; one that is not the next is refused and the right offset told."""
    upload = Upload.objects.select_for_update().filter(pk=upload_id, by=by).first()
    if upload is None:
        raise RuleBroken("upload-gone", name="")
    if offset != upload.received:
        raise RuleBroken("upload-offset", offset=offset, received=upload.received)
    if len(piece) > quota.LARGEST_CHUNK or offset + len(piece) > upload.size:
        raise RuleBroken("upload-piece-too-long", name=upload.name)
    disk.write_piece(upload.pk, offset, piece)
    upload.received += len(piece)
    upload.touched_at = timezone.now()
    upload.save(update_fields=["received", "touched_at"])
    return upload


def finish_upload(*, upload: Upload) -> Waiting:
    """Look into a file that has arrived whole; its form then carries the word for it."""
    if upload.received != upload.size:
        raise RuleBroken("upload-not-whole", received=upload.received, size=upload.size)
    path = disk.partial(upload.pk)
    if not path.exists() or path.stat().st_size != upload.size:
        raise RuleBroken("upload-gone", name=upload.name)
    with path.open("rb") as file:
        upload.media_type = media_type_of(file, upload.name)
    upload.save(update_fields=["media_type"])
    return Waiting(upload.pk, upload.name, upload.size)


def drop_upload(*, upload: Upload) -> None:
    """Forget an upload and what of it has arrived."""
    path = disk.partial(upload.pk)
    upload.delete()
    path.unlink(missing_ok=True)


def forget_uploads(today: date) -> int:
    """Forget uploads that nobody goes on with, and bytes that no row names."""
    old = timezone.now() - quota.PATIENCE
    count = 0
    for upload in Upload.objects.filter(touched_at__lt=old):
        drop_upload(upload=upload)
        count += 1
    _sweep(old.timestamp())
    return count


def _sweep(before: float) -> None:
    expected = {upload.hex for upload in Upload.objects.values_list("pk", flat=True)}
    for folder in (disk.COMING, disk.PARTIAL):
        for path in disk.folder(folder).iterdir():
            if path.name not in expected and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
    for shelf in disk.folder(disk.KEPT).iterdir():
        kept = {path.name: path for path in shelf.iterdir() if path.stat().st_mtime < before}
        named = StoredFile.objects.filter(sha256__in=kept).values_list("sha256", flat=True)
        for name in kept.keys() - set(named):
            kept[name].unlink(missing_ok=True)


def _check_may_send(by: User) -> None:
    if not reaches_of(by):
        raise RuleBroken("not-yours")
