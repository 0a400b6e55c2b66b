"""The balance of a panel, and what a tie excludes a member from."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.models import PanelMember
from jalon.workspace.recruitment.queries.marks import Panel
from jalon.workspace.recruitment.rules.panel import (
    EFFECT,
    Balance,
    Lack,
    Member,
    PanelRole,
    Tie,
    TieEffect,
    check_declared_again,
    lacks,
)

ROLES = {"c": PanelRole.CHAIR, "m": PanelRole.MEMBER, "h": PanelRole.HUMAN_RESOURCES}
ROLES["o"] = PanelRole.OBSERVER


def panel(text: str) -> list[Member]:
    """Read role, sex, region and ``x`` for outside, such as ``c.f.af.x``."""
    found = []
    for n, each in enumerate(text.split()):
        role, sex, region, outside = f"{each}.".split(".")[:4]
        found.append(
            Member(
                key=str(n),
                role=ROLES[role],
                sex=sex or None,
                region=region or None,
                outside=outside == "x",
            )
        )
    return found


#   panel                              lacks
PANELS = """
    c.f.af m.m.am.x h.f.eu          | -
    c.f.af m.f.am.x h.f.eu          | both-sexes
    c.f.af m.m.af.x h.f.af          | regions
    c.f.af m.m.am h.f.eu            | outside
    c.f.af m.m.am.x m.f.eu          | human-resources
    c.f.af h.m.am.x                 | members
    c.f.af h.m.am.x o.m.eu          | members
    m.f.af m.m.am.x h.f.eu          | chair
    c.f.af c.m.am.x h.f.eu          | chair
    c..af m.m.am.x h.f.eu           | -
    c..af m.m.am.x h..eu            | both-sexes
    c.f. m.m.am.x h.f.              | regions
"""


@pytest.mark.parametrize("line", PANELS.strip().splitlines())
def test_balance(line: str) -> None:
    members, expected = (cell.strip() for cell in line.split("|"))
    assert " ".join(lacks(panel(members))) == expected.strip("-")


def test_an_empty_panel_lacks_everything_and_a_site_may_ask_for_less() -> None:
    assert set(lacks([])) == set(Lack)
    small = Balance(least=1, both_sexes=False, regions=0, outside=0, human_resources=False)
    assert lacks(panel("c.f.af"), small) == ()


#   tie              may look at: the candidate of the tie, another
TIES = """
    none             yes  yes
    acquaintance     yes  yes
    worked-together  yes  yes
    supervises       yes  yes
    referee          no   yes
    close-friend     no   yes
    family           no   no
    business         no   no
    dispute          no   no
"""
ROWS = [line.split() for line in TIES.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_ties(row: list[str]) -> None:
    declared = Panel((PanelMember(user_id=1),))
    vars(declared)["ties"] = {1: {101: Tie(row[0])}}  # as if they were read already
    for candidate, expected in zip((101, 102), row[1:], strict=True):
        assert declared.may_mark(1, candidate) == (expected == "yes")
    assert declared.excluded(1) == (row[2] == "no")
    assert declared.ties_of(1) == ({101} if row[1] == "no" and row[2] == "yes" else set())


def test_the_table_names_every_tie() -> None:
    assert {row[0] for row in ROWS} == set(Tie) == set(EFFECT)
    assert set(EFFECT.values()) == set(TieEffect)


@pytest.mark.parametrize(
    ("before", "now", "stands"),
    [
        (Tie.CLOSE_FRIEND, Tie.NONE, True),
        (Tie.CLOSE_FRIEND, Tie.ACQUAINTANCE, True),
        (Tie.FAMILY, Tie.CLOSE_FRIEND, True),
        (Tie.CLOSE_FRIEND, Tie.FAMILY, False),
        (Tie.CLOSE_FRIEND, Tie.REFEREE, False),
        (Tie.ACQUAINTANCE, Tie.NONE, False),
        (Tie.NONE, Tie.FAMILY, False),
    ],
)
def test_a_tie_that_keeps_away_is_not_taken_back(before: Tie, now: Tie, stands: bool) -> None:
    if stands:
        with pytest.raises(RuleBroken, match="tie-stands"):
            check_declared_again({7: before}, {7: now})
    else:
        check_declared_again({7: before}, {7: now})
