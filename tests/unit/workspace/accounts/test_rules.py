"""What a role may do is what its work needs."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.accounts.rules import (
    POWERS,
    Permission,
    Role,
    Sees,
    TokenScope,
    check_may_deactivate,
    check_token_life,
    holds_scope,
    roles_with,
)

CHANGES = set(Permission) - {
    Permission.PROGRAMME_VIEW,
    Permission.RESULT_VIEW,
    Permission.DOCUMENT_VIEW,
    Permission.CALL_VIEW,
    Permission.CATALOGUE_VIEW,
    Permission.API_USE,
    Permission.EXPORT,
    Permission.AUDIT_VIEW,
}


def test_every_role_has_powers_and_sees_its_programme() -> None:
    assert set(POWERS) == set(Role)
    assert roles_with(Permission.PROGRAMME_VIEW) == set(Role)


def test_every_permission_is_held_by_somebody() -> None:
    assert [permission for permission in Permission if not roles_with(permission)] == []


def test_who_looks_after_the_site_does_not_do_the_programmes_work() -> None:
    work = {
        Permission.ACTUAL_REPORT,
        Permission.ACTUAL_VERIFY,
        Permission.ACTUAL_LOCK,
        Permission.DOCUMENT_WRITE,
        Permission.DOCUMENT_CLEAR,
        Permission.DOCUMENT_ACCEPT,
    }
    assert not work & POWERS[Role.ADMINISTRATOR].permissions


def test_an_evaluator_changes_nothing() -> None:
    assert not CHANGES & POWERS[Role.EVALUATOR].permissions


def test_who_is_not_of_the_team_sees_a_part() -> None:
    narrow = {role for role, powers in POWERS.items() if powers.sees is not Sees.ALL}
    assert narrow == {Role.PARTNER, Role.CONSULTANT, Role.DONOR}
    for role in narrow:
        powers = POWERS[role].permissions
        assert not powers & {Permission.EXPORT, Permission.GRANT_EDIT, Permission.AUDIT_VIEW}


def test_only_the_administrator_erases() -> None:
    assert roles_with(Permission.AUDIT_ERASE) == {Role.ADMINISTRATOR}
    assert roles_with(Permission.USER_EDIT) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("scopes", "wanted", "held"),
    [
        (["read"], TokenScope.READ, True),
        (["read"], TokenScope.WRITE, False),
        (["write"], TokenScope.READ, True),
        (["write"], TokenScope.WRITE, True),
        ([], TokenScope.READ, False),
    ],
)
def test_scopes(scopes: list[str], wanted: TokenScope, held: bool) -> None:
    assert holds_scope(scopes, wanted) is held


def test_a_token_lives_for_a_day_to_a_year() -> None:
    check_token_life(1)
    check_token_life(365)
    for days in (0, 366):
        with pytest.raises(RuleBroken):
            check_token_life(days)


def test_nobody_closes_their_own_account_or_one_that_is_erased() -> None:
    check_may_deactivate(person=1, by=2, erased=False)
    for person, erased in ((2, False), (1, True)):
        with pytest.raises(RuleBroken):
            check_may_deactivate(person=person, by=2, erased=erased)
