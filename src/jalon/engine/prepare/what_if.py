"""Which children of the census a what-if concerns, and what the covariates become."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.counts import AreaCounts
from jalon.engine.census.patterns import PatternIndex
from jalon.engine.prepare.areas import AreaCovariates, AreaRegister
from jalon.engine.study.parts import WhatIf
from jalon.errors import BadInput

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def concerned_cells(
    wish: WhatIf,
    counts: AreaCounts,
    index: PatternIndex,
    register: AreaRegister,
    covariates: AreaCovariates,
) -> Flags:
    """Return the cells whose children change, (C,).

    Raises
    ------
    BadInput("what-if-area-unknown" | "what-if-nobody")
    """
    inside = concerned_areas(wish, register)
    if wish.variable in covariates.names:
        place = covariates.names.index(wish.variable)
        moved = moved_covariate(wish, covariates, inside)
        inside &= moved[:, place] != covariates.values[:, place]
    cells = inside[counts.area] & (counts.n > 0)
    codes = index.codes(counts.pid)
    for name, levels in wish.group.items():
        cells &= _at(codes, index, name, levels)
    if wish.to is not None:
        position = index.position(wish.variable)
        levels = wish.was or index.factors[position].levels
        cells &= _at(codes, index, wish.variable, [one for one in levels if one != wish.to])
    if not cells.any():
        raise BadInput("what-if-nobody", variable=wish.variable)
    return cells


def concerned_areas(wish: WhatIf, register: AreaRegister) -> Flags:
    """Return the areas that are named, or whose region is, (D,); all where none is.

    Raises
    ------
    BadInput("what-if-area-unknown")
    """
    if not wish.areas and not wish.regions:
        return np.ones(register.size, dtype=np.bool_)
    for key, wished, known in (
        ("areas", wish.areas, register.codes),
        ("regions", wish.regions, register.region_codes),
    ):
        if unknown := [code for code in wished if code not in known]:
            some = ", ".join(known[:8])
            raise BadInput(
                "what-if-area-unknown", key=key, codes=", ".join(unknown[:10]), known=some
            )
    regions = np.isin(register.region_codes, wish.regions)
    return np.isin(register.codes, wish.areas) | regions[register.region]


def moved_covariate(wish: WhatIf, covariates: AreaCovariates, inside: Flags) -> Floats:
    """Return the covariates after the change, (D, c), in their own units; `inside` (D,) change.

    The median is over all areas, each counting for one.
    """
    values = covariates.values.copy()
    own = values[:, covariates.names.index(wish.variable)]
    if wish.value is not None:
        becomes = np.full_like(own, wish.value)
    elif wish.by is not None:
        becomes = own + wish.by
    else:
        bound = np.minimum if wish.median == "at-most" else np.maximum
        becomes = bound(own, np.median(own))
    values[:, covariates.names.index(wish.variable)] = np.where(inside, becomes, own)
    return values


def _at(codes: NDArray[np.integer], index: PatternIndex, name: str, levels: Sequence[str]) -> Flags:
    position = index.position(name)
    wanted = [index.factors[position].levels.index(level) for level in levels]
    return np.isin(codes[:, position], wanted)
