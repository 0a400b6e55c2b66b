"""Who may give which role to whom."""

from collections.abc import Iterable

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import POWERS, Role
from jalon.workspace.programmes.rules.reach import Reach, allowed

# Roles that are of the whole office; the others are of a programme
OFFICE_ROLES = frozenset({Role.ADMINISTRATOR})


def can_give(
    reaches: Iterable[Reach], role: Role, *, programme: int | None, country: int | None = None
) -> bool:
    """Tell whether somebody holds, in their own name, all that the role may do there."""
    own = [reach for reach in reaches if reach.on_behalf_of is None]
    return all(
        allowed(own, permission, programme=programme, country=country)
        for permission in POWERS[role].permissions
    )


def check_can_give(
    reaches: Iterable[Reach], role: Role, *, programme: int | None, country: int | None = None
) -> None:
    if not can_give(reaches, role, programme=programme, country=country):
        raise RuleBroken("grant-above-own", role=role.value)


def check_holder(*, is_candidate: bool, is_active: bool, is_giver: bool) -> None:
    """Refuse a candidate, someone who has left, and whoever gives the role."""
    if is_candidate:
        raise RuleBroken("grant-to-candidate")
    if not is_active:
        raise RuleBroken("grant-to-inactive")
    if is_giver:
        raise RuleBroken("grant-to-oneself")


def check_a_director_stays(others: int) -> None:
    """Refuse to end the last director's grant; `others` hold the role in the whole programme."""
    if others < 1:
        raise RuleBroken("last-director")
