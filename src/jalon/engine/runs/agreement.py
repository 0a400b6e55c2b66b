"""Does the survey's population look like the census's?"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.harmonise import (
    NATION,
    Comparison,
    Harmonisation,
    Unseen,
    census_shares,
    harmonise,
    require_agreement,
    unseen_patterns,
)
from jalon.engine.prepare.everything import Prepared
from jalon.engine.study.consistency import model_members
from jalon.engine.survey.totals import shares

# Fewer respondents than this in a scope compare nothing.
FEWEST = 30


def compare_with_census(prepared: Prepared) -> Harmonisation:
    """Compare the shares of every model variable: nation, regions, and the study's contrast.

    Raises
    ------
    Problems of "survey-census-differ"
        A national difference is too large and the study does not accept it.
    """
    accepted = frozenset(prepared.study.harmonisation.accept)
    found = harmonise(comparisons(prepared), accepted=accepted)
    require_agreement(found)
    return found


def comparisons(prepared: Prepared) -> Iterator[Comparison]:
    """Yield each variable in each scope, survey beside census."""
    sample, register, census = prepared.sample, prepared.register, prepared.census
    inside = sample.population
    nation = np.where(inside, 0, -1)
    regions = np.where(inside, sample.region, -1)
    place = register.region
    for i, name in enumerate(prepared.study.variables):
        if name not in model_members(prepared.study):
            continue
        children = census.by_level[name]
        yield from _compare(prepared, i, nation, [NATION], children.sum(axis=0, keepdims=True))
        by_region = np.zeros((len(register.region_codes), children.shape[1]))
        np.add.at(by_region, place, children)
        scopes = [f"region:{code}" for code in register.region_codes]
        yield from _compare(prepared, i, regions, scopes, by_region)
        yield from _within_contrast(prepared, i)


def _within_contrast(prepared: Prepared, variable: int) -> Iterator[Comparison]:
    contrast, counts = prepared.study.harmonisation.contrast, prepared.census.counts
    names = list(prepared.study.variables)
    if contrast is None or counts is None or names[variable] == contrast:
        return
    levels = prepared.study.variables[contrast].levels
    code = prepared.sample.codes[:, names.index(contrast)]
    of_row = np.where(prepared.sample.population, code, -1)
    census = np.stack(
        [
            census_shares(counts, prepared.index, names[variable], within=(contrast, level))
            for level in levels
        ]
    )
    yield from _compare(prepared, variable, of_row, [f"{contrast}:{k}" for k in levels], census)


def _compare(
    prepared: Prepared,
    variable: int,
    scope_of_row: NDArray[np.integer],
    scopes: list[str],
    children: NDArray[np.float64],
) -> Iterator[Comparison]:
    name = list(prepared.study.variables)[variable]
    levels = prepared.study.variables[name].levels
    codes = prepared.sample.codes[:, variable]
    found = shares(codes, len(levels), scope_of_row, len(scopes), prepared.sample.design)
    for k, scope in enumerate(scopes):
        if found.n[k] < FEWEST or not children[k].sum() > 0:
            continue
        yield Comparison(
            scope=scope,
            variable=name,
            levels=levels,
            survey_share=found.rate[k],
            covariance=found.covariance[k],
            census_share=children[k] / children[k].sum(),
            dof=int(found.dof[k]),
        )


def unseen(prepared: Prepared) -> Unseen | None:
    """Return the patterns that the census holds and the survey does not; None when streamed."""
    counts = prepared.census.counts
    if counts is None:
        return None
    seen = np.zeros(prepared.index.size, dtype=np.bool_)
    known = prepared.sample.known & (prepared.sample.pattern >= 0)
    seen[prepared.sample.pattern[known]] = True
    return unseen_patterns(counts, seen)


def agreement_frame(found: Harmonisation) -> pl.DataFrame:
    """Return the table of the comparison, one row per scope, variable and level."""
    return pl.DataFrame(
        {
            "scope": [row.scope for row in found.levels],
            "variable": [row.variable for row in found.levels],
            "level": [row.level for row in found.levels],
            "survey_share": [row.survey_share for row in found.levels],
            "census_share": [row.census_share for row in found.levels],
            "se": [row.se for row in found.levels],
            "z": [row.z for row in found.levels],
            "d": [row.d for row in found.levels],
            "psi": [row.psi for row in found.levels],
            "status": [str(row.status.value) for row in found.levels],
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def joint_frame(found: Harmonisation) -> pl.DataFrame:
    """Return one row per scope and variable: the joint Wald test that no share differs."""
    return pl.DataFrame(
        {
            "scope": [row.scope for row in found.variables],
            "variable": [row.variable for row in found.variables],
            "f_statistic": [row.F for row in found.variables],
            "df1": [row.df1 for row in found.variables],
            "df2": [row.df2 for row in found.variables],
            "p": [row.p for row in found.variables],
            "psi": [row.psi for row in found.variables],
            "status": [str(row.status.value) for row in found.variables],
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
