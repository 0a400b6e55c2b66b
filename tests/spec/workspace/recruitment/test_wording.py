"""What a notice must say, wording that shuts people out, occupations and competencies."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.competencies import (
    check_competencies,
    competencies,
    named_in,
)
from jalon.workspace.recruitment.rules.occupations import (
    LANGUAGES,
    _words,
    occupation,
    occupations,
    suggest_occupation,
)
from jalon.workspace.recruitment.rules.wording import (
    missing,
    statements,
    unfair,
    wordings,
)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_what_is_suggested_says_what_must_be_said_and_shuts_nobody_out(language: str) -> None:
    said = " ".join(each.suggestion for each in statements(language))
    assert missing(said, language) == ()
    assert unfair(said, language) == ()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_each_statement_is_missed_when_it_alone_is_not_made(language: str) -> None:
    for lacking in statements(language):
        said = [each.suggestion for each in statements(language) if each is not lacking]
        assert [found.rule for found in missing("\n".join(said), language)] == [lacking.key]


#   language  text                                                    statement that it makes
SAID = """
    en | The ILO does not charge any fee at any stage               | no-fee
    en | We welcome applications from qualified women and men     | equality
    es | La OIT no cobra tasas en ninguna etapa                     | no-fee
    es | con nacionalidad boliviana: Candidatos/as locales          | eligibility
    fr | Le BIT ne perçoit aucun frais de candidature               | no-fee
    fr | Peuvent soumettre leur candidature : les candidats externes | eligibility
    fr | aménagements raisonnables                                  | accommodation
    es | La OIT no cobra ninguna tarifa en ninguna etapa            | no-fee
    es | Las Naciones Unidas no cobran tarifas en ninguna etapa     | no-fee
    es | La Fundación nunca cobra por sus procesos                  | no-fee
    es | El llamado es gratuito y no discrimina                     | no-fee
    en | does not charge any application, processing, training, interviewing or other fee | no-fee
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_statements_of_notices(line: str) -> None:
    language, text, made = (cell.strip() for cell in line.split("|"))
    assert made not in {found.rule for found in missing(text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Respect for diversity"), ("es", "Respeto por la diversidad"), ("fr", "La diversité")],
)
def test_a_competency_is_no_statement_of_equality(language: str, text: str) -> None:
    assert "equality" in {found.rule for found in missing(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "rule", "lacks"),
    [
        ("en", "Candidates must send their bank details.", "fraud", True),
        ("en", "The office will never ask for your bank account.", "fraud", False),
        ("es", "Adjunte sus datos bancarios.", "fraud", True),
        ("es", "Nunca solicitamos datos bancarios.", "fraud", False),
        ("fr", "Joindre ses coordonnées bancaires.", "fraud", True),
        ("fr", "Nous ne demandons jamais de coordonnées bancaires.", "fraud", False),
        ("en", "Lunch is free of charge.", "no-fee", True),
        ("en", "Applying is free of charge.", "no-fee", False),
        ("fr", "Le repas est gratuit.", "no-fee", True),
        ("fr", "La candidature est gratuite.", "no-fee", False),
    ],
)
def test_a_word_alone_makes_no_statement(language: str, text: str, rule: str, lacks: bool) -> None:
    assert (rule in {found.rule for found in missing(text, language)}) is lacks


def test_all_that_is_left_unsaid_is_named() -> None:
    assert len(missing("Nothing at all.", "en")) == 6
    with pytest.raises(RuleBroken, match="notice-language-unchecked"):
        missing("", "de")


#   language  text                                                found
UNFAIR = """
    en | The candidate sends his report to the chairman          | his, chairman
    en | The candidate sends her or his report                   | -
    en | He or she reports to the director                       | He or she
    en | They report; this is the history of the theme           | -
    en | A young and dynamic person                              | young and dynamic
    es | Los candidatos deben presentar                          | Los candidatos
    es | Los candidatos y las candidatas deben presentar         | -
    es | Los/as candidatos/as deben presentar                    | -
    es | El coordinador y su equipo                              | El coordinador
    es | menor de 35 años                                        | menor de 35 años
    fr | Les candidats sont convoqués                            | Les candidats
    fr | Les candidats et les candidates sont convoqués          | -
    fr | Assistant administratif                                 | Assistant administratif
    fr | Chef/fe de projet                                       | -
    en | The workmen and policemen of the district               | workmen, policemen
    en | Human resources; management; a manual for women         | -
    en | Single persons without children are preferred           | Single persons, without children
    es | Podrán participar ciudadanas y ciudadanos               | -
    es | Soltero, con servicio militar cumplido                  | Soltero, servicio militar
    es | sin distinción de estado civil ni de edad               | -
    es | Jefe de unidad                                          | Jefe de unidad
    es | Jefe/a de unidad                                        | -
    fr | Chef de projet                                          | Chef de projet
    fr | Le poste est ouvert quelle que soit la situation de famille | -
    fr | dégagé des obligations militaires                       | dégagé des obligations militaires
"""


@pytest.mark.parametrize("line", UNFAIR.strip().splitlines())
def test_wording_that_shuts_people_out(line: str) -> None:
    language, text, expected = (cell.strip() for cell in line.split("|"))
    found = unfair(text, language)
    assert (", ".join(each.found for each in found) or "-") == expected
    for each in found:
        assert text[each.start : each.end] == each.found
        assert each.why
        assert each.suggestion


def test_rules_of_wording_have_their_reasons() -> None:
    for language in ("en", "es", "fr"):
        keys = [rule.key for rule in wordings(language)]
        assert len(set(keys)) == len(keys) > 2
        assert all(rule.suggestion for rule in wordings(language))
        reasons = [each.why for each in (*wordings(language), *statements(language))]
        assert all(set(why) == {"en", "es", "fr", "ar"} and all(why.values()) for why in reasons)


def test_the_classification_is_whole_at_its_top_and_every_group_has_its_parents() -> None:
    codes = list(occupations())
    assert [len([c for c in codes if len(c) == n]) for n in (1, 2)] == [10, 43]
    for code in codes:
        assert all(code[:n] in occupations() for n in range(1, len(code) + 1))
        assert set(occupations()[code].titles) >= {"en", "es", "fr"}
        assert set(occupations()[code].certainty) == set(occupations()[code].titles)
    assert all("ar" in occupations()[code].titles for code in codes if len(code) in (1, 4))
    assert {group.certainty["en"] for group in occupations().values()} == {"compared", "recalled"}
    assert occupation("335").title("en") == "Regulatory government associate professionals"
    assert occupation("24").title("ar") == "Business and administration professionals"
    with pytest.raises(RuleBroken, match="occupation-unknown"):
        occupation("2499")


def test_words_speak_for_unit_groups_in_three_languages() -> None:
    for code, by_language in _words().items():
        assert len(occupation(code).code) == 4
        assert set(by_language) == set(LANGUAGES) - {"ar"}


#   language  title                                        likeliest
TITLES = """
    en | National Project Coordinator - NOA (DC)        | 2422
    en | Legal Officer                                  | 2619
    en | Project Manager P4                             | 1213
    en | Monitoring and Evaluation Officer              | 2421
    es | Coordinador/a nacional de proyecto             | 2422
    es | Especialista en Derecho del Trabajo            | 2619
    fr | Assistant (e) Administratif (ive) et Financier | 3313
    fr | Chef/fe de projet                              | 1213
    en | Zookeeper                                      | -
"""


@pytest.mark.parametrize("line", TITLES.strip().splitlines())
def test_suggested_occupation(line: str) -> None:
    language, title, code = (cell.strip() for cell in line.split("|"))
    found = suggest_occupation("", language, title=title)
    assert (found[0].code if found else "-") == code
    assert all(each.because for each in found)


def test_a_title_speaks_louder_than_the_duties() -> None:
    duties = "translator, interpreter; advice to the economist"
    assert suggest_occupation(duties, "en", title="Economist")[0].code == "2631"
    assert len(suggest_occupation(duties, "en", title="Legal Officer", most=2)) == 2


def test_competencies_are_named_in_every_language() -> None:
    for each in competencies():
        assert set(each.title) == {"en", "es", "fr", "ar"}
        assert each.certainty in {"named", "recalled"}
        for language, title in each.title.items():
            assert each.key in named_in(f"… {title.upper()}\n…", language)
    check_competencies(("communication",))
    with pytest.raises(RuleBroken, match="competency-unknown"):
        check_competencies(("communication", "juggling"))
