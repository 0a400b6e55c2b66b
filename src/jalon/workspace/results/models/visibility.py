"""Which rows a person sees, as a condition on the rows themselves."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.programmes.rules import Reach

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING  # an empty Q would vanish in an "or"


def people_of(reach: Reach, user: Any) -> set[int]:
    """Return whose work a grant shows: the person's own, and that of whom they stand in for."""
    return {user.pk} if reach.on_behalf_of is None else {user.pk, reach.on_behalf_of}


def visible(
    user: Any,
    *,
    programme: str,
    whole: Callable[[Reach], Q],
    own: Callable[[Reach], Q],
    submitted: Q,
) -> Q:
    """Return the condition of the rows that `user` may see in every programme.

    `programme` is the path to it; the others say which rows a grant shows that sees all of its
    country, one's own rows, or only what was handed over.
    """
    found = NOTHING
    seen_whole: set[int] = set()  # in one list: databases plan that, and not hundreds of "or"
    seen_submitted: set[int] = set()
    for reach in reaches_of(user):
        if not reach.allows(Permission.RESULT_VIEW):
            continue
        inside = Q() if reach.programme is None else Q(**{programme: reach.programme})
        match reach.sees:
            case Sees.ALL if reach.programme is not None and not whole(reach):
                seen_whole.add(reach.programme)
            case Sees.ALL:
                found |= (inside & whole(reach)) or EVERYTHING
            case Sees.OWN:
                found |= inside & own(reach)
            case Sees.SUBMITTED if reach.programme is not None:
                seen_submitted.add(reach.programme)
            case Sees.SUBMITTED:
                found |= submitted or EVERYTHING
    if seen_whole:
        found |= Q(**{f"{programme}__in": seen_whole})
    if seen_submitted:
        found |= Q(**{f"{programme}__in": seen_submitted}) & submitted
    return found
