"""How a source's columns become harmonised variables: recodes, bands, units, missing codes."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Annotated

import polars as pl
from pydantic import BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from jalon.engine.sources.codes import code_expression
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


def _text_of(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_float():
        whole = column.round(0).cast(pl.Int64, strict=False)
        return (
            pl.when(column == whole).then(whole.cast(pl.String)).otherwise(column.cast(pl.String))
        )
    if kind == pl.Boolean:
        return column.cast(pl.Int8).cast(pl.String)
    return column.cast(pl.String).str.strip_chars()


def sql_expression(sql: str, schema: pl.Schema, where: str) -> pl.Expr:
    """Parse a SQL expression over the columns of one source.

    Raises
    ------
    BadInput("sql-unreadable" | "sql-column-unknown")
        The expression cannot be parsed, or it names a column that the source does not have.
    """
    try:
        expression = pl.sql_expr(sql)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise BadInput("sql-unreadable", where=where, sql=sql, reason=_first_line(error)) from None
    if unknown := sorted(set(expression.meta.root_names()) - set(schema.names())):
        raise BadInput(
            "sql-column-unknown",
            where=where,
            sql=sql,
            columns=", ".join(unknown),
            known=", ".join(schema.names()[:40]),
        )
    return expression


def sql_type(expression: pl.Expr, schema: pl.Schema, sql: str, where: str) -> pl.DataType:
    """Return the type that an expression gives on a source with this schema."""
    try:
        return pl.LazyFrame(schema=schema).select(expression.alias("_")).collect_schema()["_"]
    except pl.exceptions.PolarsError as error:
        raise BadInput("sql-unreadable", where=where, sql=sql, reason=_first_line(error)) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]


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
        BadInput("column-missing" | "text-in-number-column")
        """
        value, kind = _source(self.column, self.sql, schema, where)
        if kind == pl.String:
            raise BadInput("text-in-number-column", where=where, column=self.column or self.sql)
        number = value.cast(pl.Float64)
        number = pl.when(number.is_nan()).then(None).otherwise(number)
        if self.missing:
            number = (
                pl.when(number.is_in([float(m) for m in self.missing])).then(None).otherwise(number)
            )
        return number * self.factor


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
        return _text_of(value, kind).str.strip_chars()


@dataclass(config=STRICT, slots=True)
class CodeMap:
    """A code made of one or more columns, each padded with zeros to its width.

    In a study file a plain text is short for `{ columns = ["..."] }`.
    """

    columns: tuple[str, ...]
    widths: tuple[int, ...] = ()
    start: int | None = None
    length: int | None = None

    def expression(self, schema: pl.Schema, where: str) -> pl.Expr:
        """Return the expression of a text code; `start` and `length` cut it (first place is 0)."""
        for column in self.columns:
            require_column(column, schema, where)
        widths: list[int | None] = list(self.widths) or [None] * len(self.columns)
        code = code_expression(self.columns, widths)
        return code if self.start is None else code.str.slice(self.start, self.length)


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
            return self._banded(value, kind, where)
        text = _text_of(value, kind)
        gone = ["", *(as_text(m) for m in self.missing)]
        return pl.when(text.is_in(gone)).then(None).otherwise(text)

    def _banded(self, value: pl.Expr, kind: pl.DataType, where: str) -> pl.Expr:
        if kind == pl.String:
            raise BadInput("text-in-number-column", where=where, column=self.column or self.sql)
        number = value.cast(pl.Float64)
        gone = number.is_in([float(m) for m in self.missing])
        scaled = number * self.factor
        result = pl.lit(None, dtype=pl.String)
        for level, (low, high) in self.bands.items():
            inside = pl.lit(True)
            if low is not None:
                inside = inside & (scaled >= low)
            if high is not None:
                inside = inside & (scaled <= high)
            result = pl.when(inside & ~gone).then(pl.lit(level)).otherwise(result)
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
        return expression, sql_type(expression, schema, sql, where)
    if column is None:
        raise BadInput("study-one-of", key=where, first="column", second="sql")
    require_column(column, schema, where)
    return pl.col(column), schema[column]


def _code_shorthand(value: object) -> object:
    return {"columns": (value,)} if isinstance(value, str) else value


Number = Annotated[NumberMap, BeforeValidator(_shorthand, json_schema_input_type=str | NumberMap)]
Level = Annotated[LevelMap, BeforeValidator(_shorthand, json_schema_input_type=str | LevelMap)]
Words = Annotated[TextMap, BeforeValidator(_shorthand, json_schema_input_type=str | TextMap)]
Code = Annotated[CodeMap, BeforeValidator(_code_shorthand, json_schema_input_type=str | CodeMap)]
