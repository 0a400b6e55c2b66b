"""Draw in how many weightings each candidate is first, or among the first three: SVG."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from jalon.workspace.recruitment.rules.sensitivity import Acceptability

WIDTH, NAME, ROW, BAR, GAP, FIGURE = 640, 110, 30, 16, 8, 56
INK, FIRST, NEAR, RULE = "#1f2933", "#1d4f91", "#a9c4e6", "#cbd2d9"


def shares_chart(shares: Sequence[Acceptability], *, label: str) -> SafeString:
    """Return a bar for each candidate: dark where they are first, light where among three."""
    height = ROW * len(shares) + GAP
    return format_html(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" '
        'width="{w}" height="{h}" role="img" aria-label="{label}" direction="ltr" '
        'font-family="DejaVu Sans, sans-serif" font-size="13">{rows}</svg>',
        w=WIDTH,
        h=height,
        label=label,
        rows=format_html_join(
            "", "{}", ((_row(each, GAP + number * ROW),) for number, each in enumerate(shares))
        ),
    )


def _row(each: Acceptability, y: int) -> SafeString:
    rtl = get_language_bidi()
    whole = WIDTH - NAME - FIGURE
    near, first = float(each.among) * whole, float(each.first) * whole

    def bar(length: float, colour: str) -> SafeString:
        x = WIDTH - NAME - length if rtl else NAME
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
            f"{x:.1f}", y, f"{max(length, 0):.1f}", BAR, colour,
        )  # fmt: skip

    name_at, figure_at = (WIDTH - 4, 4) if rtl else (4, WIDTH - 4)
    return format_html(
        '{}{}{}<text x="{}" y="{}" fill="{}" text-anchor="{}">{}</text>'
        '<text x="{}" y="{}" fill="{}" text-anchor="{}">{} %</text>',
        bar(whole, "#eef2f6"), bar(near, NEAR), bar(first, FIRST),
        name_at, y + 13, INK, "end" if rtl else "start", each.code,
        figure_at, y + 13, INK, "start" if rtl else "end", round(float(each.first) * 100),
    )  # fmt: skip
