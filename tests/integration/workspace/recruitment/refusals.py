"""What the tests of recruitment expect to be refused."""

from contextlib import AbstractContextManager

import pytest

from jalon.errors import RuleBroken


def refused(code: str) -> AbstractContextManager[object]:
    """Expect the rule of this very code to be broken, not one whose code begins like it."""
    return pytest.raises(RuleBroken, match=f"^\\('{code}'")


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    """Return which rule was broken."""
    return refused.value.code
