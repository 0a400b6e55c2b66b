"""What a fact sheet says about one area, in words and numbers ready to print."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from jalon.engine.charts import palette
from jalon.engine.charts.choropleth import Theme
from jalon.engine.charts.content import ReportContent, usual_contribution
from jalon.engine.charts.locale import NOT_KNOWN, Locale
from jalon.engine.charts.names import CERTAINTY_WORDS, PRECISION_WORDS, class_word
from jalon.engine.charts.texts import disclaimer

Row = dict[str, Any]
Facts = dict[str, Any]

# The embedded font has no Arabic and no Asian letters: names in those fall back to the system's.
FONTS = ["Libertinus Serif", "DejaVu Sans", "Noto Sans Arabic", "Noto Naskh Arabic"]
TICKS_AT_MOST = 7

# So many of the study's caveats fit on a sheet; the report has them all.
CAUTIONS = 3


def shared_words(locale: Locale) -> dict[str, str]:
    """Give the words that stand on every sheet of a language."""
    _ = locale.gettext
    return {
        "synthetic": _("Invented data."),
        "synthetic-long": _(
            "This country does not exist. The report shows what the method does, not what is true "
            "anywhere."
        ),
        "class": _("Risk class"),
        "stands": _("Where the area stands"),
        "map": _("Map"),
        "hatched": _("hatched: class uncertain"),
        "no-map": _("There is no boundary of this area."),
        "factors": _("What sets it apart from the country"),
        "factors-note": _(
            "Percentage points above (+) or below (−) the national rate that go with each group of "
            "factors. Associated, not causes."
        ),
        "difference": _("Difference from the country"),
        "groups": _("Groups of children"),
        "group": _("Group"),
        "children": _("Children"),
        "rate": _("Rate"),
        "interval": _("95% interval"),
        "says": _("What this sheet says"),
        "says-not": _("What it does not say"),
        "cautions": _("Cautions of this study"),
    }


def sheet_facts(
    content: ReportContent,
    area: Row,
    factors: list[Row],
    groups: list[Row],
    theme: Theme,
    locale: Locale,
) -> Facts:
    """Give all of one sheet but its maps.

    Parameters
    ----------
    area : row of ``content.areas``
    factors, groups : rows of ``content.factors`` and ``content.groups`` for this area
    theme : the classes as a theme of the map, for its colours and labels
    """
    _ = locale.gettext
    number = area["class"]
    colour = theme.colours[number - 1] if number else palette.EMPTY
    nation = content.national.row(0, named=True)["rate"]
    region = f"{locale.words(content.region_kind)}: {area['region_name']}"
    source = locale.words(content.source_line)
    return {
        "language": locale.language,
        "fonts": FONTS,
        "words": shared_words(locale),
        "synthetic": content.synthetic,
        "document-title": f"{area['name']}: {locale.words(content.title)}",
        "study": locale.words(content.title),
        "name": area["name"],
        "place": f"{_capital(locale.words(content.area_kind))} {area['area']} · {_capital(region)}",
        "class": _capital(class_word(content, area["class_label"], locale)),
        "class-colour": colour,
        "class-ink": palette.ink_on(colour),
        "certainty": _certainty(area, locale),
        "keys": _keys(content, area, locale),
        **_scale(content, area, theme, nation, locale),
        "stands-note": " ".join(_scale_note(content, locale)),
        "nation": f"{locale.words(content.country)} {locale.percent(nation)}",
        "factors": _factors(content, factors, locale),
        "difference": locale.points(_difference(area["rate"], nation)),
        "groups": _groups(content, groups, locale),
        "says": _says(content, area, locale),
        "says-not": _says_not(locale),
        "cautions": [locale.words(note.text) for note in content.caveats[:CAUTIONS]],
        "legend": [
            {"colour": c, "label": class_word(content, label, locale)}
            for c, label in zip(theme.colours, content.classes["label"], strict=True)
        ],
        "map-alt": f"{_('Map')}: {area['name']}, {area['region_name']}",
        "disclaimer": disclaimer(content, locale),
        "source": f"{_('Sources:')} {source}." if source else "",
        "made": f"{_('Made with Jalon.')} {content.made_at:%Y-%m-%d}",
    }


def _keys(content: ReportContent, area: Row, locale: Locale) -> list[dict[str, str]]:
    _ = locale.gettext
    interval = locale.interval(area["low95"], area["high95"])
    low, high = locale.number(area["rank_low90"]), locale.number(area["rank_high90"])
    precision = PRECISION_WORDS.get(area["precision"], area["precision"] or "")
    return [
        {
            "label": _("Estimated rate"),
            "value": locale.percent(area["rate"]),
            "note": _("95%% interval: %(interval)s") % {"interval": interval},
        },
        {
            "label": _("Expected number of children"),
            "value": locale.about(area["expected"]),
            "note": _("of %(children)s in the census")
            % {"children": locale.number(area["children"])},
        },
        {
            "label": _("Rank (1 = highest rate)"),
            "value": locale.number(area["rank"]),
            "note": _("of %(areas)s; 90%% interval: %(low)s–%(high)s")
            % {"areas": locale.number(content.areas.height), "low": low, "high": high},
        },
        {
            "label": _("Children asked here"),
            "value": locale.number(area["n_sample"]),
            "note": _("estimate: %(precision)s") % {"precision": _(precision)} if precision else "",
        },
    ]


def _certainty(area: Row, locale: Locale) -> str:
    word = locale.gettext(CERTAINTY_WORDS.get(area["certainty"], area["certainty"] or ""))
    probability = area["class_probability"]
    if not word or probability is None:
        return word
    return f"{word} ({locale.percent(probability, 0)})"


def _scale(content: ReportContent, area: Row, theme: Theme, nation: float, locale: Locale) -> Facts:
    """Place classes, interval and nation on a scale of 0-1 that is the same on every sheet."""
    lows = [0.0, *content.classes["low"].to_list()[1:]]
    end = max(
        float(content.classes["high"][-1]),
        *content.areas["high95"].cast(float).drop_nulls().drop_nans().to_list(),
    )
    highs = [*lows[1:], end]

    def at(share: float | None) -> float:
        return 0.0 if share is None else round(min(max(share / end, 0), 1), 4)

    step = next(
        step
        for step in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
        if end / step <= TICKS_AT_MOST or step == 0.2
    )
    digits = 1 if step < 0.01 else 0
    return {
        "scale": [
            {"low": at(low), "high": at(high), "colour": colour}
            for low, high, colour in zip(lows, highs, theme.colours, strict=True)
        ]
        if content.one_scale
        else [{"low": 0, "high": 1, "colour": palette.EMPTY}],
        "at": {
            "low": at(area["low95"]),
            "high": at(area["high95"]),
            "rate": at(area["rate"]),
            "nation": at(nation),
        },
        "ticks": [
            {"at": at(k * step), "label": locale.percent(k * step, digits)}
            for k in range(int(end / step + 1e-9) + 1)
        ],
    }


def _scale_note(content: ReportContent, locale: Locale) -> list[str]:
    _ = locale.gettext
    return [
        _("Dot: estimate. Line: 95% interval, where the true rate most plausibly lies."),
        *([_("Coloured band: risk classes.")] if content.one_scale else []),
        _("Dashed line: national rate."),
    ]


def _factors(content: ReportContent, rows: list[Row], locale: Locale) -> list[Facts]:
    """Give the contributions, the largest first."""
    rows = [row for row in rows if row["contribution"] is not None]
    if not rows or content.factors is None:
        return []
    scale = max(usual_contribution(content), *(abs(row["contribution"]) for row in rows))
    ordered = sorted(rows, key=lambda row: -abs(row["contribution"]))
    return [
        {
            "name": content.factor_group(row["group"], locale.language),
            "value": locale.points(row["contribution"]),
            "length": round(abs(row["contribution"]) / (scale or 1), 3),
            "negative": row["contribution"] < 0,
            "colour": palette.DOWN if row["contribution"] < 0 else palette.UP,
        }
        for row in ordered
    ]


def _groups(content: ReportContent, rows: list[Row], locale: Locale) -> list[list[Facts]]:
    """Give the groups by variable, in one or two columns of about the same length."""
    few = locale.gettext("too few")
    variables: dict[str, list[Facts]] = {}
    for row in rows:
        variables.setdefault(row["variable"], []).append(
            {
                "name": content.level(row["variable"], str(row["level"]), locale.language),
                "children": few if row["suppressed"] else locale.number(row["children"]),
                "rate": few if row["suppressed"] else locale.percent(row["rate"]),
                "interval": NOT_KNOWN
                if row["suppressed"]
                else locale.interval(row["low95"], row["high95"]),
            }
        )
    parts = [
        {"name": content.variable(code, locale.language), "levels": levels}
        for code, levels in variables.items()
    ]
    if len(parts) < 2:
        return [parts] if parts else []
    heights = np.cumsum([1 + len(levels) for levels in variables.values()])
    cut = int(np.argmin(abs(2 * heights[:-1] - heights[-1]))) + 1
    return [parts[:cut], parts[cut:]]


def _says(content: ReportContent, area: Row, locale: Locale) -> list[str]:
    _ = locale.gettext
    facts: Mapping[str, str] = {
        "rate": locale.percent(area["rate"]),
        "interval": locale.interval(area["low95"], area["high95"]),
        "expected": locale.about(area["expected"]),
        "population": locale.words(content.population),
        "outcome": locale.words(content.outcome),
        "n": locale.number(area["n_sample"]),
        "share": locale.percent(area["class_probability"], 0),
    }
    lines = [
        _(
            "%(outcome)s, %(population)s: an estimated %(rate)s, some %(expected)s children. "
            "The true rate most plausibly lies within %(interval)s."
        )
    ]
    if area["certainty"] == "uncertain":
        lines.append(
            _(
                "Its class is uncertain (probability %(share)s): do not use the class on its own "
                "to decide."
            )
        )
    elif area["certainty"] is not None:
        lines.append(_("The probability that it belongs to its class is %(share)s."))
    likelier = _likelier_class(content, area)
    if likelier is not None:
        lines.append(_("More probable still is the class %(likelier)s (%(likelier_share)s)."))
        facts = {
            **facts,
            "likelier": class_word(content, likelier[0], locale),
            "likelier_share": locale.percent(likelier[1], 0),
        }
    lines.append(
        _(
            "The survey asked %(n)s children here: too few to stand alone. The estimate comes from "
            "the model."
        )
        if area["sampled"]
        else _("The survey asked no child here. The estimate comes entirely from the model.")
    )
    said = [line % facts for line in lines]
    return [_capital(line) for line in said]


def _likelier_class(content: ReportContent, area: Row) -> tuple[str, float] | None:
    """Give the most probable class and its probability, where it is not the one of the rate.

    The class is that of the estimate; the draws lean to one side of a cut near by.
    """
    labels = content.classes["label"].to_list()
    shares = [area.get(f"probability_{k + 1}") for k in range(len(labels))]
    if area["class"] is None or any(share is None for share in shares):
        return None
    best = max(range(len(labels)), key=lambda k: shares[k] or 0.0)
    return None if best + 1 == area["class"] else (labels[best], shares[best] or 0.0)


def _says_not(locale: Locale) -> list[str]:
    _ = locale.gettext
    return [
        _("Nothing about any one child, family or school: it is an estimate for the area."),
        _("Not why: the factors go together with the outcome, they are not shown to cause it."),
        _("Not how things are today: it describes the years of the survey and the census."),
    ]


def _difference(rate: float | None, nation: float) -> float | None:
    return None if rate is None or not np.isfinite(rate) else rate - nation


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def rows_by_area(frame: pl.DataFrame | None) -> dict[str, list[Row]]:
    """Give the rows of each area, in their order."""
    found: dict[str, list[Row]] = {}
    if frame is not None:
        for row in frame.iter_rows(named=True):
            found.setdefault(row["area"], []).append(row)
    return found
