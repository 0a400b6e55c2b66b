"""The marks of a stage are looked at once, however many applications ask for theirs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from jalon.workspace.recruitment.models import Criterion, Mark, PanelMember
from jalon.workspace.recruitment.queries.marks import Panel, StageMarks
from jalon.workspace.recruitment.queries.requirements import criteria_of
from jalon.workspace.recruitment.queries.sheets import agreement_of
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import Tie
from jalon.workspace.recruitment.rules.ranking import places
from jalon.workspace.recruitment.rules.scoring import SheetState

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST, SECOND = 11, 12


class Counted(tuple[Mark, ...]):
    """Rows that count how often they are gone through."""

    walks = 0

    def __iter__(self) -> Iterator[Mark]:
        Counted.walks += 1
        return super().__iter__()


def member(user: int) -> PanelMember:
    row = PanelMember(user_id=user, role="member", declared_at=NOW)
    row.is_seated = True
    return row


def mark(application: int, scorer: int, value: int) -> Mark:
    return Mark(
        criterion_id=1,
        application_id=application,
        scorer_id=scorer,
        value=value,
        locked_value=value,
        locked_at=NOW,
    )


def marks_for(applications: range, ties: dict[int, dict[int, Tie]] | None = None) -> StageMarks:
    rows = (Criterion(pk=1, stage="application", order=1, weight=100, title={"en": "Knowledge"}),)
    given = Counted(mark(key, who, key % 5) for key in applications for who in (FIRST, SECOND))
    panel = Panel((member(FIRST), member(SECOND)))
    vars(panel)["ties"] = ties or {}  # as if they had been asked for
    return StageMarks(Stage.APPLICATION, rows, criteria_of(rows, Stage.APPLICATION), panel, given)


@pytest.mark.parametrize("count", [3, 300])
def test_marks_are_gone_through_once(count: int) -> None:
    Counted.walks = 0
    marks = marks_for(range(count))
    for key in range(count):
        assert len(marks.sheets(key)) == marks.wanted(key) == 2
        assert marks.closed(key)
        assert marks.result(key) is not None
        assert marks.of(key, FIRST).keys() == {1}
    assert agreement_of(marks, range(count))[0].pairs == count
    assert Counted.walks == 1


def test_each_application_has_its_own_marks() -> None:
    marks = marks_for(range(5), {SECOND: {4: Tie.CLOSE_FRIEND}})
    assert marks.of(3, SECOND)[1].value == 3
    assert marks.locked_on(3, 1) == {FIRST: Fraction(3), SECOND: Fraction(3)}
    assert [sheet.state for sheet in marks.sheets(3)] == [SheetState.LOCKED] * 2
    assert marks.locked_on(4, 1) == {FIRST: Fraction(4)}, "who is tied does not count"
    assert marks.of(99, FIRST) == {}
    assert not marks.closed(99)


def test_places_are_found_without_comparing_each_with_each() -> None:
    compared = 0

    class Total(Fraction):
        def __gt__(self, other: Any) -> bool:
            nonlocal compared
            compared += 1
            return Fraction.__gt__(self, other)

        def __lt__(self, other: Any) -> bool:
            nonlocal compared
            compared += 1
            return Fraction.__lt__(self, other)

    totals = {f"C{n}": Total(n * 7919 % 500) for n in range(1000)}
    found = places(totals)
    assert compared < 20_000  # each with each would be a million
    assert found == {
        c: 1 + sum(int(o) > int(t) for o in totals.values()) for c, t in totals.items()
    }
