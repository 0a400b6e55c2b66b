"""The survey's rows as numbers: area, pattern, outcome and design."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.patterns import PatternIndex
from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.design import read_design
from jalon.engine.prepare.reading import Reading
from jalon.engine.prepare.rows import Rows
from jalon.engine.sources.codes import match_codes
from jalon.engine.sources.rowwise import evaluate, keep_rows, sql_expression
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study
from jalon.engine.study.consistency import with_unknown
from jalon.engine.survey.design import SurveyDesign
from jalon.errors import BadInput

# A survey that says anything else than a level shows at most this many of its values.
SHOWN_VALUES = 8


@dataclass(frozen=True, slots=True)
class SurveySample:
    """Every row of the survey, those outside the population too: they belong to the design.

    Attributes
    ----------
    area : (n,) int32
        Position in the register, -1 where the survey's code is in no register.
    region : (n,) int32
        Position in the register's regions, -1 where unknown.
    pattern : (n,) int32
        Pattern of all variables, -1 where one of the model's is missing; a missing value of
        another is the index's unknown level.
    codes : (n, V) int16
        Levels of every variable of the study, -1 missing.
    outcome : (n,) int8
        1, 0, or -1 where unknown or outside the population.
    population : (n,) bool
        Age inside the study's population.
    age : (n,) float64
        Completed years; nan where unknown.
    design : SurveyDesign
    unmatched : code -> rows
        Area codes of the population that are in no register.
    """

    area: NDArray[np.int32]
    region: NDArray[np.int32]
    pattern: NDArray[np.int32]
    codes: NDArray[np.int16]
    outcome: NDArray[np.int8]
    population: NDArray[np.bool_]
    age: NDArray[np.float64]
    design: SurveyDesign
    unmatched: Mapping[str, int]
    reading: Reading

    @property
    def known(self) -> NDArray[np.bool_]:
        """Rows of the population whose outcome is known: those of the direct estimates."""
        return self.population & (self.outcome >= 0)


def read_survey(study: Study, register: AreaRegister, index: PatternIndex) -> SurveySample:
    """Read the survey and turn its columns into the study's variables.

    Raises
    ------
    Problems
        Every column that is missing or unusable, level that is not in the study, weight that is
        not positive, area that is in no register, and an outcome that is the same for all.
    """
    source = study.survey
    table = open_table(study.resolve(source.file), encoding=source.encoding)
    rows = table.frame()
    rows_read = rows.height
    numbers = np.arange(1, rows_read + 1)
    if source.where is not None:
        kept = keep_rows(rows, source.where, "survey.where")
        rows, numbers = rows.filter(kept), numbers[kept.to_numpy()]
    if rows.is_empty():
        raise BadInput("survey-empty", file=source.file)
    reader = _Reader(study, rows, numbers)
    # Ages are completed years: 11.5 counts as 11.
    age = np.floor(reader.number("survey.age", study.survey.age))
    low, high = study.population.ages
    population = (age >= low) & (age <= high)
    outcome = reader.outcome(age)
    codes = reader.levels(population)
    area, region, unmatched = reader.places(register, population)
    design = reader.design(population)
    reader.collector.require()
    assert area is not None
    assert region is not None
    assert design is not None
    if not population.any():
        raise BadInput("survey-population-empty", file=source.file, low=low, high=high)
    outcome = np.where(population, outcome, -1).astype(np.int8)
    pattern = index.index(unknown_apart(study, codes))
    reading = _reading(study, rows_read, age, population, outcome, codes, area)
    return SurveySample(
        area, region, pattern, codes, outcome, population, age, design, unmatched, reading
    )


def unknown_apart(study: Study, codes: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return codes (n, V) with the unknown level in place of what no term of the model needs."""
    codes = codes.copy()
    apart = with_unknown(study)
    for i, (name, variable) in enumerate(study.variables.items()):
        if name in apart:
            codes[codes[:, i] < 0, i] = len(variable.levels)
    return codes


class _Reader(Rows):
    """Evaluate the study's columns."""

    def __init__(self, study: Study, rows: pl.DataFrame, numbers: NDArray[np.int64]) -> None:
        super().__init__(rows, numbers)
        self.study = study

    def outcome(self, age: NDArray[np.float64]) -> NDArray[np.int8]:
        found = self.collector.attempt("outcome", lambda: self._outcome(age))
        return np.zeros(self.rows.height, np.int8) if found is None else found

    def _outcome(self, age: NDArray[np.float64]) -> NDArray[np.int8]:
        outcome = self.study.outcome
        if outcome.sql is not None:
            return self._condition(outcome.sql)
        assert outcome.rule is not None
        rule = RULES[outcome.rule]
        parameters = rule.parameters.read(
            {"ages": self.study.population.ages, **outcome.parameters}
        )
        columns = {
            name: self.number(f"outcome.columns.{name}", mapping)
            for name, mapping in outcome.columns.items()
        }
        return rule.apply({"age": age, **columns}, parameters)

    def _condition(self, sql: str) -> NDArray[np.int8]:
        """Return the outcome's SQL as 1, 0 and -1; a number stands for yes only when it is 1."""
        where = "outcome.sql"
        expression = sql_expression(sql, self.rows.schema, where)
        answer = evaluate(self.rows, expression, where, sql=sql, row_of=self.row_of)
        plain = answer.dtype.is_numeric() or answer.dtype in (pl.Boolean, pl.Null)
        strange = answer.drop_nulls().unique().sort()
        if plain:
            numbers = answer.cast(pl.Float64)
            strange = answer.filter(~numbers.is_in([0.0, 1.0])).unique().sort()
        if len(strange):
            values = ", ".join(str(value) for value in strange.head(SHOWN_VALUES))
            kind = str(answer.dtype)
            raise BadInput("outcome-sql-not-binary", where=where, values=values, kind=kind)
        return answer.cast(pl.Int8).fill_null(-1).to_numpy()

    def levels(self, population: NDArray[np.bool_]) -> NDArray[np.int16]:
        variables = self.study.variables
        codes = np.full((self.rows.height, len(variables)), -1, dtype=np.int16)
        for i, name in enumerate(variables):
            where = f"variables.{name}.survey"
            column = self.collector.attempt(where, partial(self._level, name, where, population))
            if column is not None:
                codes[:, i] = column
        return codes

    def _level(self, name: str, where: str, population: NDArray[np.bool_]) -> NDArray[np.int16]:
        variable = self.study.variables[name]
        found = variable.survey.read(self.rows, variable.levels, where, self.row_of)
        column = found.fill_null(-1).to_numpy()
        strange = (column == -2) & population
        if strange.any():
            rows = self.rows.filter(pl.Series(strange))
            values = variable.survey.strange(rows, variable.levels, where)
            raise BadInput(
                "level-unseen",
                where=where,
                values=", ".join(values[:SHOWN_VALUES]),
                rows=int(strange.sum()),
            )
        return np.where(column < 0, -1, column).astype(np.int16)

    def places(
        self, register: AreaRegister, population: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32] | None, NDArray[np.int32] | None, dict[str, int]]:
        """Return each row's area, its region, and the area codes that are in no register."""
        found = self.collector.attempt("survey.area", lambda: self._areas(register, population))
        if found is None:
            return None, None, {}
        area, unmatched = found
        region = np.where(area >= 0, register.region[area], -1).astype(np.int32)
        if self.study.survey.region is not None:
            stated = self.collector.attempt(
                "survey.region", lambda: self._regions(register, population, area)
            )
            if stated is not None:
                region = np.where(area >= 0, region, stated).astype(np.int32)
        return area, region, unmatched

    def _areas(
        self, register: AreaRegister, population: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], dict[str, int]]:
        source = self.study.survey
        codes = source.area.read(self.rows, "survey.area").to_list()
        area, _ = match_codes(codes, register.codes)
        unmatched = _counted(codes, population & (area < 0))
        # When no row at all has an area of the register, the codes are spelt another way.
        none = not (population & (area >= 0)).any()
        if unmatched and (none or source.unmatched_areas == "refuse"):
            raise BadInput("areas-unmatched", **self._lost("survey.area", unmatched))
        return area, unmatched

    def _regions(
        self, register: AreaRegister, population: NDArray[np.bool_], area: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Return the region that each row states, found to be the one of its area."""
        source = self.study.survey
        assert source.region is not None
        codes = source.region.read(self.rows, "survey.region").to_list()
        region, _ = match_codes(codes, register.region_codes)
        stated = np.array([code is not None for code in codes], dtype=np.bool_)
        # A row that is dropped needs no region; one with an area has the area's.
        needed = stated & (area >= 0)
        if source.unmatched_areas == "region":
            needed = needed | (area < 0)
        if lost := _counted(codes, population & needed & (region < 0)):
            raise BadInput("regions-unmatched", **self._lost("survey.region", lost))
        other = population & stated & (area >= 0) & (region != register.region[area])
        if other.any():
            places = np.flatnonzero(other)
            told = [
                f"{codes[i]} ({register.codes[area[i]]}, row {self.row_of(i)})"
                for i in places[:SHOWN_VALUES]
            ]
            raise BadInput(
                "regions-contradict",
                where="survey.region",
                file=source.file,
                rows=len(places),
                codes=", ".join(told),
            )
        return region

    def _lost(self, where: str, lost: Mapping[str, int]) -> dict[str, object]:
        return {
            "where": where,
            "file": self.study.survey.file,
            "count": len(lost),
            "codes": ", ".join(list(lost)[:SHOWN_VALUES]),
            "rows": sum(lost.values()),
        }

    def design(self, population: NDArray[np.bool_]) -> SurveyDesign | None:
        source = self.study.survey.design
        weight = self.number("survey.design.weight", source.weight)
        return self.collector.attempt(
            "survey.design",
            lambda: read_design(self.rows, source, weight, population, self.row_of),
        )


def _counted(codes: list[str | None], rows: NDArray[np.bool_]) -> dict[str, int]:
    """Return how many of the rows have each code; a missing one is counted under ""."""
    return dict(sorted(Counter(codes[i] or "" for i in np.flatnonzero(rows)).items()))


def _reading(
    study: Study,
    read: int,
    age: NDArray[np.float64],
    population: NDArray[np.bool_],
    outcome: NDArray[np.int8],
    codes: NDArray[np.int16],
    area: NDArray[np.int32],
) -> Reading:
    ageless = int(np.isnan(age).sum())
    dropped = {
        "where": read - len(age),
        "age-unknown": ageless,
        "outside-population": int((~population).sum()) - ageless,
    }
    left = population.copy()
    unknown = left & (outcome < 0)
    dropped["outcome-unknown"] = int(unknown.sum())
    left &= ~unknown
    apart = with_unknown(study)
    for i, name in enumerate(study.variables):
        if name in apart:
            continue
        gone = left & (codes[:, i] < 0)
        dropped[f"missing-{name}"] = int(gone.sum())
        left &= ~gone
    if study.survey.unmatched_areas == "drop":
        gone = left & (area < 0)
        dropped["area-unmatched"] = int(gone.sum())
        left &= ~gone
    reasons = {reason: rows for reason, rows in dropped.items() if rows}
    return Reading("survey", study.survey.file, read, int(left.sum()), reasons)
