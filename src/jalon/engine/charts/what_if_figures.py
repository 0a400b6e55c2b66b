"""By how much rates would move, as the model has it: one figure per what-if of the study."""

from typing import Any

import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.layers import ROW, Spec, layered, name_axis, rule_at, wrapped
from jalon.engine.charts.locale import Locale

Row = dict[str, Any]
MOST_AREAS = 20


def what_ifs(content: ReportContent) -> list[pl.DataFrame]:
    """Give the rows of each what-if, in the order of the study."""
    if content.what_if is None:
        return []
    return content.what_if.partition_by("label", maintain_order=True)


def change_rows(table: pl.DataFrame, locale: Locale) -> list[Row]:
    """Give the nation and its regions; areas that would change most where there is one region.

    What is withheld is left out.
    """
    nation = table.filter(pl.col("level") == "nation")
    parts = table.filter(pl.col("level") == "region")
    if parts.height < 2:
        areas = table.filter(pl.col("level") == "area").drop_nulls("change")
        parts = areas.sort(pl.col("change").abs(), descending=True).head(MOST_AREAS)
    rows = pl.concat([nation, parts]).drop_nulls("change").to_dicts()
    whole = locale.gettext("whole country")
    names = [whole if row["level"] == "nation" else row["name"] for row in rows]
    return [
        # Two areas may share a name, and then the axis shows their codes.
        {**row, "name": name if names.count(name) == 1 else f"{name} ({row['code']})"}
        for row, name in zip(rows, names, strict=True)
    ]


def change_of_rates(table: pl.DataFrame, locale: Locale) -> Spec:
    """Show the changes of `change_rows` with their intervals, in percentage points."""
    rows = [
        {
            "name": row["name"],
            **{key: 100 * row[key] for key in ("change", "low95", "high95")},
        }
        for row in change_rows(table, locale)
    ]
    y = name_axis("name", [row["name"] for row in rows])
    sign = "datum.value > 0 ? '+' + datum.label : datum.label"
    title = locale.gettext("Change of the rate in percentage points, 95% interval")
    x = {
        "type": "quantitative",
        "title": wrapped(title),
        "axis": {"format": "~f", "tickCount": 6, "labelExpr": sign},
    }
    line = {"type": "rule", "color": palette.MUTED, "strokeWidth": 1.5}
    mark = {"type": "point", "filled": True, "size": 55, "color": palette.MODEL, "opacity": 1}
    return layered(
        [
            rule_at({"data": {"values": [{"zero": 0}]}}, x="zero"),
            {
                "mark": line,
                "encoding": {"y": y, "x": {**x, "field": "low95"}, "x2": {"field": "high95"}},
            },
            {"mark": mark, "encoding": {"y": y, "x": {**x, "field": "change"}}},
        ],
        data=rows,
        height=ROW * max(len(rows), 1),
    )
