"""The cells of one actual: what can be added up from them, and how people write them."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jalon.errors import BadInput
from jalon.workspace.results.rules.breakdowns import TOTAL, UNKNOWN, Axis, parse, written
from jalon.workspace.results.rules.kinds import FRACTIONS, OF_CELLS, Measure, scale_of
from jalon.workspace.results.rules.totals import NOTHING, Amount, combine, fraction
from jalon.workspace.spreadsheets.numbers import parse_decimal

PLACES = Decimal("0.0001")  # as the database keeps values
LARGEST = Decimal(10) ** 14
LONGEST_TEXT = 20_000  # letters of a figure in words, wherever it is typed

Shape = frozenset[str]  # the dimensions that a cell has beyond another


def cell_of(
    cells: Mapping[str, Amount],
    parts: Iterable[tuple[str, str]],
    measure: Measure,
    *,
    axes: Sequence[Axis],
) -> Amount:
    """Return a cell of one actual: as given, or added up from finer ones that divide it.

    The finer cells must be of one combination of dimensions, all there (but for people of whom
    nothing is known), and of dimensions that put nobody in two values; else there is no total.
    """
    wanted = frozenset(parts)
    exact = cells.get(written(wanted), NOTHING)
    if exact.given:
        return exact
    finer: dict[Shape, dict[frozenset[tuple[str, str]], Amount]] = {}
    for breakdown, amount in cells.items():
        pairs = frozenset(parse(breakdown))
        if amount.given and pairs > wanted:
            shape = frozenset(dimension for dimension, _value in pairs - wanted)
            finer.setdefault(shape, {})[pairs - wanted] = amount
    for shape in sorted(finer, key=lambda shape: (len(shape), sorted(shape))):
        if _divides(shape, finer[shape].keys(), axes):
            parts_of_it = list(finer[shape].values())
            return combine(parts_of_it, OF_CELLS[measure], scale=scale_of(measure))
    return NOTHING


def _divides(
    shape: Shape, there: Collection[frozenset[tuple[str, str]]], axes: Sequence[Axis]
) -> bool:
    """Tell whether cells are all of a grid whose dimensions put nobody in two values."""
    dividing = [axis for axis in axes if axis.key in shape and axis.exclusive]
    if len(dividing) < len(shape):
        return False
    keys = [[(axis.key, value) for value in axis.values if value != UNKNOWN] for axis in dividing]
    return all(frozenset(cell) in there for cell in itertools.product(*keys))


def completed(amount: Amount, measure: Measure) -> Amount:
    """Return `amount` with its value, where numerator and denominator give one."""
    if measure not in FRACTIONS or not amount.is_fraction:
        return amount
    assert amount.numerator is not None
    assert amount.denominator is not None
    if not amount.denominator:
        return Amount(None, amount.numerator, amount.denominator)
    made = fraction(amount.numerator, amount.denominator, scale=scale_of(measure))
    assert made.value is not None
    return Amount(made.value.quantize(PLACES), amount.numerator, amount.denominator)


def fitted(amount: Amount) -> Amount:
    """Return `amount` as the database keeps it: no more than four places."""
    return Amount(
        _fitted(amount.value), _fitted(amount.numerator), _fitted(amount.denominator), amount.text
    )


def _fitted(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell holds, and whether nobody typed it: a total that was added up."""

    amount: Amount
    computed: bool = False


def kept_cells(
    there: Mapping[str, Entry],
    given: Mapping[str, Amount],
    measure: Measure,
    axes: Sequence[Axis],
) -> dict[str, Entry]:
    """Return the cells that an actual is to hold: what was there, with what is given over it.

    The total is always there, added up if nobody typed it, so that readers who show it alone need
    no other cell. A cell that is given empty is gone.
    """
    typed = {cell: entry.amount for cell, entry in there.items() if not entry.computed} | {**given}
    typed = {cell: amount for cell, amount in typed.items() if amount != NOTHING}
    kept = {cell: Entry(amount) for cell, amount in typed.items()}
    if TOTAL not in typed:
        kept[TOTAL] = Entry(fitted(cell_of(typed, (), measure, axes=axes)), computed=True)
    return kept


def read_entry(text: str, measure: Measure, language: str = "en") -> Amount:
    """Return what somebody typed into a cell: ``12``, ``12/40`` for a fraction, or a text."""
    text = text.strip()
    if not text:
        return NOTHING
    if measure is Measure.QUALITATIVE:
        return Amount(text=text)
    if measure in FRACTIONS and "/" in text:
        above, _slash, below = text.partition("/")
        amount = Amount(None, read_number(above, language), read_number(below, language))
        return completed(amount, measure)
    return Amount(read_number(text, language, percent=measure is Measure.PERCENTAGE))


def read_number(text: str, language: str, *, percent: bool = False) -> Decimal:
    """Return a number as people of a language write it, if the database can keep it."""
    value = parse_decimal(text, language, percent=percent)
    if abs(value) >= LARGEST:
        raise BadInput("number-too-large", text=text.strip()[:60])
    return value if value == value.quantize(PLACES) else value.quantize(PLACES)
