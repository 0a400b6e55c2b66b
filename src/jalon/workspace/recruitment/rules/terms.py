"""What a contract says."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """Whose it is, of what kind and grade, from when until when."""

    name: str
    grade: str
    contract_type: str
    start: date
    end: date
