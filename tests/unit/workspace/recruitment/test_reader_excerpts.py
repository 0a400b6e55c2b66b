"""Every field of the headers of real notices, against what a person wrote down of them."""

import csv
import os
from functools import cache
from pathlib import Path

import pytest

from jalon.workspace.recruitment.reader.notice import Notice
from jalon.workspace.recruitment.reader.read import read_notice

ROOT = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("JALON_DATA", ROOT / ".." / "shared" / "data")) / "vacancies"
INDEX = FOLDER / "index.csv"
LINES = INDEX.read_text(encoding="utf-8").splitlines() if INDEX.exists() else []
ROWS = list(csv.DictReader(LINES))
COLUMNS = (
    *("title", "expected_grade_raw", "expected_vacancy_no", "expected_publication_date"),
    *("expected_deadline_date", "expected_deadline_zone_raw", "expected_job_id"),
    *("expected_department", "expected_unit", "expected_location", "expected_contract_type"),
    "expected_duration_raw",
)
CASES = [
    pytest.param(row, column, id=f"{row['file']}-{column.removeprefix('expected_')}")
    for row in ROWS
    for column in COLUMNS
] or [pytest.param({}, "", id="no data")]
# The title stands in the page around these excerpts, not in them: it is asked, not invented.
WITHOUT_TITLE = {
    "en_p1_algiers_tunis_2022.txt",
    "en_p3_djibouti_2025.txt",
    "en_p3_jur_2023.txt",
    "en_p3_normes_call_2025.txt",
    "en_p5_cabinet_2023.txt",
    "es_noa_lapaz_2024.txt",
    "fr_p3_relmeetings_2024.txt",
}
ZONES = {
    "Geneva": "Europe/Zurich",
    "Genève": "Europe/Zurich",
    "Ginebra": "Europe/Zurich",
    "local": "Africa/Lagos",  # Abuja's
    "Addis Ababa": "Africa/Addis_Ababa",
    "Dar es salaam, Tanzania": "Africa/Dar_es_Salaam",
    "Algiers": "Africa/Algiers",
    "Alger": "Africa/Algiers",
    "locale d'Alger": "Africa/Algiers",
    "Nairobi": "Africa/Nairobi",
    "Lima": "America/Lima",
    "": "",
}


@cache
def reading(file: str, *, whole: bool = False) -> Notice:
    text = (FOLDER / file).read_text(encoding="utf-8")
    return read_notice(text if whole else text.split("---\n", 1)[1])


def worded(notice: Notice, column: str) -> str:
    """Return a field as the notice words it."""
    deadline, station = notice.deadline.value, notice.duty_station.value
    values: dict[str, object] = {
        "title": notice.title.value,
        "expected_grade_raw": notice.grade.value and notice.grade.value.text,
        "expected_vacancy_no": notice.vacancy_number.value,
        "expected_publication_date": notice.publication_date.value,
        "expected_deadline_date": deadline and deadline.day,
        "expected_deadline_zone_raw": deadline and deadline.zone_text,
        "expected_job_id": notice.job_id.value,
        "expected_department": notice.department.value,
        "expected_unit": notice.unit.value,
        "expected_location": station and station.text,
        "expected_contract_type": notice.contract_type.value and notice.contract_type.value.text,
        "expected_duration_raw": notice.contract_duration.value
        and notice.contract_duration.value.text,
    }
    return str(values[column] or "")


@pytest.mark.real_data
@pytest.mark.parametrize(("row", "column"), CASES)
def test_field(data_folder: Path, row: dict[str, str], column: str) -> None:
    want = row[column].removesuffix(" (in prose)")
    if column == "title" and row["file"] in WITHOUT_TITLE:
        assert row["title"] not in reading(row["file"]).text
        want = ""
    assert worded(reading(row["file"]), column) == want
    # The page's own lines above an excerpt change nothing in what is read.
    assert worded(reading(row["file"], whole=True), column) == want


@pytest.mark.real_data
@pytest.mark.parametrize("row", ROWS or [{}], ids=lambda row: row.get("file", "no data"))
def test_deadline_is_the_end_of_its_day_in_its_zone(data_folder: Path, row: dict[str, str]) -> None:
    notice = reading(row["file"])
    deadline = notice.deadline.value
    assert deadline is not None
    assert deadline.zone == ZONES[row["expected_deadline_zone_raw"]]
    if not deadline.zone:
        assert deadline.too_late_at is None
        assert notice.deadline.question is not None
        assert notice.deadline.question.code == "notice-zone-not-said"


@pytest.mark.real_data
def test_what_is_odd_is_said(data_folder: Path) -> None:
    said = {row["file"]: [problem.code for problem in reading(row["file"]).remarks] for row in ROWS}
    assert said.pop("fr_p4_alger_rabat_2023.txt") == ["notice-number-holds-title"]
    assert said.pop("en_p3_jur_2023.txt") == ["notice-letters-mended"]
    assert {file for file, codes in said.items() if codes} == set()
