"""What stands in sentences, without labels, and what must not be taken for it."""

from datetime import date

import pytest

from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.reader.stations import station_of

HEAD = "Labour inspector\nReference: MOL/7/2024\n\n"

#  a notice's last words -> the day by which to apply; nothing: asked
DEADLINES = [
    ("How to apply\nSend your file not later than 3 May 2024.", "2024-05-03"),
    ("Applications must reach us on or before Friday 3 May 2024.", "2024-05-03"),
    ("Presentación de postulaciones\nHasta el viernes 3 de mayo de 2024, 15:00 hs.", "2024-05-03"),
    ("Las candidaturas se recibirán a más tardar el 3 de mayo de 2024.", "2024-05-03"),
    ("Les dossiers seront adressés au plus tard le vendredi 3 mai 2024.", "2024-05-03"),
    ("Send it by 3 May 2024. Applications received after 6 May 2024 are refused.", "2024-05-03"),
    ("Send applications by 3 May 2024. Applications by post: before 1 May 2024.", ""),
    ("The selected candidate will start not later than 3 May 2024.", ""),
    ("Applicants must hold the degree by 3 May 2024.", ""),
    ("Duties\nSubmit the report not later than 3 May 2024.", ""),
    ("Questions may be sent until 3 May 2024.", ""),
    ("El informe se entregará a más tardar el 3 de mayo de 2024.", ""),
]


@pytest.mark.parametrize(("words", "day"), DEADLINES)
def test_a_deadline_told_in_a_sentence(words: str, day: str) -> None:
    read = read_notice(HEAD + words).deadline
    assert (read.value.day if read.value else None) == (date.fromisoformat(day) if day else None)
    assert read.value or read.question


#  a line without a label -> the vacancy number
NUMBERS = [
    ("Llamado a concurso de méritos Nº 07/2012", "07/2012"),
    ("AVIS D'APPEL A CANDIDATURES N° 12/2023", "12/2023"),
    ("Public notice of vacancy No. MLSS/23", "MLSS/23"),
    ("Law No. 1626/2000 applies to this office", None),
    ("Call No. 3/2020 replaces call No. 2/2020", "3/2020"),
]


@pytest.mark.parametrize(("line", "number"), NUMBERS)
def test_a_number_behind_its_sign(line: str, number: str | None) -> None:
    assert read_notice(f"{line}\n\nDuties\n- Write.\n").vacancy_number.value == number


def test_a_title_below_a_number_without_a_label() -> None:
    read = read_notice("AVIS DE RECRUTEMENT N° 12/2023\nInspecteur du travail\n\nTâches\n- Aller\n")
    assert read.title.value == "Inspecteur du travail"


def test_a_title_ends_at_a_bar() -> None:
    read = read_notice("Técnica de campo | Lima, Perú\nCierre: 3 de mayo de 2024\n")
    assert read.title.value == "Técnica de campo"


def test_a_heading_is_no_misspelt_label() -> None:
    read = read_notice("Grade: P3\nDuties\n- Write.\nEducation: Three years of university.\n")
    assert read.contract_duration.value is None


def test_a_word_of_a_list_is_no_misspelt_heading() -> None:
    text = "Classe : P3\nCompétences\n• Redevabilité\n• Travail en équipe\n"
    found = read_notice(text).competencies.value
    assert [one.text for one in found or ()] == ["Redevabilité", "Travail en équipe"]


def test_grounds_that_must_not_matter_are_no_condition() -> None:
    text = "Competencies\n- Displays sensitivity to gender, religion, race, nationality and age.\n"
    assert read_notice(text).eligibility.value is None


def test_titles_inside_the_duties() -> None:
    text = "Missions\nSuivi\n> Mettre en place le plan.\nÉvaluation\n> Piloter l'enquête.\n"
    found = read_notice(f"{text}\nFormation\nLicence en droit.\n").duties.value
    assert [duty.passage.text for duty in found or ()] == [
        "Mettre en place le plan.",
        "Piloter l'enquête.",
    ]


def test_products_are_no_duties_beside_duties() -> None:
    text = "Duties\n- Design the survey.\n{0}\n- A report.\nEducation\nA degree in law.\n"
    both = read_notice(text.format("Deliverables")).duties.value or ()
    assert [duty.passage.text for duty in both] == ["Design the survey."]
    alone = read_notice(text.format("Deliverables").split("\n", 2)[2]).duties.value or ()
    assert [duty.passage.text for duty in alone] == ["A report."]


def test_what_is_said_to_all_below_the_last_duty() -> None:
    fee = "Our organization does not charge any fee at any stage of the recruitment process."
    read = read_notice(f"Duties\n- Design the survey.\n- Train others.\n\n{fee}\n")
    assert [duty.passage.text for duty in read.duties.value or ()] == [
        "Design the survey.",
        "Train others.",
    ]
    assert [one.kind for one in read.notices.value or ()] == ["no-fee"]


@pytest.mark.parametrize(
    ("words", "several"),
    [
        ("Advanced degree in law. A first degree with two more years is accepted in lieu.", True),
        ("Diplôme universitaire supérieur ou, à défaut, un premier diplôme.", True),
        ("Advanced university degree in law.", False),
    ],
)  # fmt: skip
def test_a_degree_that_another_may_replace_is_for_a_person(words: str, several: bool) -> None:
    read = read_notice(f"Duties\n- Write.\nEducation\n{words}\n").education.value
    assert read is not None
    assert read.several is several


#  sentence of a section on languages -> what is asked for
LANGUAGES = [
    (
        "Français courant, swahili courant, anglais lu.",
        ["fr excellent", "sw excellent", "en reading"],
    ),
    ("Maîtrise du tamasheq et du zarma.", ["tmh excellent", "dje excellent"]),
    ("Fluency in Chichewa; reading knowledge of Bemba.", ["ny excellent", "bem reading"]),
    ("Excelente dominio del miskito y del garífuna.", ["miq excellent", "cab excellent"]),
    ("Français lu, écrit et parlé.", ["fr "]),
]


@pytest.mark.parametrize(("words", "wanted"), LANGUAGES)
def test_each_language_at_its_own_level(words: str, wanted: list[str]) -> None:
    found = read_notice(f"Duties\n- Write.\nLanguages\n{words}\n").languages.value or ()
    assert [f"{need.language} {need.level}" for need in found] == wanted


@pytest.mark.parametrize(
    ("line", "city", "country"),
    [
        ("Fiji-Suva", "Suva", "FJ"),
        ("Jordan - Amman", "Amman", "JO"),
        ("Guinea-Bissau", "Guinea-Bissau", "GW"),
        ("Bissau, Guinea-Bissau", "Bissau", "GW"),
    ],
)
def test_a_place_may_begin_with_its_country(line: str, city: str, country: str) -> None:
    station = station_of(line)
    assert (station.city, station.country, station.text) == (city, country, line)


def test_a_label_that_ends_another_one_is_none() -> None:
    notice = read_notice("Officer\nGrade: P3\nMystery date: 14 March 2024\n")
    assert notice.publication_date.value is None


SEVERAL = """The office looks for a lawyer.

Candidates must hold a Master's degree in law, have six years of experience in courts and an \
excellent command of French.
"""
VARIOS = """La oficina busca una abogada.

Las personas candidatas deberán contar con título universitario en derecho y con cuatro años de \
experiencia en litigio, y hablar quechua con fluidez.
"""


@pytest.mark.parametrize(
    ("words", "level", "years", "language"),
    [(SEVERAL, "advanced", 6, "fr"), (VARIOS, "first", 4, "qu")],
)
def test_a_sentence_without_heading_asks_for_several_things(
    words: str, level: str, years: int, language: str
) -> None:
    notice = read_notice(words)
    assert notice.education.value
    assert notice.education.value.level == level
    assert notice.experience.value
    assert notice.experience.value.years == years
    assert [need.language for need in notice.languages.value or ()] == [language]


def test_the_hour_is_taken_from_the_sentence_that_says_the_same_day() -> None:
    notice = read_notice(
        "Title: Officer\nClosing date: 9 March 2023\n\nHow to apply\n"
        "Applications are received until 9 March 2023, 17:00 Lima time.\n"
    )
    value = notice.deadline.value
    assert value
    assert (value.zone, str(value.too_late_at)) == ("America/Lima", "2023-03-09 22:00:00+00:00")
