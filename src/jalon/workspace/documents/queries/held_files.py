"""Which files somebody may read because they see the version that holds them."""

from collections.abc import Collection

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document, DocumentVersion
from jalon.workspace.documents.models.visibility import inside_documents


def held_by_versions(user: User, ids: Collection[int]) -> set[int]:
    """Return the files of texts that `user` sees; its receiver, of versions handed over."""
    versions = DocumentVersion.objects.filter(file__in=ids)
    inside = versions.filter(inside_documents(user, "document__"))
    given = versions.filter(
        handed_over_at__isnull=False, document__in=Document.objects.visible_to(user)
    )
    return set(inside.values_list("file", flat=True)) | set(given.values_list("file", flat=True))
