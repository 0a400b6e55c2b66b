"""What the statistical figures share: their look, their axes, the national rate as a line.

Figures are narrow, so that they read on a telephone too.
"""

import textwrap
from typing import Any

import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale

Spec = dict[str, Any]

WIDTH = 440
ROW = 19
LABEL_LIMIT = 165
TITLE_LETTERS = 40

CONFIG: Spec = {
    "font": palette.FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": palette.INK,
        "titleColor": palette.MUTED,
        "gridColor": "#e4e7eb",
        "domainColor": palette.RULE,
        "tickColor": palette.RULE,
        "labelLimit": LABEL_LIMIT,
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelFontSize": 12,
        "labelColor": palette.INK,
        "labelLimit": 200,
        "symbolSize": 80,
        "direction": "vertical",
    },
    "text": {"fontSize": 12, "color": palette.INK},
}


def layered(layers: list[Spec], *, height: int, data: list[Spec] | None = None) -> Spec:
    figure: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "padding": 2,
        "layer": [{**layer, "mark": {**layer["mark"], "aria": False}} for layer in layers],
        "config": CONFIG,
    }
    return figure if data is None else {**figure, "data": {"values": data}}


def wrapped(title: str) -> list[str]:
    """Break a title of an axis into lines: Vega would cut it at the edge of the figure."""
    return textwrap.wrap(title, TITLE_LETTERS)


def estimated(content: ReportContent) -> pl.DataFrame:
    return content.areas.filter(pl.col("rate").is_not_null() & pl.col("rate").is_not_nan())


def quantitative(field: str, title: str, form: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": wrapped(title),
        "axis": {"format": form, "tickCount": 5},
    }


def rate_axis(field: str, title: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": wrapped(title),
        "axis": {"format": "~%", "tickCount": 6},
    }


def name_axis(field: str, order: list[str], limit: int = LABEL_LIMIT) -> Spec:
    axis = {"labelLimit": limit, "grid": False, "ticks": False, "domain": False, "labelPadding": 6}
    return {"field": field, "type": "nominal", "sort": order, "title": None, "axis": axis}


def rule_at(data: Spec, *, x: str, dash: list[int] | None = None) -> Spec:
    mark: Spec = {"type": "rule", "color": palette.INK, "strokeWidth": 1}
    if dash:
        mark["strokeDash"] = dash
    return {**data, "mark": mark, "encoding": {"x": {"field": x, "type": "quantitative"}}}


def national_line(rate: float, locale: Locale, *, along: str) -> list[Spec]:
    """Draw the national rate as a dashed line with its name."""
    nation, number = locale.gettext("nation"), locale.left_to_right(locale.percent(rate))
    data = {"values": [{"nation": rate, "words": f"{nation} {number}"}]}
    place = {along: {"field": "nation", "type": "quantitative"}}
    if along == "y":
        text: Spec = {"type": "text", "align": "right", "dy": -7}
        end = {"x": {"value": WIDTH - 70}}
    else:
        text = {"type": "text", "align": "center"}
        end = {"y": {"value": -8}}
    words = {**place, **end, "text": {"field": "words"}}
    halo = {**text, "stroke": "#fff", "strokeWidth": 3, "strokeJoin": "round"}
    rule = {"type": "rule", "strokeDash": [5, 3], "color": palette.INK, "strokeWidth": 1}
    return [
        {"data": data, "mark": rule, "encoding": place},
        {"data": data, "mark": halo, "encoding": words},
        {"data": data, "mark": text, "encoding": words},
    ]
