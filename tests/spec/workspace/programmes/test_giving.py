"""Who may give which role."""

import pytest

from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.rules import Reach, can_give

# Held in the programme, and given there
#    holder         may give
GIVING = """
     director       director coordinator officer specialist monitoring finance partner consultant donor evaluator
     coordinator    coordinator officer specialist finance partner consultant evaluator
     administrator  administrator
"""  # noqa: E501


@pytest.mark.parametrize("line", GIVING.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_role_is_given_by_who_holds_all_its_powers(line: str) -> None:
    holder, *given = line.split()
    reaches = [Reach(Role(holder), programme=1)]
    assert [r.value for r in Role if can_give(reaches, r, programme=1)] == given
    assert not any(can_give(reaches, role, programme=2) for role in Role)
    assert not any(can_give(reaches, role, programme=None) for role in Role)


def test_what_somebody_holds_for_another_does_not_count() -> None:
    deputy = [Reach(Role.DIRECTOR, programme=1, on_behalf_of=9)]
    assert not can_give(deputy, Role.PARTNER, programme=1)


def test_a_country_is_given_by_who_holds_it() -> None:
    reaches = [Reach(Role.COORDINATOR, programme=1, country=5)]
    assert can_give(reaches, Role.OFFICER, programme=1, country=5)
    assert not can_give(reaches, Role.OFFICER, programme=1, country=6)
    assert not can_give(reaches, Role.OFFICER, programme=1)


def test_powers_of_several_roles_add_up() -> None:
    reaches = [Reach(Role.COORDINATOR, programme=1), Reach(Role.MONITORING, programme=1)]
    assert can_give(reaches, Role.MONITORING, programme=1)
