"""The file of `jalon census cells`: a census's columns, and what may be given up of its detail."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from jalon.engine.sources.columns import STRICT, Level
from jalon.engine.study.checked import expand, parse_as, read_contents
from jalon.engine.study.parts import Census, Name, Population, Text, Variable
from jalon.errors import Problem, Problems

# Columns that every file of cells has.
TAKEN = ("area", "n")


@dataclass(config=STRICT, slots=True)
class CellVariable:
    """A variable's levels, and how the census says them."""

    levels: tuple[str, ...]
    census: Level
    label: Text = ""


@dataclass(config=STRICT)
class CellsFile:
    """What an office says of its census, and of how little of it may leave.

    `give_up` names variables whose detail may be given up in small cells, least needed first. No
    cell of fewer than `smallest_cell` children leaves.
    """

    format: Literal[1]
    kind: Literal["cells"]
    population: Population
    census: Census
    variables: Mapping[Name, CellVariable]
    give_up: tuple[Name, ...] = ()
    smallest_cell: Annotated[int, Field(ge=3)] = 5
    folder: Path = field(default=Path())
    text: str = ""

    def __post_init__(self) -> None:
        if found := _contradictions(self):
            raise Problems(found)

    def resolve(self, file: str) -> Path:
        """Return the path of a file that is named; `${NAME}` is the environment's."""
        return self.folder / expand(file)

    def as_variables(self) -> Mapping[str, Variable]:
        """Return the variables as those of a study whose survey says them alike."""
        return {
            name: Variable(each.label or name, each.levels, each.census, each.census)
            for name, each in self.variables.items()
        }


_ADAPTER = TypeAdapter(CellsFile)


def load_cells_file(path: Path | str) -> CellsFile:
    """Read the file.

    Raises
    ------
    Problems
        Everything that is wrong with it, at once; nothing of the census is read yet.
    """
    path = Path(path)
    text, contents = read_contents(path)
    return parse_as(_ADAPTER, contents, path.parent, text)


def _contradictions(file: CellsFile) -> list[Problem]:
    return [*_whole(file), *_variables(file)]


def _whole(file: CellsFile) -> Iterator[Problem]:
    low, high = file.population.ages
    if low > high:
        yield _wrong("population.ages", "study-ages-reversed", low=low, high=high)
    if not file.variables:
        yield _wrong("variables", "study-empty-list")
    source = file.census
    if source.count is not None and source.weight is not None:
        yield _wrong("census", "study-one-of", first="count", second="weight")
    if source.age is None and source.where is None and source.count is None:
        yield _wrong("census.age", "study-census-without-age")


def _variables(file: CellsFile) -> Iterator[Problem]:
    known = ", ".join(file.variables)
    for i, name in enumerate(file.give_up):
        if name not in file.variables:
            yield _wrong(f"give_up.{i}", "study-variable-unknown", name=name, known=known)
    for name, variable in file.variables.items():
        if len(set(variable.levels)) < max(2, len(variable.levels)):
            yield _wrong(f"variables.{name}.levels", "study-levels-too-few")
        if variable.census.coarse:
            yield _wrong(f"variables.{name}.census.coarse", "cells-coarse")
        if name in TAKEN:
            yield _wrong(f"variables.{name}", "cells-name-taken", name=name)


def _wrong(key: str, code: str, **facts: object) -> Problem:
    return Problem(key, code, {"key": key, **facts})
