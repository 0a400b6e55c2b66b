"""The error of a study's predicted rates by refits on invented surveys, kept as they are made."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit

from jalon.engine.mixed.bootstrap import Bootstrap, Replicate, bootstrap_error
from jalon.engine.mixed.fit import MixedFit
from jalon.engine.mixed.population import join_bins
from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.runs.direct import direct_frame
from jalon.engine.runs.estimates import Estimated, estimate_areas
from jalon.engine.runs.fitting import fit_model
from jalon.engine.runs.folder import CONFIDENTIAL, writing
from jalon.engine.runs.predicting import Predictor, census_cells
from jalon.engine.study import Study
from jalon.engine.watch import Watch
from jalon.errors import BadInput

Floats = NDArray[np.float64]
Adjust = Callable[[Floats, Floats, np.random.Generator], Floats]

TABLE = "bootstrap.csv"
FEWEST = 20
STEPS = 30


def bootstrap_study(
    study: Study, folder: Path, *, replicates: int, threads: int = 1, watch: Watch | None = None
) -> pl.DataFrame:
    """Invent the survey again and again, refit the study's model, and measure how rates err.

    Each replicate is kept in the folder when it is made, under a name that only this fit has: an
    interrupted bootstrap goes on where it stopped, and more replicates can be added later.

    Parameters
    ----------
    folder : Path
        Made if need be. ``replicates`` and ``confidential`` in it may be deleted at any time.
    replicates : int
        200 leave an error of about a tenth in an area's mean squared error, 500 of 6 %.

    Returns
    -------
    DataFrame
        One row per area: ``area``, ``name``, ``rate``, ``se`` (the study's, with what finite
        numbers of children add), ``se_refits`` (the same by refits), ``se_refits_error`` (its
        own standard error), ``bias``. Also written, as ``bootstrap.csv``.

    Raises
    ------
    BadInput("bootstrap-needs-effects"), BadInput("bootstrap-needs-replicates")
    CannotEstimate("bootstrap-fails"), CannotEstimate("bootstrap-needs-counts")
    CannotWrite("folder-unwritable")
    """
    if study.model.effects == "none":
        raise BadInput("bootstrap-needs-effects")
    if replicates < FEWEST:
        raise BadInput("bootstrap-needs-replicates", replicates=replicates, needed=FEWEST)
    watch = watch or Watch()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    prepared = prepare(study, cache=folder / CONFIDENTIAL, watch=watch)
    with watch.step("direct"):
        direct = direct_frame(prepared)[1]
    with watch.step("fit"):
        model = fit_model(prepared)
    with watch.step("estimates") as advance:
        estimated = estimate_areas(prepared, model, direct, advance)
    predictor = estimated.predictor
    assert predictor is not None
    bins = join_bins(census_cells(prepared, model), predictor.fit.coef)
    kept = folder / "replicates" / _fingerprint(predictor.fit, bins.n, study)
    with writing(folder):
        kept.mkdir(parents=True, exist_ok=True)
    with watch.step("bootstrap") as advance:
        found = bootstrap_error(
            predictor.fit,
            bins,
            replicates=replicates,
            seed=study.seed,
            threads=threads,
            adjust=_meeting_again(predictor, prepared.census.totals),
            region_of_area=_regions(prepared),
            earlier=_earlier(kept),
            keep=lambda one: _keep(kept, one),
            advance=advance,
        )
    frame = _frame(prepared, estimated, found)
    with writing(folder):
        frame.write_csv(folder / TABLE)
    return frame


def _regions(prepared: Prepared) -> NDArray[np.int64] | None:
    wished = prepared.study.model.effects.split("+")
    return prepared.register.region.astype(np.int64) if "region" in wished else None


def _meeting_again(predictor: Predictor, children: Floats) -> Adjust | None:
    """Return how predicted rates are moved to the rates that an invented survey gives of units.

    The survey's rate of a unit is drawn around the true one, with its error. Areas are moved by
    their rates' log-odds, not by their children's: that differs in the second order.
    """
    benchmark = predictor.benchmark
    if benchmark is None:
        return None
    unit, size = benchmark.unit, len(benchmark.rate)
    se = np.where(benchmark.shift != 0, benchmark.se, np.nan)

    def meet(rate: Floats, truth: Floats, rng: np.random.Generator) -> Floats:
        held = np.where(np.isnan(rate[:, 0]), 0.0, children)
        whole = np.maximum(np.bincount(unit, held, size), 1e-300)
        true_rate = np.bincount(unit, np.nan_to_num(truth[:, 0]) * held, size) / whole
        wanted = np.clip(true_rate + se * rng.standard_normal(size), 1e-6, 1 - 1e-6)
        return expit(logit(rate) + _shift(rate[:, 0], held / whole[unit], unit, wanted)[:, None])

    return meet


def _shift(rate: Floats, share: Floats, unit: NDArray[np.int64], wanted: Floats) -> Floats:
    """Return the log-odds, (D,), that bring the mean rate of each unit to the one wanted."""
    shift = np.zeros(len(wanted))
    odds = logit(np.where(share > 0, rate, 0.5))
    for _ in range(STEPS):
        moved = expit(odds + shift[unit])
        off = wanted - np.bincount(unit, share * moved, len(wanted))
        slope = np.bincount(unit, share * moved * (1 - moved), len(wanted))
        step = np.divide(off, slope, out=np.zeros(len(wanted)), where=slope > 0)
        shift = shift + np.clip(np.nan_to_num(step), -1, 1)
        if np.abs(np.nan_to_num(step)).max(initial=0) < 1e-10:
            break
    return shift[unit]


def _frame(prepared: Prepared, estimated: Estimated, found: Bootstrap) -> pl.DataFrame:
    areas, register = estimated.areas, prepared.register
    finite = areas.var_finite + areas.var_census
    mse, error = found.mse[:, 0] + finite, found.mse_error[:, 0]
    frame = pl.DataFrame(
        {
            "area": register.codes,
            "name": register.names,
            "rate": areas.rate,
            "se": areas.se,
            "se_refits": np.sqrt(mse),
            "se_refits_error": error / (2 * np.sqrt(mse)),
            "bias": found.bias[:, 0],
        }
    )
    return frame.with_columns(pl.selectors.float().fill_nan(None))


def _fingerprint(fit: MixedFit, children: Floats, study: Study) -> str:
    """Return a name for the replicates of this fit, this census and this seed."""
    facts = json.dumps([study.seed, study.model.effects, study.benchmark.to, fit.nodes])
    key = hashlib.sha256(facts.encode())
    for values in (fit.theta, fit.counts.y, fit.counts.n, fit.counts.row, children):
        key.update(np.ascontiguousarray(values).tobytes())
    return key.hexdigest()[:16]


def _keep(folder: Path, one: Replicate) -> None:
    path = folder / f"{one.number:05}.npz"
    partial = path.with_suffix(".partial")
    failed = one.estimate is None
    estimate = np.full_like(one.truth, np.nan) if one.estimate is None else one.estimate
    with writing(folder):
        # Written beside and moved: an interruption leaves no half replicate.
        with partial.open("wb") as file:
            np.savez(file, estimate=estimate, truth=one.truth, failed=failed)
        partial.replace(path)


def _earlier(folder: Path) -> list[Replicate]:
    found = []
    for path in sorted(folder.glob("*.npz")):
        with path.open("rb") as file, np.load(file) as kept:
            estimate = None if kept["failed"] else kept["estimate"]
            found.append(Replicate(int(path.stem), estimate, kept["truth"]))
    return found
