"""A small matrix and workbooks that come back to it."""

from dataclasses import dataclass
from typing import Any

from factories.exchange import filled
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.rows import row_id
from jalon.workspace.results.models import Indicator, PendingImport, Period
from jalon.workspace.results.services import exchange

TOTAL, WOMEN, MEN = "actual//value", "actual/sex:female/value", "actual/sex:male/value"
NUMERATOR, DENOMINATOR = "actual//numerator", "actual//denominator"


@dataclass
class Matrix:
    """The rows of the tests, by short names."""

    programme: Programme
    counted: Indicator
    share: Indicator
    first: Period
    second: Period
    half: Period

    def row(self, period: Period) -> str:
        return row_id(period.pk, ())


def bring(
    matrix: Matrix, content: bytes, by: User, *changes: tuple[Period, str, Any]
) -> PendingImport:
    """Type into the workbook and upload it."""
    typed = [(matrix.row(period), key, value) for period, key, value in changes]
    return exchange.preview_import(
        programme=matrix.programme,
        content=filled(content, *typed, sheet="Matrix") if typed else content,
        file_name="C:\\fakepath\\matriz.xlsx",
        by=by,
    )
