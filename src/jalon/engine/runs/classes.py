"""Cut areas into classes, and say how sure each area's class and rank are."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit

from jalon.engine.classify.breaks import Cuts, class_labels, cut_points
from jalon.engine.classify.dispersion import expected_order
from jalon.engine.classify.rank_sets import simultaneous_rank_sets
from jalon.engine.classify.ranks import (
    certainty,
    class_probabilities,
    rank_areas,
    top_probability,
)
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.estimates import Estimated
from jalon.engine.small_area.draws import draw_rates

DRAWS = 2000
# Log-odds of a rate that has been rounded to 0 or 1 would be endless.
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Classified:
    """Classes of the D areas, 1 the lowest and 0 for an area without children.

    `probability` (D, k) is the chance of each class.
    """

    cuts: Cuts
    labels: tuple[str, ...]
    by: str
    classes: NDArray[np.int64]
    probability: NDArray[np.float64]


def classify(
    prepared: Prepared, estimated: Estimated, areas: pl.DataFrame
) -> tuple[Classified, pl.DataFrame]:
    """Return the classes, and the table of areas with class, certainty and rank added."""
    wish, register = prepared.study.classification, prepared.register
    rng = np.random.default_rng(prepared.study.seed)
    rates = estimated.areas.rate
    draws = draw_rates(estimated.areas, estimated.covariance, rng, draws=DRAWS)
    ranks = rank_areas(rates, draws)
    standing = _standing(rates, draws)
    values = rates
    if wish.by == "expected":
        values = np.where(np.isnan(rates), np.nan, estimated.areas.expected)
        draws = draws * estimated.areas.children[:, None]
    within = wish.within == "region"
    group = register.region.astype(np.int64) if within else None
    cuts = cut_points(
        values,
        wish.method,
        wish.classes,
        group=group,
        n_groups=len(register.region_codes) if within else 1,
        names=register.region_names if within else (),
        fixed=wish.points,
    )
    classes = cuts.assign(values, group)
    probability = class_probabilities(draws, cuts, group)
    own = probability[np.arange(register.size), np.maximum(classes, 1) - 1]
    found = Classified(cuts, class_labels(cuts.classes), wish.by, classes, probability)
    known = pl.Series(classes > 0)
    columns: dict[str, pl.Series] = {
        "class": pl.Series(classes, dtype=pl.Int64),
        "class_label": pl.Series([found.labels[k - 1] for k in classes]),
        "class_probability": pl.Series(own),
        "certainty": pl.Series(certainty(own).tolist()),
        **{f"probability_{k + 1}": pl.Series(probability[:, k]) for k in range(cuts.classes)},
        "rank": _whole(ranks.rank),
        "rank_low90": _whole(np.floor(ranks.low90)),
        "rank_high90": _whole(np.ceil(ranks.high90)),
        **standing,
    }
    # An area without children has no rate, so no class and no rank.
    columns = {name: column.set(~known, None) for name, column in columns.items()}
    return found, areas.with_columns(**columns)


def _standing(rates: NDArray[np.float64], draws: NDArray[np.float64]) -> dict[str, pl.Series]:
    """Return where areas stand among all the others, which no area's own interval says."""
    # Ranks are the same in log-odds, and errors nearer to normal.
    centre, simulated = (logit(np.clip(p, SMALLEST, 1 - SMALLEST)) for p in (rates, draws))
    sets = simultaneous_rank_sets(centre, simulated, level=0.90)
    tenth = int(np.ceil(np.isfinite(rates).sum() / 10))
    return {
        "top_tenth_probability": pl.Series(top_probability(draws, tenth)).fill_nan(None),
        "rank_set_low90": _whole(sets.low),
        "rank_set_high90": _whole(sets.high),
        "expected_order": _whole(expected_order(draws)),
    }


def _whole(values: NDArray[np.float64]) -> pl.Series:
    return pl.Series(values).fill_nan(None).cast(pl.Int64)


def classes_frame(prepared: Prepared, found: Classified, areas: pl.DataFrame) -> pl.DataFrame:
    """Return one row per class: its limits, areas, children and expected children.

    Cuts within regions differ from region to region; then the limits are those of the rates
    that fell into the class.
    """
    sizes = areas.group_by("class").agg(
        areas=pl.len(),
        children=pl.col("children").sum(),
        expected=pl.col("expected").sum(),
        lowest=pl.col("rate").min(),
        highest=pl.col("rate").max(),
    )
    frame = (
        pl.DataFrame(
            {"class": range(1, found.cuts.classes + 1), "label": found.labels},
            schema={"class": pl.Int64, "label": pl.String},
        )
        .join(sizes, on="class", how="left")
        .sort("class")
    )
    national = found.cuts.reference == "nation" and prepared.study.classification.by == "rate"
    if national:
        points = found.cuts.points[0].tolist()
        rates = areas["rate"].fill_nan(None).drop_nulls().to_numpy()
        # Fixed cut points may lie outside the rates that are found.
        low = [min(rates.min(), points[0]), *points]
        high = [*points, max(rates.max(), points[-1])]
        frame = frame.with_columns(low=pl.Series(low), high=pl.Series(high))
    else:
        frame = frame.with_columns(low=pl.col("lowest"), high=pl.col("highest"))
    return frame.select(
        "class",
        "label",
        "low",
        "high",
        pl.col("areas").fill_null(0),
        pl.col("children").fill_null(0.0),
        pl.col("expected").fill_null(0.0),
    )


def cuts_frame(prepared: Prepared, found: Classified) -> pl.DataFrame:
    """Return the cut points: one row per reference set (the nation, or each region) and class.

    A class reaches from `low` up to, not including, `high`; the lowest and the highest are open.
    They are rates, or expected children where the study cuts by these.
    """
    cuts = found.cuts
    national = cuts.reference == "nation"
    references = ("nation",) if national else prepared.register.region_codes
    rows = []
    for reference, points, sizes in zip(references, cuts.points, cuts.sizes, strict=True):
        edges = [None, *points.tolist(), None]
        rows += [
            (reference, k + 1, edges[k], edges[k + 1], int(sizes[k])) for k in range(cuts.classes)
        ]
    schema = {
        "reference": pl.String,
        "class": pl.Int64,
        "low": pl.Float64,
        "high": pl.Float64,
        "areas": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
