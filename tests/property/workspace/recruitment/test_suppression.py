"""Whoever tries every table that fits what is shown cannot tell a hidden count."""

from itertools import pairwise, product
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.workspace.recruitment.rules.adverse_impact import fisher
from jalon.workspace.recruitment.rules.suppression import TOGETHER, Table, possible, suppressed

LEAST = 3


def falling(first: int, steps: list[int]) -> tuple[int, ...]:
    row = [first]
    for step in steps:
        row.append(max(0, row[-1] - step))
    return tuple(row)


def tables(groups: str, stages: int) -> st.SearchStrategy[dict[str, tuple[int, ...]]]:
    steps = st.lists(st.integers(0, 4), min_size=stages - 1, max_size=stages - 1)
    row = st.builds(falling, st.integers(0, 5), steps)
    return st.dictionaries(st.sampled_from(groups), row, min_size=1)


some = st.one_of(tables("fm", 3), tables("fmx", 2))


def fits(table: Table, groups: list[str], top: int) -> list[dict[str, tuple[int, ...]]]:
    """Return every table of counts that falls and agrees with all that is shown."""
    stages = len(table.totals)
    lines = [
        line for line in product(range(top + 1), repeat=stages) if list(line) == sorted(line)[::-1]
    ]
    choices = []
    for group in groups:
        shown = table.rows.get(group, (None,) * stages)
        choices.append(
            [x for x in lines if all(s is None or s == v for s, v in zip(shown, x, strict=True))]
        )
    found = []
    for each in product(*choices):
        sums = [sum(column) for column in zip(*each, strict=True)]
        rest = [x for g, x in zip(groups, each, strict=True) if g in table.together]
        pooled = table.rows.get(TOGETHER, (None,) * stages)
        together = [sum(column) for column in zip(*rest, strict=True)] or [0] * stages
        if all(t is None or t == s for t, s in zip(table.totals, sums, strict=True)) and all(
            p is None or p == t for p, t in zip(pooled, together, strict=True)
        ):
            found.append(dict(zip(groups, each, strict=True)))
    return found


@settings(max_examples=40, deadline=None)
@given(counts=some)
def test_no_hidden_count_can_be_worked_out(counts) -> None:
    table = suppressed(counts, least=LEAST)
    groups = sorted(counts)
    every = fits(table, groups, top=max(row[0] for row in counts.values()) + LEAST - 1)
    assert counts in every
    if len(groups) == 1 and table.totals[0] is not None:
        return  # all are of one group: its counts are the totals, which are public
    for group, stage in product(groups, range(len(table.totals))):
        hidden = group in table.together or table.rows[group][stage] is None
        values = {each[group][stage] for each in every}
        if not hidden:
            assert values == {counts[group][stage]}
        elif counts[group][stage] or stage == 0:
            whole = sum(row[stage] for row in counts.values())
            known = table.totals[stage] is not None  # so few as are there can hide no better
            assert len(values) >= (min(LEAST, whole + 1) if known else LEAST), (table, values)


@given(counts=some)
def test_no_shown_count_is_small(counts) -> None:
    table = suppressed(counts, least=LEAST)
    shown = [value for row in table.rows.values() for value in row if value is not None]
    assert all(value == 0 or value >= LEAST for value in shown)


@given(counts=some)
def test_no_few_are_shown_to_have_stayed_behind(counts) -> None:
    for row in suppressed(counts, least=LEAST).rows.values():
        for before, after in pairwise(row):
            assert before is None or after is None or before - after not in range(1, LEAST)


@given(
    caps=st.lists(st.integers(0, 5), min_size=1, max_size=3),
    share=st.integers(0, 15),
)
def test_possible_by_trying(caps: list[int], share: int) -> None:
    whole = min(share, sum(caps))
    every = [x for x in product(*(range(cap + 1) for cap in caps)) if sum(x) == whole]
    for n in range(len(caps)):
        values = [each[n] for each in every]
        assert possible(whole, caps, n) == (min(values), max(values))


cells = st.integers(0, 6)


@given(a=cells, b=cells, c=cells, d=cells)
def test_fisher_by_dealing_out_who_passes(a: int, b: int, c: int, d: int) -> None:
    """Every choice of who passes is as likely as any other."""
    ways = {k: comb(a + b, k) * comb(c + d, a + c - k) for k in range(a + c + 1)}
    rarer = sum(count for count in ways.values() if count <= ways[a])
    assert fisher(a, b, c, d) * comb(a + b + c + d, a + c) == rarer
    assert fisher(a, b, c, d) == fisher(c, d, a, b) == fisher(b, a, d, c)
