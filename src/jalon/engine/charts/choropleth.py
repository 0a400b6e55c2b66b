"""Maps of the areas: what is coloured (a theme), and the Vega-Lite specification of the map."""

import itertools
import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from jalon.engine.charts import palette
from jalon.engine.charts.content import Geometries, MapContent, ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.charts.names import CERTAINTY_WORDS, class_word
from jalon.engine.charts.palette import FONT
from jalon.engine.charts.projection import Canvas, joined, lay_out
from jalon.engine.charts.texts import disclaimer

Floats = npt.NDArray[np.float64]
Bins = npt.NDArray[np.int64]
Spec = dict[str, Any]

DOT = 1.6
STEPS = (1, 2, 2.5, 5)
BINS_AT_MOST = 6
MANY_AREAS = 800


@dataclass(frozen=True, slots=True)
class Theme:
    """One way to colour the map: a bin per area, a colour and a label per bin."""

    key: str
    title: str
    bins: Bins  # (D,), -1 where nothing is known
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    hatched: npt.NDArray[np.bool_]  # (D,): coloured, but not to be relied on
    hatched_label: str = ""
    across: int = 0  # columns of a legend that is read as a table; 0: as it comes


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The areas of a study laid out once, for the page and for every sheet."""

    canvas: Canvas  # one shape per row of the areas, empty where there is no boundary
    unmatched: Geometries  # polygons that belong to no area
    regions: Geometries  # the areas of each region joined


def area_map(content: MapContent, *, width: int = 640, tolerance: float = 0.5) -> AreaMap:
    """Lay out the polygons of `content` in the order of its areas."""
    position = {code: i for i, code in enumerate(content.area_codes)}
    codes = content.areas["area"].to_list()
    nothing = shapely.Polygon()
    shapes = [content.geometries[position[c]] if c in position else nothing for c in codes]
    known = set(codes)
    others = [
        shape
        for code, shape in zip(content.area_codes, content.geometries, strict=True)
        if code not in known
    ]
    everything = np.array([*shapes, *others], dtype=object)
    canvas = lay_out(everything, content.backdrop, width=width, tolerance=tolerance)
    own = Canvas(canvas.width, canvas.height, canvas.areas[: len(codes)], canvas.backdrop)
    _, regions = np.unique(content.areas["region"].cast(str).to_numpy(), return_inverse=True)
    drawn = ~shapely.is_empty(own.areas)
    return AreaMap(
        own,
        canvas.areas[len(codes) :],
        joined(own, np.where(drawn, regions, -1).astype(np.int64)),
    )


def themes(content: ReportContent, locale: Locale) -> list[Theme]:
    """Give every way to colour the map, the published classes first."""
    areas, _ = content.areas, locale.gettext
    colours = palette.risk_colours(content.class_count)
    names = [class_word(content, label, locale) for label in content.classes["label"]]
    none = np.zeros(areas.height, dtype=bool)
    uncertain = (areas["certainty"] == "uncertain").fill_null(value=False).to_numpy()
    classes = Theme(
        "class",
        _("Risk class"),
        (areas["class"].fill_null(0) - 1).to_numpy().astype(np.int64),
        colours,
        tuple(
            f"{name} ({locale.interval(low, high)})" if content.one_scale else name
            for name, low, high in zip(
                names, content.classes["low"], content.classes["high"], strict=True
            )
        ),
        uncertain,
        _("class uncertain: less than 50% sure"),
    )
    certainty = areas["certainty"].to_list()
    order = palette.CERTAINTIES
    return [
        classes,
        _by_class_and_certainty(content, locale, classes),
        _by_steps("rate", _("Estimated rate"), _column(content, "rate"), palette.RISK[6], locale),
        Theme(
            "certainty",
            _("Certainty of the class"),
            np.array([order.index(c) if c in order else -1 for c in certainty], dtype=np.int64),
            tuple(palette.CERTAINTY.values()),
            (
                _("firm: probability of 80% or more"),
                _("likely: 50% to 80%"),
                _("uncertain: below 50%"),
            ),
            none,
        ),
        _by_steps(
            "width",
            _("Width of the 95% interval"),
            _column(content, "high95") - _column(content, "low95"),
            palette.WIDTH,
            locale,
        ),
        _by_counts(
            "expected", _("Expected number of children"), _column(content, "expected"), locale
        ),
    ]


def _by_class_and_certainty(content: ReportContent, locale: Locale, classes: Theme) -> Theme:
    """Let a class's colour fade where the class is less certain ("value by alpha").

    Source: Roth, Woodruff and Johnson (2010), "Value-by-alpha maps".
    """
    sure = content.areas["certainty"].to_list()
    order = palette.CERTAINTIES
    known = [order.index(each) if each in order else -1 for each in sure]
    bins = [
        -1 if k < 0 or c < 0 else k * len(order) + c
        for k, c in zip(classes.bins.tolist(), known, strict=True)
    ]
    names = [class_word(content, label, locale) for label in content.classes["label"]]
    words = [locale.gettext(CERTAINTY_WORDS[each]) for each in order]
    return Theme(
        "faded",
        locale.gettext("Risk class, fainter where it is less certain"),
        np.array(bins, dtype=np.int64),
        tuple(
            palette.fainter(colour, palette.STRENGTH[each])
            for colour in classes.colours
            for each in order
        ),
        tuple(f"{name}: {word}" for name in names for word in words),
        np.zeros(len(bins), dtype=bool),
        across=len(order),
    )


def map_spec(
    content: MapContent,
    area_map: AreaMap,
    theme: Theme,
    locale: Locale,
    *,
    standalone: bool = False,
) -> Spec:
    """Give the Vega-Lite specification of the map coloured by `theme`.

    A `standalone` map, for a document, carries its title, legend and disclaimer; on the page of
    the report they are text beside it.

    Shapes come laid out in pixels, so the projection only copies them. Each area's mark carries
    its code as description, by which a page finds it again.
    """
    codes = content.areas["area"].to_list()
    drawn = ~shapely.is_empty(area_map.canvas.areas)
    shapes = [_geometry(shape) for shape in area_map.canvas.areas]
    bins = theme.bins
    coloured = [
        {"type": "Feature", "area": codes[i], "bin": int(bins[i]), "geometry": shapes[i]}
        for i in np.flatnonzero(drawn)
    ]
    hatched = [
        {"type": "Feature", "geometry": shapes[i]} for i in np.flatnonzero(drawn & theme.hatched)
    ]
    scale = {"domain": [-1, *range(len(theme.colours))], "range": [palette.EMPTY, *theme.colours]}
    layers = [
        _plain_layer(area_map.unmatched, palette.EMPTY),
        {
            "name": "areas",
            "data": {"values": coloured},
            "mark": {"type": "geoshape", "stroke": "#fff", "strokeWidth": _border(len(codes))},
            "encoding": {
                "color": {
                    "field": "bin",
                    "type": "ordinal",
                    "scale": scale,
                    "legend": _legend(content, theme, locale) if standalone else None,
                },
                "description": {"field": "area"},
            },
        },
        {
            "name": "hatch",
            "data": {"values": hatched},
            "mark": {"type": "geoshape", "fill": palette.HATCH, "fillOpacity": 0.75, "aria": False},
        },
        _plain_layer(area_map.canvas.backdrop, palette.WATER),
        {
            "name": "regions",
            "data": {
                "values": [
                    {"type": "Feature", "geometry": _geometry(shape)} for shape in area_map.regions
                ]
            },
            "mark": {
                "type": "geoshape",
                "filled": False,
                "stroke": palette.MUTED,
                "strokeWidth": 1,
                "aria": False,
            },
        },
    ]
    if some_are_sampled(content):
        layers.append(_sampled_layer(content, area_map))
    heading = {"title": _heading(content, locale)} if standalone else {}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        **heading,
        "width": area_map.canvas.width,
        "height": area_map.canvas.height,
        "padding": 12 if standalone else 0,
        "background": "#ffffff" if standalone else None,
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0], "pointRadius": DOT},
        "layer": [layer for layer in layers if layer["data"]["values"]],
        "config": {"view": {"stroke": None}, "font": FONT},
        "usermeta": {"title": theme.title, "language": locale.language},
    }


def some_are_sampled(content: MapContent) -> bool:
    """Tell whether the survey was in some areas and not in others: a map then shows in which."""
    if "sampled" not in content.areas.columns:
        return False
    return 0 < content.areas["sampled"].sum() < content.areas.height


def _sampled_layer(content: MapContent, area_map: AreaMap) -> Spec:
    """Put a dot into each area where the survey has asked."""
    asked = content.areas["sampled"].fill_null(value=False).to_numpy()
    drawn = asked & ~shapely.is_empty(area_map.canvas.areas)
    inside = shapely.point_on_surface(area_map.canvas.areas[drawn])
    return {
        "name": "sampled",
        "data": {"values": [{"type": "Feature", "geometry": _geometry(each)} for each in inside]},
        "mark": {
            "type": "geoshape",
            "fill": palette.INK,
            "stroke": "#fff",
            "strokeWidth": 0.4,
            "aria": False,
        },
    }


def _border(areas: int) -> float:
    """Give the width of the areas' borders: among thousands, white lines would hide the colours."""
    return 0.6 if areas < MANY_AREAS else 0.2


def _legend(content: MapContent, theme: Theme, locale: Locale) -> Spec:
    hatched = [locale.gettext("hatched: class uncertain")] if theme.hatched_label else []
    if some_are_sampled(content):
        hatched.append(locale.gettext("dot: the survey has asked there"))
    words = {str(i): label for i, label in enumerate(theme.labels)}
    return {
        "title": [theme.title, *hatched],
        "values": list(range(len(theme.labels))),
        "labelExpr": f"{json.dumps(words)}[datum.label]",
        "orient": "bottom",
        "direction": "vertical",
        "columns": 2,
        "symbolType": "square",
        "symbolStrokeColor": palette.MUTED,
        "labelFontSize": 13,
        "labelLimit": 320,
        "titleFontSize": 13,
        "titleLimit": 600,
    }


def _heading(content: MapContent, locale: Locale) -> Spec:
    invented = [locale.gettext("Invented data.")] if content.synthetic else []
    lines = [locale.words(content.source_line), " ".join([*invented, disclaimer(content, locale)])]
    return {
        "text": textwrap.wrap(locale.words(content.title), 60),
        "subtitle": [part for line in lines for part in textwrap.wrap(line, 100)],
        "anchor": "start",
        "fontSize": 18,
        "subtitleFontSize": 12,
        "subtitleColor": palette.MUTED,
        "offset": 12,
    }


def round_steps(values: Floats, bins: int = BINS_AT_MOST) -> list[float]:
    """Give round cut points, equally spaced, that spread `values` over at most `bins` bins."""
    known = values[np.isfinite(values)]
    if not len(known) or known.max() <= known.min():
        return []
    low, high = float(known.min()), float(known.max())
    power = math.floor(math.log10((high - low) / bins))
    for exponent in (power, power + 1):
        for factor in STEPS:
            step = factor * 10.0**exponent
            first, last = math.floor(low / step) + 1, math.ceil(high / step) - 1
            if last - first + 2 <= bins:
                cuts = [round(k * step, 12) for k in range(first, last + 1)]
                return [cut for cut in cuts if low < cut < high]  # 0.3 / 0.1 is not quite 3
    return []


def round_counts(values: Floats, bins: int = BINS_AT_MOST) -> list[float]:
    """Give cut points out of 1, 2, 5, 10, 20, ... near the quantiles: counts are very unequal."""
    known = values[np.isfinite(values) & (values >= 1)]  # less than one child is not drawn apart
    if not len(known):
        return []
    targets = np.quantile(known, np.arange(1, bins) / bins)
    exponents = range(
        math.floor(math.log10(targets[0])) - 1, math.ceil(math.log10(targets[-1])) + 2
    )
    series = np.array([factor * 10.0**e for e in exponents for factor in (1, 2, 5)])
    nearest = {float(series[np.argmin(abs(np.log(series / t)))]) for t in targets}
    return sorted(cut for cut in nearest if known.min() < cut < known.max())


def _by_steps(
    key: str, title: str, values: Floats, colours: Sequence[str], locale: Locale
) -> Theme:
    cuts = round_steps(values)
    digits = 0 if all(math.isclose(100 * c, round(100 * c)) for c in cuts) else locale.rate_digits
    return binned(
        key, title, values, cuts, colours, [locale.percent(c, digits) for c in cuts], locale
    )


def _by_counts(key: str, title: str, values: Floats, locale: Locale) -> Theme:
    cuts = round_counts(values)
    return binned(
        key, title, values, cuts, palette.NUMBER, [locale.number(c) for c in cuts], locale
    )


def binned(
    key: str,
    title: str,
    values: Floats,
    cuts: list[float],
    colours: Sequence[str],
    edges: list[str],
    locale: Locale,
) -> Theme:
    """Give the theme of a number cut at `cuts`; `edges` are the cuts as they are read."""
    bins = np.where(np.isfinite(values), np.digitize(values, cuts), -1).astype(np.int64)
    below, above = locale.gettext("below %(edge)s"), locale.gettext("%(edge)s or more")
    between = locale.gettext("%(low)s to %(high)s")
    if not edges:
        labels = [locale.gettext("all areas")]
    else:
        labels = [
            below % {"edge": edges[0]},
            *(between % {"low": a, "high": b} for a, b in itertools.pairwise(edges)),
            above % {"edge": edges[-1]},
        ]
    picked = [
        colours[round(i * (len(colours) - 1) / max(len(cuts), 1))] for i in range(len(labels))
    ]
    return Theme(key, title, bins, tuple(picked), tuple(labels), np.zeros(len(values), dtype=bool))


def _column(content: ReportContent, name: str) -> Floats:
    values: Floats = content.areas[name].cast(float).fill_null(np.nan).to_numpy()
    return values


def _plain_layer(shapes: Geometries, colour: str) -> Spec:
    return {
        "data": {"values": [{"type": "Feature", "geometry": _geometry(s)} for s in shapes]},
        "mark": {
            "type": "geoshape",
            "fill": colour,
            "stroke": "#fff",
            "strokeWidth": 0.6,
            "aria": False,
        },
    }


def _geometry(shape: Any) -> Any:
    return json.loads(shapely.to_geojson(shape))
