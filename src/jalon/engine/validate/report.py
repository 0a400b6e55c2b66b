"""The validation as a page: what was simulated, what came out, and how to read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from jalon.engine.charts import palette
from jalon.engine.charts.content import Words
from jalon.engine.charts.layers import Spec, layered, name_axis, rate_axis, rule_at
from jalon.engine.charts.locale import DECIMAL, Locale
from jalon.engine.charts.render import to_svg
from jalon.engine.outputs.manifest import make_manifest, output_files, write_manifest
from jalon.engine.outputs.report import LANGUAGE_NAMES, environment, packaged
from jalon.engine.runs.content import made_at
from jalon.engine.runs.content import words as in_all_languages
from jalon.engine.runs.write import input_files
from jalon.engine.study import Study, in_language
from jalon.messages import marked as _

Row = dict[str, Any]

WAYS = {"model": _("invented by the model"), "resampling": _("drawn from the survey")}
ESTIMATORS = {
    "synthetic": _("synthetic"),
    "predicted": _("predicted"),
}
AREAS = {
    "all": _("all areas"),
    "sampled": _("areas with respondents"),
    "unsampled": _("areas without respondents"),
}
# name -> what it is, whether it is shown as a share
MEASURES = {
    "bias": (_("Mean error, points"), "points"),
    "rmse": (_("Root mean squared error, points"), "points"),
    "stated": (_("Error that the estimates state, points"), "points"),
    "coverage90": (_("Truths inside the 90% interval"), "percent"),
    "coverage95": (_("Truths inside the 95% interval"), "percent"),
    "width95": (_("Width of the 95% interval, points"), "points"),
    "top": (_("Highest tenth of the areas found"), "percent"),
    "correlation": (_("Correlation with the truth"), "number"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the frame of a page says of a study."""

    title: Words
    synthetic: bool
    made_at: datetime


def write_validation(study: Study, frame: pl.DataFrame, folder: Path) -> None:
    """Write ``validation.csv``, a page per language of the study, and the manifest."""
    frame.write_csv(folder / "validation.csv")
    pages = [
        ("validation.html" if i == 0 else f"validation.{language}.html", language)
        for i, language in enumerate(study.languages)
    ]
    for name, language in pages:
        page = validation_page(study, frame, language, pages)
        (folder / name).write_text(page, encoding="utf-8")
    write_manifest(
        folder,
        make_manifest(
            study=study.text,
            seed=study.seed,
            inputs=input_files(study),
            outputs=output_files(folder, sorted(folder.iterdir())),
        ),
    )


def validation_page(
    study: Study, frame: pl.DataFrame, language: str, pages: Sequence[tuple[str, str]] = ()
) -> str:
    """Give the page in `language`; `pages` are (file, language) of all editions."""
    locale = Locale(language, DECIMAL.get(language, "."))
    labelled = '<svg role="img" aria-labelledby="figure-coverage" '
    drawing = to_svg(coverage_figure(frame, locale), locale, "coverage")
    drawing = drawing.replace("<svg ", labelled, 1)
    template = environment(locale).get_template("validation.html")
    page = template.render(
        content=Heading(
            in_all_languages(study.title), synthetic=study.synthetic, made_at=made_at()
        ),
        words=locale.words,
        outcome=in_language(study.outcome.label, language),
        locale=locale,
        editions=[(code, LANGUAGE_NAMES.get(code, code), file) for file, code in pages],
        tables=[
            (locale.gettext(words), table_rows(frame, way, locale)) for way, words in WAYS.items()
        ],
        heads=table_heads(locale),
        surveys=frame.select(pl.col("simulated").min().fill_null(0)).item(),
        drawing=Markup(drawing),  # noqa: S704 -- Vega escapes
        disclaimer="",  # there is no map
        style=Markup(packaged("report.css")),  # noqa: S704 -- our own file
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def table_heads(locale: Locale) -> list[str]:
    """Give the measures, in the order of a row's cells."""
    return [locale.gettext(words) for words, _kind in MEASURES.values()]


def table_rows(frame: pl.DataFrame, way: str, locale: Locale) -> list[Row]:
    """Give a row per estimator and kind of areas, a cell per measure."""
    rows = []
    for estimator, words in ESTIMATORS.items():
        for areas, kind in AREAS.items():
            part = frame.filter(surveys=way, estimator=estimator, areas=areas)
            found = {row["measure"]: row for row in part.iter_rows(named=True)}
            if found:
                cells = [
                    _cell(found.get(name), shown, locale) for name, (_w, shown) in MEASURES.items()
                ]
                label = f"{locale.gettext(words)}; {locale.gettext(kind)}"
                rows.append({"label": label, "cells": cells})
    return rows


def _cell(found: Row | None, shown: str, locale: Locale) -> str:
    if found is None:
        return "–"
    value, error = found["value"], found["error"]
    match shown:
        case "points":
            return locale.number(100 * value, 2)
        case "percent":
            return f"{locale.percent(value)} (± {locale.number(200 * error, 1)})"
    return locale.number(value, 2)


def coverage_figure(frame: pl.DataFrame, locale: Locale) -> Spec:
    """Show which share of the 95 % intervals holds the truth, with two standard errors."""
    names, rows = [], []
    for (way, estimator, areas), part in frame.filter(measure="coverage95").group_by(
        "surveys", "estimator", "areas", maintain_order=True
    ):
        if areas == "all":
            continue
        name = f"{locale.gettext(WAYS[str(way)])}: {locale.gettext(AREAS[str(areas)])}"
        value, error = part["value"].item(), part["error"].item()
        names.append(name)
        rows.append(
            {
                "name": name,
                "estimator": locale.gettext(ESTIMATORS[str(estimator)]),
                "value": value,
                "low": max(value - 2 * error, 0.0),
                "high": min(value + 2 * error, 1.0),
            }
        )
    y = name_axis("name", list(dict.fromkeys(names)), limit=200)
    y["axis"]["labelExpr"] = "split(datum.label, ': ')"  # two lines: one leaves no room to draw
    domain = [locale.gettext(words) for words in ESTIMATORS.values()]
    colour = {
        "field": "estimator",
        "scale": {"domain": domain, "range": [palette.DIRECT, palette.MODEL]},
        "legend": {"direction": "horizontal"},
    }
    offset = {"field": "estimator", "sort": domain}
    x = rate_axis("low", locale.gettext("Truths inside the 95% interval"))
    x["scale"] = {"zero": False}
    return layered(
        [
            rule_at({"data": {"values": [{"meant": 0.95}]}}, x="meant", dash=[4, 3]),
            {
                "mark": {"type": "rule", "strokeWidth": 1.5},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": x,
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": {"field": "value", "type": "quantitative"},
                    "color": colour,
                },
            },
        ],
        data=rows,
        height=44 * max(len(set(names)), 1),
    )
