"""Draw a code that says nothing of a person: of an application, or of a script."""

import secrets

from jalon.workspace.recruitment.rules.messages import LETTERS

LENGTH = 8


def new_code() -> str:
    """Return a code that nobody can guess, in signs that nobody takes for another."""
    return "".join(secrets.choice(LETTERS) for _sign in range(LENGTH))
