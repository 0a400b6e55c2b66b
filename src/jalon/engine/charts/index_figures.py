"""Figures of the vulnerability index, as Vega-Lite specifications."""

import itertools

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.choropleth import Theme, binned, round_steps
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.layers import (
    ROW,
    Spec,
    layered,
    name_axis,
    quantitative,
    rule_at,
    wrapped,
)
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import class_word

BARS = 24
DIVERGING = ("#2166ac", "#f7f7f7", "#b35806")


def index_themes(content: IndexContent, locale: Locale) -> list[Theme]:
    """Give every way to colour the map: classes, the index, how sure the class is, the ranks."""
    _, areas = locale.gettext, content.areas
    colours = palette.risk_colours(content.class_count)
    none = np.zeros(areas.height, dtype=bool)
    uncertain = (areas["certainty"] == "uncertain").fill_null(value=False).to_numpy()
    order = palette.CERTAINTIES
    certainty = [order.index(c) if c in order else -1 for c in areas["certainty"].to_list()]
    return [
        Theme(
            "class",
            _("Class of vulnerability"),
            (areas["class"].fill_null(0) - 1).to_numpy().astype(np.int64),
            colours,
            tuple(class_limits(content, locale)),
            uncertain,
            _("class uncertain: in less than half of the draws"),
        ),
        _steps("index", _("Index"), _column(content, "index"), palette.RISK[6], locale),
        Theme(
            "certainty",
            _("How far the class hangs on the choices"),
            np.array(certainty, dtype=np.int64),
            tuple(palette.CERTAINTY.values()),
            (
                _("firm: the same in 80% of the draws or more"),
                _("likely: in 50% to 80%"),
                _("uncertain: in less than 50%"),
            ),
            none,
        ),
        _steps(
            "width",
            _("Ranks between the ends of the 90% interval"),
            _column(content, "rank_high90") - _column(content, "rank_low90"),
            palette.WIDTH,
            locale,
        ),
    ]


def class_limits(content: IndexContent, locale: Locale) -> list[str]:
    """Give the name of each class, with its limits where it has any."""
    rows = content.classes.iter_rows(named=True)
    return [
        f"{class_word(content, row['label'], locale)} "
        f"({locale.number(row['low'], 1)}–{locale.number(row['high'], 1)})"
        if content.one_scale
        else class_word(content, row["label"], locale)
        for row in rows
    ]


def index_histogram(content: IndexContent, locale: Locale) -> Spec:
    """Show how many areas have which index, and where the classes are cut."""
    values = _column(content, "index")
    classes = content.areas["class"].fill_null(0).to_numpy()
    known = np.isfinite(values)
    edges = np.linspace(values[known].min(), values[known].max(), BARS + 1)
    names = [class_word(content, label, locale) for label in content.classes["label"]]
    rows = [
        {"low": edges[b], "high": edges[b + 1], "count": int(n), "class": name, "order": k}
        for k, name in enumerate(names)
        for b, n in enumerate(np.histogram(values[known & (classes == k + 1)], edges)[0])
        if n
    ]
    cuts = [{"cut": low} for low in content.classes["low"].to_list()[1:] if content.one_scale]
    x = {**quantitative("low", locale.gettext("Index"), "~f"), "bin": "binned"}
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": "#fff", "strokeWidth": 0.5},
        "encoding": {
            "x": x,
            "x2": {"field": "high"},
            "y": quantitative("count", locale.gettext("Number of areas"), ".0f"),
            "order": {"field": "order", "sort": "descending"},
            "color": {
                "field": "class",
                "scale": {"domain": names, "range": palette.risk_colours(len(names))},
                "legend": {"direction": "horizontal", "columns": 4},
            },
        },
    }
    layers = [bars]
    if cuts:
        layers.append(rule_at({"data": {"values": cuts}}, x="cut", dash=[4, 3]))
    return layered(layers, height=200)


def top_ranks(content: IndexContent, locale: Locale, *, count: int = 20) -> Spec:
    """Show the most vulnerable areas with the ranks that other choices would give them."""
    rows = content.areas.drop_nulls("rank").sort("rank", "area").head(count)
    named = [
        {**row, "label": f"{row['rank']}. {row['name']}"}
        for row in rows.select("rank", "name", "rank_low90", "rank_high90", "class").to_dicts()
    ]
    y = name_axis("label", [row["label"] for row in named])
    colours = palette.risk_colours(content.class_count)
    axis = {
        **quantitative("rank_low90", locale.gettext("Rank and 90% of the ranks drawn"), ".0f"),
        "scale": {"zero": False},
    }
    colour = {
        "field": "class",
        "type": "ordinal",
        "scale": {"domain": list(range(1, len(colours) + 1)), "range": colours},
        "legend": None,
    }
    point = {"type": "point", "filled": True, "size": 75, "stroke": palette.INK}
    return layered(
        [
            {
                "mark": {"type": "rule", "color": palette.MUTED, "strokeWidth": 1.5},
                "encoding": {"y": y, "x": axis, "x2": {"field": "rank_high90"}},
            },
            {
                "mark": {**point, "strokeWidth": 0.7, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {"field": "rank", "type": "quantitative"},
                    "color": colour,
                },
            },
        ],
        data=named,
        height=ROW * len(named),
    )


def all_ranks(content: IndexContent, locale: Locale) -> Spec:
    """Show every area's rank with its interval, in the order of the published index."""
    rows = content.areas.drop_nulls("rank").sort("rank", "area")
    rows = rows.with_row_index("position", offset=1)
    position = {
        **quantitative("position", locale.gettext("Areas, the most vulnerable first"), ".0f"),
        "scale": {"nice": False, "domain": [1, max(rows.height, 2)]},
    }
    axis = {
        **quantitative("rank_low90", locale.gettext("Rank, 90% interval"), ".0f"),
        "scale": {"reverse": True, "nice": False},
    }
    return layered(
        [
            {
                "mark": {"type": "area", "interpolate": "step", "color": "#9ecae1"},
                "encoding": {"x": position, "y": axis, "y2": {"field": "rank_high90"}},
            },
            {
                "mark": {"type": "line", "interpolate": "step", "color": palette.MODEL},
                "encoding": {"x": position, "y": {"field": "rank", "type": "quantitative"}},
            },
        ],
        data=rows.select("position", "rank", "rank_low90", "rank_high90").to_dicts(),
        height=220,
    )


def weights_figure(content: IndexContent, locale: Locale) -> Spec:
    """Show what each indicator counts in the sum, and how far it really moves the index."""
    nominal, effective = locale.gettext("nominal weight"), locale.gettext("effective weight")
    rows = [
        {
            "name": content.indicator(row["indicator"], locale.language),
            "kind": kind,
            "weight": row[column],
        }
        for row in content.indicators.to_dicts()
        for kind, column in ((nominal, "weight"), (effective, "effective_weight"))
    ]
    y = name_axis("name", list(dict.fromkeys(row["name"] for row in rows)), limit=225)
    colour = {
        "field": "kind",
        "scale": {"domain": [nominal, effective], "range": [palette.MUTED, palette.MODEL]},
        "legend": {"direction": "horizontal"},
    }
    axis = {
        "field": "weight",
        "type": "quantitative",
        "title": wrapped(locale.gettext("Share of all weights")),
        "axis": {"format": "~%", "tickCount": 6},
    }
    return layered(
        [
            {
                "mark": {"type": "bar", "height": 7},
                "encoding": {
                    "y": y,
                    "yOffset": {"field": "kind", "sort": [nominal, effective]},
                    "x": axis,
                    "color": colour,
                },
            }
        ],
        data=rows,
        height=(ROW + 6) * content.indicators.height,
    )


def correlation_figure(content: IndexContent, locale: Locale) -> Spec:
    """Show how far the indicators go together: one square per pair, correlations times 100."""
    language = locale.language
    codes = content.indicators["indicator"].to_list()
    number = {code: str(i + 1) for i, code in enumerate(codes)}
    names = {code: f"{number[code]}. {content.indicator(code, language)}" for code in codes}
    known = {
        (row["indicator"], row["other"]): row["correlation"]
        for row in content.correlations.to_dicts()
    }
    rows = [
        {
            "row": names[a],
            "column": number[b],
            "value": known[a, b],
            "text": locale.number(100 * known[a, b]),
        }
        for a, b in itertools.product(codes, codes)
    ]
    x = {
        "field": "column",
        "type": "nominal",
        "sort": list(number.values()),
        "title": None,
        "axis": {"orient": "top", "labelAngle": 0, "ticks": False, "domain": False},
    }
    y = name_axis("row", list(names.values()), limit=240)
    scale = {"domain": [-1, 0, 1], "range": list(DIVERGING)}
    squares = {
        "mark": {"type": "rect", "stroke": "#fff", "strokeWidth": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "value", "type": "quantitative", "scale": scale, "legend": None},
        },
    }
    ink = {
        "condition": {"test": "abs(datum.value) > 0.8", "value": "#fff"},
        "value": palette.INK,
    }
    text = {
        "mark": {"type": "text", "fontSize": 10 if len(codes) < 10 else 8},
        "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": ink},
    }
    return layered([squares, text], data=rows, height=(ROW + 4) * len(codes))


def _steps(
    key: str, title: str, values: np.ndarray, colours: tuple[str, ...], locale: Locale
) -> Theme:
    cuts = round_steps(values)
    digits = 0 if all(float(cut).is_integer() for cut in cuts) else 1
    return binned(
        key, title, values, cuts, colours, [locale.number(cut, digits) for cut in cuts], locale
    )


def _column(content: IndexContent, name: str) -> np.ndarray:
    values: np.ndarray = content.areas[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return values
