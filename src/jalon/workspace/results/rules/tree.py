"""What may stand where in the tree of results, and how it is numbered."""

import re
from collections.abc import Collection, Iterable, Mapping

from jalon.errors import RuleBroken
from jalon.workspace.results.rules.kinds import PARENTS, SENSIBLE, Level, Measure, Rule

CODE = re.compile(r"[\w][\w.\-/]{0,29}")


def check_place(level: Level, parent: Level | None) -> None:
    """Raise if a result of `level` cannot stand under one of `parent`."""
    if parent not in PARENTS[level]:
        raise RuleBroken("result-wrong-place", level=level, parent=parent or "–")


def check_no_circle(key: int, parent: int | None, parents: Mapping[int, int | None]) -> None:
    """Raise if `key` would come to stand below itself."""
    found = parent
    while found is not None:
        if found == key:
            raise RuleBroken("result-below-itself")
        found = parents.get(found)


def check_code(code: str, taken: Collection[str]) -> None:
    """Raise if a code cannot be used, or is used already."""
    if not CODE.fullmatch(code):
        raise RuleBroken("code-unusable", key=code)
    if code.casefold() in {other.casefold() for other in taken}:
        raise RuleBroken("code-taken", key=code)


def next_code(level: Level, above: str, siblings: Iterable[str]) -> str:
    """Return the code after those of its siblings: ``2``, and below it ``2.1``."""
    prefix = f"{above}." if above and level is not Level.IMPACT else ""
    if level is Level.IMPACT:
        prefix = "I"
    numbers = [
        int(code[len(prefix) :])
        for code in siblings
        if code.startswith(prefix) and code[len(prefix) :].isdigit()
    ]
    return f"{prefix}{max(numbers, default=0) + 1}"


def check_totals(measure: Measure, over_periods: Rule, over_places: Rule) -> None:
    """Raise if a rule of totals makes no sense of a measure; a percentage is never added."""
    for rule in (over_periods, over_places):
        if rule not in SENSIBLE[measure]:
            raise RuleBroken("total-makes-no-sense", rule=rule, measure=measure)
