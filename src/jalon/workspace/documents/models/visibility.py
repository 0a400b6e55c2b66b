"""Which obligations and texts somebody sees: their grants as conditions on rows."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.documents.rules.states import HANDED_OVER
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.programmes.rules import Reach

NOTHING = Q(pk__in=[])


def reaches_to_papers(user: Any) -> list[Reach]:
    return [reach for reach in reaches_of(user) if reach.allows(Permission.DOCUMENT_VIEW)]


def receives(user: Any) -> bool:
    """Tell whether `user` sees any texts only because they were handed over."""
    return any(reach.sees is Sees.SUBMITTED for reach in reaches_to_papers(user))


def people_of(user: Any, reaches: Iterable[Reach]) -> set[int]:
    """Return the ids of `user` and of those they stand in for."""
    return {user.pk, *(r.on_behalf_of for r in reaches if r.on_behalf_of is not None)}


def seen_obligations(user: Any, *, inside: bool = False) -> Q:
    """Return the condition on obligations that `user` may know of, in all programmes.

    With `inside`, without those that they know of only because they receive them.
    """
    return _seen(user, inside, lambda reach, who: _owed_by(reach, who) | _handed_to(reach))


def seen_documents(user: Any, *, inside: bool = False) -> Q:
    """Return the condition on texts that `user` may know of, in all programmes.

    With `inside`, without those that they know of only because they receive them.
    """
    return _seen(user, inside, _document)


def inside_documents(user: Any, prefix: str) -> Q:
    """Return the condition on the drafts, steps and comments of texts: none for receivers."""
    from jalon.workspace.documents.models.papers import Document

    inside = [r for r in reaches_to_papers(user) if r.sees is not Sees.SUBMITTED]
    if _sees_everything(inside):
        return Q()
    whole = {r.programme for r in inside if r.sees is Sees.ALL and r.country is None}
    if not _narrow(inside):
        return Q(**{f"{prefix}programme__in": whole})
    texts = Document.objects.filter(seen_documents(user, inside=True))
    return Q(**{f"{prefix}in": texts.values("pk")})


def _seen(user: Any, inside: bool, own: Callable[[Reach, int], Q]) -> Q:
    """Return what is seen whole, and of the rest what `own` says of a reach and its person."""
    reaches = [r for r in reaches_to_papers(user) if not inside or r.sees is not Sees.SUBMITTED]
    if _sees_everything(reaches):
        return Q()
    shown = _whole(reaches)
    for reach in _narrow(reaches):
        shown |= _in(reach) & own(reach, reach.on_behalf_of or user.pk)
    return shown


def _sees_everything(reaches: list[Reach]) -> bool:
    return any(r.sees is Sees.ALL and r.programme is None and r.country is None for r in reaches)


def _whole(reaches: list[Reach]) -> Q:
    """Return the rows of programmes, and of countries of them, that are seen whole."""
    whole = {r.programme for r in reaches if r.sees is Sees.ALL and r.country is None}
    shown = Q(programme__in=whole) if whole else NOTHING
    for reach in reaches:
        if reach.sees is Sees.ALL and reach.country is not None and reach.programme not in whole:
            shown |= _in(reach) & Q(country=reach.country)
    return shown


def _narrow(reaches: list[Reach]) -> list[Reach]:
    return [r for r in reaches if r.sees is not Sees.ALL or r.country is not None]


def _in(reach: Reach) -> Q:
    return Q() if reach.programme is None else Q(programme=reach.programme)


def _owed_by(reach: Reach, person: int, prefix: str = "") -> Q:
    if reach.sees is Sees.SUBMITTED:
        return NOTHING
    owed = Q(**{f"{prefix}owed_by_user": person})
    if reach.organisation is not None:
        owed |= Q(**{f"{prefix}owed_by_organisation": reach.organisation})
    return owed


def _to(reach: Reach, prefix: str = "") -> Q:
    """Return what is owed to the donor's organisation: the grant's, else the agreement's."""
    if reach.organisation is not None:
        return Q(**{f"{prefix}owed_to_organisation": reach.organisation})
    return Q(
        **{
            f"{prefix}owed_to_organisation__isnull": False,
            f"{prefix}owed_to_organisation": F("programme__agreement__donor"),
        }
    )


def _handed_to(reach: Reach) -> Q:
    if reach.sees is not Sees.SUBMITTED:
        return NOTHING
    return _to(reach) & (Q(state__in=HANDED_OVER) | Q(document__handed_over_at__isnull=False))


def _document(reach: Reach, person: int) -> Q:
    if reach.sees is Sees.SUBMITTED:
        given = Q(state__in=HANDED_OVER) | Q(handed_over_at__isnull=False)
        return _to(reach, "obligation__") & given
    own = Q(owner=person) | _owed_by(reach, person, "obligation__")
    if reach.sees is Sees.ALL:
        own |= Q(pk__in=_with_steps_of(person))
    return own


def _with_steps_of(person: int) -> QuerySet[Any, Any]:
    from jalon.workspace.documents.models.chains import Step

    return Step.objects.filter(assignee=person).values("document")
