"""What the report says where a what-if leads beyond what the survey saw."""

from typing import Any

import polars as pl

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import term_name

MOST_SAID = 3
MOST_NAMED = 5


def beyond(content: ReportContent, label: str, locale: Locale) -> list[str]:
    """Give a sentence for each way in which a what-if leads out; nothing where it does not."""
    if content.what_if_beyond is None:
        return []
    table = content.what_if_beyond.filter(pl.col("label") == label)
    rows = table.head(MOST_SAID).to_dicts()
    said = [_combination(content, row, locale) for row in rows if row["combination"]]
    said += [_value(content, row, locale) for row in rows if not row["combination"]]
    if table.height > len(rows):
        more = locale.gettext("%(number)s more combinations like these are in %(file)s.")
        said.append(
            more % {"number": locale.number(table.height - len(rows)), "file": "what_if_beyond.csv"}
        )
    return said


def _combination(content: ReportContent, row: dict[str, Any], locale: Locale) -> str:
    facts = {"combination": term_name(content, str(row["combination"]), locale)}
    if row["children"] is None:
        text = locale.gettext("No respondent had the combination %(combination)s (few children).")
        return text % facts
    text = locale.gettext(
        "No respondent had the combination %(combination)s, which %(children)s children in "
        "%(areas)s areas would have%(names)s."
    )
    return text % {**facts, **_where(row, locale)}


def _value(content: ReportContent, row: dict[str, Any], locale: Locale) -> str:
    text = locale.gettext(
        "%(factor)s would go as far as %(farthest)s; in the areas where the survey asked it lies "
        "between %(low)s and %(high)s. This concerns %(children)s children in %(areas)s "
        "areas%(names)s."
    )
    ends = {"farthest": row["farthest"], "low": row["seen_from"], "high": row["seen_to"]}
    return text % {
        "factor": content.variable(str(row["factor"]), locale.language),
        **{name: locale.number(value, 2) for name, value in ends.items()},
        **_where(row, locale),
    }


def _where(row: dict[str, Any], locale: Locale) -> dict[str, str]:
    """Give children, areas and some of the areas' names."""
    names = [name for name in str(row["places"] or "").split("; ") if name]
    shown = locale.gettext(", ").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown = locale.gettext("%(names)s and others") % {"names": shown}
    return {
        "children": locale.about(row["children"]),
        "areas": locale.number(row["areas"]),
        "names": f" ({shown})" if shown else "",
    }
