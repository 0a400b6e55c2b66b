"""People of the tests."""

from typing import Any

from allauth.account.models import EmailAddress

from factories.numbers import numbers
from jalon.workspace.accounts.models import User

PASSWORD = "a long pass phrase"
_numbers = numbers()


def make_user(name: str = "", **fields: Any) -> User:
    name = name or f"Person {next(_numbers)}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    password = fields.pop("password", PASSWORD)
    user = User.objects.create_user(email, password, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
