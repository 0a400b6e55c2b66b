"""The report: one page that stands alone, says what it must, and leaves out what is not there."""

import dataclasses
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jalon.engine.charts.content import REQUIRED_COLUMNS, Note, ReportContent, in_language
from jalon.engine.outputs.report import report_page, write_report
from jalon.errors import BadInput

LANGUAGES = ("es", "fr", "en", "ar")
OPTIONAL = (
    *("national_groups", "direct", "coefficients", "factors", "harmonisation", "reading"),
    *("assessment", "regions_held_out", "alternatives", "beside", "what_if"),
)
VOID = {"meta", "br", "input", "link", "path", "rect", "line", "circle"}


class Page(HTMLParser):
    """The parts of a page that the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.scripts: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def pages(content: ReportContent) -> dict[str, str]:
    return {language: report_page(content, language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound_and_stands_alone(language: str, pages: dict[str, str]) -> None:
    html = pages[language]
    page = Page(html)
    assert page.unbalanced == page.open == []
    assert page.all("html")[0] == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert len(page.all("h1")) == 1
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|url\((?!#)|@import""", html)
    assert "default-src 'none'" in html
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_cannot_see_it_can_still_read_it(language: str, pages: dict[str, str]) -> None:
    page = Page(pages[language])
    ids = {a["id"] for _, a in page.tags if "id" in a}
    for landmark in ("header", "main", "nav", "footer"):
        assert page.all(landmark)
    for drawing in page.all("svg"):
        assert drawing["role"] == "img"
        assert drawing.get("aria-label") or drawing["aria-labelledby"] in ids
    assert len(page.all("caption")) == len(page.all("table"))
    for cell in page.all("th"):
        assert cell["scope"] in {"col", "row"}
    for part in page.all("section"):
        assert part["aria-labelledby"] in ids
    for link in page.all("a"):
        if (link["href"] or "").startswith("#"):
            assert (link["href"] or "")[1:] in ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_is_there_without_a_script(
    language: str, pages: dict[str, str], content: ReportContent
) -> None:
    rows = re.findall(r'<tr data-a="([^"]+)"', pages[language])
    assert rows == content.areas.sort("rank")["area"].to_list()


def test_the_words_are_the_readers(pages: dict[str, str]) -> None:
    assert "Every figure has a margin of error." in pages["en"]
    assert "Toda cifra tiene un margen de error." in pages["es"]
    assert "Tout chiffre a une marge d’erreur." in pages["fr"]
    assert "لكل رقم هامش خطأ." in pages["ar"]
    for language in ("es", "fr", "ar"):
        assert "Every figure has a margin of error." not in pages[language]


def test_the_script_is_told_what_the_page_says(
    pages: dict[str, str], content: ReportContent
) -> None:
    data = json.loads(Page(pages["en"]).scripts[0])
    areas = content.areas.height
    assert data["codes"] == content.areas["area"].to_list()
    for theme in data["themes"].values():
        assert len(theme["bins"]) == areas
        assert max(theme["bins"]) < len(theme["colours"])
    for parts, rate in zip(data["factors"], content.areas["rate"], strict=True):
        difference = 100 * (rate - content.national["rate"][0])
        assert sum(parts) == pytest.approx(difference, abs=0.01)
    assert all(sum(p) == pytest.approx(1, abs=0.01) for p in data["probabilities"])
    assert len(data["groups"]) == areas
    shown = [group for area in data["groups"] for group in area]
    assert content.groups is not None
    assert sum(group[2] == "" for group in shown) == content.groups["suppressed"].sum()


def test_invented_data_are_called_so(content: ReportContent, pages: dict[str, str]) -> None:
    real = report_page(
        dataclasses.replace(content, synthetic=False, areas=content.areas.drop("true_rate")), "en"
    )
    assert "Invented data." in pages["en"]
    assert "The truth is known only because" in pages["en"]
    assert "nvented" not in real
    assert "The truth is known" not in real
    assert "do not imply endorsement" in real


def test_a_what_if_whose_children_are_few_shows_no_figure(pages: dict[str, str]) -> None:
    section = pages["en"].partition('id="what_if"')[2].partition("</section>")[0]
    assert section.count("<h3>") == 2
    assert section.count("<figure>") == 1
    assert "the figures are withheld" in section


@pytest.mark.parametrize("table", OPTIONAL)
def test_what_a_run_lacks_is_left_out(
    table: str, content: ReportContent, pages: dict[str, str]
) -> None:
    page = Page(report_page(dataclasses.replace(content, **{table: None}), "en"))
    assert page.unbalanced == []
    assert page.words != Page(pages["en"]).words


def test_the_least_a_run_can_show(content: ReportContent) -> None:
    frames: dict[str, Any] = {
        table: getattr(content, table).select(columns)
        for table, columns in REQUIRED_COLUMNS.items()
    }
    bare = dataclasses.replace(
        content,
        **frames,
        **dict.fromkeys((*OPTIONAL, "groups")),
        thresholds=(),
        caveats=(),
        provenance=(),
    )
    page = Page(report_page(bare, "fr"))
    assert page.unbalanced == []
    assert {"#map", "#areas", "#classes"} <= {a["href"] for a in page.all("a")}
    assert "#factors" not in {a["href"] for a in page.all("a")}


def test_without_boundaries_there_is_no_map(content: ReportContent) -> None:
    bare = dataclasses.replace(content, area_codes=(), geometries=content.geometries[:0])
    html = report_page(bare, "en")
    assert Page(html).unbalanced == []
    assert "There are no boundaries, and so there is no map." in html
    assert 'name="theme"' not in html


def test_a_missing_area_effect_is_confessed(content: ReportContent, pages: dict[str, str]) -> None:
    without = report_page(dataclasses.replace(content, area_effect=None), "en")
    assert "They are therefore too small" in without
    assert "They are therefore too small" not in pages["en"]


def test_names_cannot_break_out_of_the_page(content: ReportContent) -> None:
    nasty = '</script><script>alert("1")</script>&<b>'
    areas = content.areas.with_columns(
        pl.when(pl.col("rank") <= 2).then(pl.lit(nasty)).otherwise(pl.col("name")).alias("name")
    )
    changed = dataclasses.replace(
        content,
        areas=areas,
        factor_groups={"place": {"en": nasty}},
        caveats=(Note({"en": nasty}, {"en": nasty}),),
    )
    html = report_page(changed, "en")
    page = Page(html)
    assert "<script>alert" not in html
    assert len(page.all("script")) == 2
    assert page.unbalanced == []
    assert nasty in json.loads(page.scripts[0])["factorNames"]


def test_editions_link_to_each_other(content: ReportContent, tmp_path: Path) -> None:
    paths = write_report(content, tmp_path / "out", ("es", "ar"), sheets_folder="sheets")
    assert [path.name for path in paths] == ["report.html", "report.ar.html"]
    spanish, arabic = (path.read_text(encoding="utf-8") for path in paths)
    assert 'href="report.ar.html"' in spanish
    assert 'href="report.html"' in arabic
    assert json.loads(Page(spanish).scripts[0])["sheets"] == "sheets/es"
    assert json.loads(Page(arabic).scripts[0])["sheets"] == "sheets/es"


def test_the_same_content_gives_the_same_page(
    content: ReportContent, pages: dict[str, str]
) -> None:
    assert report_page(content, "en") == pages["en"]


def test_a_country_of_340_areas_stays_light(content_of: Callable[..., ReportContent]) -> None:
    html = report_page(content_of(340, 2, classes=3), "es")
    assert len(html.encode()) < 1_500_000


def test_frames_that_lack_columns_are_named(content: ReportContent) -> None:
    with pytest.raises(BadInput) as caught:
        dataclasses.replace(content, areas=content.areas.drop("rate", "certainty"))
    assert caught.value.code == "report-columns-missing"
    assert caught.value.params == {"table": "areas", "columns": "rate, certainty"}
    with pytest.raises(BadInput) as caught:
        dataclasses.replace(content, area_codes=content.area_codes[:-1])
    assert caught.value.code == "report-shapes-and-codes-differ"


def test_a_missing_translation_falls_back() -> None:
    assert in_language({"es": "uno", "en": "one"}, "fr") == "one"
    assert in_language({"es": "uno"}, "fr") == "uno"
    assert in_language({}, "fr") == ""


def test_other_ways_and_other_figures_stand_side_by_side(pages: dict[str, str]) -> None:
    page = " ".join(Page(pages["en"]).words.split())
    assert "This study" in page
    assert "Sin covariables" in page  # not translated by this study: shown as it is
    assert "lowest rate in region" in page
    assert "El corte no se publicó." in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_figure_has_its_caution_and_its_numbers(language: str, pages: dict[str, str]) -> None:
    page = pages[language]
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) == 9
    for each in figures:
        caution = re.search(r'<p class="caution">([^<]+)</p>', each)
        assert caution is not None
        table = re.search(r'href="#([\w-]+)"', each)
        if table:
            assert f'<caption id="{table[1]}"' in page
        else:
            assert "<table" in each or "areas.csv" in each
