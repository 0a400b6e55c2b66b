"""A change to the matrix, as a paste or a workbook proposes it."""

from dataclasses import dataclass

from jalon.workspace.results.rules.totals import Amount


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that is to hold another amount; `version` is of the actual that was looked at.

    The version is 0 where no actual was there, and None where nobody looked.
    """

    period_id: int
    amount: Amount
    breakdown: str = ""
    country_id: int | None = None
    area_id: int | None = None
    version: int | None = None
