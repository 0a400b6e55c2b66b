from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook

from jalon.engine.outputs.workbook import Cover, write_workbook

COVER = Cover(
    title="Riesgo de trabajo infantil",
    warnings=("Población sintética.",),
    facts=(("Encuesta", "ENCOVI 2014"),),
    notes=("Los nombres no implican reconocimiento.",),
)


@pytest.fixture
def book(frames: dict[str, pl.DataFrame], tmp_path: Path) -> Workbook:
    write_workbook(tmp_path / "areas.xlsx", frames, COVER, ["es", "en"])
    return openpyxl.load_workbook(tmp_path / "areas.xlsx")


def test_sheets_speak_the_first_language_and_the_dictionary_all(book: Workbook) -> None:
    assert book.sheetnames == ["Acerca de", "Áreas", "Clases", "Diccionario de datos"]
    assert [cell.value for cell in book["Áreas"][1]][:5] == [
        *("Código del área", "Nombre", "Código de la región"),
        *("Niñas y niños", "Tasa"),
    ]
    headings = [cell.value for cell in book["Diccionario de datos"][1]]
    assert headings[3:] == ["Etiqueta (es)", "Significado (es)", "Label (en)", "Meaning (en)"]
    rate = [
        [c.value for c in row] for row in book["Diccionario de datos"] if row[1].value == "rate"
    ]
    assert rate[0][0] == "Áreas"
    assert rate[0][5:] == ["Rate", "Estimated share of children with the outcome."]


def test_text_stays_text_and_numbers_are_numbers(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["Áreas"].iter_rows(min_row=2)]
    text, numbers = ["0101", "San Andrés", "01"], [1200, 0.1234567890123456, 0.02]
    assert rows[0] == [*text, *numbers, "sí", 1, "bajo", 0.9]
    assert rows[1][1] == "=SUM(A1:A9)"
    assert book["Áreas"]["B3"].data_type == "s"  # not a formula
    assert book["Áreas"]["E2"].number_format == "0.0%"


def test_what_is_missing_is_blank(book: Workbook) -> None:
    last = [cell.value for cell in book["Áreas"][4]]
    assert last[3:] == [None] * 7


def test_codes_are_said_in_words(tmp_path: Path) -> None:
    frames = {
        "reading": pl.DataFrame(
            {
                "source": ["survey"] * 4,
                "reason": ["", "where", "missing-schooling", "code-mended 1460 -> 1406"],
                "rows": [0, 12, 57, 1],
            }
        ),
        "assessment": pl.DataFrame({"name": ["auc"], "value": [0.7], "note": [""]}),
    }
    write_workbook(tmp_path / "areas.xlsx", frames, COVER, ["fr"])
    book = openpyxl.load_workbook(tmp_path / "areas.xlsx")
    assert [row[1].value for row in book["Ce qui a été lu"].iter_rows(min_row=2)] == [
        None,
        "hors de la condition de l’étude",
        "aucune valeur de schooling",
        "code de zone corrigé\u202f: 1460 -> 1406",
    ]
    auc, value, note = (cell.value for cell in book["Évaluation du modèle"][2])
    assert auc == "Discrimination (AUC)"
    assert value == 0.7
    assert "0,5" in note


def test_the_first_sheet_warns_before_anything_else(book: Workbook) -> None:
    texts = [row[0].value for row in book["Acerca de"].iter_rows() if row[0].value]
    assert texts == [COVER.title, *COVER.warnings, "Encuesta", *COVER.notes]
    assert book["Acerca de"]["B4"].value == "ENCOVI 2014"


def test_headings_stay_in_view_and_filter(book: Workbook) -> None:
    assert book["Áreas"].freeze_panes == "C2"
    assert book["Áreas"].auto_filter.ref == "A1:J4"
    assert "rate" in book["Áreas"]["E1"].comment.text


def test_arabic_sheets_run_from_right_to_left(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    write_workbook(tmp_path / "areas.xlsx", frames, COVER, ["ar"])
    book = openpyxl.load_workbook(tmp_path / "areas.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_two_writings_give_the_same_bytes(
    frames: dict[str, pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(tmp_path / "a.xlsx", frames, COVER, ["es"])
    monkeypatch.setattr("time.time", lambda: datetime(2031, 5, 5).timestamp())
    write_workbook(tmp_path / "b.xlsx", frames, COVER, ["es"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").properties.created == datetime(2000, 1, 1)
