"""What may follow what in a call, and what each step needs."""

from datetime import UTC, datetime, timedelta

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.calls import (
    FOR_OPENING,
    FOR_PUBLICATION,
    NEED_REASON,
    NEXT,
    AmendmentEffect,
    CallFacts,
    CallState,
    CallStep,
    Missing,
    after,
    check_extension,
    check_publication,
    check_ready,
    effect_of,
    missing_for,
)

#   state         the steps that can follow, and where they lead
STEPS = """
    draft         submit:in-clearance cancel:cancelled
    in-clearance  return:draft clear:cleared cancel:cancelled
    cleared       revise:draft publish:published cancel:cancelled
    published     amend:published extend:published close:closed cancel:cancelled
    closed        reopen:published screen:screening cancel:cancelled
    screening     assess:assessment decide:decided cancel:cancelled
    assessment    decide:decided cancel:cancelled
    decided       set-aside:assessment
    cancelled
"""
ROWS = [line.split() for line in STEPS.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_step_leads_where_the_table_says_and_no_other_is_open(row: list[str]) -> None:
    state = CallState(row[0])
    leads = dict(step.split(":") for step in row[1:])
    for step in CallStep:
        if step in leads:
            assert after(state, step, reason="why") == leads[step]
        else:
            with pytest.raises(RuleBroken, match="call-step-not-open"):
                after(state, step, reason="why")


def test_the_table_names_every_state() -> None:
    assert {row[0] for row in ROWS} == set(CallState)


@pytest.mark.parametrize("step", sorted(NEED_REASON))
def test_what_undoes_what_others_rely_on_needs_a_reason(step: CallStep) -> None:
    state = next(state for state in CallState if (state, step) in NEXT)
    with pytest.raises(RuleBroken, match="call-step-without-reason"):
        after(state, step, reason="  ")


WHOLE = CallFacts(**{each.name.lower(): True for each in Missing})
NOTHING = CallFacts()


def test_a_whole_call_lacks_nothing() -> None:
    for step in CallStep:
        check_ready(step, WHOLE)


def test_publication_needs_clearance_and_a_deadline_and_opening_needs_criteria_and_a_panel() -> (
    None
):
    assert missing_for(CallStep.PUBLISH, NOTHING) == FOR_PUBLICATION
    assert {Missing.CLEARANCE, Missing.DEADLINE, Missing.STATEMENTS} <= set(FOR_PUBLICATION)
    assert missing_for(CallStep.SCREEN, NOTHING) == FOR_OPENING
    assert missing_for(CallStep.AMEND, NOTHING) == ()
    with pytest.raises(RuleBroken, match="call-not-ready") as broken:
        check_ready(CallStep.SCREEN, NOTHING)
    assert broken.value.params["missing"] == FOR_OPENING


DEADLINE = datetime(2026, 6, 15, 22, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_nobody_publishes_what_nobody_can_answer() -> None:
    check_publication(now=DEADLINE - MOMENT, deadline=DEADLINE)
    with pytest.raises(RuleBroken, match="call-deadline-over"):
        check_publication(now=DEADLINE, deadline=DEADLINE)


#   asked at   extended to   (hours from the deadline)
EXTENSIONS = """
    -5         24    yes
    -5         0     no
    -5         -1    no
    30         24    no
    30         31    yes
"""


@pytest.mark.parametrize("row", [x.split() for x in EXTENSIONS.strip().splitlines()], ids=" ".join)
def test_an_extension_gives_time(row: list[str]) -> None:
    now, to = (DEADLINE + timedelta(hours=int(row[n])) for n in (0, 1))
    if row[2] == "yes":
        check_extension(now=now, deadline=DEADLINE, extended_to=to)
    else:
        with pytest.raises(RuleBroken, match="extension-not-later"):
            check_extension(now=now, deadline=DEADLINE, extended_to=to)


#   changed               asks for
EFFECTS = """
    unit                  note
    title                 tell
    title,requirements    extend
    duties                extend
    grade,title           new-call
"""


@pytest.mark.parametrize("row", [x.split() for x in EFFECTS.strip().splitlines()], ids=" ".join)
def test_an_amendment_asks_for_the_gravest_of_its_effects(row: list[str]) -> None:
    assert effect_of(row[0].split(",")) is AmendmentEffect(row[1])


def test_changing_nothing_asks_for_nothing() -> None:
    assert effect_of([]) is AmendmentEffect.NOTE
