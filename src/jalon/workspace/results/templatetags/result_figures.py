"""Show figures of results: amounts as their indicator wants them, ratings, statuses."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import date_format, get_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from jalon.workspace.results.charts import periods_chart, shares_bar
from jalon.workspace.results.rules.checks import Severity
from jalon.workspace.results.rules.figures import Figures
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.rules.overview import Share
from jalon.workspace.results.rules.rating import Rating
from jalon.workspace.results.rules.totals import Amount
from jalon.workspace.results.rules.workflow import Status, Step
from jalon.workspace.results.words import RATINGS, SEVERITIES, STATUSES, STEPS
from jalon.workspace.tags.text import listed, percentage

register = template.Library()
NOTHING = "–"


@register.filter
def amount(found: Amount | None, indicator: Any) -> str:
    """Write an amount as its indicator is measured, in the reader's language."""
    if found is None or not found.given:
        return NOTHING
    if found.value is None:
        return found.text
    if indicator.measure == Measure.YES_NO and found.value in {0, 1}:
        return pgettext("answer", "yes") if found.value else pgettext("answer", "no")
    written = _written(found.value, indicator.decimals, get_language() or "en")
    return percentage(written) if indicator.measure == Measure.PERCENTAGE else written


@register.filter
def fraction(found: Amount | None) -> str:
    """Write the numerator and the denominator of an amount that has them."""
    if found is None or not found.is_fraction:
        return ""
    return f"{plain_number(found.numerator)}/{plain_number(found.denominator)}"


@register.filter
def plain_number(value: Decimal | None) -> str:
    """Write a number with as many decimals as it has, in the reader's language."""
    if value is None:
        return ""
    normal = value.normalize()
    decimals = max(0, -int(normal.as_tuple().exponent))
    return number_format(value, decimal_pos=decimals, force_grouping=True)


@register.filter
def entry(found: Amount | None) -> str:
    """Write an amount as it is typed into a cell: no grouping, a fraction as ``12/40``."""
    if found is None or not (found.given or found.is_fraction):
        return ""
    if found.is_fraction:
        return f"{typed(found.numerator)}/{typed(found.denominator)}"
    return found.text if found.value is None else typed(found.value)


def typed(value: Decimal | None) -> str:
    """Write a number without groups; three decimals, like thousands, are written as four."""
    if value is None:
        return ""
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    separator = get_format("DECIMAL_SEPARATOR")
    return f"{value:.{4 if decimals == 3 else decimals}f}".replace(".", separator)


@register.filter
def percent(share: Decimal | None) -> str:
    """Write a share of the planned change; it says 100 only of what is reached in full."""
    if share is None:
        return ""
    whole = (share * 100).to_integral_value(ROUND_DOWN)
    return percentage(_written(whole, 0, get_language() or "en"))


@lru_cache(maxsize=20_000)
def _written(value: Decimal, decimals: int, language: str) -> str:
    """Write a number in a language; the same ones come back on page after page.

    Django cuts the decimals that are not asked for; here they are rounded.
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
    return number_format(rounded, decimal_pos=decimals, force_grouping=True)


@register.simple_tag
def rating_badge(figures: Figures) -> SafeString:
    """Show a rating with its words."""
    return _badge(*RATINGS[figures.rating])


@register.simple_tag
def unverified_note(figures: Figures) -> SafeString | str:
    """Say how many figures of a total nobody has verified yet; nothing where all are."""
    words = unverified_words(figures)
    return format_html(' <small class="quiet">{}</small>', words) if words else ""


def unverified_words(figures: Figures) -> str:
    """Say it in words alone."""
    if not figures.unverified:
        return ""
    said = ngettext("%(n)s not verified", "%(n)s not verified", figures.unverified)
    return said % {"n": number_format(figures.unverified)}


@register.simple_tag
def rating_mark(rating: Rating) -> SafeString:
    """Show a rating as a small mark; its words are there for those who do not see it."""
    tone, words = RATINGS[rating]
    return format_html(
        '<span class="mark mark-{}" title="{}"><span class="visually-hidden">{}</span></span>',
        tone,
        words,
        words,
    )


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """Show where an actual stands."""
    return _badge(*STATUSES[Status(status)])


@register.filter
def status_words(status: str) -> str:
    """Say where an actual stands."""
    return str(STATUSES[Status(status)][1])


@register.filter
def step_words(step: str) -> str:
    """Say what a step does."""
    return str(STEPS[Step(step)])


@register.simple_tag
def severity_badge(severity: str) -> SafeString:
    """Show whether a finding stops a submission."""
    return _badge(*SEVERITIES[Severity(severity)])


@register.filter
def span_words(span: Any) -> str:
    """Write a span of days by its months: ``Jan – Jun 2025``."""
    start, end = (
        (span.start, span.end) if hasattr(span, "start") else (span.start_date, span.end_date)
    )
    if (start.year, start.month) == (end.year, end.month):
        return date_format(end, "M Y")
    first = date_format(start, "M" if start.year == end.year else "M Y")
    return f"{first} – {date_format(end, 'M Y')}"


@register.simple_tag
def chart(indicator: Any, points: Sequence[Any]) -> SafeString:
    """Draw targets and actuals of an indicator by period."""
    label = gettext("Targets and figures by period; the table below has the same figures.")
    return periods_chart(points, baseline=indicator.baseline_value, label=label)


@register.filter
def cell_title(breakdown: str, titles: Any) -> str:
    """Write a breakdown in words: ``Female, 15-17``."""
    if not breakdown:
        return gettext("Total")
    return listed(titles.get(part, part) for part in breakdown.split("|"))


@register.simple_tag
def standing_bar(found: Sequence[Share]) -> SafeString:
    """Draw how many indicators stand how; the words beside it say the same."""
    parts = [(RATINGS[one.rating][0], one.start, one.length) for one in found]
    return shares_bar(parts, label=standing_words(found))


@register.simple_tag
def standing_words(found: Sequence[Share]) -> str:
    """Say how many indicators stand how: ``3 on track, 1 delayed``."""
    return listed(f"{number_format(one.count)} {RATINGS[one.rating][1]}" for one in found)


def _badge(tone: str, words: Any) -> SafeString:
    return format_html('<span class="status status-{}">{}</span>', tone, words)
