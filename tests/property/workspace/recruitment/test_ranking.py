"""What must hold of any ranking."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from jalon.workspace.recruitment.rules.criteria import Criterion
from jalon.workspace.recruitment.rules.ranking import ranking
from jalon.workspace.recruitment.rules.sensitivity import PARTS, acceptability

KEYS = ("law", "tact", "order")
weights = st.tuples(*[st.integers(1, 50)] * 3)
tables = st.dictionaries(
    st.sampled_from("ABCDEF"),
    st.fixed_dictionaries({key: st.integers(0, 5).map(Fraction) for key in KEYS}),
    min_size=1,
)


def criteria(parts: tuple[int, ...]) -> list[Criterion]:
    return [Criterion(key=k, weight=Fraction(w)) for k, w in zip(KEYS, parts, strict=True)]


@given(parts=weights, table=tables, factor=st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(parts, table, factor) -> None:
    more = tuple(part * factor for part in parts)
    assert ranking(criteria(parts), table) == ranking(criteria(more), table)


@given(parts=weights, table=tables)
def test_a_place_is_one_more_than_those_who_are_better(parts, table) -> None:
    found = ranking(criteria(parts), table)
    for row in found:
        assert row.place == 1 + sum(other.total > row.total for other in found)


@given(parts=weights, table=tables, code=st.sampled_from("ABCDEF"), key=st.sampled_from(KEYS))
def test_a_better_mark_never_costs_a_place(parts, table, code, key) -> None:
    if code not in table or table[code][key] == 5:
        return
    better = {**table, code: {**table[code], key: table[code][key] + 1}}
    before = {row.code: row.place for row in ranking(criteria(parts), table)}
    after = {row.code: row.place for row in ranking(criteria(parts), better)}
    assert after[code] <= before[code]


@given(table=tables)
def test_acceptability_by_trying_every_weighting(table) -> None:
    grid = [w for w in product(range(PARTS + 1), repeat=3) if sum(w) == PARTS]
    first, near = dict.fromkeys(table, 0), dict.fromkeys(table, 0)
    for parts in grid:
        totals = {
            code: sum(p * marks[k] for p, k in zip(parts, KEYS, strict=True))
            for code, marks in table.items()
        }
        for code, points in totals.items():
            first[code] += points == max(totals.values())
            near[code] += sum(other > points for other in totals.values()) < 3
    found = {each.code: each for each in acceptability(criteria((1, 1, 1)), table)}
    for code in table:
        assert found[code].first == Fraction(first[code], len(grid))
        assert found[code].among == Fraction(near[code], len(grid))
