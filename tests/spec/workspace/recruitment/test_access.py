"""What somebody sees of an application, as a table: who they are, and where the marks stand."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.access import (
    Case,
    Own,
    Standing,
    Why,
    check,
    may_screen,
    seen,
)
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.panel import PanelRole

S, R = CallState, PanelRole
STRANGER = Standing()
RECRUITER = Standing(recruiter=True)
DECIDER = Standing(decider=True)
NEW = Standing(role=R.MEMBER)
MEMBER = Standing(role=R.MEMBER, declared=True)
OBSERVER = Standing(role=R.OBSERVER, declared=True)
BOTH = Standing(recruiter=True, decider=True, role=R.CHAIR, declared=True)
OUT = Standing(recruiter=True, role=R.MEMBER, declared=True, excluded=True)

BLIND = {"education", "employment", "languages"}
PERSON = {"contact.name", "letter", "files"}


def case(state: CallState = S.ASSESSMENT, **fields: object) -> Case:
    return Case(state=state, **fields)  # type: ignore[arg-type]  # of several kinds


# Who, which application, why nothing; or what is shown and what is not.
NOTHING: list[tuple[Standing, Case, Why]] = [
    (STRANGER, case(), Why.NO_RIGHT),
    (STRANGER, case(S.CLOSED), Why.NO_RIGHT),
    (RECRUITER, case(S.CLOSED), Why.NOT_OPENED),
    (RECRUITER, case(S.PUBLISHED), Why.NOT_OPENED),
    (RECRUITER, case(S.CANCELLED), Why.NOT_OPENED),
    (DECIDER, case(S.DRAFT), Why.NOT_OPENED),
    (MEMBER, case(S.CLOSED), Why.NOT_OPENED),
    (NEW, case(S.SCREENING), Why.NOT_DECLARED),
    (NEW, case(), Why.NOT_DECLARED),
    (MEMBER, case(S.DECIDED), Why.NO_RIGHT),
    (MEMBER, case(S.CANCELLED), Why.NO_RIGHT),
    (MEMBER, case(tied=True), Why.TIED),
    (MEMBER, case(tied=True, own=Own.LOCKED, closed=True), Why.TIED),
    (BOTH, case(tied=True), Why.TIED),
    (OUT, case(), Why.EXCLUDED),
    (OUT, case(own=Own.LOCKED, closed=True), Why.EXCLUDED),
]
SHOWN: list[tuple[Standing, Case, set[str], set[str]]] = [
    (RECRUITER, case(S.SCREENING), BLIND | PERSON | {"nationality.residence"}, {"contact.sex"}),
    (RECRUITER, case(), BLIND | PERSON | {"accommodation"}, {"script"}),
    (DECIDER, case(S.SCREENING), set(), BLIND | PERSON),
    (DECIDER, case(), PERSON | {"script", "references"}, {"contact.email"}),
    (DECIDER, case(S.DECIDED), PERSON | {"script"}, {"contact.phone"}),
    (MEMBER, case(), BLIND, PERSON | {"nationality.nationalities", "contact.birth_date"}),
    (MEMBER, case(own=Own.OPEN), BLIND, PERSON),
    (MEMBER, case(own=Own.OPEN, closed=True), BLIND, PERSON),
    (MEMBER, case(closed=True), BLIND | PERSON, {"nationality.nationalities", "eligibility"}),
    (MEMBER, case(own=Own.LOCKED), BLIND | PERSON, {"contact.sex", "accommodation"}),
    (MEMBER, case(blind=False), BLIND | PERSON, {"contact.email"}),
    (OBSERVER, case(), BLIND, PERSON),
    (OBSERVER, case(closed=True), BLIND | PERSON, {"contact.sex"}),
    (BOTH, case(), BLIND, PERSON | {"eligibility", "references"}),
    (BOTH, case(own=Own.LOCKED), PERSON | {"eligibility", "references"}, {"contact.sex"}),
    (BOTH, case(S.DECIDED), PERSON | {"script"}, {"contact.sex"}),
]


@pytest.mark.parametrize(("who", "what", "why"), NOTHING)
def test_nothing_is_seen_and_why(who: Standing, what: Case, why: Why) -> None:
    found = seen(who, what)
    assert (found.why, found.fields) == (why, frozenset())
    with pytest.raises(RuleBroken):
        check(found)


@pytest.mark.parametrize(("who", "what", "shown", "hidden"), SHOWN)
def test_what_is_seen(who: Standing, what: Case, shown: set[str], hidden: set[str]) -> None:
    found = seen(who, what)
    check(found)
    assert shown <= found.fields
    assert not hidden & found.fields


def test_sex_and_region_are_for_statistics_alone() -> None:
    standings = [RECRUITER, DECIDER, MEMBER, OBSERVER, BOTH]
    cases = [
        case(state, blind=blind, own=own, closed=closed)
        for state in S
        for blind in (True, False)
        for own in Own
        for closed in (True, False)
    ]
    for who in standings:
        for what in cases:
            assert not {"contact.sex", "contact.region"} & seen(who, what).fields


@pytest.mark.parametrize(
    ("who", "blind", "may"),
    [
        (STRANGER, True, False),
        (RECRUITER, True, True),
        (MEMBER, False, False),
        (BOTH, True, False),
        (BOTH, False, True),
        (OUT, False, False),
        (Standing(recruiter=True, role=R.OBSERVER, declared=True), True, True),
        (Standing(recruiter=True, role=R.OBSERVER), True, False),
    ],
)
def test_who_screens(who: Standing, blind: bool, may: bool) -> None:
    assert may_screen(who, blind=blind) is may
