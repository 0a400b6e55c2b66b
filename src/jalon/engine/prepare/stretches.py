"""How a census is read: the stretches of its rows that are counted at a time."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import polars as pl

from jalon.engine.study.parts import Census, Population, Variable

# Rows of a census that are counted and kept at a time: an interrupted scan goes on after them.
# Smaller ones would be written more often than they save time.
PART_ROWS = 8_000_000
EVERY_ROW = sys.maxsize
# Told the share of the rows that is done, where the file says how many it has.
Progress = Callable[[float], None]


class OfCensus(Protocol):
    """What says how a census is read: a study, or a census's columns alone."""

    @property
    def census(self) -> Census: ...

    @property
    def population(self) -> Population: ...

    @property
    def variables(self) -> Mapping[str, Variable]: ...

    def resolve(self, file: str) -> Path: ...


class Places(Protocol):
    """The areas by their codes."""

    @property
    def codes(self) -> tuple[str, ...]: ...


def reading_of(study: OfCensus, *more: object) -> str:
    """Return all that says how the census's columns become areas, levels and weights, as text.

    `more` is what else decides what they are counted to.
    """
    source = study.census
    columns = (source.area, source.age, source.count, source.weight, source.where)
    levels = {name: (v.levels, v.census) for name, v in study.variables.items()}
    return repr((PART_ROWS, columns, source.encoding, study.population.ages, levels, more))


def in_parts(frames: Iterator[pl.DataFrame], rows: int) -> Iterator[Iterator[pl.DataFrame]]:
    """Yield the frames of each part of so many rows, the last with what is left.

    There is at least one part; each is to be read to its end before the next is asked for.
    """
    with_rows = (frame for frame in frames if frame.height)
    following = next(with_rows, None)

    def part() -> Iterator[pl.DataFrame]:
        nonlocal following
        room = rows
        while following is not None and room:
            frame, rest = following[:room], following[room:]
            yield frame
            room -= frame.height
            following = rest if rest.height else next(with_rows, None)

    yield part()
    while following is not None:
        yield part()
