"""What sets each area apart from the nation, factor by factor."""

import numpy as np
import polars as pl

from jalon.engine.classify.factors import (
    Cells,
    Players,
    group_players,
    log_odds_contributions,
    shapley,
)
from jalon.engine.prepare.everything import Prepared
from jalon.engine.runs.estimates import Estimated
from jalon.engine.runs.fitting import FittedModel
from jalon.errors import CannotEstimate

# The part of an area's difference that no factor of the model explains.
OWN = "(own)"


def factor_players(prepared: Prepared, model: FittedModel) -> Players:
    """Return the factor groups of the study's model."""
    wish = prepared.study.model.factor_groups
    groups = {name: group.members for name, group in wish.items()}
    encoding = model.encoding
    return group_players(encoding.all_terms, encoding.covariates, groups)


def factors_frame(
    prepared: Prepared, model: FittedModel, estimated: Estimated
) -> pl.DataFrame | None:
    """Return each area's decomposition against the nation.

    Where areas have effects of their own, `OWN` is what they add to the model's factors, so that
    all parts add up to the difference that is shown.

    None when the census is streamed, or when the study leaves more factors apart than can be
    decomposed: `factor_groups` joins them.
    """
    counts = prepared.census.counts
    try:
        players = factor_players(prepared, model)
    except CannotEstimate:
        return None
    if counts is None:
        return None
    encoding, register = model.encoding, prepared.register
    patterns, counts = counts.observed()
    cells = Cells(
        ptr=counts.ptr,
        pid=counts.pid,
        n=counts.n,
        X=encoding.pattern_matrix(patterns),
        covariate_of=encoding.covariate_of,
        Z=encoding.standardise(prepared.covariates.values),
        coef=model.fit.coef,
    )
    of_column = players.of_column(encoding.term_of)
    size = len(players.names)
    contribution = shapley(cells, of_column, size)
    log_odds = log_odds_contributions(cells, of_column, size)
    names = list(players.names)
    if estimated.predictor is not None:
        areas = estimated.areas
        nation = areas.expected.sum() / np.nansum(areas.children)
        own = areas.rate - nation - contribution.sum(axis=1)
        contribution = np.column_stack([contribution, own])
        log_odds = np.column_stack([log_odds, np.full(register.size, np.nan)])
        names.append(OWN)
    return pl.DataFrame(
        {
            "area": np.repeat(register.codes, len(names)),
            "group": names * register.size,
            "contribution": contribution.ravel(),
            "log_odds": log_odds.ravel(),
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
