"""Direct estimates from the survey alone, and their place beside the model's."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from jalon.engine.census.disclosure import suppress_small
from jalon.engine.prepare.everything import Prepared
from jalon.engine.small_area.precision import precision_class
from jalon.engine.small_area.synthetic import AreaEstimates
from jalon.engine.survey.totals import DirectEstimates, direct_estimates

NATION, REGION, AREA = "nation", "region", "area"


@dataclass(frozen=True, slots=True)
class Domains:
    """Domains of one kind: their codes and names, and the domain of each row (-1 for none)."""

    kind: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    of_row: NDArray[np.int64]
    planned: bool = False


def domains_of(prepared: Prepared) -> list[Domains]:
    """Return nation, regions, areas and groups as domains of the survey."""
    sample, register, study = prepared.sample, prepared.register, prepared.study
    inside = sample.known
    kinds = [
        Domains(NATION, ("",), ("",), np.where(inside, 0, -1), planned=True),
        Domains(
            REGION,
            register.region_codes,
            register.region_names,
            np.where(inside, sample.region, -1).astype(np.int64),
            planned=True,
        ),
        Domains(
            AREA,
            register.codes,
            register.names,
            np.where(inside, sample.area, -1).astype(np.int64),
        ),
    ]
    for i, (name, variable) in enumerate(study.variables.items()):
        of_row = np.where(inside, sample.codes[:, i], -1).astype(np.int64)
        kinds.append(Domains(name, variable.levels, variable.levels, of_row))
    return kinds


def direct_frame(prepared: Prepared) -> tuple[pl.DataFrame, dict[str, DirectEstimates]]:
    """Return the table of direct estimates, and the estimates by kind of domain."""
    frames: list[pl.DataFrame] = []
    made: dict[str, DirectEstimates] = {}
    for domains in domains_of(prepared):
        found = direct_of(prepared, domains)
        made.setdefault(domains.kind, found)
        frame = _frame(prepared, domains, found).filter(pl.col("n") > 0)
        frames.append(frame if domains.kind == NATION else _without_few(prepared, frame))
    with_shares = _census_weighted(prepared, made[REGION])
    if with_shares is not None:
        frames.append(with_shares)
    return pl.concat(frames, how="diagonal"), made


def direct_of(prepared: Prepared, domains: Domains) -> DirectEstimates:
    """Return the direct estimates of domains."""
    y = np.maximum(prepared.sample.outcome, 0).astype(np.float64)
    return direct_estimates(y, domains.of_row, len(domains.codes), prepared.sample.design)


def _frame(prepared: Prepared, domains: Domains, found: DirectEstimates) -> pl.DataFrame:
    precision = precision_class(
        prepared.study.precision.direct,
        found.rate,
        found.se,
        n=found.n,
        n_eff=found.n_eff,
        cases=found.cases,
        dof=found.dof,
        deff=found.deff,
        planned=domains.planned,
    )
    return pl.DataFrame(
        {
            "domain": [domains.kind] * len(domains.codes),
            "code": domains.codes,
            "name": domains.names,
            "n": found.n,
            "cases": found.cases,
            "psus": found.psus,
            "dof": found.dof,
            "rate": found.rate,
            "se": found.se,
            "low95": found.low95,
            "high95": found.high95,
            "total": found.total,
            "total_se": found.total_se,
            "cv": found.cv,
            "log_cv": found.log_cv,
            "deff": found.deff,
            "n_eff": found.n_eff,
            "precision": precision.astype(object),
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def _without_few(prepared: Prepared, frame: pl.DataFrame) -> pl.DataFrame:
    """Hide the answers of domains with so few respondents that they could be told apart.

    Where one area of a region is hidden, the next smallest is hidden with it, or the region's
    figure less the others would give it away.
    """
    few = prepared.study.disclosure.smallest_group
    hidden = frame["n"].to_numpy() < few
    if frame["domain"][0] == "area":
        region = dict(zip(prepared.register.codes, prepared.register.region, strict=True))
        group = np.array([region[code] for code in frame["code"]])
        hidden = suppress_small(group, frame["n"].to_numpy().astype(np.float64), few)
    kept = {"domain", "code", "name", "n", "psus", "precision"}
    return frame.with_columns(
        pl.when(pl.Series(~hidden)).then(pl.col(name)).alias(name)
        for name in frame.columns
        if name not in kept
    )


def _census_weighted(prepared: Prepared, regions: DirectEstimates) -> pl.DataFrame | None:
    """Return the nation's direct rate with the census's shares of the regions.

    Where a region has lost weight in the survey's file, the plain national rate leans away from
    it; this one does not. Regions nobody was interviewed in are left out of the shares. Sampling
    units lie within regions here, so the regions' errors are taken as independent.
    """
    children = np.bincount(
        prepared.register.region,
        weights=prepared.census.totals,
        minlength=len(prepared.register.region_codes),
    )
    used = (regions.n > 0) & (children > 0)
    if not used.any():
        return None
    share = children[used] / children[used].sum()
    rate = float(share @ regions.rate[used])
    # One region whose error is unknown makes the nation's unknown.
    se = float(np.sqrt(share**2 @ regions.se[used] ** 2))
    low, high = _interval(rate, se)
    return pl.DataFrame(
        {
            "domain": ["nation with the census's shares of regions"],
            "code": ["census-shares"],
            "name": [""],
            "n": [int(regions.n[used].sum())],
            "cases": [int(regions.cases[used].sum())],
            "psus": [int(regions.psus[used].sum())],
            "rate": [rate],
            "se": [se],
            "low95": [low],
            "high95": [high],
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def _interval(rate: float, se: float) -> tuple[float, float]:
    """Return 95 % limits that are symmetric in log-odds."""
    if not 0 < rate < 1 or np.isnan(se):
        return np.nan, np.nan
    margin = norm.ppf(0.975) * se / (rate * (1 - rate))
    return float(expit(logit(rate) - margin)), float(expit(logit(rate) + margin))


def national_frame(
    prepared: Prepared, model: AreaEstimates, direct: dict[str, DirectEstimates]
) -> pl.DataFrame:
    """Return model and direct estimates side by side, for the nation and its regions."""
    register = prepared.register
    low95, high95 = model.interval(0.95)
    nation, regions = direct[NATION], direct[REGION]

    def both(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(nation, name), getattr(regions, name)])

    found = {name: both(name) for name in ("n", "psus", "rate", "se", "low95", "high95", "deff")}
    precision = precision_class(
        prepared.study.precision.direct,
        found["rate"],
        found["se"],
        n=found["n"],
        n_eff=both("n_eff"),
        cases=both("cases"),
        dof=both("dof"),
        deff=found["deff"],
        planned=True,
    )
    return pl.DataFrame(
        {
            "level": [NATION] + ["region"] * len(register.region_codes),
            "code": ["", *register.region_codes],
            "name": ["", *register.region_names],
            "children": model.children,
            "rate": model.rate,
            "se": model.se,
            "low95": low95,
            "high95": high95,
            "expected": model.expected,
            "direct_rate": found["rate"],
            "direct_se": found["se"],
            "direct_low95": found["low95"],
            "direct_high95": found["high95"],
            "n_sample": found["n"],
            "psus": found["psus"],
            "deff": found["deff"],
            "precision": precision.astype(object),
        }
    ).with_columns(
        pl.selectors.float().exclude("^direct_.*$").fill_nan(None),
        # As in the table of direct estimates: few respondents could be told apart.
        *(
            pl.when(pl.col("n_sample") >= prepared.study.disclosure.smallest_group)
            .then(pl.col(name).fill_nan(None))
            .alias(name)
            for name in ("direct_rate", "direct_se", "direct_low95", "direct_high95")
        ),
    )
