"""Every role and permission says what it is."""

from jalon.workspace.accounts import descriptions
from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees


def test_each_has_its_words() -> None:
    assert set(descriptions.ROLES) == set(Role)
    assert set(descriptions.PERMISSIONS) == set(Permission)
    assert set(descriptions.SEES) == set(Sees)
    texts = [
        *descriptions.PERMISSIONS.values(),
        *(t for pair in descriptions.ROLES.values() for t in pair),
    ]
    assert all(str(text).strip() for text in texts)
    assert len({str(text) for text in texts}) == len(texts)


def test_the_matrix_says_what_the_rules_say() -> None:
    for row in descriptions.matrix():
        held = {role for role, has in zip(Role, row.held, strict=True) if has}
        assert held == {r for r, powers in POWERS.items() if row.permission in powers.permissions}
