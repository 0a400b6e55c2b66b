"""What the report's script is told: colours by theme, and the details of each area."""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.choropleth import Theme
from jalon.engine.charts.content import ReportContent, usual_contribution
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import class_word, group_name

Row = dict[str, Any]


def page_data(
    content: ReportContent, themes: Sequence[Theme], locale: Locale, *, sheets: str | None
) -> Row:
    """Give the data of the page, areas in the order of ``content.areas``.

    Numbers that stand in the page's tables are read from there and not repeated here.
    """
    codes = content.areas["area"].to_list()
    group_names, groups = _groups(content, codes, locale)
    factor_names, factors = _factors(content, codes, locale)
    found = locale.gettext("%(found)s of %(all)s areas")
    return {
        "codes": codes,
        "themes": {
            theme.key: {"colours": theme.colours, "bins": theme.bins.tolist()} for theme in themes
        },
        "classes": [class_word(content, label, locale) for label in content.classes["label"]],
        "probabilities": _probabilities(content),
        "factorNames": factor_names,
        "factors": factors,
        "factorScale": round(100 * usual_contribution(content), 3),
        "groupNames": group_names,
        "groups": groups,
        "decimal": locale.decimal,
        "digits": locale.rate_digits,
        "percent": locale.percent_sign,
        "empty": palette.EMPTY,
        "up": palette.UP,
        "down": palette.DOWN,
        "found": found,
        "sheets": sheets,
        # Columns of the table of areas: in the map's tooltip, and in the panel of one area.
        "tip": ["{5} ({6})", "{3}, {4}"],
        "facts": [5, 6, 7, 8, 0, 9, 10],
    }


def _probabilities(content: ReportContent) -> list[list[float]]:
    columns = [f"probability_{number}" for number in content.classes["class"]]
    if not set(columns) <= set(content.areas.columns):
        return [[] for _ in range(content.areas.height)]
    rounded = content.areas.select(pl.col(columns).fill_nan(None).fill_null(0).round(3))
    return [list(row) for row in rounded.iter_rows()]


def _factors(
    content: ReportContent, codes: list[str], locale: Locale
) -> tuple[list[str], list[list[float]]]:
    """Give the names of the factor groups, and per area its contributions in points."""
    if content.factors is None:
        return [], [[] for _ in codes]
    order = content.factors["group"].unique(maintain_order=True).to_list()
    value = {
        (area, group): contribution
        for area, group, contribution in content.factors.select(
            "area", "group", "contribution"
        ).iter_rows()
    }
    names = [content.factor_group(group, locale.language) for group in order]
    parts = [
        [_points(value.get((code, group))) for group in order] if (code, order[0]) in value else []
        for code in codes
    ]
    return names, parts


def _groups(
    content: ReportContent, codes: list[str], locale: Locale
) -> tuple[list[str], list[list[tuple[int, str, str]]]]:
    """Give the names of the groups, and per area (group, rate, interval) as the page shows them."""
    if content.groups is None:
        return [], [[] for _ in codes]
    kinds = content.groups.select("variable", "level").unique(maintain_order=True).rows()
    position = {kind: i for i, kind in enumerate(kinds)}
    few = locale.gettext("too few")
    by_area: dict[str, list[tuple[int, str, str]]] = {code: [] for code in codes}
    columns = ("area", "variable", "level", "rate", "low95", "high95", "suppressed")
    there = content.groups.filter(pl.col("children") > 0).select(columns)
    for area, variable, level, rate, low, high, suppressed in there.iter_rows():
        shown = (few, "") if suppressed else (locale.percent(rate), locale.interval(low, high))
        if area in by_area:
            by_area[area].append((position[variable, level], *shown))
    names = [group_name(content, variable, level, locale) for variable, level in kinds]
    return names, list(by_area.values())


def _points(contribution: float | None) -> float:
    if contribution is None or not math.isfinite(contribution):
        return 0.0
    return round(100 * contribution, 3)
