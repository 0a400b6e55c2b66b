"""From which day periods count, with appeals and without."""

from datetime import date

import pytest

from jalon.workspace.recruitment.rules.appeals import counted_from

MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("decided", "answers", "since"),
    [
        (None, [], None),
        (MARCH, [], MARCH),
        (MARCH, [None], None),
        (MARCH, [MAY], MAY),
        (MARCH, [MAY, None], None),
        (MARCH, [JULY, MAY], JULY),
        (None, [MAY], None),  # the answer set the decision aside, and no other was made
        (JULY, [MAY], JULY),  # an appeal against an earlier decision
    ],
)
def test_periods_count_from(
    decided: date | None, answers: list[date | None], since: date | None
) -> None:
    assert counted_from(decided, answers) == since
