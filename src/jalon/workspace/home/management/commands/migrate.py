"""Django's migrate; the search's triggers step aside before it and are made anew after it.

Changing a table of SQLite drops its triggers; PostgreSQL refuses to change a column that a trigger
names. Both are met by this one step, without a signal.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from jalon.workspace.home import index


class Command(migrate.Command):
    """Migrate, then bring the search's index up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connections[options["database"]])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            index.drop()
        super().handle(*args, **options)
        if not index.is_current():
            index.rebuild()
