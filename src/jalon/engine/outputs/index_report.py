"""The report of the index: one page of HTML per language that needs nothing but itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from jalon.engine.charts import index_figures
from jalon.engine.charts.choropleth import Theme, area_map, map_spec
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.locale import DECIMAL, Locale
from jalon.engine.charts.palette import EMPTY
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.texts import disclaimer
from jalon.engine.outputs import index_rows
from jalon.engine.outputs.report import (
    LANGUAGE_NAMES,
    environment,
    labelled,
    packaged,
    page_json,
)
from jalon.engine.outputs.report_rows import certainties
from jalon.messages import LANGUAGES


def write_index_report(
    content: IndexContent, folder: Path, languages: Sequence[str] = LANGUAGES
) -> tuple[Path, ...]:
    """Write ``report.html`` in the first language and ``report.<language>.html`` in the others."""
    names = ["report.html", *(f"report.{language}.html" for language in languages[1:])]
    editions = [
        (language, LANGUAGE_NAMES.get(language, language), name)
        for language, name in zip(languages, names, strict=True)
    ]
    paths = []
    for language, _, name in editions:
        path = folder / name
        path.write_text(index_page(content, language, editions), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def index_page(
    content: IndexContent, language: str, editions: Sequence[tuple[str, str, str]] = ()
) -> str:
    """Give the report in `language` as HTML; `editions` are (language, its name, file)."""
    locale = Locale(language, DECIMAL.get(language, "."))
    themes = index_figures.index_themes(content, locale)
    regions = content.areas.select("region", "region_name").unique().sort("region_name")
    page = (
        environment(locale)
        .get_template("index.html")
        .render(
            content=content,
            locale=locale,
            words=locale.words,
            editions=editions,
            cards=index_rows.index_cards(content, locale),
            themes=themes,
            regions=regions.rows(),
            area_names=content.areas.sort("name").select("area", "name", "region_name").rows(),
            certainties=certainties(locale),
            dotted=False,
            nothing=locale.gettext("no index"),
            class_heading=locale.gettext("Class"),
            data=Markup(page_json(_data(content, themes, locale))),  # noqa: S704 -- escaped there
            script=Markup(packaged("report.js")),  # noqa: S704 -- our own file
            drawings=_drawings(content, themes, locale),
            empty_colour=EMPTY,
            dimension_names=[
                content.dimension(name, language)
                for name in content.dimensions["dimension"]
                if name
            ],
            area_rows=index_rows.index_area_rows(content, locale),
            classes=index_rows.index_class_rows(content, locale),
            indicator_rows=index_rows.index_indicator_rows(content, locale),
            dimension_rows=index_rows.index_dimension_rows(content, locale),
            choice_rows=index_rows.choice_rows(content, locale),
            validity_rows=index_rows.validity_rows(content, locale),
            recipe_rows=index_rows.recipe_rows(content, locale),
            name_rows=index_rows.name_rows(content),
            readings=index_rows.index_readings(content, locale),
            disclaimer=disclaimer(content, locale),
            style=Markup(packaged("report.css")),  # noqa: S704 -- our own file
        )
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _drawings(content: IndexContent, themes: Sequence[Theme], locale: Locale) -> dict[str, Markup]:
    specs = {
        "top": index_figures.top_ranks(content, locale),
        "ranks": index_figures.all_ranks(content, locale),
        "histogram": index_figures.index_histogram(content, locale),
        "weights": index_figures.weights_figure(content, locale),
        "correlations": index_figures.correlation_figure(content, locale),
    }
    if len(content.geometries):
        specs["map"] = map_spec(content, area_map(content), themes[0], locale)
    return {
        key: Markup(labelled(to_svg(spec, locale, key), key, themes[0]))  # noqa: S704 -- Vega escapes
        for key, spec in specs.items()
    }


def _data(content: IndexContent, themes: Sequence[Theme], locale: Locale) -> dict[str, Any]:
    """Give what the script is told: colours, and the columns of the table that it reads."""
    dimensions = sum(bool(name) for name in content.dimensions["dimension"])
    return {
        "codes": content.areas["area"].to_list(),
        "themes": {
            theme.key: {"colours": theme.colours, "bins": theme.bins.tolist()} for theme in themes
        },
        "decimal": locale.decimal,
        "digits": 1,
        "empty": EMPTY,
        "found": locale.gettext("%(found)s of %(all)s areas"),
        "tip": ["{6} ({7})", "{3}, {4}"],
        "facts": [6, 0, 7, 5, *range(8, 8 + dimensions)],
    }
