"""Small figures drawn on the server, each with its words for those who do not see it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from jalon.workspace.tags.library import register

Number = int | float | Decimal
WIDTH, HEIGHT, EDGE = 96, 24, 3


@register.simple_tag
def sparkline(
    values: Sequence[Number | None], aim: Number | None = None, label: str = ""
) -> SafeString:
    """Draw a small line through `values`, oldest first; None leaves a gap, `aim` is a level."""
    known = [value for value in values if value is not None]
    if not known:
        return format_html('<span class="quiet">{}</span>', gettext("no data"))
    low, high = _range([float(value) for value in (*known, aim) if value is not None])
    points = [
        None if value is None else (_across(i, len(values)), _up(float(value), low, high))
        for i, value in enumerate(values)
    ]
    last = [point for point in points if point is not None][-1]
    level = (
        format_html('<path class="aim" d="M0 {y}H{w}"/>', y=_up(float(aim), low, high), w=WIDTH)
        if aim is not None
        else ""
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
        ' aria-label="{label}">{level}<path d="{path}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>',
        w=WIDTH,
        h=HEIGHT,
        label=label or _words(known),
        level=level,
        path=_path(points),
        x=last[0],
        y=last[1],
    )


@register.simple_tag
def meter(value: Number | None, of: Number = 100, label: str = "") -> SafeString:
    """Draw how much of `of` has been reached; more than all of it fills the bar."""
    if value is None:
        return format_html('<span class="quiet">{}</span>', gettext("no data"))
    share = max(0.0, min(1.0, float(value) / float(of))) if of else 0.0
    words = label or gettext("%(value)s of %(all)s") % {
        "value": _said(value),
        "all": _said(of),
    }
    return format_html(
        '<svg class="meter" viewBox="0 0 {w} 12" width="{w}" height="12" role="img"'
        ' aria-label="{words}"><rect class="trough" width="{w}" height="12" rx="2"/>'
        '<rect class="amount" width="{amount}" height="12" rx="2"/></svg>',
        w=WIDTH,
        words=words,
        amount=f"{share * WIDTH:.1f}",
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _across(i: int, count: int) -> float:
    return round(EDGE + i * (WIDTH - 2 * EDGE) / max(count - 1, 1), 1)


def _up(value: float, low: float, high: float) -> float:
    return round(HEIGHT - EDGE - (value - low) / (high - low) * (HEIGHT - 2 * EDGE), 1)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the line's path; after a gap the pen is lifted."""
    steps, drawing = [], False
    for point in points:
        if point is not None:
            steps.append(f"{'L' if drawing else 'M'}{point[0]} {point[1]}")
        drawing = point is not None
    return "".join(steps)


def _words(known: Sequence[Number]) -> str:
    words = ngettext(
        "%(count)s value, from %(first)s to %(last)s",
        "%(count)s values, from %(first)s to %(last)s",
        len(known),
    )
    return words % {
        "count": len(known),
        "first": _said(known[0]),
        "last": _said(known[-1]),
    }


def _said(value: Number) -> str:
    """Return a number for the ear: at most two decimals, none that are nought."""
    return number_format(Decimal(str(round(value, 2))).normalize() + 0)
