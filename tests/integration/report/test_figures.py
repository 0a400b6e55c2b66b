"""Figures and maps: what they draw, in every language, whatever is missing."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.engine.charts import comparison, figure, palette
from jalon.engine.charts.choropleth import (
    area_map,
    map_spec,
    round_counts,
    round_steps,
    themes,
)
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale, locale_of
from jalon.engine.charts.names import term_name
from jalon.engine.charts.render import to_png, to_svg
from jalon.engine.charts.what_if_figures import change_of_rates, change_rows, what_ifs


def first_what_if(content: ReportContent, locale: Locale) -> dict[str, Any]:
    return change_of_rates(what_ifs(content)[0], locale)


FIGURES: list[Callable[[ReportContent, Locale], dict[str, Any]]] = [
    figure.histogram,
    figure.ranked,
    figure.top_areas,
    figure.odds_ratios,
    figure.contribution_spread,
    comparison.model_and_direct,
    comparison.held_out,
    comparison.against_truth,
    first_what_if,
]


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_every_figure_is_drawn(
    draw: Callable[[ReportContent, Locale], dict[str, Any]], content: ReportContent
) -> None:
    svg = to_svg(draw(content, locale_of(content, "fr")), locale_of(content, "fr"), "it")
    assert svg.count("<path") + svg.count("<line") > 5
    assert "NaN" not in svg
    width = re.search(r'width="(\d+)"', svg)
    assert width is not None
    assert int(width[1]) <= 460  # readable on a telephone without scrolling


def test_numbers_on_axes_follow_the_language(content: ReportContent) -> None:
    locale = locale_of(content, "fr")
    svg = to_svg(figure.top_areas(content, locale), locale, "top")
    assert "10\u202f%" in svg
    assert f"{locale.percent(content.national['rate'][0])}<" in svg


def test_ids_of_two_figures_do_not_meet(content: ReportContent) -> None:
    locale = locale_of(content, "en")
    spec = comparison.held_out(content, locale)
    first, second = (
        set(re.findall(r'id="([^"]+)"', to_svg(spec, locale, name))) for name in ("a", "b")
    )
    assert first
    assert not first & second


def test_the_map_has_one_path_for_each_area_by_its_code(content: ReportContent) -> None:
    locale = locale_of(content, "en")
    theme = themes(content, locale)[0]
    svg = to_svg(map_spec(content, area_map(content), theme, locale), locale, "map")
    drawn = dict(re.findall(r'<path data-key="([^"]+)" d="[^"]+" fill="([^"]+)"', svg))
    assert list(drawn) == content.areas["area"].to_list()
    for code, number in content.areas.select("area", "class").iter_rows():
        assert drawn[code] == palette.risk_colours(4)[number - 1]
    hatched = len(re.findall(r'fill="url\(#map-\d+\)"', svg))
    assert hatched == (content.areas["certainty"] == "uncertain").sum() > 0


def test_a_class_fades_where_it_is_less_certain(content: ReportContent) -> None:
    theme = next(each for each in themes(content, locale_of(content, "en")) if each.key == "faded")
    full = palette.risk_colours(4)
    for found, (number, sure) in zip(
        theme.bins, content.areas.select("class", "certainty").iter_rows(), strict=True
    ):
        if sure is None:
            assert found == -1
            continue
        light = [int(theme.colours[found][i : i + 2], 16) for i in (1, 3, 5)]
        strong = [int(full[number - 1][i : i + 2], 16) for i in (1, 3, 5)]
        fades = {"firm": 1.0, "likely": 0.6, "uncertain": 0.25}[sure]
        assert light == [round(255 - fades * (255 - each)) for each in strong]
    assert len(set(theme.colours)) == len(theme.labels) == 12


def test_areas_with_interviews_have_a_dot(content: ReportContent) -> None:
    locale = locale_of(content, "en")
    theme, drawn = themes(content, locale)[0], area_map(content)
    asked = int(content.areas["sampled"].sum())
    assert 0 < asked < content.areas.height
    layers = {
        each["name"]: each
        for each in map_spec(content, drawn, theme, locale)["layer"]
        if "name" in each
    }
    assert len(layers["sampled"]["data"]["values"]) == asked
    everywhere = dataclasses.replace(
        content, areas=content.areas.with_columns(sampled=pl.lit(True))
    )
    names = [each.get("name") for each in map_spec(everywhere, drawn, theme, locale)["layer"]]
    assert "sampled" not in names


def test_the_intervals_tell_areas_with_interviews_apart(content: ReportContent) -> None:
    rows = figure.ranked(content, locale_of(content, "en"))["data"]["values"]
    told = [row["asked"] for row in rows]
    known = content.areas.drop_nulls("rate").sort("rate", descending=True)
    assert told == [
        "asked in the survey" if asked else "not in the survey" for asked in known["sampled"]
    ]


def test_a_map_for_a_document_says_what_it_shows(content: ReportContent) -> None:
    locale = locale_of(content, "fr")
    theme = themes(content, locale)[0]
    spec = map_spec(content, area_map(content), theme, locale, standalone=True)
    words = re.sub(r"<[^>]+>", " ", to_svg(spec, locale, "map"))
    for expected in (locale.words(content.title), theme.title, *theme.labels, "inventées"):
        assert expected in words


def test_classes_that_overlap_are_not_put_on_one_scale(content: ReportContent) -> None:
    """Cut within each region, classes overlap: no cut points on axes, no limits in legends."""
    assert content.one_scale
    wide = content.classes.with_columns(low=pl.col("low") - 0.02, high=pl.col("high") + 0.02)
    regional = dataclasses.replace(content, classes=wide)
    locale = locale_of(regional, "en")
    assert not regional.one_scale
    assert themes(regional, locale)[0].labels == ("low", "medium", "high", "very high")
    cuts = [layer["data"]["values"] for layer in figure.histogram(regional, locale)["layer"]]
    assert cuts[-1] == []


def test_areas_and_polygons_need_not_match(content: ReportContent) -> None:
    """An area without polygon is not drawn; a polygon of no area is drawn empty."""
    codes = ("elsewhere", *content.area_codes[1:])
    strange = dataclasses.replace(content, area_codes=codes)
    locale = locale_of(strange, "en")
    layout = area_map(strange)
    svg = to_svg(map_spec(strange, layout, themes(strange, locale)[0], locale), locale, "map")
    assert f'data-key="{content.area_codes[0]}"' not in svg
    assert 'data-key="elsewhere"' not in svg
    assert len(layout.unmatched) == 1
    assert f'fill="{palette.EMPTY}"' in svg


def test_an_area_that_could_not_be_estimated_is_drawn_empty(content: ReportContent) -> None:
    first = pl.col("area") == content.areas["area"][0]
    columns = ["rate", "low95", "high95", "expected", "class", "class_label", "certainty"]
    areas = content.areas.with_columns(
        pl.when(first).then(None).otherwise(pl.col(c)).alias(c) for c in columns
    )
    holed = dataclasses.replace(content, areas=areas)
    locale = locale_of(holed, "en")
    for theme in themes(holed, locale):
        assert theme.bins[0] == -1
        assert (theme.bins[1:] >= 0).all()
    for draw in FIGURES:
        assert "NaN" not in to_svg(draw(holed, locale), locale, "it")


def test_a_figure_can_be_a_picture(content: ReportContent) -> None:
    locale = locale_of(content, "ar")
    theme = themes(content, locale)[0]
    png = to_png(map_spec(content, area_map(content), theme, locale), locale, scale=0.5)
    assert png.startswith(b"\x89PNG")


def test_coefficients_are_named_in_words(content: ReportContent) -> None:
    locale = locale_of(content, "fr")
    assert term_name(content, "urban=rural:sex=female", locale) == "Milieu: rural × Sexe: filles"
    assert term_name(content, "roads", locale) == "Accès routier"
    assert term_name(content, "age=10-14", locale) == "Âge: 10-14"
    assert term_name(content, "unknown=9", locale) == "unknown: 9"


VALUES = st.lists(st.floats(1e-4, 1, allow_nan=False), min_size=2, max_size=60)


@given(VALUES)
def test_round_steps_leave_few_bins_and_none_outside(values: list[float]) -> None:
    data = np.array([*values, np.nan])
    cuts = round_steps(data)
    assert len(cuts) <= 5
    assert cuts == sorted(set(cuts))
    assert all(min(values) < cut < max(values) + 1e-9 for cut in cuts)
    if max(values) > 2 * min(values):
        assert cuts


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=60))
def test_round_counts_are_one_two_or_five(values: list[float]) -> None:
    cuts = round_counts(np.array(values))
    assert len(cuts) <= 5
    assert all(f"{cut:.0e}"[0] in "125" for cut in cuts)
    assert all(min(values) < cut < max(values) for cut in cuts)


@pytest.mark.parametrize("classes", range(1, 9))
def test_classes_have_a_colour_each_and_words_that_can_be_read_on_it(classes: int) -> None:
    colours = palette.risk_colours(classes)
    assert len(colours) == classes
    if classes <= 7:
        assert len(set(colours)) == classes
    for colour in colours:
        assert contrast(colour, palette.ink_on(colour)) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_a_region_may_have_the_name_of_its_country(content: ReportContent) -> None:
    table = what_ifs(content)[0]
    rows = change_rows(table.with_columns(name=pl.lit("Isla")), locale_of(content, "en"))
    assert rows[0]["name"] == "whole country"
    assert len({row["name"] for row in rows}) == len(rows)
