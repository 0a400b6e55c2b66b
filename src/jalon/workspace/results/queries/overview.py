"""Read how each outcome of a programme stands, for whoever wants to see it at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Result
from jalon.workspace.results.queries.tree import Branch, read_tree
from jalon.workspace.results.rules.overview import Share, shares
from jalon.workspace.results.rules.rating import Rating


@dataclass(frozen=True, slots=True)
class Standing:
    """A result with how all indicators at and below it stand."""

    result: Result
    shares: tuple[Share, ...]


def read_standings(user: Any, programme: Programme) -> list[Standing]:
    """Return the outcomes that `user` sees, as the tree has them; what stands above one, too."""
    found: list[Standing] = []
    for branch in read_tree(user, programme):
        found += _standings(branch)
    return found


def _standings(branch: Branch) -> Iterator[Standing]:
    """Yield an outcome as one line; an impact is its own indicators, then the outcomes below."""
    if branch.result.level != Result.Level.IMPACT:
        yield Standing(branch.result, shares(_ratings(branch)))
        return
    if branch.rows:
        yield Standing(branch.result, shares(row.life.rating for row in branch.rows))
    for child in branch.children:
        yield from _standings(child)


def _ratings(branch: Branch) -> Iterator[Rating]:
    yield from (row.life.rating for row in branch.rows)
    for child in branch.children:
        yield from _ratings(child)
