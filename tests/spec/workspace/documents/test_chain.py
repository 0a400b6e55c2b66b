"""Whose turn it is, and who may decide."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.chain import Hat, Link, hat_for, is_cleared, to_open
from jalon.workspace.documents.rules.states import StepState

#   chain: order and state of each step                opens      cleared
CHAINS = """
    1waiting 2waiting                                  0          no
    1open 2waiting                                     -          no
    1cleared 2waiting                                  1          no
    1cleared 2cleared                                  -          yes
    1waiting 1waiting 2waiting                         0,1        no
    1cleared 1open 2waiting                            -          no
    1cleared 1cleared 2waiting                         2          no
    1skipped 2waiting                                  1          no
    1cleared 2returned                                 -          no
    1cleared 2waiting 1waiting                         2          no
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in CHAINS.strip().splitlines()], ids=" ".join
)
def test_chain(row: list[str]) -> None:
    *steps, opens, cleared = row
    chain = [Link(i, int(step[0]), StepState(step[1:])) for i, step in enumerate(steps)]
    assert ",".join(map(str, to_open(chain))) == opens.replace("-", "")
    assert is_cleared(chain) == (cleared == "yes")


def test_nothing_is_cleared_by_nobody() -> None:
    assert not is_cleared([])


AUTHOR, HEAD, DEPUTY, OTHER = 1, 2, 3, 4
ROLE = "coordinator"
OWN = Hat(ROLE)
FOR_HEAD = Hat(ROLE, HEAD)
FOR_AUTHOR = Hat(ROLE, AUTHOR)

#   who      hats                   assigned to   outcome
CASES = [
    (HEAD, [OWN], None, OWN),
    (HEAD, [OWN], HEAD, OWN),
    (DEPUTY, [FOR_HEAD], None, FOR_HEAD),
    (DEPUTY, [FOR_HEAD], HEAD, FOR_HEAD),
    (DEPUTY, [FOR_AUTHOR, OWN], None, OWN),
    (OTHER, [Hat("officer")], None, "step-of-others"),
    (OTHER, [OWN], HEAD, "step-of-others"),
    (AUTHOR, [OWN], None, "author-clears-own"),
    (AUTHOR, [FOR_HEAD], None, "author-clears-own"),
    (DEPUTY, [FOR_AUTHOR], None, "deputy-clears-for-author"),
    (DEPUTY, [FOR_AUTHOR], AUTHOR, "deputy-clears-for-author"),
]


@pytest.mark.parametrize(("user", "hats", "assignee", "outcome"), CASES)
def test_who_may_decide(user: int, hats: list[Hat], assignee: int | None, outcome) -> None:
    def ask() -> Hat:
        return hat_for(user=user, hats=hats, role=ROLE, assignee=assignee, authors={AUTHOR})

    if isinstance(outcome, Hat):
        assert ask() == outcome
    else:
        with pytest.raises(RuleBroken, match=outcome):
            ask()
