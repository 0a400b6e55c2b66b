"""Which papers a grant reaches: the same rule for one paper as for lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.workspace.accounts.rules import Permission, Sees
from jalon.workspace.programmes.rules import Reach


@dataclass(frozen=True, slots=True)
class Paper:
    """What the reach of a grant depends on."""

    programme: int
    country: int | None = None
    people: frozenset[int] = frozenset()  # who answer for it
    organisation: int | None = None  # that answers for it
    receiver: int | None = None
    donor: int | None = None  # of the agreement, for donors whose grant names no organisation
    handed_over: bool = False


def may(user: int, permission: Permission, paper: Paper, grants: Iterable[Reach]) -> bool:
    """Tell whether any grant allows `permission` on `paper`."""
    return any(
        reach.allows(permission)
        and reach.programme in {None, paper.programme}
        and _covers(reach, paper, user)
        for reach in grants
    )


def _covers(reach: Reach, paper: Paper, user: int) -> bool:
    if reach.sees is Sees.SUBMITTED:
        receiver = paper.donor if reach.organisation is None else reach.organisation
        return paper.handed_over and receiver is not None and paper.receiver == receiver
    if reach.sees is Sees.ALL and reach.country in {None, paper.country}:
        return True
    own = (reach.on_behalf_of or user) in paper.people
    return own or (reach.organisation is not None and reach.organisation == paper.organisation)
