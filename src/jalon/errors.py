"""Errors that a person can act on."""

from dataclasses import dataclass, field
from typing import Any


class ReadableError(Exception):
    """Name what went wrong: `code` picks the translated message, `params` fill it in."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class BadInput(ReadableError):
    """A file, a column or a study says something that cannot be used."""


class CannotWrite(ReadableError):
    """The results cannot be put where they were asked for."""


class CannotEstimate(ReadableError):
    """The data do not support the estimate that was asked for."""


class RuleBroken(ReadableError):
    """The programme's rules do not allow this step."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is (file, key or column), and the error's code and facts."""

    where: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, where: str, error: ReadableError) -> "Problem":
        return cls(where, error.code, dict(error.params))


class Problems(ReadableError):
    """Everything that is wrong with an input, at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("problems", count=len(problems))
        self.problems = tuple(problems)
