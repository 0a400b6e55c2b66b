"""Which calls and contracts somebody sees: their grants as conditions on rows."""

from typing import Any

from django.db.models import Q

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.programmes.permissions import reaches_of


def seen_calls(user: Any, permission: Permission = Permission.CALL_VIEW) -> Q:
    """Return the condition on calls, and on whatever has a programme and a country like them."""
    reaches = [
        reach for reach in reaches_of(user) if reach.sees is Sees.ALL and reach.allows(permission)
    ]
    whole = {reach.programme for reach in reaches if reach.country is None}
    if None in whole:
        return Q()
    shown = Q(programme__in=whole)  # one list: of two hundred programmes, too
    for reach in reaches:
        if reach.country is not None:
            rows = Q(country=reach.country)
            shown |= rows if reach.programme is None else rows & Q(programme=reach.programme)
    return shown
