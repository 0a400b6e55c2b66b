"""Sentences of the report: plain, and true whatever the study."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.messages import marked

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure."""

    label: str
    value: str
    note: str


# Measure of `assessment` -> its name and how to read it.
MEASURES: dict[str, Pair] = {
    "auc": (
        marked("Discrimination (AUC)"),
        marked(
            "Chance that a child with the outcome is given a higher probability than one without: "
            "0.5 is a coin toss, 1 is perfect."
        ),
    ),
    "auc_cross_validated": (
        marked("Discrimination (AUC), on children not used in the fit"),
        marked("The honest version of the line above: if it is much lower, the model overfits."),
    ),
    "calibration_intercept": (
        marked("Calibration, intercept"),
        marked("0 is ideal; below 0 the model predicts too much, above 0 too little."),
    ),
    "calibration_slope": (
        marked("Calibration, slope"),
        marked("1 is ideal; below 1 the model's differences between children are too large."),
    ),
    "daic": (
        marked("AIC of the design"),
        marked("Compares models of the same respondents: smaller is better. It has no zero."),
    ),
    "brier": (
        marked("Brier score"),
        marked("Mean squared error of the probabilities: smaller is better."),
    ),
    "archer_lemeshow": (
        marked("Goodness of fit (Archer and Lemeshow), p value"),
        marked("Below 0.05 the model's probabilities disagree with what the survey saw."),
    ),
    "mcfadden": (
        marked("Pseudo R² (McFadden)"),
        marked("0: the factors tell nothing; values of 0.2 to 0.4 are already high."),
    ),
    "nagelkerke": (
        marked("Pseudo R² (Nagelkerke)"),
        marked("0: the factors tell nothing; 1: they tell all."),
    ),
    "tjur": (
        marked("Coefficient of discrimination (Tjur)"),
        marked("Mean probability of children with the outcome minus that of the others."),
    ),
    "correlation_in_sample": (
        marked("Correlation with the regions' survey rates"),
        marked("1 is perfect. The regions were part of the fit, so this is the kinder figure."),
    ),
    "correlation_held_out": (
        marked("Correlation with the regions' survey rates, each predicted without itself"),
        marked("1 is perfect. Much lower than the line above: some region is unlike the others."),
    ),
    "auc_held_out": (
        marked("Discrimination (AUC), each region predicted without itself"),
        marked("How well the model works where it has seen no data."),
    ),
    "mean_absolute_error_held_out": (
        marked("Mean absolute error of the regions' rates, each predicted without itself"),
        marked("0.02 is two percentage points; the survey's own error is part of it."),
    ),
    "archer_lemeshow_f": (
        marked("Goodness of fit (Archer and Lemeshow), F"),
        marked("About 1 where the model's probabilities agree with what the survey saw."),
    ),
    "direct_on_model_slope": (
        marked("Survey rates on model rates by region, slope"),
        marked("1 is ideal."),
    ),
    "direct_on_model_intercept": (
        marked("Survey rates on model rates by region, intercept"),
        marked("0 is ideal."),
    ),
    "direct_model_overlap": (
        marked("Regions whose two intervals overlap"),
        marked("Share of regions; 1 is all of them."),
    ),
    "direct_model_p": (
        marked("Agreement of survey and model by region, p value"),
        marked("Below 0.05 the two differ by more than their errors explain."),
    ),
}


def section_titles(content: ReportContent, locale: Locale) -> dict[str, str]:
    """Give the sections in their order; one with nothing to show has no title."""
    _ = locale.gettext
    factors = content.coefficients is not None or content.factors is not None
    beside = content.alternatives is not None or content.beside is not None
    sources = content.reading is not None or content.harmonisation is not None
    return {
        "summary": _("In short"),
        "map": _("Map"),
        "areas": _("All areas"),
        "ranking": _("Ranking"),
        "classes": _("Risk classes"),
        "regions": _("Country and regions"),
        "factors": _("Associated factors") if factors else "",
        "what_if": _("What if") if content.what_if is not None else "",
        "trust": _("How far to trust it"),
        "beside": _("Other ways, other figures") if beside else "",
        "sources": _("Data") if sources else "",
        "method": _("Method and limits"),
    }


def cards(content: ReportContent, locale: Locale) -> list[Card]:
    """Give the four figures that a hurried reader takes away."""
    _ = locale.gettext
    nation = content.national.row(0, named=True)
    areas = content.areas
    firm = areas.filter(pl.col("certainty") == "firm").height
    lowest, highest = areas.select(
        low=pl.col("rate").fill_nan(None).min(), high=pl.col("rate").fill_nan(None).max()
    ).row(0)
    interval = unbroken(locale.interval(nation["low95"], nation["high95"]))
    return [
        Card(
            _("National rate"),
            locale.percent(nation["rate"]),
            _("95%% interval: %(interval)s") % {"interval": interval},
        ),
        Card(
            _("Expected number of children"),
            locale.about(nation["expected"]),
            _("of %(children)s in the census") % {"children": locale.number(nation["children"])},
        ),
        Card(
            _("Range of the areas"),
            locale.interval(lowest, highest),
            _("%(areas)s areas, lowest and highest estimate")
            % {"areas": locale.number(areas.height)},
        ),
        Card(
            _("Areas whose class is firm"),
            locale.number(firm),
            _("of %(areas)s have at least 80%% certainty of their class")
            % {"areas": locale.number(areas.height)},
        ),
    ]


def unbroken(interval: str) -> str:
    """Keep an interval on one line: a browser breaks after the dash (U+2060 joins)."""
    return interval.replace("–", "–\u2060")


def reading_rules(content: ReportContent, locale: Locale) -> list[Pair]:
    _ = locale.gettext
    rules = [
        (
            _("For areas, never for a child."),
            _(
                "An estimate says how common the outcome is likely to be in an area. It says "
                "nothing about any one child, family or school."
            ),
        ),
        (
            _("Every figure has a margin of error."),
            _(
                "The 95% interval is where the true rate most plausibly lies. Do not rank two "
                "areas whose intervals overlap widely."
            ),
        ),
        (
            _("Rate and number tell different stories."),
            _(
                "A large town may have a low rate and still the most children concerned. Look at "
                "both before choosing where to act."
            ),
        ),
        (
            _("Associated, not causes."),
            _(
                "The factors go together with the outcome. Nothing shows that changing one would "
                "help."
            ),
        ),
    ]
    return rules if content.factors is not None or content.coefficients is not None else rules[:3]


def method_notes(content: ReportContent, locale: Locale) -> list[Pair]:
    """Give the study's own notes on method after those that hold for every study."""
    _ = locale.gettext
    return [
        (
            _("A model from the survey."),
            _(
                "A household survey shows which circumstances of children and households go "
                "together with the outcome. A logistic regression, with the weights and the "
                "design of the survey, turns them into a probability."
            ),
        ),
        (
            _("Applied to the census."),
            _(
                "The census knows the same circumstances for the children of every area. Their "
                "probabilities are added up area by area; none is kept for a single child."
            ),
        ),
        (
            _("Margins of error in three parts."),
            _(
                "The survey is only a sample; areas differ in ways that the model does not see; "
                "and an area has only so many children."
            ),
        ),
        (
            _("Classes and their certainty."),
            _(
                "Many plausible sets of rates are drawn from the margins of error. The share of "
                "draws in which an area falls into its class is the probability of the class: "
                "firm from 80%, likely from 50%, uncertain below."
            ),
        ),
        (
            _("Sharing out a difference."),
            _(
                "The difference between an area and the country is shared out among groups of "
                "factors so that the parts add up to the whole (Shapley decomposition)."
            ),
        ),
        *((locale.words(note.title), locale.words(note.text)) for note in content.method_notes),
    ]


def study_caveats(content: ReportContent, locale: Locale) -> list[Pair]:
    """Give the study's own caveats, which are read before any figure."""
    return [(locale.words(note.title), locale.words(note.text)) for note in content.caveats]


def caveats(locale: Locale) -> list[Pair]:
    """Give the caveats that hold for every study."""
    _ = locale.gettext
    return [
        (
            _("What the census does not ask, the model does not see."),
            _(
                "An area that is unlike the rest of the country in some other way may be badly "
                "estimated, even where its interval is short."
            ),
        ),
        (
            _("Figures of their time."),
            _("They describe the years of the survey and the census, not today."),
        ),
        (
            _("Low is not none."),
            _("Children in areas of the lowest class need protection too."),
        ),
    ]


def area_effect(content: ReportContent, locale: Locale) -> str:
    """Say whether errors count what the model does not see."""
    if content.effects is not None:
        return locale.gettext(
            "The rate of an area where the survey has asked is predicted from the model and from "
            "its own respondents; elsewhere from the model alone. The margins of error count that "
            "areas differ in ways the model does not see (standard deviation %(sigma)s in "
            "log-odds)."
        ) % {"sigma": locale.number(content.area_effect, 2)}
    if content.area_effect is None:
        return locale.gettext(
            "The margins of error leave out that areas differ in ways the model does not see. "
            "They are therefore too small: take them as a lower limit."
        )
    return locale.gettext(
        "The margins of error count that areas differ in ways the model does not see (standard "
        "deviation %(sigma)s in log-odds)."
    ) % {"sigma": locale.number(content.area_effect, 2)}


def what_if(nation: Mapping[str, Any], locale: Locale) -> str:
    """Say what a change comes to in the whole country."""
    if nation["suppressed"]:
        return locale.gettext("Too few children are concerned: the figures are withheld.")
    text = locale.gettext(
        "Children concerned: %(children)s. The national rate would be %(after)s instead of "
        "%(before)s: a change of %(change)s percentage points (95%% interval: %(low)s to %(high)s) "
        "and of %(expected)s expected children."
    )
    return text % {
        "children": locale.about(nation["concerned"]),
        "before": locale.percent(nation["rate_before"]),
        "after": locale.percent(nation["rate_after"]),
        "change": locale.points(nation["change"]),
        "low": locale.points(nation["low95"]),
        "high": locale.points(nation["high95"]),
        "expected": locale.about(nation["expected_change"]),
    }


def truth(content: ReportContent, locale: Locale) -> str:
    """Say how often intervals hold the truth, where the country is invented and it is known."""
    if "true_rate" not in content.areas.columns:
        return ""
    known = content.areas.drop_nulls(["true_rate", "rate", "low95", "high95"])
    inside = known.select(
        pl.col("true_rate").is_between(pl.col("low95"), pl.col("high95")).mean()
    ).item()
    error = known.select((pl.col("rate") - pl.col("true_rate")).abs().mean()).item()
    return locale.gettext(
        "The truth is known only because the data are invented. The 95%% interval holds it in "
        "%(share)s of the areas; the estimate is off by %(points)s percentage points on average."
    ) % {"share": locale.percent(inside, 0), "points": locale.number(100 * error, 1)}


def harmonisation_count(content: ReportContent, locale: Locale) -> str:
    if content.harmonisation is None:
        return ""
    status = content.harmonisation["status"]
    return locale.gettext(
        "Too different: %(refuse)s. To look into: %(warn)s. In agreement: %(ok)s."
    ) % {word: locale.number(int((status == word).sum())) for word in ("refuse", "warn", "ok")}
