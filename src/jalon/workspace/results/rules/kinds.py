"""The words of a results framework: levels, measures, rules of totals."""

from enum import StrEnum


class Level(StrEnum):
    """Where a result stands in the chain (IATI: impact, outcome, output)."""

    IMPACT = "impact"
    OUTCOME = "outcome"
    OUTPUT = "output"


class Measure(StrEnum):
    """What kind of value an indicator has."""

    NUMBER = "number"
    PERCENTAGE = "percentage"  # numerator and denominator, shown out of 100
    RATIO = "ratio"  # numerator and denominator, shown as they divide
    INDEX = "index"
    YES_NO = "yes-no"  # 1 or 0
    QUALITATIVE = "qualitative"  # a text


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Rule(StrEnum):
    """How several values become one."""

    SUM = "sum"
    LATEST = "latest"  # over periods only
    MAX = "max"
    AVERAGE = "average"
    RATIO = "ratio"  # sum of numerators over sum of denominators
    NONE = "none"  # they do not: each stands for itself


class Frequency(StrEnum):
    """How often an indicator is reported."""

    PERIOD = "period"  # each period of the agreement's reporting calendar
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    START_AND_END = "start-and-end"
    END = "end"


class ReportedFor(StrEnum):
    """For which places an indicator is reported."""

    PROGRAMME = "programme"
    COUNTRY = "country"
    AREA = "area"


FRACTIONS = frozenset({Measure.PERCENTAGE, Measure.RATIO})
OVER_PERIODS = (Rule.SUM, Rule.LATEST, Rule.MAX, Rule.AVERAGE, Rule.RATIO, Rule.NONE)
OVER_PLACES = (Rule.SUM, Rule.MAX, Rule.AVERAGE, Rule.RATIO, Rule.NONE)

# What each level may stand under; None is the top of the tree.
PARENTS: dict[Level, frozenset[Level | None]] = {
    Level.IMPACT: frozenset({None}),
    Level.OUTCOME: frozenset({None, Level.IMPACT, Level.OUTCOME}),
    Level.OUTPUT: frozenset({Level.OUTCOME, Level.OUTPUT}),
}

# How the cells of one actual become its total.
OF_CELLS: dict[Measure, Rule] = {
    Measure.NUMBER: Rule.SUM,
    Measure.PERCENTAGE: Rule.RATIO,
    Measure.RATIO: Rule.RATIO,
    Measure.INDEX: Rule.NONE,
    Measure.YES_NO: Rule.NONE,
    Measure.QUALITATIVE: Rule.NONE,
}

# Rules of totals that make sense of a measure; a percentage is never added.
SENSIBLE: dict[Measure, frozenset[Rule]] = {
    Measure.NUMBER: frozenset({Rule.SUM, Rule.LATEST, Rule.MAX, Rule.AVERAGE, Rule.NONE}),
    Measure.PERCENTAGE: frozenset({Rule.RATIO, Rule.LATEST, Rule.MAX, Rule.AVERAGE, Rule.NONE}),
    Measure.RATIO: frozenset({Rule.RATIO, Rule.LATEST, Rule.MAX, Rule.AVERAGE, Rule.NONE}),
    Measure.INDEX: frozenset({Rule.LATEST, Rule.MAX, Rule.AVERAGE, Rule.NONE}),
    Measure.YES_NO: frozenset({Rule.SUM, Rule.LATEST, Rule.MAX, Rule.NONE}),
    Measure.QUALITATIVE: frozenset({Rule.LATEST, Rule.NONE}),
}


def scale_of(measure: Measure) -> int:
    """Return what a fraction is multiplied by when it is shown."""
    return 100 if measure is Measure.PERCENTAGE else 1
