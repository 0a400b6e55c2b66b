"""Which files somebody may read of an application that they write: their own, or for another."""

from collections.abc import Collection

from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import ApplicationFile
from jalon.workspace.recruitment.queries.taking import may_enter


def own_files(user: User, ids: Collection[int]) -> set[int]:
    """Return the files of `user`'s own applications, and of those they enter for others now."""
    rows = ApplicationFile.objects.filter(file__in=ids, removed_at=None)
    own = rows.filter(application__candidate=user).values_list("file", flat=True)
    entered = rows.filter(application__entered_by__isnull=False).select_related("application__call")
    now = timezone.now()
    return {*own, *(row.file_id for row in entered if may_enter(user, row.application, now))}
