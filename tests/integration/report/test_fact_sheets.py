"""Fact sheets, opened again and read."""

import dataclasses
import io
import re
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import locale_of
from jalon.engine.sheets.fact_sheets import sheet_name, write_sheets
from jalon.errors import BadInput


def text_of(path: Path) -> str:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", " ", reader.pages[0].extract_text()).replace("\u202f", " ")


@pytest.mark.parametrize("language", ["es", "fr", "en"])
def test_a_sheet_says_what_the_results_say(
    language: str, content: ReportContent, tmp_path: Path
) -> None:
    area = content.areas.row(3, named=True)
    (path,) = write_sheets(content, tmp_path, [language], areas=[area["area"]])
    assert path == tmp_path / language / f"{area['area']}.pdf"
    text = text_of(path)
    locale = locale_of(content, language)
    for expected in (
        area["name"],
        area["region_name"],
        locale.percent(area["rate"]),
        locale.interval(area["low95"], area["high95"]),
        locale.about(area["expected"]),
        locale.percent(content.national["rate"][0]),
        locale.gettext("Invented data."),
        locale.gettext("What it does not say"),
        locale.words(content.source_line),
        *(locale.words(words) for words in content.factor_groups.values()),
    ):
        assert re.sub(r"\s+", " ", expected) in text


def test_sheets_for_every_area_are_the_same_twice(content: ReportContent, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    first = write_sheets(content, tmp_path / "a", ["en"], progress=lambda *now: calls.append(now))
    second = write_sheets(content, tmp_path / "b", ["en"], workers=1)
    assert sorted(path.stem for path in first) == sorted(content.areas["area"])
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert sorted(calls) == [(n + 1, len(first)) for n in range(len(first))]


def test_the_date_is_the_studys(content: ReportContent, tmp_path: Path) -> None:
    (path,) = write_sheets(content, tmp_path, ["en"], areas=[content.area_codes[0]])
    metadata = PdfReader(path).metadata
    assert metadata is not None
    assert metadata.title == f"{content.areas['name'][0]}: {content.title['en']}"
    assert metadata.creation_date == content.made_at


def test_an_area_without_boundary_has_its_sheet(content: ReportContent, tmp_path: Path) -> None:
    code = content.area_codes[0]
    lost = dataclasses.replace(content, area_codes=("elsewhere", *content.area_codes[1:]))
    (path,) = write_sheets(lost, tmp_path, ["en"], areas=[code])
    assert "There is no boundary of this area." in text_of(path)


def test_a_sheet_with_the_least(content: ReportContent, tmp_path: Path) -> None:
    wide = content.classes.with_columns(low=pl.col("low") - 0.02)
    bare = dataclasses.replace(
        content, classes=wide, factors=None, groups=None, synthetic=False, source_line={}
    )
    (path,) = write_sheets(bare, tmp_path, ["en"], areas=[content.area_codes[0]])
    text = text_of(path)
    assert "Groups of children" not in text
    assert "Coloured band: risk classes." not in text
    assert "nvented" not in text
    assert "do not imply endorsement" in text


def test_markup_in_a_name_stays_a_name(content: ReportContent, tmp_path: Path) -> None:
    name = 'Sta. #strong[Ana] *y* $x$ "Sur" \\'
    areas = content.areas.with_columns(name=pl.lit(name))
    odd = dataclasses.replace(content, areas=areas)
    (path,) = write_sheets(odd, tmp_path, ["en"], areas=[content.area_codes[0]])
    assert "#strong[Ana] *y* $x$" in text_of(path)


def test_uncertain_classes_and_unsampled_areas_are_told(
    content: ReportContent, tmp_path: Path
) -> None:
    unsampled = content.areas.filter(~pl.col("sampled"))["area"][0]
    uncertain = content.areas.filter(pl.col("certainty") == "uncertain")["area"][0]
    firm = content.areas.filter(pl.col("certainty") != "uncertain")["area"][0]
    folder = {"en": tmp_path / "en"}
    write_sheets(content, tmp_path, ["en"], areas={unsampled, uncertain, firm})
    assert "The survey asked no child here." in text_of(folder["en"] / f"{unsampled}.pdf")
    assert "Its class is uncertain" in text_of(folder["en"] / f"{uncertain}.pdf")
    assert "Its class is uncertain" not in text_of(folder["en"] / f"{firm}.pdf")


def test_what_cannot_be_written_is_refused(content: ReportContent, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_sheets(content, tmp_path, ["ar"])
    assert caught.value.code == "sheet-language-unknown"
    with pytest.raises(BadInput) as caught:
        write_sheets(content, tmp_path, ["en"], areas=["no such"])
    assert caught.value.code == "sheet-areas-unknown"
    assert caught.value.params["codes"] == ["no such"]


@pytest.mark.parametrize(
    ("code", "name"), [("0101", "0101.pdf"), ("GT/01 a", "GT_01_a.pdf"), ("ñ-1", "ñ-1.pdf")]
)
def test_codes_make_safe_file_names(code: str, name: str) -> None:
    assert sheet_name(code) == name
