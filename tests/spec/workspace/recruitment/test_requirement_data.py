"""Requirements as they are kept, and the questions that follow from them."""

import json

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.candidate import CountryTie, DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.questions import Asks, questions
from jalon.workspace.recruitment.rules.requirement_data import (
    RequirementKind,
    data_of,
    requirement_of,
)
from jalon.workspace.recruitment.rules.requirements import levels_of

ALL: tuple[asked.Requirement, ...] = (
    asked.Audience(key="who", groups=frozenset(Group)),
    asked.LocalTies(
        key="tie",
        country="BO",
        ways=(
            frozenset({CountryTie.NATIONALITY}),
            frozenset({CountryTie.RESIDENCE, CountryTie.PERMIT}),
        ),
    ),
    asked.Experience(key="work", months=36, settings=frozenset({Setting.NATIONAL})),
    asked.Degree(
        key="degree",
        level=DegreeLevel.ADVANCED,
        fields=frozenset({"law", "economics"}),
        in_lieu=(asked.InLieu(level=DegreeLevel.FIRST, extra_months=24),),
        experience="work",
    ),
    asked.Languages(key="one", of=frozenset({"es"}), levels=levels_of("C1")),
    asked.Languages(key="two", of=frozenset({"en", "es"}), levels=levels_of("B2"), essential=False),
    asked.Declared(key="retired", passes=False, said={"es": "¿Se ha jubilado?"}),
    asked.Judged(key="tact", essential=False),
)


@pytest.mark.parametrize("requirement", ALL, ids=lambda each: each.key)
def test_what_is_kept_is_read_again(requirement: asked.Requirement) -> None:
    kind, parameters = data_of(requirement)
    kept = json.loads(json.dumps(parameters))
    again = requirement_of(
        kind.value,
        kept,
        key=requirement.key,
        essential=requirement.essential,
        said=requirement.said,
    )
    assert again == requirement


def test_every_kind_is_kept() -> None:
    assert {data_of(each)[0] for each in ALL} == set(RequirementKind)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("charm", {}),
        ("audience", {}),
        ("audience", {"groups": ["friends"]}),
        ("experience", {"months": "many"}),
        ("degree", {"level": 4}),
        ("local-ties", {"country": "BO", "ways": [["birth"]]}),
        ("languages", {"of": ["en"], "levels": 5}),
        ("declared", {"passes": "no"}),
    ],
)
def test_what_cannot_be_read_is_named(kind: str, parameters: dict[str, object]) -> None:
    with pytest.raises(RuleBroken, match="requirement-unreadable"):
        requirement_of(kind, parameters, key="x")


def test_each_question_is_asked_once_and_only_what_is_needed() -> None:
    found = [(each.asks.value, each.about) for each in questions(ALL)]
    assert found == [
        ("group", ""),
        ("nationalities", "BO"),
        ("residence", "BO"),
        ("permit", "BO"),
        ("employments", ""),
        ("education", ""),
        ("language", "es"),
        ("language", "en"),
        ("yes-or-no", ""),
    ]
    assert questions(()) == ()


def test_a_declaration_is_asked_in_the_words_of_the_notice() -> None:
    (found,) = [each for each in questions(ALL) if each.asks is Asks.YES_OR_NO]
    assert found.said == {"es": "¿Se ha jubilado?"}
    twice = (ALL[6], asked.Declared(key="other", passes=True, said={"es": "¿Puede viajar?"}))
    assert [each.requirement for each in questions(twice)] == ["retired", "other"]
