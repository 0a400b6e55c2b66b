"""The run's figures beside figures that others have published."""

import numpy as np
import polars as pl

from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.classes import Classified
from jalon.engine.runs.direct import Domains, direct_of
from jalon.engine.study import in_language

COLUMNS = pl.Schema(
    {
        "label": pl.String,
        "what": pl.String,
        "here": pl.Float64,
        "here_se": pl.Float64,
        "published": pl.Float64,
        "source": pl.String,
        "note": pl.String,
    }
)


def beside_frame(
    prepared: Prepared, classified: Classified, areas: pl.DataFrame
) -> pl.DataFrame | None:
    """Return the study's checks and published figures beside the run's; None without any.

    `what` is "rate" or "total" (direct estimates of an age group), "areas in class K", or the
    "lowest" and "highest" municipal rate of a region.
    """
    study = prepared.study
    language = study.languages[0]
    rows: list[tuple[object, ...]] = []
    for check in study.checks:
        age = prepared.sample.age
        low, high = check.ages
        inside = prepared.sample.known & (age >= low) & (age <= high)
        found = direct_of(
            prepared, Domains("check", ("",), ("",), np.where(inside, 0, -1).astype(np.int64))
        )
        label, source = in_language(check.label, language), in_language(check.source, language)
        if check.rate is not None:
            rows.append((label, "rate", found.rate[0], found.se[0], check.rate, source, ""))
        if check.total is not None:
            rows.append(
                (label, "total", found.total[0], found.total_se[0], check.total, source, "")
            )
    for published in study.published:
        label = in_language(published.label, language)
        source = in_language(published.source, language)
        note = in_language(published.note, language)
        sizes = np.bincount(classified.classes, minlength=classified.cuts.classes + 1)[1:]
        for k, count in enumerate(published.classes):
            here = float(sizes[k]) if k < len(sizes) else None
            rows.append((label, f"areas in class {k + 1}", here, None, count, source, note))
        for region, (lowest, highest) in published.ranges.items():
            rates = areas.filter(pl.col("region") == region)["rate"]
            rows.append((label, f"lowest, {region}", rates.min(), None, lowest, source, note))
            rows.append((label, f"highest, {region}", rates.max(), None, highest, source, note))
    return pl.DataFrame(rows, schema=COLUMNS, orient="row") if rows else None
