"""Draw a Vega-Lite specification as SVG or PNG, without a browser and without the network."""

import re
from typing import Any

import vl_convert

from jalon.engine.charts.locale import Locale
from jalon.engine.charts.palette import HATCH, HATCH_PATTERN

Spec = dict[str, Any]

VEGA_LITE = "6.4"

# What Vega writes around each mark for scripts of its own; the page has its own labels.
NOISE = re.compile(
    r' (?:aria-roledescription="[^"]*"|role="graphics-(?:object|symbol)"|aria-hidden="true"'
    r'|transform="translate\(0,0\)"|xmlns:xlink="[^"]*"|version="1\.1"|pointer-events="none")'
)
# Only the name of a layer is kept, so that a page finds its marks again.
LAYER = re.compile(r' class="mark-[\w-]+ role-mark ([\w-]+)"')
CLASSES = re.compile(r' class="(?:mark|background|foreground|root|role)[^"]*"')
INVISIBLE = re.compile(
    r'<path (?:class="(?:background|foreground)" )?d="[^"]*"(?: display="none")?/>'
)
IDS = re.compile(r'(\bid="|url\(#)([\w-]+)')
EMPTY_GROUP = re.compile(r"<g(?: [^>]*)?></g>|<g/>")


def to_svg(spec: Spec, locale: Locale, name: str) -> str:
    """Give the figure as one SVG element, as short as it goes.

    `name` is put before every id inside, so that several figures may stand on one page. A mark's
    description becomes ``data-key``: one picture is one image to a screen reader, not hundreds.
    """
    svg: str = vl_convert.vegalite_to_svg(
        spec, vl_version=VEGA_LITE, format_locale=locale.vega, allowed_base_urls=[]
    )
    svg = _renamed(_with_hatch(svg), name)
    svg = CLASSES.sub("", LAYER.sub(r' data-layer="\1"', NOISE.sub("", svg)))
    svg = INVISIBLE.sub("", svg)
    svg = svg.replace("<path aria-label=", "<path data-key=")
    while EMPTY_GROUP.search(svg):
        svg = EMPTY_GROUP.sub("", svg)
    # Letters of a right-to-left page must not turn the drawing round.
    return svg.replace("<svg ", '<svg direction="ltr" ', 1)


def to_png(spec: Spec, locale: Locale, *, scale: float = 2.0) -> bytes:
    """Give the figure as a picture, for documents that take no SVG."""
    svg = _with_hatch(
        vl_convert.vegalite_to_svg(
            spec, vl_version=VEGA_LITE, format_locale=locale.vega, allowed_base_urls=[]
        )
    )
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png


def _renamed(svg: str, name: str) -> str:
    """Number the ids from the first: Vega counts on from figure to figure of one process."""
    found = dict.fromkeys(id_ for _, id_ in IDS.findall(svg))
    new = {id_: f"{name}-{number}" for number, id_ in enumerate(found)}
    return IDS.sub(lambda match: match[1] + new[match[2]], svg)


def _with_hatch(svg: str) -> str:
    """Define the hatching where a figure uses it: Vega-Lite itself knows no patterns."""
    if HATCH not in svg:
        return svg
    return re.sub(r"(<svg [^>]*>)", rf"\1<defs>{HATCH_PATTERN}</defs>", svg, count=1)
