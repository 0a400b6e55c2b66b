"""How many rows a source gave, and why the others were left out."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of one source; `dropped` maps a reason to its number of rows."""

    source: str
    file: str
    rows_read: int
    rows_used: int
    dropped: Mapping[str, int]
