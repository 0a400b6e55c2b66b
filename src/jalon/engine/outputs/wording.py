"""Result tables for people: codes said in words, and in the names that the study gives them."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from jalon.engine.charts.content import ReportContent, in_language
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.charts.locale import locale_of
from jalon.engine.charts.names import term_name
from jalon.engine.outputs.columns import Kind
from jalon.engine.outputs.dictionary import TABLES, word
from jalon.engine.outputs.phrases import phrase
from jalon.engine.outputs.report_rows import scope_name
from jalon.engine.outputs.report_texts import MEASURES
from jalon.messages import marked as _
from jalon.messages import translator

Row = dict[str, Any]
Rewording = Callable[[Row], Row]

ITSELF = _("the study itself")
YES_NO = {True: "yes", False: "no"}


def in_words(
    table: str,
    frame: pl.DataFrame,
    language: str,
    content: ReportContent | IndexContent | None = None,
) -> pl.DataFrame:
    """Return `frame` with its codes in words of `language`.

    `content` gives variables, levels and factor groups the study's own names; without it their
    codes stay.
    """
    catalogue = translator(language)
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    closed = [name for name in frame.columns if kinds.get(name) in {Kind.WORD, Kind.FLAG}]
    rewordings = [_codes(language).get(table), _own_names(content, language).get(table)]
    rows = []
    for row in frame.iter_rows(named=True):
        for rewording in rewordings:
            if rewording is not None:
                row |= {k: v for k, v in rewording(row).items() if k in row}
        rows.append(
            row | {name: word(YES_NO.get(row[name], row[name]), catalogue) for name in closed}
        )
    texts = {
        name: pl.String
        for name in frame.columns
        if name in closed or frame.schema[name] == pl.String
    }
    return pl.DataFrame(rows, schema={**frame.schema, **texts})


def _codes(language: str) -> Mapping[str, Rewording]:
    """Return what is reworded in every study, by table."""
    say = translator(language).gettext

    def measure(row: Row) -> Row:
        name, note = MEASURES.get(row["name"], (row["name"], ""))
        return {"name": say(name), "note": say(note) if note else ""}

    return {
        "reading": lambda row: {
            "source": word(row.get("source"), translator(language)),
            "reason": phrase(row["reason"], say),
        },
        "assessment": measure,
        "alternatives": lambda row: {"label": row["label"] or say(ITSELF)},
        "beside": lambda row: {"what": phrase(row["what"], say)},
    }


def _own_names(
    content: ReportContent | IndexContent | None, language: str
) -> Mapping[str, Rewording]:
    """Return what is reworded by the study's own names, by table."""
    if content is None:
        return {}
    if isinstance(content, IndexContent):
        return _index_names(content, language)
    locale = locale_of(content, language)

    def group(row: Row) -> Row:
        return {
            "variable": content.variable(row["variable"], language),
            "level": content.level(row["variable"], row["level"], language),
        }

    def domain(row: Row) -> Row:
        if row["domain"] not in content.variables:
            return {}
        name = content.level(row["domain"], row["code"], language)
        return {"domain": content.variable(row["domain"], language), "name": name}

    return {
        "groups": group,
        "national_groups": group,
        "harmonisation": lambda row: (
            group(row) | {"scope": scope_name(content, row["scope"], locale)}
        ),
        "direct": domain,
        "coefficients": lambda row: {"label": term_name(content, row["column"], locale)},
        "what_if": lambda row: {
            key: content.phrase(row[key], language) for key in ("label", "note")
        },
        "factors": lambda row: {"group": content.factor_group(row["group"], language)},
    }


def _index_names(content: IndexContent, language: str) -> Mapping[str, Rewording]:
    def indicator(row: Row) -> Row:
        there = [name for name in ("indicator", "other") if name in row]
        words: Row = {name: content.indicator(row[name], language) for name in there}
        if row.get("dimension"):
            words["dimension"] = content.dimension(row["dimension"], language)
        return words

    def option(row: Row) -> Row:
        gone = row["choice"] == "dropped"
        return {"option": content.indicator(row["option"], language) if gone else row["option"]}

    return {
        **dict.fromkeys(
            ("indicators", "correlations", "dimensions", "indicator_values"), indicator
        ),
        "choices": option,
        "validity": lambda row: {
            "with": in_language(content.validity_labels.get(row["with"], {}), language)
            or row["with"]
        },
    }
