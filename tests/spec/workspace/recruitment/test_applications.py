"""An application: its steps, its sections, its hash, and what the rules read of it."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from jalon.errors import Problems, RuleBroken
from jalon.workspace.recruitment.rules.applications import (
    FIELDS,
    NEXT,
    REQUIRED,
    ApplicationState,
    ApplicationStep,
    Section,
    after,
    check_form,
    check_whole,
    digest,
    unfilled,
)
from jalon.workspace.recruitment.rules.candidate import DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.reading import answers_of

#   state      step      in time  late
STEPS = """
    draft      save      draft      -
    draft      submit    submitted  -
    draft      withdraw  withdrawn  withdrawn
    draft      expire    expired    expired
    submitted  save      submitted  -
    submitted  submit    submitted  -
    submitted  withdraw  withdrawn  withdrawn
    withdrawn  resume    draft      -
    expired    resume    draft      -
"""
ROWS = [line.split() for line in STEPS.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_steps(row: list[str]) -> None:
    state, step = ApplicationState(row[0]), ApplicationStep(row[1])
    assert after(state, step, open_=True) == row[2]
    if row[3] == "-":
        with pytest.raises(RuleBroken, match="application-closed"):
            after(state, step, open_=False)
    else:
        assert after(state, step, open_=False) == row[3]


def test_no_other_step_is_open() -> None:
    assert {(row[0], row[1]) for row in ROWS} == set(NEXT)
    with pytest.raises(RuleBroken, match="application-step-not-open"):
        after(ApplicationState.WITHDRAWN, ApplicationStep.SUBMIT, open_=True)


JOB = {
    "row": "j1",
    "employer": "Ministry of Labour",
    "title": "Inspector",
    "start": "2020-01-01",
    "end": "2024-12-31",
    "share": 50,
    "settings": ["national"],
}
WHOLE: dict[str, Any] = {
    "contact": {"name": "Amal B.", "email": "amal@example.org"},
    "nationality": {"nationalities": ["DZ", "FR"], "residence": "DZ", "permits": []},
    "education": [{"row": "e1", "level": 7, "field": "law", "completed": True}],
    "employment": [JOB],
    "languages": [
        {"row": "l1", "language": "ar", "wording": "native"},
        {"row": "l2", "language": "fr", "reading": "C1", "writing": "B2"},
    ],
    "eligibility": {"group": "external", "declared": {"retired": False, "other": None}},
    "letter": {"text": "Why I apply."},
    "consent": {"truth": True, "privacy": True},
}


def changed(section: str, content: object) -> dict[str, Any]:
    return {**WHOLE, section: content}


def test_a_whole_application_lacks_nothing() -> None:
    check_whole(WHOLE)
    assert unfilled(WHOLE) == ()
    assert unfilled(changed("employment", [])) == ()  # somebody's first post


@pytest.mark.parametrize(
    ("sections", "lacking"),
    [
        ({}, tuple(section.value for section in Section)),
        (changed("contact", {"name": "Amal B.", "email": ""}), ("contact.email",)),
        (changed("consent", {"truth": True, "privacy": False}), ("consent.privacy",)),
        (changed("education", [{"row": "e1"}]), ("education.level",)),
        (changed("languages", []), ("languages",)),
    ],
)
def test_what_is_not_filled_in_is_named(sections, lacking) -> None:
    assert unfilled(sections) == lacking
    with pytest.raises(RuleBroken, match="application-not-whole"):
        check_whole(sections)


@pytest.mark.parametrize(
    ("section", "content", "code"),
    [
        ("letter", [], "section-malformed"),
        ("letter", "text", "section-malformed"),
        ("education", {}, "section-malformed"),
        ("education", ["x"], "section-malformed"),
        ("employment", [{"row": str(n)} for n in range(61)], "section-malformed"),
        ("letter", {"text": "x", "photo": "y"}, "field-unknown"),
        ("letter", {"text": 5}, "answer-malformed"),
        ("letter", {"text": "x" * 12_001}, "answer-too-long"),
        ("contact", {"name": "x" * 301}, "answer-too-long"),
        ("consent", {"truth": "yes"}, "answer-malformed"),
        ("education", [{"row": "1", "level": True}], "answer-malformed"),
        ("nationality", {"nationalities": "DZ"}, "answer-malformed"),
        ("nationality", {"nationalities": [5]}, "answer-malformed"),
        ("eligibility", {"declared": ["retired"]}, "answer-malformed"),
        ("eligibility", {"declared": {"retired": "no"}}, "answer-malformed"),
        ("languages", [{"row": "1"}, {"row": "1"}], "section-row-twice"),
    ],
)
def test_what_is_not_of_the_form_is_refused_even_in_a_draft(section, content, code) -> None:
    with pytest.raises(Problems) as broken:
        check_form(Section(section), content)
    assert [problem.code for problem in broken.value.problems] == [code]
    with pytest.raises(Problems):
        check_whole(changed(section, content))


@pytest.mark.parametrize("section", list(Section))
def test_an_empty_draft_is_welcome(section: Section) -> None:
    empty: object = [] if isinstance(WHOLE[section], list) else {}
    check_form(section, empty)
    check_form(section, WHOLE[section])
    assert set(REQUIRED[section]) <= set(FIELDS[section])


@pytest.mark.parametrize(
    "wrong",
    [{"start": "2020-13-01"}, {"end": "2019-01-01"}, {"end": "soon"}, {"share": 0}, {"share": 101}],
)
def test_an_employment_that_cannot_be_right_is_not_handed_in(wrong: dict[str, Any]) -> None:
    sections = changed("employment", [{**JOB, **wrong}])
    assert answers_of(sections).unread == ("j1",)
    with pytest.raises(RuleBroken, match="employment-dates-wrong"):
        check_whole(sections)


def test_the_rules_read_what_was_said_and_nothing_else() -> None:
    answers = answers_of(WHOLE, relevant={"j1": True})
    assert answers.group is Group.EXTERNAL
    assert answers.nationalities == {"DZ", "FR"}
    assert (answers.residence, answers.permits) == ("DZ", frozenset())
    (job,) = answers.employments
    assert (job.start, job.end) == (date(2020, 1, 1), date(2024, 12, 31))
    assert (job.share, job.setting) == (Fraction(1, 2), {Setting.NATIONAL})
    assert job.relevant is True
    assert answers.education[0].level is DegreeLevel.ADVANCED
    assert answers.languages[0].wording == "native"
    assert answers.languages[1].levels == {"reading": "C1", "writing": "B2"}
    assert answers.declared == {"retired": False, "other": None}


def test_as_much_as_is_allowed_is_allowed() -> None:
    check_form(Section.LETTER, {"text": "x" * 12_000})
    check_form(Section.CONTACT, {"name": "x" * 300})
    check_form(Section.EMPLOYMENT, [{"row": str(n)} for n in range(60)])


def test_what_was_not_said_is_not_known() -> None:
    answers = answers_of({})
    assert (answers.group, answers.nationalities, answers.permits) == (None, None, None)
    assert answers_of({"employment": [{**JOB, "settings": []}]}).employments[0].setting is None


def test_the_hash_is_of_what_was_said_in_whatever_order() -> None:
    other = dict(reversed(WHOLE.items()))
    assert digest(other) == digest(WHOLE)
    assert digest(changed("letter", {"text": "Why I apply!"})) != digest(WHOLE)
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
