"""Figures of the estimates and of the model, as Vega-Lite specifications."""

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.layers import (
    ROW,
    WIDTH,
    Spec,
    estimated,
    layered,
    name_axis,
    national_line,
    quantitative,
    rate_axis,
    rule_at,
    wrapped,
)
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import INTERCEPT, class_word, term_name

HISTOGRAM_BARS = 24


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
    cuts = [{"cut": cut} for cut in content.classes["low"].to_list()[1:] if content.one_scale]
    return layered(
        [
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 0.5},
                "encoding": {
                    "x": {
                        **rate_axis("low", locale.gettext("Estimated rate")),
                        "bin": "binned",
                    },
                    "x2": {"field": "high"},
                    "y": quantitative("count", locale.gettext("Number of areas"), ".0f"),
                    "order": {"field": "order", "sort": "descending"},
                    "color": {
                        "field": "class",
                        "scale": {"domain": names, "range": palette.risk_colours(len(names))},
                        "legend": {"direction": "horizontal", "columns": 4},
                    },
                },
            },
            rule_at({"data": {"values": cuts}}, x="cut", dash=[4, 3]),
        ],
        height=200,
    )


def ranked(content: ReportContent, locale: Locale) -> Spec:
    """Show every area with its interval, from the highest rate to the lowest ("caterpillar")."""
    rows = estimated(content).sort("rate", descending=True).with_row_index("position", offset=1)
    width = max(0.3, min(3.0, 0.7 * WIDTH / rows.height))
    asked = asked_in(locale)
    told = rows.select(
        *("position", "rate", "low95", "high95"),
        pl.when("sampled").then(pl.lit(asked[0])).otherwise(pl.lit(asked[1])).alias("asked"),
    )
    nation = content.national.row(0, named=True)["rate"]
    position = {
        "field": "position",
        "type": "quantitative",
        "title": wrapped(locale.gettext("Areas, from the highest rate to the lowest")),
        "scale": {"nice": False, "domain": [1, max(rows.height, 2)]},
        "axis": {"grid": False, "tickCount": 5, "format": ".0f"},
    }
    axis = rate_axis("low95", locale.gettext("Rate and 95% interval"))
    return layered(
        [
            {
                "mark": {"type": "rule", "strokeWidth": width, "opacity": 0.55},
                "encoding": {
                    "x": position,
                    "y": axis,
                    "y2": {"field": "high95"},
                    "color": colour_of_asked(asked),
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 9 * width, "opacity": 1},
                "encoding": {
                    "x": position,
                    "y": {"field": "rate", "type": "quantitative"},
                    "color": colour_of_asked(asked),
                },
            },
            *national_line(nation, locale, along="y"),
        ],
        data=told.to_dicts(),
        height=240,
    )


def asked_in(locale: Locale) -> tuple[str, str]:
    """Name areas in which the survey has asked, and those of which the model alone tells."""
    return locale.gettext("asked in the survey"), locale.gettext("not in the survey")


def colour_of_asked(words: tuple[str, str]) -> Spec:
    scale = {"domain": list(words), "range": [palette.MODEL, palette.UNSEEN]}
    return {"field": "asked", "scale": scale, "legend": {"direction": "horizontal"}}


def top_areas(content: ReportContent, locale: Locale, *, count: int = 20) -> Spec:
    """Show the areas with the highest rates, each with its interval."""
    rows = estimated(content).sort("rate", descending=True).head(count)
    asked = asked_in(locale)
    # two areas may share a name: the code keeps them apart, the axis shows the name
    named = [
        {
            **row,
            "label": f"{row['rank']:.0f}. {row['name']}",
            "asked": asked[0] if row["sampled"] else asked[1],
        }
        for row in rows.select(
            "rank", "name", "rate", "low95", "high95", "class", "sampled"
        ).to_dicts()
    ]
    y = name_axis("label", [row["label"] for row in named])
    colours = palette.risk_colours(content.class_count)
    return layered(
        [
            {
                "mark": {"type": "rule", "color": palette.MUTED, "strokeWidth": 1.5},
                "encoding": {
                    "y": y,
                    "x": rate_axis("low95", locale.gettext("Rate and 95% interval")),
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
                    "shape": {
                        "field": "asked",
                        "scale": {"domain": list(asked), "range": ["circle", "diamond"]},
                        "legend": {"direction": "horizontal", "symbolFillColor": palette.MUTED},
                    },
                },
            },
            *national_line(content.national.row(0, named=True)["rate"], locale, along="x"),
        ],
        data=named,
        height=ROW * len(named),
    )


def odds_ratios(content: ReportContent, locale: Locale) -> Spec:
    """Show the odds ratios of the model with their intervals, on a log scale."""
    assert content.coefficients is not None
    table = content.coefficients.filter(pl.col("column") != INTERCEPT)
    rows = [
        {**row, "name": term_name(content, row["column"], locale)}
        for row in table.select("column", "odds_ratio", "or_low95", "or_high95").to_dicts()
    ]
    y = name_axis("name", [row["name"] for row in rows], limit=225)
    x = {
        "type": "quantitative",
        "title": wrapped(locale.gettext("Odds ratio and 95% interval (log scale)")),
        "scale": {"type": "log", "nice": False},
        "axis": {"values": [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20], "format": "~r"},
    }
    return layered(
        [
            rule_at({"data": {"values": [{"one": 1}]}}, x="one"),
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


def spread_rows(content: ReportContent, locale: Locale) -> list[Spec]:
    """Give per group of factors the tenths of its contributions, in points; the widest first."""
    assert content.factors is not None
    spread = content.factors.group_by("group", maintain_order=True).agg(
        low=100 * pl.col("contribution").quantile(0.1),
        middle=100 * pl.col("contribution").median(),
        high=100 * pl.col("contribution").quantile(0.9),
    )
    return [
        {**row, "name": content.factor_group(row["group"], locale.language)}
        for row in spread.sort(pl.col("high") - pl.col("low"), descending=True).to_dicts()
    ]


def contribution_spread(content: ReportContent, locale: Locale) -> Spec:
    """Show which groups of factors set areas apart: the middle eight tenths of contributions."""
    rows = spread_rows(content, locale)
    y = name_axis("name", [row["name"] for row in rows])
    sign = "datum.value > 0 ? '+' + datum.label : datum.label"
    signed = {"format": "~f", "tickCount": 6, "labelExpr": sign}
    title = locale.gettext("Percentage points above or below the national rate")
    x = {"type": "quantitative", "title": wrapped(title), "axis": signed}
    return layered(
        [
            {
                "mark": {"type": "bar", "height": 9, "color": "#9ecae1"},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 15, "color": palette.MODEL},
                "encoding": {"y": y, "x": {**x, "field": "middle"}},
            },
            rule_at({"data": {"values": [{"zero": 0}]}}, x="zero"),
        ],
        data=rows,
        height=(ROW + 6) * len(rows),
    )
