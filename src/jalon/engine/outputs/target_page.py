"""The page of a choice of areas: what is reached, where, and what other money would reach."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from jalon.engine.charts.choropleth import area_map, map_spec
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale, locale_of
from jalon.engine.charts.names import CERTAINTY_WORDS, class_word
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.target_figures import chosen_theme, frontier_figure
from jalon.engine.charts.texts import disclaimer
from jalon.engine.outputs.report import LANGUAGE_NAMES, environment, packaged
from jalon.engine.outputs.report_texts import Card


def write_target_pages(
    content: ReportContent,
    frames: Mapping[str, pl.DataFrame],
    folder: Path,
    languages: Sequence[str],
    **choice: float | None,
) -> tuple[Path, ...]:
    """Write ``target.html`` in the first language and ``target.<language>.html`` in the others.

    Parameters
    ----------
    frames
        "target" and "frontier".
    choice
        budget, cost, reached, price, gap, tail and tail_reached of the choice.
    """
    names = ["target.html", *(f"target.{language}.html" for language in languages[1:])]
    editions = [
        (language, LANGUAGE_NAMES.get(language, language), name)
        for language, name in zip(languages, names, strict=True)
    ]
    paths = []
    for language, _, name in editions:
        path = folder / name
        path.write_text(_page(content, frames, language, editions, choice), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def _page(
    content: ReportContent,
    frames: Mapping[str, pl.DataFrame],
    language: str,
    editions: Sequence[tuple[str, str, str]],
    choice: Mapping[str, float | None],
) -> str:
    locale = locale_of(content, language)
    target, frontier = frames["target"], frames["frontier"]
    theme = chosen_theme(content.areas, target, locale)
    budget = choice["budget"]
    assert budget is not None
    specs = {"frontier": frontier_figure(frontier, budget, locale)}
    if len(content.geometries):
        specs["map"] = map_spec(content, area_map(content), theme, locale)
    page = (
        environment(locale)
        .get_template("target.html")
        .render(
            content=content,
            locale=locale,
            words=locale.words,
            interval=locale.interval,
            editions=editions,
            cards=_cards(target, choice, locale),
            tail=choice["tail"],
            tail_reached=choice["tail_reached"],
            gap=choice["gap"],
            theme=theme,
            drawings={
                key: Markup(_labelled(to_svg(spec, locale, key), key))  # noqa: S704 -- Vega escapes
                for key, spec in specs.items()
            },
            rows=_rows(content, target, locale),
            regions=_regions(target),
            frontier=frontier.to_dicts(),
            disclaimer=disclaimer(content, locale),
            style=Markup(packaged("report.css")),  # noqa: S704 -- our own file
        )
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _labelled(svg: str, key: str) -> str:
    return svg.replace("<svg ", f'<svg role="img" aria-labelledby="figure-{key}" ', 1)


def _cards(target: pl.DataFrame, choice: Mapping[str, float | None], locale: Locale) -> list[Card]:
    _ = locale.gettext
    chosen = target.filter("chosen")
    all_ = float(target["reached"].sum())
    listed = float(target.filter("by_rank")["reached"].sum())
    reached, price = choice["reached"] or 0.0, choice["price"] or 0.0
    return [
        Card(
            _("Children in risk reached"),
            locale.about(reached),
            _("%(share)s of those expected in all areas")
            % {"share": locale.percent(reached / all_ if all_ else None)},
        ),
        Card(
            _("Areas chosen"),
            locale.number(chosen.height),
            _("of %(areas)s") % {"areas": locale.number(target.height)},
        ),
        Card(
            _("Spent"),
            locale.number(choice["cost"]),
            _("of %(budget)s") % {"budget": locale.number(choice["budget"])},
        ),
        Card(
            _("One more child would cost"),
            locale.number(1 / price if price else None),
            _("at the margin of this budget (its shadow price)"),
        ),
        Card(
            _("By the highest rates first"),
            locale.about(listed),
            _("children in risk for the same money"),
        ),
    ]


def _rows(content: ReportContent, target: pl.DataFrame, locale: Locale) -> list[dict[str, Any]]:
    chosen, in_words = target.filter("chosen").to_dicts(), locale.gettext
    return [
        {
            **row,
            "class_word": class_word(content, row["class_label"], locale),
            "certainty_word": in_words(CERTAINTY_WORDS.get(row["certainty"], "–")),
            "requirement": in_words(row["requirement"]) if row["requirement"] else "",
        }
        for row in chosen
    ]


def _regions(target: pl.DataFrame) -> list[dict[str, Any]]:
    """Give what each region gets."""
    chosen = target.filter("chosen")
    return (
        chosen.group_by("region_name")
        .agg(areas=pl.len(), cost=pl.col("cost").sum(), reached=pl.col("reached").sum())
        .sort("reached", descending=True)
        .to_dicts()
    )
