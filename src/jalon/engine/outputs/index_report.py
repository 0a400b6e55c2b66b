"""The report of the index: one page of HTML per language that needs nothing but itself."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from jalon.engine.charts import index_figures
from jalon.engine.charts.choropleth import area_map, map_spec
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.locale import DECIMAL, Locale
from jalon.engine.charts.palette import EMPTY
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.texts import disclaimer
from jalon.engine.outputs import index_rows
from jalon.engine.outputs.report import LANGUAGE_NAMES, environment, packaged
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
    shown = [theme for theme in themes if theme.key in {"class", "certainty"}]
    page = (
        environment(locale)
        .get_template("index.html")
        .render(
            content=content,
            locale=locale,
            words=locale.words,
            editions=editions,
            cards=index_rows.index_cards(content, locale),
            themes=shown,
            drawings=_drawings(content, locale),
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


def _drawings(content: IndexContent, locale: Locale) -> dict[str, Markup]:
    specs = {
        "top": index_figures.top_ranks(content, locale),
        "ranks": index_figures.all_ranks(content, locale),
        "histogram": index_figures.index_histogram(content, locale),
        "weights": index_figures.weights_figure(content, locale),
        "correlations": index_figures.correlation_figure(content, locale),
    }
    if len(content.geometries):
        drawn = area_map(content)
        for theme in index_figures.index_themes(content, locale):
            if theme.key in {"class", "certainty"}:
                specs[f"map_{theme.key}"] = map_spec(content, drawn, theme, locale)
    return {
        key: Markup(_labelled(to_svg(spec, locale, key), key))  # noqa: S704 -- Vega escapes
        for key, spec in specs.items()
    }


def _labelled(svg: str, key: str) -> str:
    return svg.replace("<svg ", f'<svg role="img" aria-labelledby="figure-{key}" ', 1)
