"""Quantities by domain and sex, with design errors, as one long table."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.disclosure import suppress_small
from jalon.engine.measure.answers import AREA, Answered, Breakdown
from jalon.engine.measure.file import SEXES, MeasureFile
from jalon.engine.outcomes.measures import Quantity, Statistic
from jalon.engine.small_area.precision import precision_class
from jalon.engine.survey.amounts import (
    AmountEstimates,
    direct_differences,
    direct_means,
    direct_quantiles,
)
from jalon.engine.survey.totals import DirectEstimates, direct_estimates
from jalon.errors import CannotEstimate

FEWEST_CASES = 30
"""A rare outcome gets no table of areas with fewer cases than this for each (mean over areas)."""

ALL = "all"
QUANTILES = {Statistic.MEDIAN: 0.5, Statistic.THIRD_QUARTILE: 0.75}
KEPT_WHEN_HIDDEN = ("quantity", "statistic", "domain", "code", "sex", "n", "hidden")


@dataclass(frozen=True, eq=False, slots=True)
class _Domains:
    """The domains of a breakdown for one sex: where each row belongs."""

    breakdown: Breakdown
    sex: str
    of_row: NDArray[np.int64]


def estimate(file: MeasureFile, answered: Answered) -> pl.DataFrame:
    """Return one row per quantity, domain and sex.

    Columns: ``quantity, statistic, domain, code, sex, n, cases, value, se, low95, high95, cv,
    total, total_se, deff, dof, known_share, precision, hidden``. `value` is a share in 0-1, or an
    amount; `cases`, `total` (persons), `deff` and `precision` are of shares only; `known_share` is
    the weighted share of the persons asked about whose answer is known. Domains of few
    respondents are `hidden`, with enough others that they cannot be worked out.

    Raises
    ------
    CannotEstimate("too-few-cases-for-areas")
        A table of areas of a rare outcome.
    """
    if file.of.rare:
        _require_cases(answered)
    frames = []
    for quantity in answered.quantities:
        for breakdown in answered.breakdowns:
            both = [_Domains(breakdown, ALL, breakdown.of_row)]
            for i, sex in enumerate(SEXES):
                place = np.where(answered.sex == i, breakdown.of_row, -1)
                both.append(_Domains(breakdown, sex, place))
            frame = pl.concat([_rows(file, answered, quantity, domains) for domains in both])
            frames.append(_hidden_among_few(frame, breakdown, file.smallest_group))
    return _emptied(_hidden_with_others(pl.concat(frames), answered.quantities))


def _require_cases(answered: Answered) -> None:
    areas = [breakdown for breakdown in answered.breakdowns if breakdown.kind == AREA]
    if not areas:
        return
    first = answered.quantities[0]
    cases = int((first.among & (first.values == 1)).sum())
    number = len(areas[0].codes)
    if cases < FEWEST_CASES * number:
        raise CannotEstimate(
            "too-few-cases-for-areas", cases=cases, areas=number, needed=FEWEST_CASES * number
        )


def _rows(
    file: MeasureFile, answered: Answered, quantity: Quantity, domains: _Domains
) -> pl.DataFrame:
    design, size = answered.design, len(domains.breakdown.codes)
    among = quantity.among
    if quantity.against is not None:
        among = among | quantity.against
    place = np.where(among, domains.of_row, -1)
    found: DirectEstimates | AmountEstimates
    columns: dict[str, object]
    nothing = np.full(size, np.nan)
    match quantity.statistic:
        case Statistic.SHARE:
            found = direct_estimates(quantity.values, place, size, design)
            columns = _of_share(file, found, domains.breakdown)
        case Statistic.MEAN:
            found = direct_means(quantity.values, place, size, design)
            columns = _of_amount(found)
        case Statistic.DIFFERENCE:
            assert quantity.against is not None
            found = direct_differences(quantity.values, quantity.against, place, size, design)
            # A difference near nought has no coefficient of variation that says anything.
            columns = _of_amount(found) | {"cv": nothing}
        case _:
            share = QUANTILES[quantity.statistic]
            found = direct_quantiles(quantity.values, share, place, size, design)
            columns = _of_amount(found)
    of_known = _weight(place, size, design.weight)
    of_asked = _weight(np.where(quantity.asked, domains.of_row, -1), size, design.weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = np.minimum(of_known / of_asked, 1.0)
    return pl.DataFrame(
        {
            "quantity": [quantity.name] * size,
            "statistic": [quantity.statistic.value] * size,
            "domain": [domains.breakdown.kind] * size,
            "code": domains.breakdown.codes,
            "sex": [domains.sex] * size,
            "n": found.n,
            **columns,
            "dof": found.dof,
            "known_share": known,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def _of_share(file: MeasureFile, found: DirectEstimates, breakdown: Breakdown) -> dict[str, object]:
    precision = precision_class(
        file.precision,
        found.rate,
        found.se,
        n=found.n,
        n_eff=found.n_eff,
        cases=found.cases,
        dof=found.dof,
        deff=found.deff,
        planned=breakdown.kind != AREA,
    )
    return {
        "cases": found.cases,
        "value": found.rate,
        "se": found.se,
        "low95": found.low95,
        "high95": found.high95,
        "cv": found.cv,
        "total": found.total,
        "total_se": found.total_se,
        "deff": found.deff,
        "precision": pl.Series(precision.tolist(), dtype=pl.String),
    }


def _of_amount(found: AmountEstimates) -> dict[str, object]:
    size = len(found.n)
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = found.se / np.abs(found.value)
    return {
        "cases": pl.Series([None] * size, dtype=pl.Int64),
        "value": found.value,
        "se": found.se,
        "low95": found.low95,
        "high95": found.high95,
        "cv": cv,
        "total": np.full(size, np.nan),
        "total_se": np.full(size, np.nan),
        "deff": np.full(size, np.nan),
        "precision": pl.Series([None] * size, dtype=pl.String),
    }


def _weight(
    place: NDArray[np.integer], size: int, weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    inside = place >= 0
    return np.bincount(place[inside], weight[inside], minlength=size).astype(np.float64)


def _hidden_among_few(frame: pl.DataFrame, breakdown: Breakdown, few: int) -> pl.DataFrame:
    """Mark domains of few respondents, and as many others as keep them from being worked out.

    The levels of a breakdown add up to the nation, in each sex; the two sexes add up to both.
    Hiding for the one sum may uncover by the other, so it is repeated until nothing changes.
    """
    size = len(breakdown.codes)
    n = frame["n"].to_numpy().reshape(3, size).astype(np.float64)
    hidden = (n > 0) & (n < few)
    while True:
        before = hidden.copy()
        for sex in range(3):
            hidden[sex] |= _suppressed(np.zeros(size, dtype=np.int64), n[sex], hidden[sex], few)
        level = np.tile(np.arange(size), 2)
        hidden[1:] |= _suppressed(level, n[1:].ravel(), hidden[1:].ravel(), few).reshape(2, size)
        # Where all is hidden, its parts are.
        hidden[1:] |= hidden[0]
        if (hidden == before).all():
            break
    return frame.with_columns(pl.Series("hidden", hidden.ravel() | (n.ravel() == 0)))


def _hidden_with_others(table: pl.DataFrame, quantities: tuple[Quantity, ...]) -> pl.DataFrame:
    """Mark what would tell a hidden figure of another quantity in the same domain and sex."""
    place = ("domain", "code", "sex")
    hidden = table.filter("hidden").select(*place, other="quantity")
    pairs = [(quantity.name, other) for quantity in quantities for other in quantity.tells]
    telling = pl.DataFrame(pairs, schema=["quantity", "other"], orient="row").cast(pl.String)
    marked = telling.join(hidden, on="other").select("quantity", *place).unique()
    marked = marked.with_columns(tells=pl.lit(value=True))
    joined = table.join(marked, on=["quantity", *place], how="left", maintain_order="left")
    return joined.with_columns(
        hidden=pl.col("hidden") | pl.col("tells").fill_null(value=False)
    ).drop("tells")


def _emptied(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        pl.when(~pl.col("hidden")).then(pl.col(name)).alias(name)
        for name in table.columns
        if name not in KEPT_WHEN_HIDDEN
    )


def _suppressed(
    group: NDArray[np.int64], n: NDArray[np.float64], hidden: NDArray[np.bool_], few: int
) -> NDArray[np.bool_]:
    """Return what else has to be hidden so that hidden rows cannot be told from their sum."""
    # A row that is hidden for another reason counts as a small one.
    small = np.where(hidden, np.minimum(n, few - 1), n)
    single = len(np.unique(group)) == len(group)
    return hidden if single else suppress_small(group, small, few)
