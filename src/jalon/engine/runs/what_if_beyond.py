"""Where a what-if leads beyond what the survey saw: there the form of the model alone speaks."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.prepare.everything import Prepared
from jalon.engine.prepare.what_if import concerned_areas, moved_covariate
from jalon.engine.runs.fitting import FittedModel
from jalon.engine.study import in_language
from jalon.engine.study.consistency import model_members
from jalon.engine.study.parts import WhatIf

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

SCHEMA = pl.Schema(
    {
        "label": pl.String,
        "factor": pl.String,
        "outside": pl.String,
        "combination": pl.String,
        "seen_from": pl.Float64,
        "seen_to": pl.Float64,
        "farthest": pl.Float64,
        "children": pl.Float64,
        "areas": pl.Int64,
        "places": pl.String,
    }
)
SEPARATOR = "; "


def beyond_frame(
    prepared: Prepared, model: FittedModel, wish: WhatIf, cells: Flags
) -> pl.DataFrame:
    """Return what a what-if asks of the model that no respondent of the survey shows it.

    A level: one row per combination of levels of the model's variables that children would have
    after the change and no respondent had. A covariate: one row for the areas that would lie
    ``below``, and one for those ``above``, all areas in which somebody was asked.

    Parameters
    ----------
    cells : (C,) bool
        The census's cells whose children change.

    Returns
    -------
    DataFrame
        ``children`` after the change and in how many ``areas``, of which `places` are named. A
        combination that fewer children have than `disclosure.smallest_group` keeps neither, and
        areas are named where at least as many have it.
    """
    find = _values if wish.to is None else _combinations
    rows = find(prepared, model, wish, cells)
    label = in_language(wish.label, prepared.study.languages[0])
    return pl.DataFrame(
        [{"label": label, "factor": wish.variable, **row} for row in rows], schema=SCHEMA
    )


def _combinations(
    prepared: Prepared, model: FittedModel, wish: WhatIf, cells: Flags
) -> list[dict[str, Any]]:
    counts, index, study = prepared.census.counts, prepared.index, prepared.study
    assert counts is not None
    assert wish.to is not None
    names = [name for name in model_members(study) if name in study.variables]
    positions = [index.position(name) for name in names]
    sizes = [len(index.factors[p].levels) for p in positions]
    asked = model.rows.row >= 0
    seen = np.unique(_numbers(index.codes(model.rows.pattern[asked])[:, positions], sizes))
    codes = index.codes(counts.pid[cells])
    position = index.position(wish.variable)
    codes[:, position] = index.factors[position].levels.index(wish.to)
    number = _numbers(codes[:, positions], sizes)
    new = ~np.isin(number, seen)
    smallest = study.disclosure.smallest_group
    found: list[dict[str, Any]] = []
    for one in np.unique(number[new]):
        mine = np.flatnonzero(cells)[number == one]
        persons = np.bincount(counts.area[mine], counts.persons[mine], counts.areas)
        few = persons.sum() < smallest
        own = np.unravel_index(one, sizes)
        levels = (index.factors[p].levels[k] for p, k in zip(positions, own, strict=True))
        combination = ":".join(f"{n}={level}" for n, level in zip(names, levels, strict=True))
        found.append(
            {
                "outside": "combination",
                "combination": combination,
                "children": None if few else wish.share * float(counts.n[mine].sum()),
                "areas": None if few else int((persons > 0).sum()),
                "places": _named(prepared, persons >= smallest),
            }
        )
    return sorted(found, key=lambda row: -float(row["children"] or 0))


def _numbers(codes: NDArray[np.integer], sizes: list[int]) -> Integers:
    return np.asarray(np.ravel_multi_index(tuple(codes.T.astype(np.int64)), tuple(sizes)))


def _values(
    prepared: Prepared, model: FittedModel, wish: WhatIf, cells: Flags
) -> list[dict[str, Any]]:
    counts, covariates, area = prepared.census.counts, prepared.covariates, prepared.sample.area
    assert counts is not None
    inside = concerned_areas(wish, prepared.register)
    place = covariates.names.index(wish.variable)
    value = moved_covariate(wish, covariates, inside)[:, place]
    asked = np.unique(area[(model.rows.row >= 0) & (area >= 0)])
    low, high = (float(end(covariates.values[asked, place])) for end in (np.min, np.max))
    children = counts.by_area(np.where(cells, counts.n, 0.0))
    found: list[dict[str, Any]] = []
    for beyond, outside, end in (("below", value < low, np.min), ("above", value > high, np.max)):
        here = outside & (children > 0)
        if not here.any():
            continue
        found.append(
            {
                "outside": beyond,
                "seen_from": low,
                "seen_to": high,
                "farthest": float(end(value[here])),
                "children": float(children[here].sum()),
                "areas": int(here.sum()),
                "places": _named(prepared, here),
            }
        )
    return found


def _named(prepared: Prepared, here: Flags) -> str:
    register = prepared.register
    return SEPARATOR.join(register.names[i] for i in np.flatnonzero(here))
