"""How a source's columns become harmonised variables: recodes, bands, units, missing codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Annotated

import polars as pl
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

from jalon.engine.sources.codes import code_expression
from jalon.engine.sources.rowwise import evaluate, row_of_table, sql_expression, sql_type
from jalon.errors import BadInput

STRICT = ConfigDict(extra="forbid", frozen=True)

# A value that stands in a file: text or a number; compared as text, 1.0 and "1" being the same.
Raw = str | int | float


def as_text(value: object) -> str:
    """Write a raw value as recodes compare it: trimmed, and whole numbers without decimals."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def is_text(kind: pl.DataType) -> bool:
    return kind == pl.String or isinstance(kind, pl.Categorical | pl.Enum)


def _usable(kind: pl.DataType, where: str, source: str) -> None:
    """Insist on numbers, text or yes and no."""
    plain = kind.is_numeric() or kind in (pl.Boolean, pl.Null) or is_text(kind)
    if not plain:
        raise BadInput("column-kind-unusable", where=where, column=source, kind=str(kind))


def _text_of(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_float():
        column = column.fill_nan(None)
        whole = column.round(0).cast(pl.Int64, strict=False)
        return (
            pl.when(column == whole).then(whole.cast(pl.String)).otherwise(column.cast(pl.String))
        )
    if kind == pl.Boolean:
        return column.cast(pl.Int8).cast(pl.String)
    if kind.is_decimal():
        return _text_of(column.cast(pl.Float64), pl.Float64())
    return column.cast(pl.String).str.strip_chars()


def _number_of(column: pl.Expr, kind: pl.DataType, missing: Sequence[Raw]) -> pl.Expr:
    """Return a Float64 column; missing codes, blanks and nan become null.

    Text is read as a number after its missing codes are gone; what is left makes `evaluate` fail.
    """
    codes = [as_text(code) for code in missing]
    if is_text(kind):
        text = column.cast(pl.String).str.strip_chars()
        column = pl.when(text.is_in(["", *codes])).then(None).otherwise(text)
    number = column.cast(pl.Float64).fill_nan(None)
    if gone := [found for code in codes if (found := _float(code)) is not None]:
        number = pl.when(number.is_in(gone)).then(None).otherwise(number)
    return number


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shorthand(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


@dataclass(config=STRICT, slots=True)
class NumberMap:
    """A number: a column or a SQL expression, in the unit that `factor` turns into Jalon's.

    In a study file a plain text is short for `{ column = "..." }`.
    """

    column: str | None = None
    sql: str | None = None
    factor: float = 1.0
    missing: tuple[Raw, ...] = ()

    def expression(self, schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of a Float64 column; missing codes become null.

        Raises
        ------
        BadInput("column-missing" | "column-kind-unusable" | "sql-unreadable" | ...)
        """
        value, kind = _source(self.column, self.sql, schema, where)
        return _number_of(value, kind, self.missing) * self.factor

    def read(
        self, rows: pl.DataFrame, where: str, row_of: Callable[[int], int] = row_of_table
    ) -> pl.Series:
        """Return the number of each row, null where it is missing; see `evaluate`."""
        expression = self.expression(rows.schema, where)
        return evaluate(rows, expression, where, column=self.column, sql=self.sql, row_of=row_of)


@dataclass(config=STRICT, slots=True)
class TextMap:
    """A name: a column or a SQL expression.

    In a study file a plain text is short for `{ column = "..." }`.
    """

    column: str | None = None
    sql: str | None = None

    def expression(self, schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of a text column, trimmed."""
        value, kind = _source(self.column, self.sql, schema, where)
        return _text_of(value, kind)

    def read(self, rows: pl.DataFrame, where: str) -> pl.Series:
        """Return the text of each row; see `evaluate`."""
        expression = self.expression(rows.schema, where)
        return evaluate(rows, expression, where, column=self.column, sql=self.sql)


@dataclass(config=STRICT, slots=True)
class CodeMap:
    """A code made of one or more columns, each padded with zeros to its width.

    In a study file a plain text is short for `{ columns = ["..."] }`.
    """

    columns: tuple[str, ...]
    widths: tuple[Annotated[int, Field(ge=0)], ...] = ()
    start: int | None = None
    length: int | None = None

    def expression(self, schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of a text code; `start` and `length` cut it (first place is 0)."""
        for column in self.columns:
            _usable(schema[require_column(column, schema, where)], where, column)
        widths: list[int | None] = list(self.widths) or [None] * len(self.columns)
        code = code_expression(self.columns, widths)
        return code if self.start is None else code.str.slice(self.start, self.length)

    def read(self, rows: pl.DataFrame, where: str) -> pl.Series:
        """Return the code of each row, null where a part is missing; see `evaluate`."""
        expression = self.expression(rows.schema, where)
        return evaluate(rows, expression, where, sql=", ".join(self.columns))


@dataclass(config=STRICT, slots=True)
class LevelMap:
    """A category: a column or a SQL expression, then a recode or bands, then the level's name.

    Without recode or bands the values themselves are the levels. `coarse` names values of the
    source that stand for several levels; margins split them (census only).
    """

    column: str | None = None
    sql: str | None = None
    recode: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    factor: float = 1.0
    missing: tuple[Raw, ...] = ()
    coarse: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self, levels: Sequence[str]) -> tuple[str, ...]:
        """Return what this source can say: the levels, then its coarse values."""
        return (*levels, *self.coarse)

    def text(self, schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of the source's value as text, null where it is a missing code."""
        value, kind = _source(self.column, self.sql, schema, where)
        if self.bands:
            return self._banded(_number_of(value, kind, self.missing) * self.factor)
        text = _text_of(value, kind)
        gone = ["", *(as_text(m) for m in self.missing)]
        return pl.when(text.is_in(gone)).then(None).otherwise(text)

    def _banded(self, number: pl.Expr) -> pl.Expr:
        # Whole limits count completed units: 11.5 years are 11, not a gap between 11 and 12.
        limits = [limit for band in self.bands.values() for limit in band if limit is not None]
        if all(float(limit).is_integer() for limit in limits):
            number = number.floor()
        result = pl.lit(None, dtype=pl.String)
        for level, (low, high) in self.bands.items():
            inside = number.is_not_null()
            if low is not None:
                inside = inside & (number >= low)
            if high is not None:
                inside = inside & (number <= high)
            result = pl.when(inside).then(pl.lit(level)).otherwise(result)
        return result

    def code(self, levels: Sequence[str], schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of the level's number (Int16).

        Null where the source says nothing, -2 where it says something that is no level.
        Coarse values are numbered after the levels.
        """
        text = self.text(schema, where)
        names = self.names(levels)
        position = {name: i for i, name in enumerate(names)}
        table = (
            {as_text(raw): position[level] for raw, level in self.recode.items()}
            if self.recode
            else dict(position)
        )
        number = text.replace_strict(table, default=-2, return_dtype=pl.Int16)
        return pl.when(text.is_null()).then(None).otherwise(number)

    def read(
        self,
        rows: pl.DataFrame,
        levels: Sequence[str],
        where: str,
        row_of: Callable[[int], int] = row_of_table,
    ) -> pl.Series:
        """Return the level's number of each row, as `code` gives it; see `evaluate`."""
        expression = self.code(levels, rows.schema, where)
        return evaluate(rows, expression, where, column=self.column, sql=self.sql, row_of=row_of)

    def strange(self, rows: pl.DataFrame, levels: Sequence[str], where: str) -> list[str]:
        """Return the values of these rows that are no level, each once, in order."""
        text = evaluate(
            rows, self.text(rows.schema, where), where, column=self.column, sql=self.sql
        )
        code = self.read(rows, levels, where)
        values: list[str] = text.filter(code == -2).unique().sort().to_list()
        return values


def require_column(column: str, schema: pl.Schema, where: str) -> str:
    """Insist that a source has a column, and return it.

    Raises
    ------
    BadInput("column-missing")
    """
    if column not in schema:
        raise BadInput(
            "column-missing", where=where, column=column, known=", ".join(schema.names()[:40])
        )
    return column


def _source(
    column: str | None, sql: str | None, schema: pl.Schema, where: str
) -> tuple[pl.Expr, pl.DataType]:
    if sql is not None:
        expression = sql_expression(sql, schema, where)
        kind = sql_type(expression, schema, sql, where)
        _usable(kind, where, sql)
        return expression, kind
    if column is None:
        raise BadInput("study-one-of", key=where, first="column", second="sql")
    require_column(column, schema, where)
    _usable(schema[column], where, column)
    return pl.col(column), schema[column]


def _code_shorthand(value: object) -> object:
    return {"columns": (value,)} if isinstance(value, str) else value


Number = Annotated[NumberMap, BeforeValidator(_shorthand, json_schema_input_type=str | NumberMap)]
Level = Annotated[LevelMap, BeforeValidator(_shorthand, json_schema_input_type=str | LevelMap)]
Words = Annotated[TextMap, BeforeValidator(_shorthand, json_schema_input_type=str | TextMap)]
Code = Annotated[CodeMap, BeforeValidator(_code_shorthand, json_schema_input_type=str | CodeMap)]
