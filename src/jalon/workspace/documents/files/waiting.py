"""The word that a form carries for a file that has already arrived in pieces."""

import uuid
from dataclasses import dataclass

from django.core import signing

SALT = "jalon.documents.upload"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finished upload that a form refers to; only its sender can have it stored."""

    upload: uuid.UUID
    name: str
    size: int

    def token(self) -> str:
        return signing.dumps([str(self.upload), self.name, self.size], salt=SALT)


def waiting_of(token: str) -> Waiting | None:
    """Return what a token stands for, or None if it is not one of ours."""
    try:
        upload, name, size = signing.loads(token, salt=SALT)
        return Waiting(uuid.UUID(upload), str(name), int(size))
    except (signing.BadSignature, ValueError, TypeError):
        return None
