"""Where files lie: below ``settings.FILES``, outside what the web server shows, for us alone."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from jalon.errors import BadInput

BLOCK = 256 * 1024
KEPT, COMING, PARTIAL = "kept", "coming", "partial"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived whole, and is not kept yet."""

    path: Path
    sha256: str
    size: int


def root() -> Path:
    return Path(settings.FILES)


def place(sha256: str) -> str:
    """Return where content of this hash is kept, below the root: the same content once."""
    return f"{KEPT}/{sha256[:2]}/{sha256}"


def receive(blocks: Iterable[bytes], name: str) -> Received:
    """Write blocks to a new file while counting and hashing them; refuse too many."""
    path = folder(COMING) / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with private(path).open("wb") as out:
            for block in blocks:
                size += len(block)
                check_size(size, name)
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        check_not_empty(size, name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, digest.hexdigest(), size)


def adopt(upload: UUID) -> Received:
    """Return a file that has arrived in pieces, counted and hashed where it lies."""
    path = partial(upload)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return Received(path, digest.hexdigest(), path.stat().st_size)


def partial(upload: UUID) -> Path:
    """Return where the pieces of an upload are put together."""
    return folder(PARTIAL) / upload.hex


def write_piece(upload: UUID, offset: int, piece: bytes) -> None:
    """Put a piece at its place; what a broken attempt has left behind it is overwritten."""
    with private(partial(upload)).open("r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def check_not_empty(size: int, name: str) -> None:
    if size <= 0:
        raise BadInput("upload-empty", name=name)


def check_size(size: int, name: str) -> None:
    if size > settings.UPLOAD_LIMIT:
        raise BadInput(
            "file-too-large", name=name, megabytes=settings.UPLOAD_LIMIT // (1024 * 1024)
        )


def keep(received: Received) -> str:
    """Move the file to its place, unless the same content lies there already; return the place."""
    where = place(received.sha256)
    target = root() / where
    folder(f"{KEPT}/{received.sha256[:2]}")
    if target.exists() and target.stat().st_size == received.size:
        os.utime(target)  # the sweep of content that no row names leaves it alone for a day
        received.path.unlink()
    else:
        received.path.replace(target)
    return where


def folder(name: str) -> Path:
    """Return a folder below the root, made if it is not there."""
    path = root() / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def private(path: Path) -> Path:
    """Make an empty file that nobody else of the machine can read."""
    path.touch(mode=0o600, exist_ok=True)
    return path
