"""The survey of a measure as numbers: answers, design, sex and domains."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.measure.file import SEXES, MeasureFile
from jalon.engine.outcomes.measures import Quantity
from jalon.engine.prepare.design import read_design
from jalon.engine.prepare.rows import Rows
from jalon.engine.sources.columns import LevelMap
from jalon.engine.sources.rowwise import keep_rows
from jalon.engine.sources.tables import open_table
from jalon.engine.study.parts import Text
from jalon.engine.survey.design import SurveyDesign
from jalon.errors import BadInput

NATION, AREA = "nation", "area"


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """Domains of one kind: codes, labels, and the domain of each row (-1 for none)."""

    kind: str
    label: Text
    codes: tuple[str, ...]
    labels: tuple[Text, ...]
    of_row: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Answered:
    """A survey read for a measure; arrays are (n,), rows outside the population included.

    `sex` is 0 male, 1 female, -1 unknown.
    """

    quantities: tuple[Quantity, ...]
    design: SurveyDesign
    sex: NDArray[np.int64]
    breakdowns: tuple[Breakdown, ...]
    population: NDArray[np.bool_]
    rows_read: int


def read_answers(file: MeasureFile) -> Answered:
    """Read the survey and turn its columns into quantities and domains.

    Raises
    ------
    Problems
        Every column that is missing or unusable, level that is not in the file, and weight that
        is not positive.
    """
    source = file.survey
    rows = open_table(file.resolve(source.file), encoding=source.encoding).frame()
    numbers = np.arange(1, rows.height + 1)
    rows_read = rows.height
    if source.where is not None:
        kept = keep_rows(rows, source.where, "survey.where")
        rows, numbers = rows.filter(kept), numbers[kept.to_numpy()]
    if rows.is_empty():
        raise BadInput("survey-empty", file=source.file)
    reader = _Reader(file, rows, numbers)
    age = reader.number("survey.age", source.age)
    low, high = file.settings.ages
    population = (np.floor(age) >= low) & (np.floor(age) <= high)
    if not population.any():
        raise BadInput("survey-population-empty", file=source.file, low=low, high=high)
    quantities = reader.quantities(age)
    sex = reader.levels("sex", file.sex, SEXES)
    breakdowns = (_nation(file, population), *reader.groups(), *reader.areas())
    design = reader.design(population)
    reader.collector.require()
    assert design is not None
    return Answered(quantities, design, sex, breakdowns, population, rows_read)


def _nation(file: MeasureFile, population: NDArray[np.bool_]) -> Breakdown:
    everywhere = np.zeros(len(population), dtype=np.int64)
    return Breakdown(NATION, file.title, ("",), (file.title,), everywhere)


class _Reader(Rows):
    """Evaluate the columns of a measure."""

    def __init__(self, file: MeasureFile, rows: pl.DataFrame, numbers: NDArray[np.int64]) -> None:
        super().__init__(rows, numbers)
        self.file = file

    def quantities(self, age: NDArray[np.float64]) -> tuple[Quantity, ...]:
        file = self.file
        answers = {
            name: self.number(f"columns.{name}", mapping) for name, mapping in file.columns.items()
        }
        compared = {
            name: (extra.label, self.number(f"outcomes.{name}", extra.value))
            for name, extra in file.outcomes.items()
        }

        def made() -> tuple[Quantity, ...]:
            return file.of.quantities({"age": age, **answers}, file.settings, compared)

        return self.collector.attempt("columns", made) or ()

    def levels(self, where: str, mapping: LevelMap, levels: tuple[str, ...]) -> NDArray[np.int64]:
        def read() -> NDArray[np.int64]:
            found = mapping.read(self.rows, levels, where, self.row_of).fill_null(-1).to_numpy()
            if (found == -2).any():
                rows = self.rows.filter(pl.Series(found == -2))
                values = ", ".join(mapping.strange(rows, levels, where)[:8])
                raise BadInput("level-unseen", where=where, values=values, rows=rows.height)
            return found.astype(np.int64)

        codes = self.collector.attempt(where, read)
        return np.full(self.rows.height, -1, dtype=np.int64) if codes is None else codes

    def groups(self) -> list[Breakdown]:
        return [
            Breakdown(
                name,
                group.label,
                group.levels,
                tuple(group.level_labels.get(level, level) for level in group.levels),
                self.levels(f"groups.{name}.survey", group.survey, group.levels),
            )
            for name, group in self.file.groups.items()
        ]

    def areas(self) -> list[Breakdown]:
        if self.file.area is None:
            return []
        code = self.file.area
        column = self.collector.attempt("area", lambda: code.read(self.rows, "area"))
        if column is None:
            return []
        codes = tuple(column.drop_nulls().unique().sort().to_list())
        place = column.replace_strict(
            codes, range(len(codes)), default=-1, return_dtype=pl.Int64
        ).to_numpy()
        return [Breakdown(AREA, AREA, codes, codes, place)]

    def design(self, population: NDArray[np.bool_]) -> SurveyDesign | None:
        source = self.file.survey.design
        weight = self.number("survey.design.weight", source.weight)
        return self.collector.attempt(
            "survey.design",
            lambda: read_design(self.rows, source, weight, population, self.row_of),
        )
