"""Met, not met or cannot tell: each kind of requirement, with its evidence."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.candidate import (
    Answers,
    CountryTie,
    DegreeLevel,
    Education,
    Employment,
    Group,
    LanguageSkill,
    Setting,
)
from jalon.workspace.recruitment.rules.eligibility import (
    Because,
    Confirmation,
    Finding,
    Outcome,
    Verdict,
    assess,
    check_confirmation,
    outcome_of,
)
from jalon.workspace.recruitment.rules.requirements import check_requirements, levels_of

ON = date(2026, 6, 15)
SIGNS = {"met": Verdict.MET, "not": Verdict.NOT_MET, "?": Verdict.CANNOT_TELL}


def look(requirement: asked.Requirement, answers: Answers, *others: asked.Requirement) -> Finding:
    return assess((requirement, *others), answers, on=ON)[0]


@pytest.mark.parametrize(
    ("groups", "answer", "sign"),
    [
        ({Group.INTERNAL, Group.EXTERNAL}, Group.EXTERNAL, "met"),
        ({Group.INTERNAL}, Group.EXTERNAL, "not"),
        ({Group.INTERNAL}, Group.INTERNAL, "met"),
        ({Group.INTERNAL}, None, "?"),
    ],
)
def test_who_may_apply(groups: set[Group], answer: Group | None, sign: str) -> None:
    found = look(asked.Audience(key="who", groups=frozenset(groups)), Answers(group=answer))
    assert found.verdict is SIGNS[sign]
    assert found.evidence == (() if answer is None else ("group",))


@pytest.mark.parametrize(
    ("field", "related", "sign"),
    [("law", True, "met"), ("music", True, "?"), ("music", False, "not"), (None, False, "?")],
)
def test_a_related_field_is_for_a_person(field: str | None, related: bool, sign: str) -> None:
    degree = asked.Degree(
        key="degree", level=DegreeLevel.ADVANCED, fields=frozenset({"law"}), related=related
    )
    row = Education(row="1", level=DegreeLevel.ADVANCED, field=field)
    assert look(degree, Answers(education=(row,))).verdict is SIGNS[sign]


LA_PAZ = (
    frozenset({CountryTie.NATIONALITY}),
    frozenset({CountryTie.RESIDENCE}),
    frozenset({CountryTie.PERMIT}),
)
ALGIERS = (frozenset({CountryTie.RESIDENCE, CountryTie.PERMIT}),)
#   ways     nationality  residence  permit  verdict   evidence
TIES = """
    la-paz   BO           PE         -       met       nationality
    la-paz   PE           BO         -       met       residence
    la-paz   PE           PE         BO      met       permit
    la-paz   PE,BO        PE         -       met       nationality
    la-paz   PE           PE         PE      not       nationality,permit,residence
    la-paz   PE           PE         ?       ?         nationality,residence
    la-paz   BO           ?          ?       met       nationality
    la-paz   ?            ?          ?       ?         -
    algiers  BO           PE         BO      not       permit,residence
    algiers  PE           BO         BO      met       permit,residence
    algiers  BO           BO         ?       ?         residence
    algiers  ?            PE         ?       not       residence
"""


@pytest.mark.parametrize("row", [line.split() for line in TIES.strip().splitlines()], ids=" ".join)
def test_local_ties(row: list[str]) -> None:
    ways = LA_PAZ if row[0] == "la-paz" else ALGIERS
    answers = Answers(
        nationalities=None if row[1] == "?" else frozenset(row[1].split(",")),
        residence=None if row[2] == "?" else row[2],
        permits=None if row[3] == "?" else frozenset(row[3].strip("-").split(",")) - {""},
    )
    found = look(asked.LocalTies(key="tie", country="BO", ways=ways), answers)
    assert found.verdict is SIGNS[row[4]]
    assert ",".join(sorted(found.evidence)) == row[5].strip("-")


#   works for the office   nationality  verdict   evidence
OFFICE = """
    internal               PE           met       office
    external               PE           not       nationality,office
    external               BO           met       nationality
    ?                      PE           ?         nationality
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in OFFICE.strip().splitlines()], ids=" ".join
)
def test_who_works_for_the_office_needs_no_other_tie(row: list[str]) -> None:
    ways = (frozenset({CountryTie.OFFICE}), frozenset({CountryTie.NATIONALITY}))
    group = None if row[0] == "?" else Group(row[0])
    answers = Answers(group=group, nationalities=frozenset({row[1]}))
    requirement = asked.LocalTies(key="tie", country="BO", ways=ways)
    found = look(requirement, answers)
    assert found.verdict is SIGNS[row[2]]
    assert ",".join(sorted(found.evidence)) == row[3]


def job(row: str, years: int, *, setting: str = "", relevant: bool | None = True) -> Employment:
    return Employment(
        row=row,
        start=date(2026 - years, 6, 16),
        end=None,
        setting=frozenset({Setting(setting)}) if setting else None,
        relevant=relevant,
    )


def past(row: str, start: int, years: int, relevant: bool | None) -> Employment:
    return Employment(
        row=row, start=date(start, 1, 1), end=date(start + years - 1, 12, 31), relevant=relevant
    )


THREE = asked.Experience(key="work", months=36)
ABROAD = asked.Experience(key="work", months=36, settings=frozenset({Setting.INTERNATIONAL}))
EITHER = replace(ABROAD, settings=frozenset(Setting))


@pytest.mark.parametrize(
    ("requirement", "jobs", "sign", "evidence"),
    [
        (THREE, [job("a", 3)], "met", ("a",)),
        (THREE, [job("a", 2)], "not", ("a",)),
        (THREE, [], "not", ()),
        (THREE, [job("a", 3, relevant=None)], "?", ("a",)),
        (THREE, [job("a", 3, relevant=False)], "not", ()),
        (THREE, [past("a", 2015, 2, True), past("b", 2018, 1, True)], "met", ("a", "b")),
        (THREE, [past("a", 2015, 2, True), past("b", 2018, 1, None)], "?", ("a", "b")),
        (THREE, [past("a", 2015, 3, True), past("b", 2015, 3, True)], "met", ("a", "b")),
        (ABROAD, [job("a", 3, setting="national")], "not", ()),
        (ABROAD, [job("a", 3, setting="international")], "met", ("a",)),
        (ABROAD, [job("a", 3)], "?", ("a",)),
        (EITHER, [job("a", 3, setting="national")], "met", ("a",)),
        (EITHER, [job("a", 3)], "met", ("a",)),
        (EITHER, [job("a", 3, relevant=None)], "?", ("a",)),
    ],
)
def test_experience(requirement, jobs, sign, evidence) -> None:
    found = look(requirement, Answers(employments=tuple(jobs)))
    assert found.verdict is SIGNS[sign]
    assert found.evidence == evidence


def test_a_day_short_is_short_and_part_time_counts_by_its_share() -> None:
    short = Employment(row="a", start=date(2023, 6, 17), relevant=True)
    half = Employment(row="a", start=date(2020, 6, 16), share=Fraction(1, 2), relevant=True)
    assert look(THREE, Answers(employments=(short,))).verdict is Verdict.NOT_MET
    assert look(THREE, Answers(employments=(short,))).facts["at_most"] == 35.9
    assert look(THREE, Answers(employments=(half,))).verdict is Verdict.MET


def test_a_row_that_cannot_be_read_excludes_nobody() -> None:
    found = look(THREE, Answers(unread=("x",)))
    assert (found.verdict, found.because) == (Verdict.CANNOT_TELL, Because.ROW_UNREADABLE)
    assert found.evidence == ("x",)


MASTER = asked.Degree(
    key="degree",
    level=DegreeLevel.ADVANCED,
    fields=frozenset({"law"}),
    in_lieu=(asked.InLieu(level=DegreeLevel.FIRST, extra_months=24),),
    experience="work",
)
#   degree    field    completed  years  verdict  because
DEGREES = """
    advanced  law      yes        0      met      degree
    doctorate law      yes        0      met      degree
    advanced  history  yes        0      not      no-degree
    advanced  ?        yes        0      ?        degree-open
    advanced  law      ?          0      ?        degree-open
    advanced  law      no         0      not      no-degree
    first     law      yes        5      met      in-lieu
    first     law      yes        4      not      no-degree
    first     history  yes        9      not      no-degree
    first     law      ?          5      ?        degree-open
    secondary law      yes        20     not      no-degree
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in DEGREES.strip().splitlines()], ids=" ".join
)
def test_degree(row: list[str]) -> None:
    held = Education(
        row="d",
        level=DegreeLevel[row[0].upper()],
        field=None if row[1] == "?" else row[1],
        completed={"yes": True, "no": False, "?": None}[row[2]],
    )
    work = (job("a", int(row[3])),) if row[3] != "0" else ()
    found = look(MASTER, Answers(education=(held,), employments=work), THREE)
    assert found.verdict is SIGNS[row[4]]
    assert found.because is Because(row[5])
    if found.because is Because.IN_LIEU:
        assert found.evidence == ("d", "a")
        assert found.facts["needed"] == 60


ENGLISH = asked.Languages(key="en", of=frozenset({"en"}), levels=levels_of("C1"))
SECOND = asked.Languages(key="two", of=frozenset({"es", "fr"}), levels=levels_of("B2"))
#   requirement  languages          verdict
LANGUAGES = """
    english      en:C1              met
    english      en:C1,es:A1        met
    english      en:B2              not
    english      es:C2              not
    english      en:excellent       met
    english      en:good            ?
    english      -                  ?
    second       fr:B2              met
    second       es:A1,fr:good      met
    second       es:A1,fr:A2        not
    both         es:B2,fr:B2        met
    both         es:B2              not
    both         es:B2,fr:basic     not
    both         es:B2,es:B2        not
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in LANGUAGES.strip().splitlines()], ids=" ".join
)
def test_languages(row: list[str]) -> None:
    requirement = {"english": ENGLISH, "second": SECOND, "both": replace(SECOND, count=2)}[row[0]]
    skills = []
    for n, each in enumerate(row[1].strip("-").split(",") if row[1] != "-" else []):
        language, said = each.split(":")
        levels = levels_of(said) if said[0].isupper() else {}
        wording = None if levels else said
        skills.append(LanguageSkill(row=str(n), language=language, levels=levels, wording=wording))
    found = look(requirement, Answers(languages=tuple(skills)))
    assert found.verdict is SIGNS[row[2]]
    if found.verdict is Verdict.NOT_MET:
        named = any(skill.language in requirement.of for skill in skills)
        assert found.because is (Because.LEVEL_TOO_LOW if named else Because.NOT_NAMED)


RETIRED = asked.Declared(
    key="retired", passes=False, said={"en": "Have you separated from the office on retirement?"}
)


@pytest.mark.parametrize(("answer", "sign"), [(False, "met"), (True, "not"), (None, "?")])
def test_what_is_declared_is_taken_as_it_is_said(answer: bool | None, sign: str) -> None:
    found = look(RETIRED, Answers(declared={"retired": answer}))
    assert found.verdict is SIGNS[sign]


def test_retirement_is_never_inferred() -> None:
    """Forty-five years of work say nothing of an age; only the answer to the question counts."""
    old = Answers(employments=(job("a", 45),), education=())
    assert look(RETIRED, old).verdict is Verdict.CANNOT_TELL


def test_what_only_a_person_can_judge_is_left_to_one() -> None:
    found = look(asked.Judged(key="tact"), Answers())
    assert (found.verdict, found.because) == (Verdict.CANNOT_TELL, Because.FOR_A_PERSON)


#   on what is essential   outcome
OUTCOMES = """
    met,met                eligible
    met,not                not-eligible
    met,?                  open
    ?,not                  not-eligible
"""


@pytest.mark.parametrize(
    "row", [line.split() for line in OUTCOMES.strip().splitlines()], ids=" ".join
)
def test_what_verdicts_come_to(row: list[str]) -> None:
    assert outcome_of(SIGNS[sign] for sign in row[0].split(",")) is Outcome(row[1])


def test_an_override_needs_a_reason_and_agreement_does_not() -> None:
    found = Finding(key="0", essential=True, verdict=Verdict.NOT_MET, because=Because.ANSWERED)
    check_confirmation(found, Confirmation(key="0", verdict=Verdict.NOT_MET))
    check_confirmation(found, Confirmation(key="0", verdict=Verdict.MET, reason="see the proof"))
    with pytest.raises(RuleBroken, match="override-without-reason"):
        check_confirmation(found, Confirmation(key="0", verdict=Verdict.MET, reason=" "))


@pytest.mark.parametrize(
    ("requirements", "code"),
    [
        ((THREE, THREE), "requirement-twice"),
        ((replace(THREE, months=0),), "requirement-empty"),
        ((asked.Audience(key="a", groups=frozenset()),), "requirement-empty"),
        ((asked.LocalTies(key="a", country="BO", ways=()),), "requirement-empty"),
        ((asked.LocalTies(key="a", country="BO", ways=(frozenset(),)),), "requirement-empty"),
        ((replace(RETIRED, said={"en": " "}),), "declaration-without-words"),
        ((MASTER,), "degree-in-lieu-of-nothing"),
        ((THREE, replace(MASTER, level=DegreeLevel.FIRST)), "degree-in-lieu-not-lower"),
        ((replace(SECOND, count=3),), "requirement-empty"),
        ((replace(SECOND, levels={}),), "requirement-empty"),
        ((replace(SECOND, levels={"reading": "Z9"}),), "language-level-unknown"),
    ],
)
def test_requirements_that_cannot_be_asked_are_refused(requirements, code) -> None:
    with pytest.raises(RuleBroken, match=code):
        check_requirements(requirements)
