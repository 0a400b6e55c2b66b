"""The survey's rows as numbers: area, pattern, outcome and design."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.census.patterns import PatternIndex
from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.prepare.areas import AreaRegister
from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.reading import Reading
from jalon.engine.sources.codes import match_codes
from jalon.engine.sources.columns import NumberMap, require_column, sql_expression
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study
from jalon.engine.survey.design import LonelyPsu, SurveyDesign, make_design
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
        Pattern of the model's and the groups' variables, -1 where one is missing.
    codes : (n, V) int16
        Levels of every variable of the study, -1 missing.
    outcome : (n,) int8
        1, 0, or -1 where unknown or outside the population.
    population : (n,) bool
        Age inside the study's population.
    age : (n,) float64
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
    if source.where is not None:
        rows = rows.filter(sql_expression(source.where, table.schema, "survey.where"))
    if rows.is_empty():
        raise BadInput("survey-empty", file=source.file)
    reader = _Reader(study, rows, table.schema)
    age = reader.number("survey.age", study.survey.age)
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
    pattern = index.index(codes)
    reading = _reading(study, rows_read, rows.height, population, outcome, codes, area)
    return SurveySample(
        area, region, pattern, codes, outcome, population, age, design, unmatched, reading
    )


class _Reader:
    """Evaluate the study's columns on the rows of a survey, keeping every complaint."""

    def __init__(self, study: Study, rows: pl.DataFrame, schema: pl.Schema) -> None:
        self.study = study
        self.rows = rows
        self.schema = schema
        self.collector = Collector()

    def number(self, where: str, mapping: NumberMap) -> NDArray[np.float64]:
        column = self.collector.attempt(
            where,
            lambda: self.rows.select(mapping.expression(self.schema, where).alias("v"))["v"],
        )
        if column is None:
            return np.full(self.rows.height, np.nan)
        return column.fill_null(float("nan")).to_numpy()

    def outcome(self, age: NDArray[np.float64]) -> NDArray[np.int8]:
        found = self.collector.attempt("outcome", lambda: self._outcome(age))
        return np.zeros(self.rows.height, np.int8) if found is None else found

    def _outcome(self, age: NDArray[np.float64]) -> NDArray[np.int8]:
        outcome = self.study.outcome
        if outcome.sql is not None:
            condition = sql_expression(outcome.sql, self.schema, "outcome.sql").cast(pl.Int8)
            answer = self.rows.select(condition.alias("v"))["v"]
            return answer.fill_null(-1).to_numpy().astype(np.int8)
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
        code = variable.survey.code(variable.levels, self.schema, where)
        column = self.rows.select(code.alias("v"))["v"].fill_null(-1).to_numpy()
        strange = (column == -2) & population
        if strange.any():
            text = variable.survey.text(self.schema, where).alias("v")
            values = self.rows.filter(pl.Series(strange)).select(text)["v"].unique().sort()
            raise BadInput(
                "level-unseen",
                where=where,
                values=", ".join(values.to_list()[:SHOWN_VALUES]),
                rows=int(strange.sum()),
            )
        return np.where(column < 0, -1, column).astype(np.int16)

    def places(
        self, register: AreaRegister, population: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32] | None, NDArray[np.int32] | None, dict[str, int]]:
        found = self.collector.attempt("survey.area", lambda: self._places(register, population))
        return found or (None, None, {})

    def _places(
        self, register: AreaRegister, population: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], dict[str, int]]:
        source = self.study.survey
        code = source.area.expression(self.schema, "survey.area").alias("v")
        codes = self.rows.select(code)["v"].to_list()
        area, _ = match_codes(codes, register.codes)
        region = np.where(area >= 0, register.region[area], -1).astype(np.int32)
        if source.region is not None:
            code = source.region.expression(self.schema, "survey.region").alias("v")
            region, _ = match_codes(self.rows.select(code)["v"].to_list(), register.region_codes)
        unmatched: dict[str, int] = {}
        for i in np.flatnonzero(population & (area < 0)):
            name = codes[i] or ""
            unmatched[name] = unmatched.get(name, 0) + 1
        if unmatched and source.unmatched_areas == "refuse":
            raise BadInput(
                "areas-unmatched",
                where="survey.area",
                file=source.file,
                count=len(unmatched),
                codes=", ".join(sorted(unmatched)[:SHOWN_VALUES]),
                rows=sum(unmatched.values()),
            )
        return area, region, dict(sorted(unmatched.items()))

    def design(self, population: NDArray[np.bool_]) -> SurveyDesign | None:
        source = self.study.survey.design
        weight = self.number("survey.design.weight", source.weight)
        return self.collector.attempt("survey.design", lambda: self._design(weight, population))

    def _design(self, weight: NDArray[np.float64], population: NDArray[np.bool_]) -> SurveyDesign:
        source = self.study.survey.design
        bad = population & ~(weight > 0)
        if bad.any():
            raise BadInput(
                "weights-not-positive",
                where="survey.design.weight",
                rows=int(bad.sum()),
                first=int(np.flatnonzero(bad)[0]) + 1,
            )
        # Rows outside the population keep their PSU in the design; their weight is never used.
        return make_design(
            np.where(weight > 0, weight, 1.0),
            self._unit("strata", source.strata),
            self._unit("psu", source.psu),
            lonely_psu=LonelyPsu(source.lonely_psu),
        )

    def _unit(self, kind: str, names: tuple[str, ...]) -> NDArray[np.object_] | None:
        """Return the unit of each row, named by one column or by several together."""
        if not names:
            return None
        where = f"survey.design.{kind}"
        for name in names:
            require_column(name, self.schema, where)
        text = pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator="/")
        column = self.rows.select(text.alias("v"))["v"]
        if blank := column.null_count():
            raise BadInput("design-unit-missing", where=where, rows=blank, kind=kind)
        return column.to_numpy()


def _reading(
    study: Study,
    read: int,
    kept: int,
    population: NDArray[np.bool_],
    outcome: NDArray[np.int8],
    codes: NDArray[np.int16],
    area: NDArray[np.int32],
) -> Reading:
    dropped = {"where": read - kept, "outside-population": int((~population).sum())}
    left = population.copy()
    unknown = left & (outcome < 0)
    dropped["outcome-unknown"] = int(unknown.sum())
    left &= ~unknown
    for i, name in enumerate(study.variables):
        gone = left & (codes[:, i] < 0)
        dropped[f"missing-{name}"] = int(gone.sum())
        left &= ~gone
    if study.survey.unmatched_areas == "drop":
        gone = left & (area < 0)
        dropped["area-unmatched"] = int(gone.sum())
        left &= ~gone
    reasons = {reason: rows for reason, rows in dropped.items() if rows}
    return Reading("survey", study.survey.file, read, int(left.sum()), reasons)
