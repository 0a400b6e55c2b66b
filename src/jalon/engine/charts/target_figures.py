"""Figures of a choice of areas, as Vega-Lite specifications."""

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.choropleth import Theme
from jalon.engine.charts.layers import Spec, layered, quantitative
from jalon.engine.charts.locale import Locale

CHOSEN, OPEN, SHUT = "#08519c", "#c6dbef", palette.EMPTY


def frontier_figure(frontier: pl.DataFrame, budget: float, locale: Locale) -> Spec:
    """Show the children reached by budget: by the best choice, and by the highest rates first."""
    best, listed = locale.gettext("best choice"), locale.gettext("highest rates first")
    rows = [
        {"budget": row["budget"], "kind": kind, "reached": row[column]}
        for row in frontier.to_dicts()
        for kind, column in ((best, "reached"), (listed, "by_rank"))
    ]
    money = quantitative("budget", locale.gettext("Budget"), "~s")
    children = quantitative("reached", locale.gettext("Children in risk reached"), "~s")
    colour = {
        "field": "kind",
        "scale": {"domain": [best, listed], "range": [palette.MODEL, palette.DIRECT]},
        "legend": {"direction": "horizontal"},
    }
    dash = {
        "field": "kind",
        "scale": {"domain": [best, listed], "range": [[1, 0], [5, 3]]},
        "legend": None,
    }
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"x": money, "y": children, "color": colour, "strokeDash": dash},
        },
        {
            "data": {"values": [{"budget": budget}]},
            "mark": {"type": "rule", "color": palette.INK, "strokeDash": [2, 2]},
            "encoding": {"x": {"field": "budget", "type": "quantitative"}},
        },
    ]
    if frontier["low90"].null_count() < frontier.height:
        band = {
            "data": {"values": frontier.select("budget", "low90", "high90").to_dicts()},
            "mark": {"type": "area", "color": "#9ecae1", "opacity": 0.5},
            "encoding": {
                "x": money,
                "y": {**children, "field": "low90"},
                "y2": {"field": "high90"},
            },
        }
        layers.insert(0, band)
    return layered(layers, height=260)


def chosen_theme(areas: pl.DataFrame, target: pl.DataFrame, locale: Locale) -> Theme:
    """Colour the areas by whether they are chosen; `target` is in any order."""
    _ = locale.gettext
    shut = {"not eligible", "never"}
    bins = {
        code: 0 if chosen else 2 if requirement in shut else 1
        for code, chosen, requirement in target.select("area", "chosen", "requirement").rows()
    }
    return Theme(
        "chosen",
        _("Areas chosen"),
        np.array([bins[code] for code in areas["area"]], dtype=np.int64),
        (CHOSEN, OPEN, SHUT),
        (_("chosen"), _("not chosen"), _("not open to choice")),
        np.zeros(areas.height, dtype=np.bool_),
    )
