"""The study run another way, to see how much hangs on a choice."""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.runs.assess import held_out
from jalon.engine.runs.classes import Classified
from jalon.engine.runs.estimates import Estimated, estimate_areas
from jalon.engine.runs.fitting import FittedModel, fit_model
from jalon.engine.study import Study, in_language, parse_study
from jalon.engine.study.parts import Alternative
from jalon.engine.watch import Advance
from jalon.errors import BadInput, Problems

COLUMNS = pl.Schema(
    {
        "label": pl.String,
        "n": pl.Int64,
        "national_rate": pl.Float64,
        "lowest": pl.Float64,
        "highest": pl.Float64,
        "auc_held_out": pl.Float64,
        "correlation_in_sample": pl.Float64,
        "correlation_held_out": pl.Float64,
        "mean_difference": pl.Float64,
        "largest_difference": pl.Float64,
        "other_class": pl.Int64,
    }
)


def alternatives_frame(
    prepared: Prepared,
    model: FittedModel,
    estimated: Estimated,
    classified: Classified,
    cache: Path | None,
    advance: Advance,
) -> pl.DataFrame:
    """Return the study and its alternatives side by side.

    `mean_difference` and `largest_difference` are of the areas' rates from the study's own, and
    `other_class` counts the areas that the study's cut points would put into another class.
    """
    study = prepared.study
    rows = [_row("", prepared, model, estimated, estimated, classified)]
    for i, alternative in enumerate(study.alternatives):
        other = prepare(with_changes(study, alternative), cache=cache)
        fitted = fit_model(other)
        label = in_language(alternative.label, study.languages[0])
        again = estimate_areas(other, fitted)
        rows.append(_row(label, other, fitted, again, estimated, classified))
        advance((i + 1) / len(study.alternatives))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def with_changes(study: Study, alternative: Alternative) -> Study:
    """Return the study with an alternative's keys in place of its own.

    Raises
    ------
    BadInput("alternative-key-unknown")
        A dotted key leads nowhere. Also all that `parse_study` says of the changed study.
    """
    contents = copy.deepcopy(tomllib.loads(study.text))
    contents.pop("alternatives", None)
    contents.pop("what_if", None)  # a model without its variable could not say
    for key, value in alternative.changes.items():
        _set(contents, key, value)
    try:
        return parse_study(contents, folder=study.folder, text=study.text)
    except Problems as error:
        label = in_language(alternative.label, study.languages[0])
        places = [replace(p, where=f"alternatives ({label}): {p.where}") for p in error.problems]
        raise Problems(places) from None


def _set(contents: dict[str, Any], key: str, value: object) -> None:
    *way, last = key.split(".")
    table: Any = contents
    for step in way:
        table = _inside(table, step, key)
    if isinstance(table, dict):
        table[last] = value
        return
    _inside(table, last, key)
    table[int(last)] = value


def _inside(table: Any, step: str, key: str) -> Any:
    if isinstance(table, dict):
        # A table that the file leaves to its defaults; an unknown one is refused by the parser.
        return table.setdefault(step, {})
    if isinstance(table, list) and step.isdigit() and int(step) < len(table):
        return table[int(step)]
    raise BadInput("alternative-key-unknown", key=key, step=step)


def _row(
    label: str,
    prepared: Prepared,
    model: FittedModel,
    estimated: Estimated,
    main: Estimated,
    classified: Classified,
) -> list[object]:
    rates, own = estimated.areas.rate, main.areas.rate
    regions = held_out(prepared, model)
    group = prepared.register.region.astype(np.int64)
    values = rates if classified.by == "rate" else estimated.areas.expected
    difference = np.abs(rates - own)
    facts: Mapping[str, object] = {
        "label": label,
        "n": int((model.rows.row >= 0).sum()),
        "national_rate": float(estimated.areas.expected.sum() / estimated.sums.weight.sum()),
        "lowest": float(np.nanmin(rates)),
        "highest": float(np.nanmax(rates)),
        "auc_held_out": regions.auc if regions else None,
        "correlation_in_sample": regions.correlation_in_sample if regions else None,
        "correlation_held_out": regions.correlation_held_out if regions else None,
        "mean_difference": float(np.nanmean(difference)),
        "largest_difference": float(np.nanmax(difference)),
        "other_class": int((classified.cuts.assign(values, group) != classified.classes).sum()),
    }
    return [facts[name] for name in COLUMNS]
