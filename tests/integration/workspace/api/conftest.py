"""A token for each of the people, and something to ask for."""

from collections.abc import Callable

import pytest

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import TokenScope
from jalon.workspace.accounts.services.tokens import make_token

Headers = dict[str, str]


@pytest.fixture
def token() -> Callable[..., Headers]:
    def made(user: User, *scopes: TokenScope) -> Headers:
        _token, raw = make_token(
            name="a program", scopes=scopes or [TokenScope.WRITE], days=30, by=user
        )
        return {"Authorization": f"Bearer {raw}"}

    return made
