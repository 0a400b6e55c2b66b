"""Statistical figures as Vega-Lite specifications: narrow, so that they read on a telephone too."""

from typing import Any

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import INTERCEPT, class_word, term_name

Spec = dict[str, Any]

WIDTH = 440
ROW = 19
LABEL_LIMIT = 165
HISTOGRAM_BARS = 24

CONFIG: Spec = {
    "font": "Arial, Helvetica, 'Liberation Sans', sans-serif",
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


def histogram(content: ReportContent, locale: Locale) -> Spec:
    """Show how many areas have which rate, and where the classes are cut."""
    rates = content.areas["rate"].cast(float).fill_null(np.nan).to_numpy()
    classes = content.areas["class"].fill_null(0).to_numpy()
    known = np.isfinite(rates)
    edges = np.linspace(rates[known].min(), rates[known].max(), HISTOGRAM_BARS + 1)
    names = [class_word(content, label, locale) for label in content.classes["label"]]
    rows = [
        {"low": edges[b], "high": edges[b + 1], "count": int(n), "class": name, "order": k}
        for k, name in enumerate(names)
        for b, n in enumerate(np.histogram(rates[known & (classes == k + 1)], edges)[0])
        if n
    ]
    cuts = [{"cut": cut} for cut in content.classes["low"].to_list()[1:]]
    return _figure(
        [
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 0.5},
                "encoding": {
                    "x": {
                        **_rate_axis("low", locale.gettext("Estimated rate")),
                        "bin": "binned",
                    },
                    "x2": {"field": "high"},
                    "y": _quantitative("count", locale.gettext("Number of areas"), ".0f"),
                    "order": {"field": "order", "sort": "descending"},
                    "color": {
                        "field": "class",
                        "scale": {"domain": names, "range": palette.risk_colours(len(names))},
                        "legend": {"direction": "horizontal", "columns": 4},
                    },
                },
            },
            _rule({"data": {"values": cuts}}, x="cut", dash=[4, 3]),
        ],
        height=200,
    )


def ranked(content: ReportContent, locale: Locale) -> Spec:
    """Show every area with its interval, from the highest rate to the lowest."""
    rows = _known(content).sort("rate", descending=True).with_row_index("position", offset=1)
    nation = content.national.row(0, named=True)["rate"]
    position = {
        "field": "position",
        "type": "quantitative",
        "title": locale.gettext("Areas, from the highest rate to the lowest"),
        "scale": {"nice": False, "domain": [1, max(rows.height, 2)]},
        "axis": {"grid": False, "tickCount": 5, "format": ".0f"},
    }
    axis = _rate_axis("low95", locale.gettext("Rate and 95% interval"))
    return _figure(
        [
            {
                "mark": {"type": "area", "interpolate": "step", "color": "#9ecae1"},
                "encoding": {"x": position, "y": axis, "y2": {"field": "high95"}},
            },
            {
                "mark": {"type": "line", "interpolate": "step", "color": palette.MODEL},
                "encoding": {"x": position, "y": {"field": "rate", "type": "quantitative"}},
            },
            *_nation(nation, locale, along="y"),
        ],
        data=rows.select("position", "rate", "low95", "high95").to_dicts(),
        height=220,
    )


def top_areas(content: ReportContent, locale: Locale, *, count: int = 20) -> Spec:
    """Show the areas with the highest rates, each with its interval."""
    rows = _known(content).sort("rate", descending=True).head(count)
    # two areas may share a name: the code keeps them apart, the axis shows the name
    named = [
        {**row, "label": f"{row['rank']:.0f}. {row['name']}"}
        for row in rows.select("rank", "name", "rate", "low95", "high95", "class").to_dicts()
    ]
    y = _names("label", [row["label"] for row in named])
    colours = palette.risk_colours(content.class_count)
    return _figure(
        [
            {
                "mark": {"type": "rule", "color": palette.MUTED, "strokeWidth": 1.5},
                "encoding": {
                    "y": y,
                    "x": _rate_axis("low95", locale.gettext("Rate and 95% interval")),
                    "x2": {"field": "high95"},
                },
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 75,
                    "stroke": palette.INK,
                    "strokeWidth": 0.7,
                    "opacity": 1,
                },
                "encoding": {
                    "y": y,
                    "x": {"field": "rate", "type": "quantitative"},
                    "color": {
                        "field": "class",
                        "type": "ordinal",
                        "scale": {"domain": list(range(1, len(colours) + 1)), "range": colours},
                        "legend": None,
                    },
                },
            },
            *_nation(content.national.row(0, named=True)["rate"], locale, along="x"),
        ],
        data=named,
        height=ROW * len(named),
    )


def model_and_direct(content: ReportContent, locale: Locale) -> Spec:
    """Show the model's estimate and the survey's own for each region, side by side."""
    regions = content.national.filter(pl.col("level") == "region")
    model, direct = locale.gettext("model"), locale.gettext("survey alone")
    rows = [
        {
            "name": row["name"],
            "kind": kind,
            "rate": row[f"{start}rate"],
            "low": row[f"{start}low95"],
            "high": row[f"{start}high95"],
        }
        for row in regions.to_dicts()
        for kind, start in ((model, ""), (direct, "direct_"))
        if row.get(f"{start}rate") is not None
    ]
    y = _names("name", regions["name"].to_list())
    offset = {"field": "kind", "sort": [model, direct]}
    colour = {
        "field": "kind",
        "scale": {"domain": [model, direct], "range": [palette.MODEL, palette.DIRECT]},
        "legend": {"direction": "horizontal"},
    }
    return _figure(
        [
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "clip": True},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": _rate_axis("low", locale.gettext("Rate and 95% interval")),
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": {"field": "rate", "type": "quantitative"},
                    "color": colour,
                    "shape": {
                        "field": "kind",
                        "scale": {"domain": [model, direct], "range": ["circle", "diamond"]},
                    },
                },
            },
        ],
        data=rows,
        height=(ROW + 6) * max(regions.height, 1),
    )


def odds_ratios(content: ReportContent, locale: Locale) -> Spec:
    """Show the odds ratios of the model with their intervals, on a log scale."""
    assert content.coefficients is not None
    table = content.coefficients.filter(pl.col("column") != INTERCEPT)
    rows = [
        {**row, "name": term_name(content, row["column"], locale)}
        for row in table.select("column", "odds_ratio", "or_low95", "or_high95").to_dicts()
    ]
    y = _names("name", [row["name"] for row in rows], limit=225)
    x = {
        "type": "quantitative",
        "title": locale.gettext("Odds ratio and 95% interval (log scale)"),
        "scale": {"type": "log", "nice": False},
        "axis": {"tickCount": 6, "format": "~r"},
    }
    return _figure(
        [
            _rule({"data": {"values": [{"one": 1}]}}, x="one"),
            {
                "mark": {"type": "rule", "color": palette.MODEL, "strokeWidth": 1.5},
                "encoding": {"y": y, "x": {**x, "field": "or_low95"}, "x2": {"field": "or_high95"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 55,
                    "color": palette.MODEL,
                    "opacity": 1,
                },
                "encoding": {"y": y, "x": {**x, "field": "odds_ratio"}},
            },
        ],
        data=rows,
        height=ROW * len(rows),
    )


def contribution_spread(content: ReportContent, locale: Locale) -> Spec:
    """Show which groups of factors set areas apart: the middle eight tenths of contributions."""
    assert content.factors is not None
    spread = content.factors.group_by("group", maintain_order=True).agg(
        low=100 * pl.col("contribution").quantile(0.1),
        middle=100 * pl.col("contribution").median(),
        high=100 * pl.col("contribution").quantile(0.9),
    )
    rows = [
        {**row, "name": content.factor_group(row["group"], locale.language)}
        for row in spread.sort(pl.col("high") - pl.col("low"), descending=True).to_dicts()
    ]
    y = _names("name", [row["name"] for row in rows])
    title = locale.gettext("Percentage points above or below the national rate")
    x = {"type": "quantitative", "title": title, "axis": {"format": "+~f", "tickCount": 6}}
    return _figure(
        [
            {
                "mark": {"type": "bar", "height": 9, "color": "#9ecae1"},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 15, "color": palette.MODEL},
                "encoding": {"y": y, "x": {**x, "field": "middle"}},
            },
            _rule({"data": {"values": [{"zero": 0}]}}, x="zero"),
        ],
        data=rows,
        height=(ROW + 6) * len(rows),
    )


def held_out(content: ReportContent, locale: Locale) -> Spec:
    """Show each region's survey estimate against the model's, fitted without that region."""
    assert content.regions_held_out is not None
    table = content.regions_held_out.drop_nulls(["direct", "predicted_held_out"]).with_columns(
        low=pl.col("direct") - 1.96 * pl.col("direct_se"),
        high=pl.col("direct") + 1.96 * pl.col("direct_se"),
    )
    return _against(
        table.select(x="direct", y="predicted_held_out", low="low", high="high"),
        locale.gettext("Survey estimate of the region, 95% interval"),
        locale.gettext("Model fitted without the region"),
    )


def against_truth(content: ReportContent, locale: Locale) -> Spec:
    """Show the estimate of each area against the truth, which only an invented country has."""
    table = _known(content).select(x="true_rate", y="rate").drop_nulls()
    return _against(table, locale.gettext("True rate"), locale.gettext("Estimated rate"))


def _against(table: pl.DataFrame, across: str, up: str) -> Spec:
    columns = [column for column in ("x", "y", "low", "high") if column in table.columns]
    low = max(min(float(table[c].cast(float).min() or 0) for c in columns), 0)  # type: ignore[arg-type]
    high = max(float(table[c].cast(float).max() or 0) for c in columns)  # type: ignore[arg-type]
    scale = {"domain": [low, high], "nice": True, "zero": False}
    x = {**_rate_axis("x", across), "scale": scale}
    y = {**_rate_axis("y", up), "scale": scale}
    ends = [{"x": low, "y": low}, {"x": high, "y": high}]
    layers: list[Spec] = [
        {
            "data": {"values": ends},
            "mark": {
                "type": "line",
                "strokeDash": [4, 3],
                "color": palette.MUTED,
                "strokeWidth": 1,
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 32,
                "color": palette.MODEL,
                "opacity": 0.75,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    if "low" in columns:
        bars = {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}
        mark = {"type": "rule", "color": palette.MUTED, "strokeWidth": 1, "clip": True}
        layers.insert(1, {"mark": mark, "encoding": bars})
    return _figure(layers, data=table.to_dicts(), height=330)


def _figure(layers: list[Spec], *, height: int, data: list[Spec] | None = None) -> Spec:
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


def _known(content: ReportContent) -> pl.DataFrame:
    return content.areas.filter(pl.col("rate").is_not_null() & pl.col("rate").is_not_nan())


def _quantitative(field: str, title: str, form: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"format": form, "tickCount": 5},
    }


def _rate_axis(field: str, title: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"format": "~%", "tickCount": 6},
    }


def _names(field: str, order: list[str], limit: int = LABEL_LIMIT) -> Spec:
    axis = {"labelLimit": limit, "grid": False, "ticks": False, "domain": False, "labelPadding": 6}
    return {"field": field, "type": "nominal", "sort": order, "title": None, "axis": axis}


def _rule(data: Spec, *, x: str, dash: list[int] | None = None) -> Spec:
    mark: Spec = {"type": "rule", "color": palette.INK, "strokeWidth": 1}
    if dash:
        mark["strokeDash"] = dash
    return {**data, "mark": mark, "encoding": {"x": {"field": x, "type": "quantitative"}}}


def _nation(rate: float, locale: Locale, *, along: str) -> list[Spec]:
    """Draw the national rate as a dashed line with its name."""
    data = {
        "values": [{"nation": rate, "words": f"{locale.gettext('nation')} {locale.percent(rate)}"}]
    }
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
