"""Write the cells of a row of the matrix: hundreds on a page, so as text and not by templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.figures import Figures
from jalon.workspace.results.rules.rating import Rating
from jalon.workspace.results.templatetags.result_figures import (
    amount,
    entry,
    percent,
    unverified_words,
)
from jalon.workspace.results.words import RATINGS, STATUSES

register = template.Library()


@register.simple_tag
def matrix_cells(row: Any, base: str, place_query: str) -> SafeString:
    """Return the cells of a row; each can be found by its id, and leads to its report."""
    marks = {rating: _mark(rating) for rating in Rating}
    states = {status.value: escape(str(words)) for status, (_tone, words) in STATUSES.items()}
    indicator = row.indicator
    return SafeString(
        "".join(_cell(s, indicator, base, place_query, marks, states) for s in row.cells)
    )


def _cell(
    shown: Any,
    indicator: IndicatorFacts,
    base: str,
    place_query: str,
    marks: Mapping[Rating, str],
    states: Mapping[str, str],
) -> str:
    if shown.cell is None:
        return '<td class="none"></td>'
    part = escape(shown.breakdown)
    if shown.state == "open":
        typed = escape(entry(shown.figures.actual))
        told = f' data-p="{shown.cell.period_id}" data-v="{shown.cell.version}" data-e="{typed}"'
        told += f' data-b="{part}"' if part else ""
    else:
        told = f' data-s="{shown.state}"'
    inside = _figures(shown.figures, indicator, "" if part else marks[shown.figures.rating])
    at = f'<small class="at">{states[shown.status]}</small>' if shown.status else ""
    if shown.state == "added" and not part and (words := unverified_words(shown.figures)):
        at += f"<small>{escape(words)}</small>"
    link = f"{base}periods/{shown.cell.period_id}/report/{place_query}"
    value = escape(amount(shown.figures.actual, indicator))
    kind = f"{shown.state} words" if shown.figures.actual.text else shown.state
    return (
        f'<td id="c-{shown.cell.period_id}-{part}" class="cell {kind}"{told}>'
        f'<a href="{link}">{value}</a>{inside}{at}</td>'
    )


def _figures(figures: Figures, indicator: IndicatorFacts, mark: str) -> str:
    if not figures.target.given:
        return mark
    target = escape(amount(figures.target, indicator))
    share = f" · {percent(figures.achieved)}" if figures.achieved is not None else ""
    return f"{mark}<small>/ {target}{share}</small>"


def _mark(rating: Rating) -> str:
    tone, words = RATINGS[rating]
    text = escape(str(words))
    return (
        f'<span class="mark mark-{tone}" title="{text}">'
        f'<span class="visually-hidden">{text}</span></span>'
    )
