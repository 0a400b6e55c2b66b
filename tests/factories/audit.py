"""The trail in tests."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from jalon.workspace.audit.append_only import protect, unprotect


def let_tests_empty(connection: BaseDatabaseWrapper) -> None:
    """Lift the trail's triggers while the test runner empties the database, and only then.

    For the class, not for one connection: a browser's tests run in contexts that have their own.
    """
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def execute(self: Any, statements: list[str]) -> Any:
        unprotect(self.connection)
        try:
            return empty(self, statements)
        finally:
            protect(self.connection)

    operations.execute_sql_flush = execute  # type: ignore[method-assign]  # for the test
