"""Which spans are made beside those that stay."""

from datetime import date

import pytest

from jalon.workspace.programmes.rules import Span
from jalon.workspace.results.rules.frequency import missing

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
NEXT = (date(2026, 1, 1), date(2026, 12, 31))
FIRST = (date(2025, 1, 1), date(2025, 3, 31))
SECOND = (date(2025, 4, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("wanted", "kept", "made"),
    [
        ([YEAR, NEXT], [], [YEAR, NEXT]),
        ([YEAR, NEXT], [YEAR], [NEXT]),
        ([YEAR, NEXT], [FIRST, SECOND], [(date(2025, 7, 1), YEAR[1]), NEXT]),
        ([FIRST, SECOND], [YEAR], []),
        ([SECOND, NEXT], [FIRST], [SECOND, NEXT]),
    ],
)
def test_missing(wanted: list[Span], kept: list[Span], made: list[Span]) -> None:
    assert missing(wanted, kept) == made
