"""Which rules a notice proposes; where its words are open, a person judges."""

from typing import Any

import pytest

from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.rules.drafts import RequirementFields
from jalon.workspace.recruitment.rules.from_notice import fields_of
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

K = RequirementKind
HEAD = "Title: Officer\nGrade: NOB\nLocation: {place}\n\nWho may apply\n{who}\n\n"
NEEDS = "Education\n{education}\n\nExperience\n{experience}\n\nLanguages\n{languages}\n"


def proposed(
    *,
    place: str = "Mexico City, Mexico",
    who: str = "Everybody.",
    education: str = "Diploma.",
    experience: str = "Five years of experience.",
    languages: str = "Fluency in English.",
) -> tuple[RequirementFields, ...]:
    head = HEAD.format(place=place, who=who)
    needs = NEEDS.format(education=education, experience=experience, languages=languages)
    return fields_of(read_notice(head + needs), CallKind.NATIONAL_OFFICER).requirements


def of_text(found: tuple[RequirementFields, ...], words: str) -> tuple[K, dict[str, Any]]:
    (one,) = (each for each in found if any(words in said for said in each.text.values()))
    return one.kind, dict(one.parameters)


@pytest.mark.parametrize(
    ("words", "fields", "related"),
    [
        ("Advanced university degree in economics, law or a related field.", "economics law", True),
        ("Master's degree in law or sociology.", "law sociology", False),
        ("Título universitario superior en derecho, economía o carreras afines.",
         "derecho economía", True),
        ("Diplôme universitaire supérieur en droit, en économie ou dans un domaine connexe.",
         "droit économie", True),
        ("Advanced university degree.", "", False),
    ],
)  # fmt: skip
def test_a_degree_is_asked_in_its_fields(words: str, fields: str, related: bool) -> None:
    kind, given = of_text(proposed(education=words), words[:20])
    assert kind is K.DEGREE
    assert given == {"level": 7, "fields": fields.split(), "related": related}


@pytest.mark.parametrize(
    "words",
    [
        "University degree or equivalent experience.",
        "Advanced university degree in a relevant field.",
        "University degree, preferably with some knowledge of farms.",
        "Título universitario en derecho o equivalente.",
    ],
)
def test_a_degree_with_open_words_is_judged(words: str) -> None:
    assert of_text(proposed(education=words), words[:20])[0] is K.JUDGED


@pytest.mark.parametrize(
    "words",
    [
        (
            "Advanced university degree in law. A first-level university degree in combination "
            "with two additional years of qualifying experience may be accepted in lieu."
        ),
        "Advanced university degree in law or a first-level degree with an additional two years.",
        (
            "Diplôme universitaire supérieur en droit ou, à défaut, un premier diplôme "
            "universitaire assorti de deux années d'expérience supplémentaires."
        ),
    ],
)
def test_a_lower_degree_with_more_years_is_proposed(words: str) -> None:
    found = proposed(education=words)
    kind, given = of_text(found, words[:20])
    assert kind is K.DEGREE
    assert given["level"] == 7
    assert given["in_lieu"] == [{"level": 6, "extra_months": 24}]
    assert found[int(given["experience"]) - 1].kind is K.EXPERIENCE


@pytest.mark.parametrize(
    ("place", "who", "ways"),
    [
        ("Mexico City, Mexico", "Only nationals of Mexico may apply.", [["nationality"]]),
        ("Suva, Fiji", ("Applicants must be a national of Fiji or resident in the country with a "
         "valid work permit."), [["nationality"], ["residence", "permit"]]),
        ("Ciudad de México, México", ("Podrán presentarse personas de nacionalidad mexicana o con "
         "permiso de trabajo."), [["nationality"], ["permit"]]),
        ("N'Djamena, Tchad", "Ce poste est réservé aux ressortissants tchadiens.",
         [["nationality"]]),
    ],
)  # fmt: skip
def test_ties_to_the_country_are_proposed(place: str, who: str, ways: list[list[str]]) -> None:
    kind, given = of_text(proposed(place=place, who=who), who[:20])
    assert kind is K.LOCAL_TIES
    assert given["ways"] == ways


@pytest.mark.parametrize(
    ("place", "who"),
    [
        ("Mexico City, Mexico", "Only nationals of Guatemala may apply."),
        ("Mexico City, Mexico", "Nationals of Mexico are particularly encouraged to apply."),
        ("Mexico City, Mexico", "Only nationals and residents of Mexico may apply."),
        ("Somewhere", "Only nationals of Mexico may apply."),
    ],
)
def test_ties_that_are_not_plain_are_judged(place: str, who: str) -> None:
    assert of_text(proposed(place=place, who=who), who[:20])[0] is K.JUDGED


def test_a_declaration_is_asked_as_it_is_worded() -> None:
    who = "Applicants must not have been separated upon retirement."
    assert of_text(proposed(who=who), "not have been separated") == (K.DECLARED, {"passes": True})
    refused = "Applicants who were separated upon retirement are not eligible."
    assert of_text(proposed(who=refused), "were separated")[0] is K.JUDGED


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("Very good knowledge of English.", "B2 B2 B2 B2"),
        ("Muy buen dominio del inglés.", "B2 B2 B2 B2"),
        ("Très bonne connaissance de l'anglais.", "B2 B2 B2 B2"),
        ("Intermediate English.", "B1 B1 B1 B1"),
        ("English (level B1).", "B1 B1 B1 B1"),
        ("Reading knowledge of English.", "A1"),
    ],
)
def test_the_lowest_that_words_may_mean_is_asked(words: str, levels: str) -> None:
    kind, given = of_text(proposed(languages=words), words[:12])
    assert kind is K.LANGUAGES
    assert list(given["levels"].values()) == levels.split()
    assert next(iter(given["levels"])) == "reading"


def test_what_has_a_number_in_it_is_judged() -> None:
    several = "Working knowledge of two of English, French or Spanish."
    assert {one.kind for one in proposed(languages=several)} >= {K.JUDGED}
    assert K.LANGUAGES not in {one.kind for one in proposed(languages=several)}
    parts = "Five years at the national level, of which two years at the international level."
    assert of_text(proposed(experience=parts), "of which two")[0] is K.JUDGED
