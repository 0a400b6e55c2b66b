"""Totals over periods and places: the one function that matrix, export, API and reports ask.

A place is a path: ``()`` the whole programme, ``(country,)``, ``(country, state, …)``. What was
given for a place itself stands; only where nothing was given is it put together from the places
inside it. A missing value is never nought: it is left out, and counted.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from jalon.workspace.results.rules.kinds import Rule

Place = tuple[Hashable, ...]
K = TypeVar("K", bound=Hashable)
EVERYWHERE: Place = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A value, its numerator and denominator where it has them, or a text."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""

    @property
    def given(self) -> bool:
        return self.value is not None or bool(self.text)

    @property
    def is_fraction(self) -> bool:
        return self.numerator is not None and self.denominator is not None


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class Row:
    """What was given for one cell of one period and place."""

    period: date  # the period's last day: orders the periods
    place: Place
    amount: Amount
    breakdown: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """Several values as one, and of how many it is made."""

    amount: Amount
    given: int  # values that went into it
    missing: int  # rows that were there without a value
    unverified: int = 0  # of the values that make it up

    @property
    def value(self) -> Decimal | None:
        return self.amount.value


def total(
    rows: Iterable[Row],
    *,
    over_periods: Rule,
    over_places: Rule,
    scale: int = 1,
    expected: int = 0,
) -> Total:
    """Return the total of rows of one indicator and one cell.

    Places are put together first, period by period, then the periods. With ``latest`` each place
    brings its own latest value, so that a place that has not reported yet keeps its last one.
    `scale` is 100 for a percentage. `expected` is how many countries are to report; 0: not known.
    """
    known = list(rows)
    usable = [row for row in known if row.amount.given]
    if over_periods is Rule.LATEST:
        used = _newest(usable, expected=expected)
        amount = at_place(used, over_places, scale=scale)
    else:
        by_period = {p: _topmost(rs) for p, rs in _grouped(usable, lambda r: r.period).items()}
        used = [row for period in sorted(by_period) for row in by_period[period]]
        amount = combine(
            [at_place(by_period[period], over_places, scale=scale) for period in sorted(by_period)],
            over_periods,
            scale=scale,
        )
    unverified = sum(not row.verified for row in used)
    return Total(amount, len(usable), len(known) - len(usable), unverified)


def totals(
    rows: Iterable[Row], *, over_periods: Rule, over_places: Rule, scale: int = 1
) -> dict[str, Total]:
    """Return the total of each cell of a disaggregation."""
    by_cell = _grouped(rows, lambda row: row.breakdown)
    return {
        cell: total(of_cell, over_periods=over_periods, over_places=over_places, scale=scale)
        for cell, of_cell in by_cell.items()
    }


def at_place(
    rows: Iterable[Row], over_places: Rule, *, place: Place = EVERYWHERE, scale: int = 1
) -> Amount:
    """Return what the rows of one period say of `place`: given for it, or put together."""
    inside = [row for row in rows if row.amount.given and _within(row.place, place)]
    own = [row.amount for row in inside if row.place == place]
    if own:
        return own[0]
    if not inside:
        return NOTHING
    children = sorted({row.place[: len(place) + 1] for row in inside}, key=repr)
    parts = [at_place(inside, over_places, place=child, scale=scale) for child in children]
    return combine(parts, over_places, scale=scale)


def combine(amounts: Sequence[Amount], rule: Rule, *, scale: int = 1) -> Amount:
    """Return several amounts as one; what lacks a value is left out, nothing stays nothing.

    One alone stays as it is, whatever the rule.
    """
    given = [amount for amount in amounts if amount.given]
    if not given:
        return NOTHING
    if len(given) == 1:
        return given[0]
    return _COMBINE[rule](given, scale)


def fraction(numerator: Decimal, denominator: Decimal, *, scale: int = 1) -> Amount:
    """Return a fraction with its value; nothing divided by nothing has none."""
    value = numerator / denominator * scale if denominator else None
    return Amount(value, numerator, denominator)


def _sum(amounts: Sequence[Amount], _scale: int) -> Amount:
    values = [amount.value for amount in amounts if amount.value is not None]
    fractions = all(amount.is_fraction for amount in amounts)
    return Amount(
        value=sum(values, Decimal(0)) if values else None,
        numerator=_added(amount.numerator for amount in amounts) if fractions else None,
        denominator=_added(amount.denominator for amount in amounts) if fractions else None,
    )


def _ratio(amounts: Sequence[Amount], scale: int) -> Amount:
    fractions = [amount for amount in amounts if amount.is_fraction]
    if not fractions:
        return NOTHING
    return fraction(
        _added(amount.numerator for amount in fractions),
        _added(amount.denominator for amount in fractions),
        scale=scale,
    )


def _max(amounts: Sequence[Amount], _scale: int) -> Amount:
    with_value = [amount for amount in amounts if amount.value is not None]
    return max(with_value, key=_size, default=NOTHING)


def _average(amounts: Sequence[Amount], _scale: int) -> Amount:
    values = [amount.value for amount in amounts if amount.value is not None]
    return Amount(sum(values, Decimal(0)) / len(values)) if values else NOTHING


def _last(amounts: Sequence[Amount], _scale: int) -> Amount:
    return amounts[-1]


def _none(amounts: Sequence[Amount], _scale: int) -> Amount:
    return amounts[0] if len(amounts) == 1 else NOTHING


_COMBINE: dict[Rule, Callable[[Sequence[Amount], int], Amount]] = {
    Rule.SUM: _sum,
    Rule.RATIO: _ratio,
    Rule.MAX: _max,
    Rule.AVERAGE: _average,
    Rule.LATEST: _last,
    Rule.NONE: _none,
}


def _topmost(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of one period that count: none of a place inside one that has its own."""
    given = {row.place for row in rows}
    return [row for row in rows if not any(row.place[:n] in given for n in range(len(row.place)))]


def _newest(rows: Sequence[Row], place: Place = EVERYWHERE, expected: int = 0) -> list[Row]:
    """Return the latest of `place` itself, unless all places inside it have reported since.

    What some of them say does not cover what was said of the whole: the older figure stands.
    """
    inside = [row for row in rows if _within(row.place, place)]
    own = [row for row in inside if row.place == place]
    below = [row for row in inside if row.place != place]
    if own:
        last = max(own, key=lambda row: row.period)
        since = [row for row in below if row.period >= last.period]
        if not _covered(since, place, expected) or last.period == max(r.period for r in since):
            return [last]
    children = sorted({row.place[: len(place) + 1] for row in below}, key=repr)
    return [row for child in children for row in _newest(below, child)]


def _covered(rows: Sequence[Row], place: Place, expected: int) -> bool:
    """Tell whether rows cover a place; never, as long as nobody knows what it takes."""
    there = {row.place[: len(place) + 1] for row in rows}
    return 0 < expected <= len(there)


def _within(place: Place, wider: Place) -> bool:
    return place[: len(wider)] == wider


def _added(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _size(amount: Amount) -> tuple[Decimal, Decimal, Decimal]:
    """Order amounts, those of one value by their fractions, so that their order does not matter."""
    assert amount.value is not None
    return amount.value, amount.numerator or Decimal(0), amount.denominator or Decimal(0)


def _grouped(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, list[Row]]:
    groups: dict[K, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
