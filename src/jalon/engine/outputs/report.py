"""The report: one page of HTML per language that needs nothing but itself.

Everything stands in the page as text, tables and drawn figures, so it reads without JavaScript
and prints; a script of its own then colours the map anew, sorts, filters and shows one area.
"""

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import polars as pl
from markupsafe import Markup

from jalon.engine.charts import comparison, figure, what_if_figures
from jalon.engine.charts.choropleth import Theme, area_map, map_spec, some_are_sampled, themes
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale, locale_of
from jalon.engine.charts.palette import EMPTY
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.texts import disclaimer
from jalon.engine.outputs import report_rows, report_texts, trust_rows
from jalon.engine.outputs.report_data import page_data
from jalon.messages import LANGUAGES

LANGUAGE_NAMES = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}
TEMPLATES = files("jalon.engine.outputs") / "templates"


def write_report(
    content: ReportContent,
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    *,
    sheets_folder: str | None = None,
) -> tuple[Path, ...]:
    """Write ``report.html`` in the first language and ``report.<language>.html`` in the others.

    Parameters
    ----------
    content : ReportContent
    folder : Path
        Made if it is not there.
    languages : sequence of str
        Out of es, fr, en, ar. Each page links to the others.
    sheets_folder : str, optional
        Where the fact sheets stand, relative to `folder` ("sheets"): each area then links to
        ``<sheets_folder>/<language>/<code>.pdf``. Arabic, which has no sheets, links to the first
        language that has.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ["report.html", *(f"report.{language}.html" for language in languages[1:])]
    editions = [
        (language, LANGUAGE_NAMES.get(language, language), name)
        for language, name in zip(languages, names, strict=True)
    ]
    paths = []
    for language, _, name in editions:
        path = folder / name
        page = report_page(content, language, editions=editions, sheets_folder=sheets_folder)
        path.write_text(page, encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def report_page(
    content: ReportContent,
    language: str,
    *,
    editions: Sequence[tuple[str, str, str]] = (),
    sheets_folder: str | None = None,
) -> str:
    """Give the report in `language` as HTML; `editions` are (language, its name, file)."""
    locale = locale_of(content, language)
    coloured = themes(content, locale)
    titles = report_texts.section_titles(content, locale)
    regions = (
        content.areas.select("region", "region_name")
        .unique(maintain_order=True)
        .sort("region_name")
    )
    area_rows = report_rows.area_rows(content, locale)
    rates_to = report_rows.widest_rate(content)
    nation = content.national.row(0, named=True)["rate"]
    benchmarked = trust_rows.benchmark_rows(content, locale)
    data = page_data(content, coloured, locale, sheets=_sheets(sheets_folder, editions, language))
    page = (
        environment(locale)
        .get_template("report.html")
        .render(
            content=content,
            locale=locale,
            words=locale.words,
            interval=locale.interval,
            editions=editions,
            titles=titles,
            sections=[(key, title) for key, title in titles.items() if title],
            cards=report_texts.cards(content, locale),
            reading_rules=report_texts.reading_rules(content, locale),
            themes=coloured,
            drawings=_drawings(content, coloured[0], locale),
            empty_colour=EMPTY,
            nothing=locale.gettext("no estimate"),
            class_heading=locale.gettext("Risk class"),
            dotted=some_are_sampled(content),
            regions=regions.rows(),
            area_names=content.areas.sort("name").select("area", "name", "region_name").rows(),
            certainties=report_rows.certainties(locale),
            area_rows=area_rows,
            nation_at=round(100 * nation / rates_to, 1),
            classes=report_rows.class_rows(content, locale),
            national_rows=report_rows.with_columns(content.national, report_rows.NATIONAL),
            group_rows=report_rows.group_rows(content, locale),
            coefficient_rows=report_rows.coefficient_rows(content, locale),
            error_tables=trust_rows.error_tables(content, locale),
            assessment_rows=report_rows.assessment_rows(content, locale),
            direct_rows=report_rows.direct_rows(content, locale),
            alternative_rows=report_rows.alternative_rows(content, locale),
            beside_rows=report_rows.beside_rows(content, locale),
            what_ifs=report_rows.what_ifs(content, locale),
            effect_rows=trust_rows.effect_rows(content, locale),
            benchmark_rows=benchmarked,
            rates_shared_out=trust_rows.rates_shared_out(benchmarked),
            spread_heads=report_rows.spread_heads(locale),
            spread_rows=report_rows.spread_rows(content, locale),
            held_out_heads=report_rows.held_out_heads(content, locale),
            held_out_rows=report_rows.held_out_rows(content, locale),
            readings=report_rows.readings(content, locale),
            harmonisation_rows=report_rows.harmonisation_rows(content, locale),
            harmonisation_count=report_texts.harmonisation_count(content, locale),
            area_effect_text=report_texts.area_effect(content, locale),
            truth_text=report_texts.truth(content, locale),
            method_notes=report_texts.method_notes(content, locale),
            caveats=report_texts.caveats(locale),
            study_caveats=report_texts.study_caveats(content, locale),
            disclaimer=disclaimer(content, locale),
            sheets_folder=sheets_folder,
            data=Markup(page_json(data)),  # noqa: S704 -- escaped by page_json
            style=Markup(packaged("report.css")),  # noqa: S704 -- our own file
            script=Markup(packaged("report.js")),  # noqa: S704 -- our own file
        )
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _drawings(content: ReportContent, theme: Theme, locale: Locale) -> dict[str, Markup]:
    """Draw every figure for which there are results, by the key the template asks for."""
    specs = {
        "top": figure.top_areas(content, locale),
        "ranked": figure.ranked(content, locale),
        "histogram": figure.histogram(content, locale),
    }
    if len(content.geometries):
        specs["map"] = map_spec(content, area_map(content), theme, locale)
    if content.national.filter(pl.col("level") == "region").height:
        specs["regions"] = comparison.model_and_direct(content, locale)
    if content.coefficients is not None:
        specs["odds"] = figure.odds_ratios(content, locale)
    if content.factors is not None:
        specs["spread"] = figure.contribution_spread(content, locale)
    if content.regions_held_out is not None:
        specs["held_out"] = comparison.held_out(content, locale)
    for i, table in enumerate(what_if_figures.what_ifs(content)):
        if what_if_figures.change_rows(table, locale):
            specs[f"what_if_{i}"] = what_if_figures.change_of_rates(table, locale)
    if "true_rate" in content.areas.columns:
        specs["truth"] = comparison.against_truth(content, locale)
    return {
        key: Markup(labelled(to_svg(spec, locale, key), key, theme))  # noqa: S704 -- Vega escapes
        for key, spec in specs.items()
    }


def labelled(svg: str, key: str, theme: Theme) -> str:
    name = (
        f'aria-label="{Markup.escape(theme.title)}"'
        if key == "map"
        else f'aria-labelledby="figure-{key}"'
    )
    return svg.replace("<svg ", f'<svg role="img" {name} ', 1)


def _sheets(
    folder: str | None, editions: Iterable[tuple[str, str, str]], language: str
) -> str | None:
    if folder is None:
        return None
    with_sheets = [code for code, _, _ in editions if code != "ar"] or ["en"]
    return f"{folder}/{language if language != 'ar' else with_sheets[0]}"


def environment(locale: Locale) -> jinja2.Environment:
    """Give the templates with the words and numbers of `locale`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("jalon.engine.outputs"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = locale.gettext
    environment.filters.update(
        percent=locale.percent,
        number=locale.number,
        points=locale.points,
        about=locale.about,
        precision=lambda word: report_rows.precision_word(word, locale),
        p_value=lambda p: report_rows.p_value(p, locale),
        first_capital=lambda text: text[:1].upper() + text[1:],
        zip=zip,
    )
    return environment


def page_json(data: dict[str, Any]) -> str:
    """Write JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def packaged(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
