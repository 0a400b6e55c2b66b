"""Which files somebody may read because they have sent them."""

from collections.abc import Collection

from django.db.models import Q

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models.files import StoredFile
from jalon.workspace.programmes.permissions import visible_programmes


def sent_by(user: User, ids: Collection[int]) -> set[int]:
    """Return the files that `user` has sent, while they still see the programme."""
    seen = Q(programme=None) | Q(programme__in=visible_programmes(user))
    return set(StoredFile.objects.filter(seen, pk__in=ids, by=user).values_list("pk", flat=True))
