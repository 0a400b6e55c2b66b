"""The trail in tests."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from jalon.workspace.audit.append_only import protect, unprotect


def let_tests_empty(connection: BaseDatabaseWrapper) -> None:
    """Lift the trail's triggers while the test runner empties the database, and only then."""
    empty: Callable[..., Any] = connection.ops.execute_sql_flush

    def execute(statements: list[str]) -> Any:
        unprotect(connection)
        try:
            return empty(statements)
        finally:
            protect(connection)

    connection.ops.execute_sql_flush = execute  # type: ignore[method-assign]
