"""Which steps lead from which status, and which need a reason."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.programmes.rules import Status, StatusStep, open_steps, status_after

#    from            step      to              reason
STEPS = """
     pipeline        start     implementation  -
     pipeline        cancel    cancelled       yes
     implementation  finish    finalisation    -
     implementation  suspend   suspended       yes
     implementation  cancel    cancelled       yes
     suspended       resume    implementation  -
     suspended       cancel    cancelled       yes
     finalisation    resume    implementation  -
     finalisation    close     closed          -
     closed          reopen    finalisation    yes
     cancelled       reopen    pipeline        yes
"""
ROWS = [line.split() for line in STEPS.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_a_step_leads_on(row: list[str]) -> None:
    before, step, after, reason = row
    status, found = Status[before.upper()], StatusStep(step)
    assert status_after(status, found, "why") is Status[after.upper()]
    if reason == "yes":
        with pytest.raises(RuleBroken, match="step-without-reason"):
            status_after(status, found, " ")
    else:
        assert status_after(status, found) is Status[after.upper()]


def test_no_other_step_does() -> None:
    listed = {(Status[row[0].upper()], StatusStep(row[1])) for row in ROWS}
    for status in Status:
        assert {(status, step) for step in open_steps(status)} <= listed
        for step in set(StatusStep) - set(open_steps(status)):
            with pytest.raises(RuleBroken, match="programme-step-not-open"):
                status_after(status, step, "why")
