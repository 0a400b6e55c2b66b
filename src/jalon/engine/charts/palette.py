"""Colours that the colour-blind tell apart."""

# ColorBrewer YlOrBr (Brewer, Harrower and Penn State University), without its palest step, which
# is lost on white paper.
RISK = {
    1: ("#fe9929",),
    2: ("#fee391", "#cc4c02"),
    3: ("#fee391", "#fe9929", "#993404"),
    4: ("#fee391", "#fe9929", "#cc4c02", "#662506"),
    5: ("#fee391", "#fec44f", "#fe9929", "#cc4c02", "#662506"),
    6: ("#ffffd4", "#fee391", "#fec44f", "#fe9929", "#cc4c02", "#662506"),
    7: ("#ffffd4", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#662506"),
}
WIDTH = ("#f2f0f7", "#dadaeb", "#bcbddc", "#9e9ac8", "#756bb1", "#54278f")  # Purples
NUMBER = ("#edf8fb", "#ccece6", "#99d8c9", "#66c2a4", "#2ca25f", "#006d2c")  # BuGn
CERTAINTY = {"firm": "#08519c", "likely": "#6baed6", "uncertain": "#deebf7"}  # Blues
CERTAINTIES = tuple(CERTAINTY)

STRENGTH = {"firm": 1.0, "likely": 0.6, "uncertain": 0.25}  # of a class's colour, by certainty

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
INK = "#1f2933"
MUTED = "#52606d"
RULE = "#cbd2d9"
EMPTY = "#e4e7eb"
WATER = "#d3e5f2"
MODEL = "#08519c"
DIRECT = "#b35806"
UNSEEN = "#7b3294"  # of ColorBrewer PRGn: areas without interviews, beside MODEL
UP, DOWN = "#b35806", "#2166ac"  # ends of ColorBrewer PuOr and RdBu

HATCH = "url(#hatch)"
HATCH_PATTERN = (
    '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V5" stroke="#fff" stroke-width="1.6"/>'
    '<path d="M1.1 0V5" stroke="#3e4c59" stroke-width="0.7"/></pattern>'
)


def risk_colours(classes: int) -> tuple[str, ...]:
    """Give one colour per class, from the lowest to the highest risk."""
    known = RISK[min(max(classes, 1), 7)]
    return tuple(known[min(i * len(known) // classes, len(known) - 1)] for i in range(classes))


def fainter(colour: str, strength: float) -> str:
    """Give the colour mixed with white: all of it at strength 1, white paper at 0."""
    mixed = (round(255 - strength * (255 - int(colour[i : i + 2], 16))) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def ink_on(colour: str) -> str:
    """Give black or white, whichever reads better on `colour` (relative luminance, WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
