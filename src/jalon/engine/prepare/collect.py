"""Gather every problem before giving up."""

from collections.abc import Callable
from typing import TypeVar

from jalon.errors import Problem, Problems, ReadableError

Result = TypeVar("Result")


class Collector:
    """Call functions one after the other and keep what they complain about."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def attempt(self, where: str, function: Callable[[], Result]) -> Result | None:
        """Return what `function` returns, or None after noting its error."""
        try:
            return function()
        except Problems as error:
            self.problems.extend(error.problems)
        except ReadableError as error:
            self.problems.append(Problem.of(where, error))
        return None

    def require(self) -> None:
        """Raise what has been gathered, if anything.

        Raises
        ------
        Problems
        """
        if self.problems:
            raise Problems(self.problems)
