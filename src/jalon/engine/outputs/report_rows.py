"""Rows of the report's tables: result frames, with the words and numbers of the reader."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from jalon.engine.charts import figure, palette, what_if_figures
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import NOT_KNOWN, Locale
from jalon.engine.charts.names import (
    CERTAINTY_WORDS,
    INTERCEPT,
    PRECISION_WORDS,
    STATUS_WORDS,
    class_word,
    group_name,
    term_name,
)
from jalon.engine.outputs.phrases import phrase
from jalon.engine.outputs.report_texts import MEASURES, what_if
from jalon.engine.outputs.what_if_texts import beyond
from jalon.messages import marked

Row = dict[str, Any]

NATIONAL = (
    *("level", "name", "children", "rate", "low95", "high95", "expected"),
    *("direct_rate", "direct_low95", "direct_high95", "n_sample", "precision"),
)
NATIONAL_GROUPS = ("variable", "level", "children", "rate", "low95", "high95", "expected")
DIRECT = (
    *("domain", "code", "name", "n", "cases", "psus", "rate", "low95", "high95", "cv"),
    *("deff", "precision"),
)
ALTERNATIVES = (
    *("label", "n", "national_rate", "lowest", "highest", "auc_held_out"),
    *("correlation_in_sample", "correlation_held_out", "mean_difference", "other_class"),
)
BESIDE = ("label", "what", "here", "here_se", "published", "source", "note")

# What these say is of rows that are used all the same.
REMARKS = (
    *("area-code-in-no-register", "code-mended", "patterns-the-survey-lacks"),
    "persons-in-patterns-the-survey-lacks",
)
SOURCE_WORDS = {
    "survey": marked("survey"),
    "census": marked("census"),
    "margin": marked("census totals"),
    "covariates": marked("figures of the areas"),
    "boundaries": marked("boundaries"),
}


def with_columns(frame: pl.DataFrame | None, columns: Sequence[str]) -> list[Row]:
    """Give the rows of `frame` with every one of `columns`; what the frame lacks is not known."""
    if frame is None:
        return []
    return [{column: row.get(column) for column in columns} for row in frame.iter_rows(named=True)]


def precision_word(word: str | None, locale: Locale) -> str:
    return NOT_KNOWN if word is None else locale.gettext(PRECISION_WORDS.get(word, word))


def p_value(p: float | None, locale: Locale) -> str:
    if p is not None and p < 0.001:
        return f"< {locale.number(0.001, 3)}"
    return locale.number(p, 3)


def certainties(locale: Locale) -> list[tuple[str, str]]:
    return [(code, locale.gettext(word)) for code, word in CERTAINTY_WORDS.items()]


def widest_rate(content: ReportContent) -> float:
    """Give the rate at the end of the small interval bars."""
    highest = content.areas["high95"].cast(float).fill_nan(None).max()
    return float(highest) if isinstance(highest, float) and highest > 0 else 1.0


def area_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give every area, the highest rate first."""
    widest = widest_rate(content)
    colours = palette.risk_colours(content.class_count)

    def at(share: float | None) -> float:
        return 0.0 if share is None or not np.isfinite(share) else round(100 * share / widest, 1)

    def row(area: Row) -> Row:
        number = area["class"]
        low, high = area["low95"], area["high95"]
        return {
            "code": area["area"],
            "name": area["name"],
            "region": area["region"],
            "region_name": area["region_name"],
            "class_number": number or "",
            "class_word": class_word(content, area["class_label"], locale),
            "class_probability": plain_number(area["class_probability"]),
            "colour": colours[number - 1] if number else palette.EMPTY,
            "certainty": area["certainty"] or "",
            "certainty_word": _certainty(area["certainty"], locale),
            "rank": locale.number(area["rank"]),
            "rank_number": plain_number(area["rank"]),
            "rank_interval": "–".join(
                locale.number(area[end]) for end in ("rank_low90", "rank_high90")
            ),
            "rate": plain_number(area["rate"], 5),
            "rate_text": locale.percent(area["rate"]),
            "interval": locale.interval(low, high),
            "width": plain_number(None if low is None or high is None else high - low, 5),
            "at_low": at(low),
            "at_high": at(high),
            "at_rate": at(area["rate"]),
            "expected": plain_number(area["expected"]),
            "expected_text": locale.number(area["expected"]),
            "children": plain_number(area["children"]),
            "children_text": locale.number(area["children"]),
            "n_sample": area["n_sample"] or 0,
            "n_text": locale.number(area["n_sample"])
            if area["n_sample"]
            else locale.gettext("none"),
            "precision_word": precision_word(area["precision"], locale),
        }

    return [row(area) for area in content.areas.sort("rank").iter_rows(named=True)]


def class_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give each class with its cut points, sizes and members by region."""
    colours = palette.risk_colours(content.class_count)
    rows = []
    for colour, row in zip(colours, content.classes.iter_rows(named=True), strict=True):
        areas = content.areas.filter(pl.col("class") == row["class"])
        members = (
            areas.sort("name")
            .group_by("region_name", maintain_order=True)
            .agg("name")
            .sort("region_name")
        )
        separator = locale.gettext(", ")
        rows.append(
            {
                **row,
                "number": row["class"],
                "name": class_word(content, row["label"], locale),
                "colour": colour,
                "firm": areas.filter(pl.col("certainty") == "firm").height,
                "members": [(region, separator.join(names)) for region, names in members.rows()],
            }
        )
    return rows


def group_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give the whole country by group; a group without children is left out."""
    rows = with_columns(content.national_groups, NATIONAL_GROUPS)
    return [
        {**row, "name": group_name(content, row["variable"], row["level"], locale)}
        for row in rows
        if row["rate"] is not None
    ]


def coefficient_rows(content: ReportContent, locale: Locale) -> list[Row]:
    if content.coefficients is None:
        return []
    columns = ("column", "odds_ratio", "or_low95", "or_high95", "p", "marginal_effect")
    table = content.coefficients.filter(pl.col("column") != INTERCEPT)
    return [
        {**row, "label": term_name(content, row["column"], locale)}
        for row in with_columns(table, (*columns, "marginal_effect_se"))
    ]


def assessment_rows(content: ReportContent, locale: Locale) -> list[Row]:
    rows = with_columns(content.assessment, ("name", "value", "low", "high", "note"))
    for row in rows:
        name, meaning = MEASURES.get(row["name"], (row["name"], ""))
        row["name"] = locale.gettext(name)
        row["meaning"] = locale.gettext(meaning) if meaning else ""
    return rows


def direct_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give the survey's own estimates, each domain by its name in the reader's language."""
    rows = with_columns(content.direct, DIRECT)
    language = locale.language
    for row in rows:
        domain, code = row["domain"], row["code"]
        if code == "census-shares":
            text = locale.gettext("%(country)s, with the census's shares of the regions")
            row["name"] = text % {"country": locale.words(content.country)}
        elif domain == "nation":
            row["name"] = locale.words(content.country)
        elif domain in content.variables:
            level = content.level(domain, str(code), language)
            row["name"] = f"{content.variable(domain, language)}: {level}"
    return rows


def alternative_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give the study and its alternatives; the first row is the study itself."""
    rows = with_columns(content.alternatives, ALTERNATIVES)
    for row in rows:
        row["name"] = (
            content.phrase(row["label"], locale.language)
            if row["label"]
            else locale.gettext("This study")
        )
    return rows


def beside_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give the run's figures beside those that others have published."""
    rows = with_columns(content.beside, BESIDE)
    for row in rows:
        rate = row["what"] == "rate" or row["what"].startswith(("lowest", "highest"))
        say = locale.percent if rate else locale.number
        row["here_text"] = say(row["here"])
        row["published_text"] = say(row["published"])
        known = row["here_se"] is not None
        row["margin"] = f"± {say(1.96 * row['here_se'])}" if known else ""
        end, comma, region = row["what"].partition(", ")
        if comma:
            row["what"] = f"{end}, {_region_name(content, region)}"
        row["what"] = phrase(row["what"], locale.gettext)
        for text in ("label", "source", "note"):
            row[text] = content.phrase(row[text] or "", locale.language)
    return rows


def what_ifs(content: ReportContent, locale: Locale) -> list[Row]:
    """Give each what-if: its title, what it comes to in the country, and its figure's numbers."""
    found = []
    for i, table in enumerate(what_if_figures.what_ifs(content)):
        nation = table.row(0, named=True)
        found.append(
            {
                "key": f"what_if_{i}",
                "title": content.phrase(nation["label"], locale.language),
                "note": content.phrase(nation["note"] or "", locale.language),
                "text": what_if(nation, locale),
                "beyond": beyond(content, nation["label"], locale),
                "heads": _change_heads(locale),
                "rows": [
                    _change_row(row, locale) for row in what_if_figures.change_rows(table, locale)
                ],
            }
        )
    return found


def _change_heads(locale: Locale) -> tuple[str, ...]:
    _ = locale.gettext
    return (
        *(_("Where"), _("Children concerned"), _("Rate before"), _("Rate after")),
        *(_("Change, points"), _("95 %: from"), _("95 %: to"), _("Change of expected children")),
    )


def _change_row(row: Row, locale: Locale) -> tuple[str, ...]:
    return (
        *(row["name"], locale.number(row["concerned"])),
        *(locale.percent(row[key]) for key in ("rate_before", "rate_after")),
        *(locale.points(row[key]) for key in ("change", "low95", "high95")),
        locale.about(row["expected_change"]),
    )


def spread_heads(locale: Locale) -> tuple[str, ...]:
    _ = locale.gettext
    tenth, middle, ninth = _("One area in ten is below"), _("Middle area"), _("One in ten is above")
    return (_("Group of factors"), tenth, middle, ninth)


def spread_rows(content: ReportContent, locale: Locale) -> list[tuple[str, ...]]:
    """Give the numbers of `contribution_spread`, in percentage points."""
    if content.factors is None:
        return []
    return [
        (row["name"], *(locale.points(row[end] / 100) for end in ("low", "middle", "high")))
        for row in figure.spread_rows(content, locale)
    ]


def held_out_heads(content: ReportContent, locale: Locale) -> tuple[str, ...]:
    _ = locale.gettext
    region = locale.words(content.region_kind)
    return (
        region[:1].upper() + region[1:],
        _("Survey rate"),
        _("Standard error"),
        _("Model fitted without the region"),
    )


def held_out_rows(content: ReportContent, locale: Locale) -> list[tuple[str, ...]]:
    """Give the numbers of `held_out`."""
    table = content.regions_held_out
    if table is None:
        return []
    return [
        (
            row["name"],
            *(locale.percent(row[name]) for name in ("direct", "direct_se", "predicted_held_out")),
        )
        for row in table.iter_rows(named=True)
    ]


def readings(content: ReportContent, locale: Locale) -> list[Row]:
    """Give one row per source file: what was left out and why, and what was used with a remark."""
    if content.reading is None:
        return []
    tables = content.reading.group_by("source", "file", maintain_order=True).agg(
        pl.col("rows_read", "rows_used").first(), "reason", "rows"
    )
    return [
        {
            **row,
            "source": locale.gettext(SOURCE_WORDS.get(row["source"], row["source"])),
            "dropped": _reasons(row, locale, remarks=False),
            "remarks": _reasons(row, locale, remarks=True),
        }
        for row in tables.iter_rows(named=True)
    ]


def _reasons(row: Row, locale: Locale, *, remarks: bool) -> list[tuple[str, int]]:
    """Give the reasons of a source in words, those of most rows first."""
    found = [
        (phrase(reason, locale.gettext), rows)
        for reason, rows in zip(row["reason"], row["rows"], strict=True)
        if reason and rows and reason.startswith(REMARKS) is remarks
    ]
    return sorted(found, key=lambda each: -each[1])


def harmonisation_rows(content: ReportContent, locale: Locale) -> list[Row]:
    """Give the comparisons of survey and census, the worst first."""
    columns = ("scope", "variable", "level", "survey_share", "census_share", "status")
    rows = with_columns(content.harmonisation, columns)
    worst_first = ("refuse", "warn", "ok")
    for row in rows:
        shares = (row["survey_share"], row["census_share"])
        row["difference"] = None if None in shares else shares[0] - shares[1]
        row["label"] = group_name(content, row["variable"], row["level"], locale)
        row["scope"] = scope_name(content, row["scope"], locale)
        row["status_word"] = locale.gettext(STATUS_WORDS.get(row["status"], str(row["status"])))
    return sorted(
        rows,
        key=lambda row: worst_first.index(row["status"]) if row["status"] in worst_first else 9,
    )


def scope_name(content: ReportContent, scope: str, locale: Locale) -> str:
    """Say where shares were compared: the country, a region, or a level of a variable."""
    kind, colon, code = scope.partition(":")
    if not colon:
        return locale.words(content.country)
    if kind == "region":
        return _region_name(content, code)
    return group_name(content, kind, code, locale)


def _region_name(content: ReportContent, code: str) -> str:
    names = content.national.filter((pl.col("level") == "region") & (pl.col("code") == code))
    return str(names["name"][0]) if names.height else code


def _certainty(code: str | None, locale: Locale) -> str:
    return NOT_KNOWN if code is None else locale.gettext(CERTAINTY_WORDS.get(code, code))


def plain_number(value: float | None, digits: int = 2) -> str:
    """Write a number to sort by: a point, no separators; nothing where it is not known."""
    if value is None or not np.isfinite(value):
        return ""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"
