"""Write docs/methods/coverage.md from kept results."""

from collections.abc import Collection
from textwrap import fill
from typing import Any

Facts = dict[str, Any]

WIDTH = 100

# Points by which a share may miss its nominal one.
BOUNDS = {"sampled": 2, "unsampled": 3}
NOMINAL = {"coverage90": 90, "coverage95": 95}
AREAS = {"sampled": "with respondents", "unsampled": "without"}
PREDICTORS = {
    "plain": "plain",
    "plain-normal": "plain, limits by the normal",
    "benchmarked": "plain, moved to the survey's rates of regions",
    "pseudo-size": 'pseudo-best, weights scaled to "size"',
    "pseudo-effective": 'pseudo-best, weights scaled to "effective"',
}
MEASURES = ("bias", "rmse", "stated", "coverage90", "coverage95", "width95")
INFORMATIVE = {
    "by-unit": "Units are drawn by a size that goes with their effect",
    "by-child": "Children with the outcome are drawn twice as often",
    "by-both": "Both",
}

HEAD = """# Coverage in simulated surveys

Written by `python -m simulations --write`; without `--write` the page is only shown. Interrupted,
it goes on where it was; neither that nor `--processes` changes a digit.

An interval of 90 % should hold 90 of 100 truths. Whether it does can be seen only where the truth
is known: {surveys} surveys are drawn of as many invented countries, and each is estimated by what
a run calls: fit, best predictor, mean squared error, interval. For a study of one's own, see
[validation](validation.md).

**The country.** {areas} areas in {regions} regions; an area has {units} sampling units in the
median (the logarithm spreads by {spread}), a unit about {children} children. The census, by zone,
age and sex, is the same in all countries; each draws effects of areas (standard deviation {area_sd}
in log-odds) and of units ({unit_sd}) and an answer for every child. The truth is the share of an
area's children who have the outcome: {rate:.0f} % on average.

**The survey.** In each region {each} units are drawn by a size, and {share:.0f} in 100 of their
children. Areas are not chosen: about {sampled:.0f} have respondents, mostly the large ones, many in
a single unit. The model knows patterns, areas and units, and nothing of the sizes.

**The figures.** Mean error (bias), root mean squared error, the one that the estimates state, the
share of truths that intervals of 90 and 95 % hold, and the mean width of the latter; points and per
cent. Each is a mean over surveys, ± its standard error for want of more of them, from their spread.
All rows of a table are of the same surveys, so they differ by less than that by chance.
"""


def render(kept: Facts) -> str:
    """Return the page for the parts that have been simulated."""
    parts = [_head(kept)]
    if "ignorable" in kept:
        parts.append(_ignorable(kept["ignorable"]))
    if INFORMATIVE.keys() & kept.keys():
        parts.append(_informative(kept))
    if "refits" in kept and "ignorable" in kept:
        parts.append(_refits(kept["refits"], kept["ignorable"]))
    return "\n".join(parts)


def within_bounds(predictor: Facts) -> bool:
    """Tell whether the shares are within two points of nominal with respondents, three without."""
    return all(
        abs(100 * predictor[areas][name][0] - nominal) <= bound
        for areas, bound in BOUNDS.items()
        for name, nominal in NOMINAL.items()
    )


def _head(kept: Facts) -> str:
    one = next(part for part in kept.values() if "scenario" in part)
    setting = one["scenario"]["setting"]
    return HEAD.format(
        surveys=one["surveys"],
        areas=setting["areas"],
        regions=setting["regions"],
        units=setting["units"],
        spread=setting["spread"],
        children=setting["children"],
        area_sd=setting["sd"][0],
        unit_sd=setting["sd"][1],
        each=setting["drawn_units"] // setting["regions"],
        share=100 * setting["taken"],
        sampled=one["sampled_areas"],
        rate=100 * one["rate"],
    )


def _table(predictors: Facts, shown: Collection[str] = PREDICTORS) -> str:
    lines = [
        "| predictor | areas | bias | error | stated | 90 % hold | 95 % hold | width |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, words in PREDICTORS.items():
        for areas, which in AREAS.items():
            if name in predictors and name in shown:
                cells = " | ".join(_cell(*predictors[name][areas][one]) for one in MEASURES)
                lines.append(f"| {words} | {which} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(value: float, error: float) -> str:
    return f"{_points(value)} ± {100 * error:.2f}"


def _points(value: float, sign: str = "") -> str:
    """Write a share in points; what rounds to nought has no sign."""
    return format(round(100 * value, 1) + 0.0, f"{sign}.1f")


def _shares(predictor: Facts) -> str:
    """Say what share of truths both intervals hold, in both kinds of areas."""
    held = {
        areas: " and ".join(f"{100 * predictor[areas][name][0]:.1f}" for name in NOMINAL)
        for areas in AREAS
    }
    return (
        f"{held['sampled']} % of the truths in areas with respondents, {held['unsampled']} % in"
        " the others"
    )


def _ignorable(kept: Facts) -> str:
    found = kept["predictors"]
    plain, normal = found["plain"], found["plain-normal"]
    promise = "within" if within_bounds(plain) else "not within"
    largest = max(plain[areas][name][1] for areas in AREAS for name in NOMINAL)
    reading = f"""**Reading.** Intervals of 90 and 95 % hold {_shares(plain)}: {promise} two and
three points of nominal, and known to {_points(2 * largest)} points (two standard errors). The error
of an area is itself estimated, from standard deviations that a survey knows badly. Limits by the
normal distribution, which take it for known, hold {_shares(normal)}; Student's t, with
Satterthwaite's degrees of freedom, makes up for it
([the mixed logit](mixed-logit.md#its-error)). The errors that
are stated leave out that an area has finitely many units, whose number a run does not know."""
    return f"""## Weights that tell nothing

Sizes have nothing to do with the outcome.

{_table(found)}
{fill(reading, WIDTH, break_on_hyphens=False)}
"""


def _informative(kept: Facts) -> str:
    shown = [name for name in INFORMATIVE if name in kept]
    parts = [
        """## Weights that tell something and are left out of the model

The same countries. What decides who is drawn is not in the model: only the weights know of it.
The *plain* predictor leaves them out; the *pseudo-best* one fits effects with weights scaled within
areas (`scaled_weights`), with errors by areas; the third is plain, but its areas add up to the
survey's weighted rates of regions (`[benchmark]`).
"""
    ]
    for name in shown:
        parts += [
            f"### {INFORMATIVE[name]}\n",
            _table(kept[name]["predictors"], PREDICTORS.keys() - {"plain-normal"}),
        ]
    parts.append(_reading_of_weights(kept, shown))
    return "\n".join(parts)


def _reading_of_weights(kept: Facts, shown: list[str]) -> str:
    sentences = []
    for name in shown:
        found = kept[name]["predictors"]
        held = {
            each: f"{100 * found[each]['sampled']['coverage90'][0]:.0f}"
            for each in ("plain", "pseudo-size", "pseudo-effective", "benchmarked")
        }
        bias = {each: _points(found[each]["sampled"]["bias"][0], "+") for each in held}
        sentence = (
            f"- {INFORMATIVE[name]}: where respondents are, intervals of 90 % hold"
            f" {held['plain']} % without weights (bias {bias['plain']} points),"
            f" {held['pseudo-size']} and {held['pseudo-effective']} % with scaled weights"
            f" ({bias['pseudo-size']} and {bias['pseudo-effective']}), {held['benchmarked']} %"
            f" moved to rates of regions ({bias['benchmarked']})."
        )
        sentences.append(fill(sentence, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
    lines = "\n".join(sentences)
    return f"""**Reading.** No interval holds what it promises when it stands in the wrong place.

{lines}

Scaled weights undo a choice among the children of a unit. Where a single unit of an area was drawn,
as in many here, its weights are alike, and scaled they are one: they cannot undo a choice among
units there. A benchmark takes the bias out region by region, whatever made it, as far as the
weights are right, and brings in the error of the survey's own rates. Compare all three; where they
differ by more than their errors, put what decided the sample into the model, or publish one that is
weighted or benchmarked.
"""


def _refits(refits: Facts, ignorable: Facts) -> str:
    lines = [
        "| areas | true | stated without refits | stated with refits |",
        "|---|---:|---:|---:|",
    ]
    for areas, words in AREAS.items():
        true = ignorable["predictors"]["plain"][areas]["rmse"]
        cells = [true, refits[areas]["without"], refits[areas]["with"]]
        lines.append(f"| {words} | " + " | ".join(_cell(*cell) for cell in cells) + " |")
    table = "\n".join(lines)
    about = f"""The root mean squared error, in points, where weights tell nothing: true in all
{ignorable["surveys"]} surveys; stated by `prediction_error` and by `bootstrap_error` with
{refits["replicates"]} refits in the first {refits["surveys"]}. Both are told the number of units,
so that they mean the same truth."""
    reading = f"""**Reading.** With refits the error is {_ratio(refits, "sampled"):.2f} times that
without where respondents are, {_ratio(refits, "unsampled"):.2f} times elsewhere: of the same
surveys both say nearly the same. What they say differs from survey to survey (±), with the standard
deviations that each has found, and agrees with the truth within that."""
    return f"""## With refits and without

{fill(about, WIDTH)}

{table}

{fill(reading, WIDTH)}
"""


def _ratio(refits: Facts, areas: str) -> float:
    return float(refits[areas]["with"][0] / refits[areas]["without"][0])
