"""The tables of a run of the index."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import spearmanr

from jalon.engine.classify.ranks import certainty
from jalon.engine.index.reliability import (
    alpha_without_each,
    correlation_ratios,
    correlations,
    cronbach_alpha,
    effective_weights,
)
from jalon.engine.index.scaling import beyond_goalposts
from jalon.engine.index.weighting import regional_means
from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.sources.names import SAME

Floats = NDArray[np.float64]


def index_frames(found: FoundIndex) -> dict[str, pl.DataFrame]:
    """Return every table of the run by name; one without rows is left out."""
    frames = {
        "index": areas_frame(found),
        "index_classes": classes_frame(found),
        "dimensions": dimensions_frame(found),
        "indicators": indicators_frame(found),
        "correlations": correlations_frame(found),
        "choices": choices_frame(found),
        "validity": validity_frame(found),
        "names": names_frame(found),
        "reading": reading_frame(found),
        "indicator_values": values_frame(found),
    }
    return {name: frame for name, frame in frames.items() if frame.height}


def areas_frame(found: FoundIndex) -> pl.DataFrame:
    """Return one row per area of the register; those left out have no index."""
    prepared, register = found.prepared, found.prepared.register
    robust, classes = found.robust, found.classes
    own = robust.class_share[np.arange(len(classes)), classes - 1]
    of_used = {
        "index": found.made.index,
        **{
            f"score_{name}": found.made.scores[:, c]
            for c, name in enumerate(found.indicators.dimensions)
        },
        "class": classes.astype(np.float64),
        "class_share": own,
        **{f"share_{k + 1}": robust.class_share[:, k] for k in range(len(found.labels))},
        "rank": robust.rank,
        "rank_mean": robust.rank_mean,
        "rank_low90": robust.rank_low90,
        "rank_high90": robust.rank_high90,
    }
    whole = {"class", "rank", "rank_low90", "rank_high90"}
    columns = {
        name: _everywhere(values, prepared.used, whole=name in whole)
        for name, values in of_used.items()
    }
    frame = pl.DataFrame(
        {
            "area": register.codes,
            "name": register.names,
            "region": [register.region_codes[g] for g in register.region],
            "region_name": [register.region_names[g] for g in register.region],
            **columns,
            "certainty": _words(certainty(own), prepared.used),
            "class_label": _words(np.array(found.labels)[classes - 1], prepared.used),
            "filled": prepared.filled.sum(axis=1),
        }
    )
    order = ["class", "class_label", "class_share", "certainty"]
    scores = [name for name in frame.columns if name.startswith("score_")]
    shares = [name for name in frame.columns if name.startswith("share_")]
    head = ["area", "name", "region", "region_name", "index", *scores, *order, *shares]
    return frame.select(*head, "rank", "rank_mean", "rank_low90", "rank_high90", "filled")


def _everywhere(values: Floats, used: NDArray[np.bool_], *, whole: bool) -> pl.Series:
    full = np.full(len(used), np.nan)
    full[used] = values
    series = pl.Series(full).fill_nan(None)
    return series.cast(pl.Int64) if whole else series


def _words(words: NDArray[np.str_], used: NDArray[np.bool_]) -> pl.Series:
    full: list[str | None] = [None] * len(used)
    for i, word in zip(np.flatnonzero(used), words.tolist(), strict=True):
        full[i] = word
    return pl.Series(full, dtype=pl.String)


def classes_frame(found: FoundIndex) -> pl.DataFrame:
    """Return one row per class: its limits, its areas, its mean index and scores.

    Classes made by dimensions have no limits; areas of like index may be in different ones.
    """
    k = len(found.labels)
    points: list[float | None] = [None] * (k - 1)
    low_end, high_end = None, None
    if found.cuts is not None:
        points = list(found.cuts.points[0])
        low_end = min(float(found.made.index.min()), found.cuts.points[0][0])
        high_end = max(float(found.made.index.max()), found.cuts.points[0][-1])
    members = [found.classes == number + 1 for number in range(k)]
    return pl.DataFrame(
        {
            "class": range(1, k + 1),
            "label": found.labels,
            "low": [low_end, *points],
            "high": [*points, high_end],
            "areas": [int(member.sum()) for member in members],
            "index": [_mean(found.made.index[member]) for member in members],
            **{
                f"score_{name}": [_mean(found.made.scores[member, c]) for member in members]
                for c, name in enumerate(found.indicators.dimensions)
            },
        },
        schema_overrides={"class": pl.Int64, "low": pl.Float64, "high": pl.Float64},
    )


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def dimensions_frame(found: FoundIndex) -> pl.DataFrame:
    """Return one row per dimension, and one for all indicators together."""
    indicators, made = found.indicators, found.made
    rows = []
    for c, name in enumerate(indicators.dimensions):
        own = indicators.dimension == c
        rows.append(
            (
                name,
                int(own.sum()),
                float(made.weights.dimension[c]),
                _known(cronbach_alpha(made.z[:, own])),
                float(np.corrcoef(made.scores[:, c], made.index)[0, 1]),
            )
        )
    rows.append(("", len(indicators.names), 1.0, _known(cronbach_alpha(made.z)), 1.0))
    schema = {
        "dimension": pl.String,
        "indicators": pl.Int64,
        "weight": pl.Float64,
        "alpha": pl.Float64,
        "correlation": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def indicators_frame(found: FoundIndex) -> pl.DataFrame:
    """Return one row per indicator: its weights, its part in the index, its range."""
    indicators, made = found.indicators, found.made
    X = indicators.values
    return pl.DataFrame(
        {
            "indicator": indicators.names,
            "dimension": [indicators.dimensions[c] for c in indicators.dimension],
            "direction": [
                "risk" if direction > 0 else "protective" for direction in indicators.direction
            ],
            "weight": made.weights.overall(indicators.dimension),
            "effective_weight": effective_weights(made.z, made.index),
            "correlation_ratio": correlation_ratios(made.z, made.index),
            "correlation": [float(np.corrcoef(z, made.index)[0, 1]) for z in made.z.T],
            "alpha_without": [_known(value) for value in alpha_without_each(made.z)],
            "lowest": X.min(axis=0),
            "mean": X.mean(axis=0),
            "highest": X.max(axis=0),
            "beyond": beyond_goalposts(indicators).astype(np.int64),
            "filled": found.prepared.filled[found.prepared.used].sum(axis=0),
        },
        schema_overrides={"alpha_without": pl.Float64},
    )


def correlations_frame(found: FoundIndex) -> pl.DataFrame:
    """Return the correlation of each pair of scaled indicators, both ways round."""
    names = found.indicators.names
    R = correlations(found.made.z)
    return pl.DataFrame(
        [(a, b, float(R[i, j])) for i, a in enumerate(names) for j, b in enumerate(names)],
        schema={"indicator": pl.String, "other": pl.String, "correlation": pl.Float64},
        orient="row",
    )


def choices_frame(found: FoundIndex) -> pl.DataFrame:
    """Return, per choice and option, the draws that took it and how far ranks then moved."""
    robust = found.robust
    importance = robust.importance()
    rows = []
    columns = [np.array([recipe[i].value for recipe in robust.recipes]) for i in range(3)]
    dropped = np.array([found.indicators.names[j] if j >= 0 else "" for j in robust.dropped])
    for choice, options in zip(
        ("scaling", "weighting", "aggregation", "dropped"), (*columns, dropped), strict=True
    ):
        for option in sorted(set(options.tolist())):
            own = options == option
            shift = float(robust.shift[own].mean())
            rows.append((choice, option, int(own.sum()), shift, importance[choice]))
    schema = {
        "choice": pl.String,
        "option": pl.String,
        "draws": pl.Int64,
        "rank_shift": pl.Float64,
        "variance_share": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def validity_frame(found: FoundIndex) -> pl.DataFrame:
    """Return how the index goes with what was not used to make it.

    A survey's regional rates, held against regional means of the index, are the only outside
    measure of the outcome itself; other measures of the same areas say how far the index is new.
    """
    prepared, index = found.prepared, found.made.index
    rows = []
    if found.outcome is not None:
        means = regional_means(index[:, None], found.outcome, found.indicators.population)[:, 0]
        rows.append(("survey_rates", *_agreement(means, found.outcome.rate)))
    for name, values in prepared.beside.items():
        rows.append((name, *_agreement(index, values[prepared.used])))
    schema = {"with": pl.String, "n": pl.Int64, "pearson": pl.Float64, "spearman": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _agreement(first: Floats, second: Floats) -> tuple[int, float | None, float | None]:
    both = np.isfinite(first) & np.isfinite(second)
    n = int(both.sum())
    if n < 3 or np.ptp(first[both]) == 0 or np.ptp(second[both]) == 0:
        return n, None, None
    pearson = float(np.corrcoef(first[both], second[both])[0, 1])
    return n, pearson, float(spearmanr(first[both], second[both]).statistic)


def names_frame(found: FoundIndex) -> pl.DataFrame:
    """Return every row that was joined by a name spelt otherwise, the least alike first."""
    register = found.prepared.register
    called = dict(zip(register.codes, register.names, strict=True))
    schema = {
        "table": pl.String,
        "region_name": pl.String,
        "name": pl.String,
        "code": pl.String,
        "area_name": pl.String,
        "match": pl.String,
        "score": pl.Float64,
        "note": pl.String,
    }
    rows = [
        (key, row["region"], row["name"], row["code"], called.get(row["code"]), *_how(row))
        for key, listed in found.prepared.names.items()
        for row in listed.iter_rows(named=True)
        if row["match"] != SAME
    ]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("table", "score", "name")


def _how(row: dict[str, object]) -> tuple[object, ...]:
    return row["match"], row["score"], row["note"] or ""


def reading_frame(found: FoundIndex) -> pl.DataFrame:
    """Return what was read and used, and why the rest was not."""
    schema = {
        "source": pl.String,
        "file": pl.String,
        "rows_read": pl.Int64,
        "rows_used": pl.Int64,
        "reason": pl.String,
        "rows": pl.Int64,
    }
    return pl.DataFrame(list(_reading_rows(found)), schema=schema, orient="row")


def _reading_rows(found: FoundIndex) -> Iterable[tuple[str, str, int, int, str, int]]:
    prepared = found.prepared
    for reading in prepared.readings:
        head = (reading.source, Path(reading.file).name, reading.rows_read, reading.rows_used)
        yield from (
            [(*head, reason, rows) for reason, rows in reading.dropped.items()] or [(*head, "", 0)]
        )
        listed = prepared.names.get(reading.source)
        if listed is not None:
            guesses = listed.filter(pl.col("match") != SAME).height
            yield (*head, "joined-by-reviewed-guess", guesses)
    size, used = prepared.register.size, int(prepared.used.sum())
    gone = size - used
    head = ("areas", Path(prepared.study.areas.file).name, size, used)
    yield (*head, "area-lacks-a-value" if gone else "", gone)


def values_frame(found: FoundIndex) -> pl.DataFrame:
    """Return each indicator of each area, as it was read and as it entered the index."""
    prepared, indicators = found.prepared, found.indicators
    codes = np.array(prepared.register.codes)[prepared.used]
    D, q = indicators.values.shape
    return pl.DataFrame(
        {
            "area": np.repeat(codes, q),
            "indicator": list(indicators.names) * D,
            "value": indicators.values.ravel(),
            "scaled": found.made.z.ravel(),
            "filled": prepared.filled[prepared.used].ravel(),
        },
        schema_overrides={"area": pl.String},
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
