"""Generate the census and the survey of the benchmarks; the same seed gives the same files.

Ten covariates whose levels make 99,840 patterns and, with an intercept, 30 coefficients; 2,469
areas of very different size and make-up, as many as Mexico has municipalities.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.regression.encoding import Encoding, build_encoding

FOLDER = Path(__file__).parent / ".data"
SEED = 8_707
AREAS = 2_469
PART_ROWS = 1_000_000

# Shares of each level in the nation; areas scatter around them.
SHARES: dict[str, tuple[float, ...]] = {
    "age": (1 / 13,) * 13,
    "sex": (0.51, 0.49),
    "urban": (0.72, 0.28),
    "school": (0.92, 0.08),
    "deprivation": (0.5, 0.3, 0.15, 0.05),
    "education": (0.35, 0.4, 0.2, 0.05),
    "indigenous": (0.82, 0.18),
    "sector": (0.55, 0.2, 0.15, 0.07, 0.03),
    "water": (0.88, 0.12),
    "head": (0.68, 0.27, 0.05),
}
# The larger, the more alike areas are.
ALIKE = 12.0


@dataclass(frozen=True, slots=True)
class Model:
    """The model that scores the census: its encoding, coefficients and their covariance."""

    encoding: Encoding
    coef: NDArray[np.float64]
    covariance: NDArray[np.float64]
    sigma2_u: float


def index() -> PatternIndex:
    return PatternIndex(
        tuple(
            Factor(name, tuple(f"{name}{level}" for level in range(len(shares))))
            for name, shares in SHARES.items()
        )
    )


def model() -> Model:
    """Return 30 coefficients that give about one child in ten, and a covariance like a survey's."""
    none = np.zeros(0)
    encoding = build_encoding(index(), tuple(SHARES), (), none, none)
    rng = np.random.default_rng(SEED)
    p = len(encoding.names)
    coef = rng.normal(0.0, 0.35, p)
    coef[0] = -2.6
    root = rng.normal(0.0, 0.02, (p, p))
    return Model(encoding, coef, root @ root.T, sigma2_u=0.06)


def census(children: int, order: str = "areas") -> Path:
    """Return a folder of Parquet files, one row per child, made on the first call.

    `order` is ``areas`` (children of one area together, as an office's file has them) or
    ``random`` (any child anywhere).
    """
    folder = FOLDER / f"census-{children}-{order}"
    if (folder / "complete").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    size = rng.lognormal(0.0, 1.3, AREAS)
    size /= size.sum()
    # Upper limits of each level's slice of 0-1, per area; the last is left out.
    limits = {
        name: np.cumsum(rng.dirichlet(np.array(shares) * ALIKE, AREAS), axis=1)[:, :-1].T.astype(
            np.float32, order="C"
        )
        for name, shares in SHARES.items()
    }
    in_order = np.floor(np.cumsum(size) * children).astype(np.int64)
    for part, start in enumerate(range(0, children, PART_ROWS)):
        rows = np.arange(start, min(start + PART_ROWS, children))
        if order == "areas":
            area = np.minimum(np.searchsorted(in_order, rows, side="right"), AREAS - 1)
        else:
            area = rng.choice(AREAS, len(rows), p=size)
        columns: dict[str, NDArray[np.integer]] = {"area": area.astype(np.int16)}
        for name, limit in limits.items():
            draw = rng.random(len(rows), np.float32)
            level = np.zeros(len(rows), np.int8)
            for upper in limit:
                level += draw > upper[area]
            columns[name] = level
        pl.DataFrame(columns).write_parquet(
            folder / f"part-{part:03}.parquet", compression="zstd", row_group_size=250_000
        )
    (folder / "complete").touch()
    return folder


def forget(folder: Path) -> None:
    """Delete a census."""
    shutil.rmtree(folder, ignore_errors=True)


def raw_columns(folder: Path) -> Path:
    """Return the census's columns as plain bytes, for R, which reads no Parquet in Debian."""
    raw = folder / "raw"
    if not (raw / "complete").exists():
        raw.mkdir(exist_ok=True)
        frame = pl.read_parquet(folder / "*.parquet")
        for name in frame.columns:
            frame[name].cast(pl.Int16).to_numpy().tofile(raw / f"{name}.i16")
        (raw / "complete").touch()
    return raw


@dataclass(frozen=True, slots=True)
class Survey:
    """100,000 children of 4,000 PSUs in 64 strata."""

    codes: NDArray[np.int16]
    y: NDArray[np.float64]
    weight: NDArray[np.float64]
    stratum: NDArray[np.int64]
    psu: NDArray[np.int64]
    area: NDArray[np.int64]


# Areas that the survey visits.
SAMPLED = 1_150
AREA_SD = 0.4


def survey(
    children: int = 100_000, psus: int = 4_000, strata: int = 64, *, nested: bool = False
) -> Survey:
    """Draw children whose outcome follows the model, with an effect of the PSU.

    With `nested`, areas have an effect, too.
    """
    rng = np.random.default_rng(SEED + 1)
    drawn = model()
    psu = np.sort(rng.integers(0, psus, children))
    stratum = psu * strata // psus
    limits = {
        name: np.cumsum(rng.dirichlet(np.array(shares) * ALIKE, psus), axis=1)[:, :-1]
        for name, shares in SHARES.items()
    }
    codes = np.stack(
        [(rng.random(children)[:, None] > limit[psu]).sum(axis=1) for limit in limits.values()],
        axis=1,
    ).astype(np.int16)
    eta = drawn.encoding.pattern_matrix(index().index(codes)) @ drawn.coef
    eta += rng.normal(0.0, 0.5, psus)[psu]
    # From a generator of their own: the survey without them stays what it was.
    own = np.random.default_rng(SEED + 2)
    visited = np.sort(own.choice(AREAS, min(SAMPLED, psus // 3), replace=False))
    area = visited[np.sort(own.integers(0, len(visited), psus))][psu]
    if nested:
        eta += own.normal(0.0, AREA_SD, AREAS)[area]
    weight = rng.lognormal(5.0, 0.6, psus)[psu] * rng.uniform(0.8, 1.25, children)
    y = (rng.random(children) < 1 / (1 + np.exp(-eta))).astype(np.float64)
    return Survey(codes, y, weight, stratum, psu, area)


def raw_survey(*, nested: bool = False) -> Path:
    """Return the survey's columns as plain bytes, for R."""
    raw = FOLDER / ("survey-nested-raw" if nested else "survey-raw")
    raw.mkdir(parents=True, exist_ok=True)
    drawn = survey(nested=nested)
    for v, name in enumerate(SHARES):
        drawn.codes[:, v].tofile(raw / f"{name}.i16")
    for name in ("y", "weight"):
        getattr(drawn, name).tofile(raw / f"{name}.f64")
    for name in ("stratum", "psu", "area"):
        getattr(drawn, name).astype(np.int16).tofile(raw / f"{name}.i16")
    return raw
