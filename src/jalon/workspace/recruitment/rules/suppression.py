"""A table of groups by stage that shows nobody: what is hidden cannot be computed from the rest.

Rows are groups, columns are stages one after the other, so that counts only fall. Totals of stages
are public: lists and reports tell them. Groups too small to show are put together as one row with
others, until that row is large enough. A stage of which any row would be small, or that so few of
a row did not reach, is shown as its total alone, and so are all stages after it; where a total
would nearly give a row away, because the stage before shows how many it can hold at most, that
stage is not shown by rows either.
Of a call to which hardly anybody applied nothing is shown. Where all are of one group its counts
are the totals: that nobody can hide.

What an onlooker can still work out of a hidden cell is computed by `possible`, which the tests
compare with every table that fits what is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalon.errors import RuleBroken

LEAST = 5
TOGETHER = "others"


@dataclass(frozen=True, slots=True)
class Table:
    """What may be shown: rows by stage (None: not shown), totals (None: not shown).

    `together` names the groups that the row "others" holds.
    """

    rows: Mapping[str, tuple[int | None, ...]]
    totals: tuple[int | None, ...]
    together: tuple[str, ...] = ()


def suppressed(counts: Mapping[str, Sequence[int]], *, least: int = LEAST) -> Table:
    """Return the table of `counts` (group -> people at each stage) that may be shown."""
    _check(counts, least)
    stages = max((len(row) for row in counts.values()), default=0)
    totals = [sum(row[n] for row in counts.values()) for n in range(stages)]
    rows, together = _put_together(counts, least)
    if totals and totals[0] < least:
        return Table(dict.fromkeys(rows, (None,) * stages), (None,) * stages, together)
    shown = _stages_shown(rows, stages, least)
    while shown and not _keeps_rows(totals[shown:], [r[shown - 1] for r in rows.values()], least):
        shown -= 1
    hidden = [None] * (stages - shown)
    return Table(
        {group: (*row[:shown], *hidden) for group, row in rows.items()}, tuple(totals), together
    )


def _check(counts: Mapping[str, Sequence[int]], least: int) -> None:
    lengths = {len(row) for row in counts.values()}
    falls = all(list(row) == sorted(row, reverse=True) for row in counts.values())
    if (
        least < 2
        or len(lengths) > 1
        or not falls
        or any(min(row, default=0) < 0 for row in counts.values())
    ):
        raise RuleBroken("stages-not-falling")


def _put_together(
    counts: Mapping[str, Sequence[int]], least: int
) -> tuple[dict[str, tuple[int, ...]], tuple[str, ...]]:
    by_size = sorted(counts, key=lambda group: (counts[group][:1], group))
    small = [group for group in by_size if counts[group] and counts[group][0] < least]
    rest = [group for group in by_size if group not in small]
    while small and rest and (len(small) < 2 or sum(counts[g][0] for g in small) < least):
        small.append(rest.pop(0))
    rows = {group: tuple(counts[group]) for group in counts if group not in small}
    if small:
        rows[TOGETHER] = tuple(map(sum, zip(*(counts[g] for g in small), strict=True)))
    return rows, tuple(sorted(small))


def _stages_shown(rows: Mapping[str, tuple[int, ...]], stages: int, least: int) -> int:
    for n in range(stages):
        if any(_is_small(row, n, least) for row in rows.values()):
            return n
    return stages


def _is_small(row: Sequence[int], n: int, least: int) -> bool:
    """Tell whether a stage shows so few of a row: who reached it, or who did not."""
    if n == 0:
        return row[n] < least
    return 0 < row[n] < least or 0 < row[n - 1] - row[n] < least


def _keeps_rows(totals: Sequence[int], caps: Sequence[int], least: int) -> bool:
    """Tell whether totals leave each row as open as so few people, or as `least`, can be."""
    return all(
        high - low + 1 >= min(least, whole + 1)
        for whole in totals
        for low, high in (possible(whole, caps, row) for row in range(len(caps)))
    )


def possible(whole: int, caps: Sequence[int], row: int) -> tuple[int, int]:
    """Return the least and most that a row can hold of `whole`, if no row exceeds its cap."""
    others = sum(caps) - caps[row]
    return max(0, whole - others), min(whole, caps[row])
