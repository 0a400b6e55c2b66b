"""Which levels the patterns of a study have, and where a missing value goes."""

from collections.abc import Callable, Collection

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.engine.study import Study
from jalon.engine.study.consistency import with_unknown
from jalon.engine.study.parts import Variable

# The level of those whose value is missing, in variables that no term of the model uses. It has
# no name and is never shown: it only keeps these children in the totals.
UNKNOWN = ""

# Beyond so many patterns, a scan gives the unknown level to no more variables than it must.
LARGEST_SCAN = 2_000_000


def study_index(study: Study) -> PatternIndex:
    """Return the index over all variables of a study, in the order of its file."""
    return _index(study, lambda variable: variable.levels, with_unknown(study))


def census_index(study: Study) -> PatternIndex:
    """Return the index over what the census can say: the levels and its coarse values."""
    return _index(study, _said, with_unknown(study))


def scan_index(study: Study) -> PatternIndex:
    """Return the index of the cells that a scan counts and keeps.

    Every variable has the unknown level, so that the counts serve other models as well.
    """
    size = 1
    for variable in study.variables.values():
        size *= len(_said(variable)) + 1
    if size > LARGEST_SCAN:
        return census_index(study)
    return _index(study, _said, study.variables)


def _said(variable: Variable) -> tuple[str, ...]:
    return variable.census.names(variable.levels)


def _index(
    study: Study, levels: Callable[[Variable], tuple[str, ...]], apart: Collection[str]
) -> PatternIndex:
    return PatternIndex(
        tuple(
            Factor(name, (*levels(variable), UNKNOWN) if name in apart else levels(variable))
            for name, variable in study.variables.items()
        )
    )
