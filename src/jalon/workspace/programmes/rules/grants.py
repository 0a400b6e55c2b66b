"""Who may give which role to whom."""

from collections.abc import Iterable

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import POWERS, Permission, Role
from jalon.workspace.programmes.rules.reach import Reach, allowed


def can_give(
    reaches: Iterable[Reach], role: Role, *, programme: int | None, country: int | None = None
) -> bool:
    """Tell whether somebody holds, in their own name, all that the role may do there.

    Who gives roles for the whole office gives any role of a programme: one whose director has
    left would otherwise be nobody's.
    """
    own = [reach for reach in reaches if reach.on_behalf_of is None]
    if programme is not None and allowed(own, Permission.GRANT_EDIT, programme=None):
        return True
    return all(
        allowed(own, permission, programme=programme, country=country)
        for permission in POWERS[role].permissions
    )


def check_can_give(
    reaches: Iterable[Reach], role: Role, *, programme: int | None, country: int | None = None
) -> None:
    if not can_give(reaches, role, programme=programme, country=country):
        raise RuleBroken("grant-above-own", role=role.value)


def check_can_lend(reaches: Iterable[Reach], lent: Iterable[Reach]) -> None:
    """Refuse that somebody names a deputy for powers that they could not give."""
    own = list(reaches)
    for reach in lent:
        if not can_give(own, reach.role, programme=reach.programme, country=reach.country):
            raise RuleBroken("deputy-above-own", role=reach.role.value)


def check_holder(*, is_candidate: bool, is_active: bool, is_giver: bool) -> None:
    """Refuse a candidate, someone who has left, and whoever gives the role."""
    if is_candidate:
        raise RuleBroken("grant-to-candidate")
    if not is_active:
        raise RuleBroken("grant-to-inactive")
    if is_giver:
        raise RuleBroken("grant-to-oneself")


def check_an_administrator_stays(others: int) -> None:
    """Refuse to leave the office without anybody who looks after the site."""
    if others < 1:
        raise RuleBroken("last-administrator")


def check_a_director_stays(others: int) -> None:
    """Refuse to end the last director's grant; `others` hold the role in the whole programme."""
    if others < 1:
        raise RuleBroken("last-director")
