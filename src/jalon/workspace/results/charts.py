"""Draw an indicator's targets and actuals by period, as SVG, on the server."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 14, 34
STEPS = 4  # lines across, or a few more
NAMES = 6  # periods named below, at most


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the figure."""

    end: date
    target: Decimal | None
    actual: Decimal | None


def periods_chart(points: Sequence[Point], *, baseline: Decimal | None, label: str) -> SafeString:
    """Return bars for actuals, a mark for each target and a line for the baseline."""
    values = [
        float(value)
        for point in points
        for value in (point.target, point.actual)
        if value is not None
    ]
    if not values:
        return SafeString()
    if baseline is not None:
        values.append(float(baseline))
    levels = _levels(min(0.0, *values), max(0.0, *values))
    low, high = levels[0], levels[-1]
    scale = _Scale(low, high, len(points), rtl=get_language_bidi())
    return format_html(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        "{grid}{base}{bars}{aims}{names}</svg>",
        w=WIDTH,
        h=HEIGHT,
        label=label,
        grid=_grid(scale),
        base=_baseline(scale, baseline),
        bars=_bars(scale, points),
        aims=_aims(scale, points),
        names=_names(scale, points),
    )


COLOURS = {"good": "--good", "warning": "--warning", "bad": "--bad", "neutral": "--neutral"}
BAR_WIDTH, BAR_HEIGHT, SEAM = 240, 12, 1.5


def shares_bar(parts: Sequence[tuple[str, float, float]], *, label: str) -> SafeString:
    """Return one bar of (tone, start, length) in parts of 1; in Arabic it runs from the right."""
    rtl = get_language_bidi()
    return format_html(
        '<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">'
        "{parts}</svg>",
        w=BAR_WIDTH,
        h=BAR_HEIGHT,
        label=label,
        parts=format_html_join(
            "",
            '<rect x="{}" y="0" width="{}" height="{}" fill="var({})"/>',
            (
                (
                    round(BAR_WIDTH * (1 - start - length if rtl else start), 1),
                    max(1.0, round(BAR_WIDTH * length - SEAM, 1)),
                    BAR_HEIGHT,
                    COLOURS[tone],
                )
                for tone, start, length in parts
            ),
        ),
    )


def _levels(low: float, high: float) -> list[float]:
    """Return round numbers from below `low` to above `high`, the same way apart."""
    rough = (high - low) / STEPS or 0.25
    size = 10.0 ** math.floor(math.log10(rough))
    step = size * next(n for n in (1, 2, 5, 10) if size * n >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(n * step, 10) for n in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    count: int
    rtl: bool

    @property
    def step(self) -> float:
        return (WIDTH - LEFT - RIGHT) / max(self.count, 1)

    @property
    def bar(self) -> float:
        return min(48.0, self.step * 0.6)

    def x(self, position: int) -> float:
        """Return the middle of a period; in Arabic time runs from the right."""
        across = LEFT + (position + 0.5) * self.step
        return round(WIDTH - across if self.rtl else across, 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def start(self) -> float:
        return RIGHT if self.rtl else LEFT

    @property
    def end(self) -> float:
        return WIDTH - LEFT if self.rtl else WIDTH - RIGHT


def _grid(scale: _Scale) -> SafeString:
    levels = _levels(scale.low, scale.high)
    decimals = 0 if all(level == round(level) for level in levels) else 2
    x = WIDTH - LEFT + 8 if scale.rtl else LEFT - 8
    return format_html_join(
        "",
        '<path class="rule" d="M{} {}H{}"/><text class="level" x="{}" y="{}">{}</text>',
        (
            (
                scale.start,
                scale.y(level),
                scale.end,
                x,
                scale.y(level) + 4,
                number_format(Decimal(str(round(level, decimals))), decimal_pos=decimals),
            )
            for level in levels
        ),
    )


def _baseline(scale: _Scale, baseline: Decimal | None) -> SafeString:
    if baseline is None:
        return SafeString()
    return format_html(
        '<path class="baseline" d="M{} {}H{}"/>', scale.start, scale.y(float(baseline)), scale.end
    )


def _bars(scale: _Scale, points: Sequence[Point]) -> SafeString:
    found = []
    for position, point in enumerate(points):
        if point.actual is not None:
            top, foot = (
                scale.y(max(0.0, float(point.actual))),
                scale.y(min(0.0, float(point.actual))),
            )
            left = round(scale.x(position) - scale.bar / 2, 1)
            found.append((left, top, round(scale.bar, 1), max(1.0, round(foot - top, 1))))
    return format_html_join(
        "", '<rect class="actual" x="{}" y="{}" width="{}" height="{}"/>', found
    )


def _aims(scale: _Scale, points: Sequence[Point]) -> SafeString:
    half = scale.bar / 2 + 4
    return format_html_join(
        "",
        '<path class="target" d="M{} {}H{}"/>',
        (
            (
                round(scale.x(position) - half, 1),
                scale.y(float(point.target)),
                round(scale.x(position) + half, 1),
            )
            for position, point in enumerate(points)
            if point.target is not None
        ),
    )


def _names(scale: _Scale, points: Sequence[Point]) -> SafeString:
    every = -(-len(points) // NAMES) or 1
    return format_html_join(
        "",
        '<text class="name" x="{}" y="{}">{}</text>',
        (
            (scale.x(position), HEIGHT - 12, date_format(point.end, "M Y"))
            for position, point in enumerate(points)
            if position % every == 0
        ),
    )
