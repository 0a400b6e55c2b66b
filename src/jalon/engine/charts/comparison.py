"""Figures that hold the model against something else: the survey alone, a region, the truth."""

import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.layers import (
    ROW,
    Spec,
    estimated,
    layered,
    name_axis,
    rate_axis,
)
from jalon.engine.charts.locale import Locale


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
    y = name_axis("name", regions["name"].to_list())
    offset = {"field": "kind", "sort": [model, direct]}
    colour = {
        "field": "kind",
        "scale": {"domain": [model, direct], "range": [palette.MODEL, palette.DIRECT]},
        "legend": {"direction": "horizontal"},
    }
    return layered(
        [
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "clip": True},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": rate_axis("low", locale.gettext("Rate and 95% interval")),
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
    table = estimated(content).select(x="true_rate", y="rate").drop_nulls()
    return _against(table, locale.gettext("True rate"), locale.gettext("Estimated rate"))


def _against(table: pl.DataFrame, across: str, up: str) -> Spec:
    columns = [column for column in ("x", "y", "low", "high") if column in table.columns]
    values = pl.col(columns).cast(float)
    low = max(table.select(pl.min_horizontal(values.min())).item() or 0.0, 0.0)
    high = table.select(pl.max_horizontal(values.max())).item() or 0.0
    scale = {"domain": [low, high], "nice": True, "zero": False}
    x = {**rate_axis("x", across), "scale": scale}
    y = {**rate_axis("y", up), "scale": scale}
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
    return layered(layers, data=table.to_dicts(), height=330)
