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
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)  # it looks and changes nothing
            return
        executor = MigrationExecutor(connections[options["database"]])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            index.drop()
        try:
            super().handle(*args, **options)
        finally:  # what is written after a migration that failed is to be found, too
            if not index.is_current():
                index.rebuild()
