"""Rows of the tables in the report of the index, as they are read."""

from typing import Any

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.index_figures import class_limits
from jalon.engine.charts.locale import NOT_KNOWN, Locale
from jalon.engine.charts.names import CERTAINTY_WORDS, class_word
from jalon.engine.outputs.phrases import phrase
from jalon.engine.outputs.report_rows import plain_number
from jalon.engine.outputs.report_texts import Card
from jalon.messages import marked as _

Row = dict[str, Any]

CHOICES = {
    "scaling": _("Scale"),
    "weighting": _("Weights"),
    "aggregation": _("Mean of the dimensions"),
    "dropped": _("Indicator left out"),
}
OPTIONS = {
    "min-max": _("lowest to highest"),
    "z-score": _("standard deviations"),
    "rank": _("ranks"),
    "identity": _("as they are"),
    "equal": _("every indicator alike"),
    "equal-by-dimension": _("every dimension alike"),
    "expert": _("experts'"),
    "pca": _("principal components"),
    "entropy": _("entropy"),
    "regression": _("fitted to the survey"),
    "arithmetic": _("arithmetic"),
    "geometric": _("geometric"),
    "": _("none"),
}
STEPS = {
    "winsorise": _("Extreme values"),
    "scaling": _("Scale of the indicators"),
    "weighting": _("Weights"),
    "aggregation": _("Mean of the dimensions"),
}


def index_cards(content: IndexContent, locale: Locale) -> list[Card]:
    """Give the four figures that a hurried reader takes away."""
    _ = locale.gettext
    areas = content.areas.drop_nulls("index")
    top = content.classes.row(-1, named=True)
    firm = areas.filter(pl.col("certainty") == "firm").height
    width = float(np.median((areas["rank_high90"] - areas["rank_low90"]).to_numpy()))
    least, most = areas.select(low=pl.col("index").min(), high=pl.col("index").max()).row(0)
    ends = f"{locale.number(least, 1)}–{locale.number(most, 1)}"
    return [
        Card(
            _("Areas in the class %(name)s") % {"name": class_word(content, top["label"], locale)},
            locale.number(top["areas"]),
            _("of %(areas)s") % {"areas": locale.number(areas.height)},
        ),
        Card(
            _("Index, lowest to highest"),
            ends,
            _("on a scale from 0 to 100") if content.scale_ends else _("standard deviations"),
        ),
        Card(
            _("Firmly in their class"),
            locale.percent(firm / areas.height, 0),
            _("in 80% of the draws or more, whatever is chosen"),
        ),
        Card(
            _("Ranks within which an area lies"),
            locale.number(width),
            _("middle area: width of the interval that holds 90% of its ranks"),
        ),
    ]


def index_area_rows(content: IndexContent, locale: Locale) -> list[Row]:
    """Give every area, the most vulnerable first; those without an index last."""
    colours = palette.risk_colours(content.class_count)
    scores = [f"score_{name}" for name in content.dimensions["dimension"] if name]
    n = max(content.areas["rank"].drop_nulls().len(), 2)

    def at(rank: int | None) -> float:
        return 0.0 if rank is None else round(100 * (rank - 1) / (n - 1), 1)

    def row(area: Row) -> Row:
        number = area["class"]
        ends = "–".join(locale.number(area[end]) for end in ("rank_low90", "rank_high90"))
        return {
            "code": area["area"],
            "name": area["name"],
            "region": area["region"],
            "region_name": area["region_name"],
            "class_number": number or "",
            "certainty_code": area["certainty"] if number else "",
            "rank_number": plain_number(area["rank"]),
            "index_number": plain_number(area["index"]),
            "share_number": plain_number(area["class_share"]),
            "width": plain_number(area["rank_high90"] - area["rank_low90"] if number else None),
            "rank": locale.number(area["rank"]),
            "ranks": ends if number else NOT_KNOWN,
            "at": at(area["rank"]),
            "at_low": at(area["rank_low90"]),
            "at_high": at(area["rank_high90"]),
            "index": locale.number(area["index"], 1),
            "scores": [
                (locale.number(area[score], 1), plain_number(area[score])) for score in scores
            ],
            "class_word": class_word(content, area["class_label"], locale),
            "colour": colours[number - 1] if number else palette.EMPTY,
            "certainty": (
                _said(CERTAINTY_WORDS[area["certainty"]], locale) if number else NOT_KNOWN
            ),
            "share": locale.percent(area["class_share"], 0),
            "filled": locale.number(area["filled"]) if area["filled"] else "",
        }

    ordered = content.areas.sort("rank", "area", nulls_last=True)
    return [row(area) for area in ordered.iter_rows(named=True)]


def index_class_rows(content: IndexContent, locale: Locale) -> list[Row]:
    """Give each class with its limits, scores, and members by region."""
    colours = palette.risk_colours(content.class_count)
    names = [name for name in content.dimensions["dimension"] if name]
    rows = []
    limits = class_limits(content, locale)
    for colour, limit, row in zip(
        colours, limits, content.classes.iter_rows(named=True), strict=True
    ):
        own = content.areas.filter(pl.col("class") == row["class"])
        members = (
            own.sort("name")
            .group_by("region_name", maintain_order=True)
            .agg("name")
            .sort("region_name")
        )
        rows.append(
            {
                "colour": colour,
                "number": row["class"],
                "name": limit,
                "areas": locale.number(row["areas"]),
                "index": locale.number(row["index"], 1),
                "scores": [locale.number(row[f"score_{name}"], 1) for name in names],
                "firm": locale.number(own.filter(pl.col("certainty") == "firm").height),
                "members": [
                    (region, locale.gettext(", ").join(called)) for region, called in members.rows()
                ],
            }
        )
    return rows


def index_indicator_rows(content: IndexContent, locale: Locale) -> list[Row]:
    """Give each indicator in the reader's words."""
    language = locale.language
    return [
        {
            **row,
            "name": content.indicator(row["indicator"], language),
            "dimension": content.dimension(row["dimension"], language),
            "direction": _said(row["direction"], locale),
        }
        for row in content.indicators.to_dicts()
    ]


def index_dimension_rows(content: IndexContent, locale: Locale) -> list[Row]:
    """Give each dimension, and all indicators together last."""
    return [
        {
            **row,
            "name": content.dimension(row["dimension"], locale.language)
            if row["dimension"]
            else locale.gettext("all indicators together"),
        }
        for row in content.dimensions.to_dicts()
    ]


def choice_rows(content: IndexContent, locale: Locale) -> list[Row]:
    """Give each option with its shift of ranks, in the reader's words."""
    rows = []
    for row in content.choices.to_dicts():
        dropped = row["choice"] == "dropped" and row["option"]
        option = (
            content.indicator(row["option"], locale.language)
            if dropped
            else _said(OPTIONS[row["option"]], locale)
        )
        choice = _said(CHOICES[row["choice"]], locale)
        rows.append({**row, "choice": choice, "option": option})
    return rows


def validity_rows(content: IndexContent, locale: Locale) -> list[Row]:
    if content.validity is None:
        return []
    return [
        {
            **row,
            "name": locale.words(content.validity_labels.get(row["with"], {})) or row["with"],
        }
        for row in content.validity.to_dicts()
    ]


def recipe_rows(content: IndexContent, locale: Locale) -> list[tuple[str, str]]:
    """Give the steps by which the index was made."""
    steps = [
        (locale.gettext(STEPS[step]), locale.words(text)) for step, text in content.recipe.items()
    ]
    return [*steps, (locale.gettext("Classes"), locale.words(content.class_method))]


def name_rows(content: IndexContent) -> list[Row]:
    return [] if content.names is None else content.names.to_dicts()


def index_readings(content: IndexContent, locale: Locale) -> list[Row]:
    """Give each file with what was read and used, and the reasons in words."""
    if content.reading is None:
        return []
    return [
        {**row, "reason": phrase(row["reason"], locale.gettext) if row["rows"] else ""}
        for row in content.reading.to_dicts()
    ]


def _said(text: str, locale: Locale) -> str:
    """Say a text that is marked where it stands."""
    return locale.gettext(text)
