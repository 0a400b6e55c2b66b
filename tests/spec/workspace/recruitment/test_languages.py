"""How well somebody knows a language."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.candidate import LanguageSkill
from jalon.workspace.recruitment.rules.languages import (
    CEFR,
    NONE,
    RANGE,
    SKILLS,
    Wording,
    least,
    rank,
    reaches,
    wording_in,
)
from jalon.workspace.recruitment.rules.requirements import levels_of

#   said           wanted  reached
TABLE = """
    C1             B2      yes
    B2             B2      yes
    B1             B2      no
    native         C2      yes
    excellent      C1      yes
    excellent      C2      ?       # C1 or C2
    working        B2      yes
    working        C1      ?
    working        C2      no
    basic          B2      no
    basic          A2      ?
    -              B2      ?
"""
TOLD = {"yes": True, "no": False, "?": None}


@pytest.mark.parametrize(
    "row", [line.split("#")[0].split() for line in TABLE.strip().splitlines()], ids=" ".join
)
def test_reaches(row: list[str]) -> None:
    said = row[0]
    skill = LanguageSkill(
        row="1",
        language="es",
        levels=levels_of(said) if said in CEFR else {},
        wording=said if said in set(Wording) else None,
    )
    assert reaches(skill, levels_of(row[1])) is TOLD[row[2]]


def test_the_weakest_skill_decides_and_one_that_is_not_said_leaves_it_open() -> None:
    weak = LanguageSkill(row="1", language="es", levels={**levels_of("C1"), "writing": "B1"})
    open_ = LanguageSkill(row="1", language="es", levels={"reading": "C1", "speaking": "C1"})
    assert reaches(weak, levels_of("B2")) is False
    assert reaches(weak, {"speaking": "B2"}) is True
    assert reaches(open_, levels_of("B2")) is None
    without = LanguageSkill(row="1", language="es", levels={"reading": "C1", "writing": NONE})
    assert reaches(without, {"writing": "A1"}) is False
    assert reaches(without, {"reading": "C1"}) is True


#   language  text                                                            is
WORDS = """
    en | Excellent command of English and ...                               | excellent
    en | good working\tknowledge of Spanish                                  | working
    en | a working knowledge of a second language                           | working
    es | Excelente dominio del español                                      | excellent
    es | buen conocimiento del inglés                                       | good
    fr | Excellente maîtrise du français                                    | excellent
    fr | bonne connaissance pratique de l'anglais                           | working
    fr | une expérience utile                                               | -
"""


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_wordings_of_notices(line: str) -> None:
    language, text, meant = (cell.strip() for cell in line.split("|"))
    found = wording_in(text, language)
    assert (found.value if found else "-") == meant


def test_every_wording_is_a_range_and_asks_for_its_least() -> None:
    assert set(RANGE) == set(Wording)
    for wording, (low, high) in RANGE.items():
        assert rank(low) <= rank(high)
        assert least(wording) == low


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(RuleBroken, match="language-level-unknown"):
        rank("D1")
    with pytest.raises(RuleBroken, match="language-level-unknown"):
        reaches(LanguageSkill(row="1", language="es", wording="so-so"), {SKILLS[0]: "B2"})
