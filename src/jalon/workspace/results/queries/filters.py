"""What a reader asks the matrix to show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow the matrix; nothing given means everything."""

    country: int | None = None
    result: int | None = None  # this result and those below it
    responsible: int | None = None
    organisation: int | None = None
    by: str = ""  # key of the dimension that it is divided by
    indicator: int | None = None  # this one alone
    verified: bool = False  # figures that somebody verified alone
