"""What an extension waits for, and when somebody is told."""

from dataclasses import replace
from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.conditions import (
    CONDITIONS,
    AppointmentKind,
    Condition,
    ConditionKind,
    ConditionState,
    Reminded,
    Reminder,
    check_extension,
    checklist,
    overdue,
    reminders,
)
from jalon.workspace.recruitment.rules.decisions import ENDS_IN
from jalon.workspace.recruitment.rules.kinds import CallKind

START, END = date(2026, 1, 1), date(2026, 12, 31)
LIST = checklist(AppointmentKind.FIXED_TERM, start=START, end=END)
MET = tuple(replace(each, state=ConditionState.MET) for each in LIST)


def test_each_condition_is_known_before_the_end() -> None:
    assert {each.kind.value: each.due for each in LIST} == {
        "performance": date(2026, 10, 2),
        "need": date(2026, 10, 17),
        "funds": date(2026, 11, 1),
    }
    assert set(CONDITIONS) == set(AppointmentKind)
    assert checklist(AppointmentKind.CONSULTANCY, start=START, end=END) == ()
    assert checklist(ENDS_IN[CallKind.INTERNSHIP], start=START, end=END) == ()


def test_of_a_short_contract_all_is_due_from_its_start() -> None:
    short = checklist(AppointmentKind.TEMPORARY, start=START, end=date(2026, 1, 31))
    assert {each.due for each in short} == {START}
    with pytest.raises(RuleBroken, match="contract-ends-before-start"):
        checklist(AppointmentKind.TEMPORARY, start=END, end=START)


def test_nothing_is_overdue_on_its_own_day() -> None:
    assert overdue(LIST, date(2026, 10, 2)) == ()
    assert [each.kind for each in overdue(LIST, date(2026, 10, 3))] == [ConditionKind.PERFORMANCE]
    assert overdue(MET, END) == ()


LATER = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("conditions", "to", "today", "code"),
    [
        (MET, LATER, END, None),
        (LIST, LATER, END, "contract-conditions-open"),
        ((*MET[:2], replace(MET[2], state=ConditionState.NOT_MET)), LATER, END, "conditions-open"),
        (MET, END, END, "contract-extension-not-later"),
        (MET, LATER, date(2027, 1, 1), "contract-ended"),
    ],
)
def test_nothing_renews_itself(conditions, to, today, code) -> None:
    if code is None:
        check_extension(conditions, end=END, extended_to=to, today=today)
    else:
        with pytest.raises(RuleBroken, match=code):
            check_extension(conditions, end=END, extended_to=to, today=today)


ONE = (Condition(ConditionKind.FUNDS, date(2026, 11, 1)),)
#   since       today       told (of a condition, or of the end; days before)
TOLD = """
    2026-09-01  2026-09-02  end:120
    2026-09-02  2026-09-03  -
    2026-10-01  2026-10-02  condition:30
    2026-10-02  2026-10-03  -
    2026-10-31  2026-11-01  condition:0 end:60
    2026-11-01  2026-12-20  end:14
    2026-08-01  2026-12-20  condition:0 end:14
    2026-12-20  2027-03-01  -
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_reminders(line: str) -> None:
    since, today, *told = line.split()
    found = reminders(
        ONE, end=END, since=date.fromisoformat(since), today=date.fromisoformat(today)
    )
    assert [f"{each.of}:{each.days}" for each in found] == ([] if told == ["-"] else told)


def test_of_what_is_known_nobody_is_reminded() -> None:
    known = (replace(ONE[0], state=ConditionState.NOT_MET),)
    found = reminders(known, end=END, since=date(2026, 10, 31), today=date(2026, 11, 1))
    assert found == (Reminded(Reminder.END, 60),)
