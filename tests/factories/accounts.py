"""People of the tests."""

import itertools
from typing import Any

from jalon.workspace.accounts.models import User

_numbers = itertools.count(1)


def make_user(name: str = "", **fields: Any) -> User:
    name = name or f"Person {next(_numbers)}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    return User.objects.create_user(email, "a long pass phrase", name=name, **fields)
