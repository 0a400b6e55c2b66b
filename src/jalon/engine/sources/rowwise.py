"""SQL and other expressions worked out row by row, and what to say when a row defeats them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from jalon.errors import BadInput

# What polars raises when an expression cannot be worked out on a column's values.
FAULTS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)

# Kinds of steps in an expression, and functions, whose result depends on other rows. Files are
# read in batches: such a result would be one batch's own.
ACROSS_ROWS = frozenset(
    {
        *("Agg", "AnonymousAgg", "Len", "Over", "Window", "Rolling", "Explode", "SubPlan"),
        *("Filter", "Sort", "SortBy", "Gather", "Slice", "Quantile", "Correlation", "Rank"),
        *("Range", "Shift", "ShiftAndFill", "Diff", "Unique", "Mode", "Skew", "Kurtosis"),
        *("Boolean.Any", "Boolean.All", "ArgUnique", "Reverse", "CumSum", "CumCount"),
    }
)


def row_of_table(position: int) -> int:
    """Return the number of a row, from 1, as a person counts the rows under the heading."""
    return position + 1


def evaluate(
    rows: pl.DataFrame,
    expression: pl.Expr,
    where: str,
    *,
    column: str | None = None,
    sql: str | None = None,
    row_of: Callable[[int], int] = row_of_table,
) -> pl.Series:
    """Work out an expression row by row; a constant holds for every row.

    Parameters
    ----------
    rows : polars.DataFrame
    expression : polars.Expr
    where : str
        The study's key that gave the expression.
    column, sql : str, optional
        What the study says there: the name of a column, or SQL.
    row_of : callable
        Number of the row in its file, for a position in `rows`.

    Raises
    ------
    BadInput("text-in-number-column" | "sql-unreadable")
        The first row on which it fails is named.
    """
    try:
        return _worked_out(rows, expression)
    except FAULTS as error:
        place = _first_failing(rows, expression)
        row = row_of(place)
        if column is not None and column in rows.columns:
            value = str(rows[column][place])[:80]
            raise BadInput(
                "text-in-number-column", where=where, column=column, row=row, value=value
            ) from None
        raise BadInput(
            "sql-unreadable", where=where, sql=sql or where, reason=_first_line(error)
        ) from None


def _worked_out(rows: pl.DataFrame, expression: pl.Expr) -> pl.Series:
    return rows.with_columns(expression.alias("_"))["_"]


def _first_failing(rows: pl.DataFrame, expression: pl.Expr) -> int:
    """Return the position of the first row on which an expression fails, by halving."""
    low, high = 0, rows.height
    while high - low > 1:
        middle = (low + high) // 2
        try:
            _worked_out(rows[low:middle], expression)
        except FAULTS:
            high = middle
        else:
            low = middle
    return low


def sql_expression(sql: str, schema: pl.Schema, where: str) -> pl.Expr:
    """Parse a SQL expression over the columns of one source.

    Raises
    ------
    BadInput("sql-unreadable" | "sql-across-rows" | "sql-column-unknown")
        The expression cannot be parsed, it adds up or compares rows, or it names a column that the
        source does not have.
    """
    try:
        expression = pl.sql_expr(sql)
    except (*FAULTS, ValueError) as error:
        raise BadInput("sql-unreadable", where=where, sql=sql, reason=_first_line(error)) from None
    if not is_row_wise(expression):
        raise BadInput("sql-across-rows", where=where, sql=sql)
    if unknown := sorted(set(expression.meta.root_names()) - set(schema.names())):
        raise BadInput(
            "sql-column-unknown",
            where=where,
            sql=sql,
            columns=", ".join(unknown),
            known=", ".join(schema.names()[:40]),
        )
    return expression


def sql_condition(sql: str, schema: pl.Schema, where: str) -> pl.Expr:
    """Parse a SQL condition: an expression that is true or false.

    Raises
    ------
    BadInput("sql-not-condition")
        Besides what `sql_expression` raises.
    """
    expression = sql_expression(sql, schema, where)
    kind = sql_type(expression, schema, sql, where)
    if kind != pl.Boolean:
        raise BadInput("sql-not-condition", where=where, sql=sql, kind=str(kind))
    return expression


def keep_rows(rows: pl.DataFrame, sql: str, where: str) -> pl.Series:
    """Return for each row whether a SQL condition holds; where it is unknown it does not."""
    condition = sql_condition(sql, rows.schema, where)
    return evaluate(rows, condition, where, sql=sql).fill_null(False)


def is_row_wise(expression: pl.Expr) -> bool:
    """Say whether each row's value depends on that row alone: no sums, ranks or windows."""
    if not ACROSS_ROWS.isdisjoint(_steps(json.loads(expression.meta.serialize(format="json")))):
        return False
    try:
        # Not enough alone: polars 2.1 takes sums, counts and means for row-wise.
        return expression.meta.is_row_separable()
    except FAULTS:
        # It cannot tell of some expressions without their columns' types, such as IN.
        return True


def _steps(tree: Any) -> Iterator[str]:
    """Yield the kinds of an expression's steps and the names of its functions."""
    if tree == "Len":
        # The one step without parts that looks at other rows.
        yield tree
    elif isinstance(tree, list):
        for part in tree:
            yield from _steps(part)
    elif isinstance(tree, dict):
        for kind, parts in tree.items():
            if kind in {"Column", "Literal"}:
                continue
            yield kind
            if kind == "Function":
                yield from _names(parts["function"])
                yield from _steps(parts["input"])
            else:
                yield from _steps(parts[0] if kind == "Alias" else parts)


def _names(function: str | dict[str, Any]) -> Iterator[str]:
    """Yield a function's name: alone, or after its family ("Boolean.Any")."""
    if isinstance(function, str):
        yield function
        return
    for family, member in function.items():
        yield family
        if isinstance(member, str | dict):
            yield from (f"{family}.{name}" for name in _names(member))


def sql_type(expression: pl.Expr, schema: pl.Schema, sql: str, where: str) -> pl.DataType:
    """Return the type that an expression gives on a source with this schema."""
    try:
        return pl.LazyFrame(schema=schema).select(expression.alias("_")).collect_schema()["_"]
    except pl.exceptions.PolarsError as error:
        raise BadInput("sql-unreadable", where=where, sql=sql, reason=_first_line(error)) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
