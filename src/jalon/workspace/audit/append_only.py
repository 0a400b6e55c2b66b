"""Triggers of the database that refuse to change or delete what the trail says."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "events are written once"

SQLITE = {
    "audit_event_no_update": "BEFORE UPDATE ON audit_event",
    "audit_event_no_delete": "BEFORE DELETE ON audit_event",
    "audit_personal_no_delete": "BEFORE DELETE ON audit_personalvalues",
}
POSTGRESQL = {
    "audit_event_no_change": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "audit_event"),
    "audit_personal_no_delete": ("BEFORE DELETE OR TRUNCATE", "audit_personalvalues"),
}


def protect(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, when in SQLITE.items():
                cursor.execute(
                    f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for name, (when, table) in POSTGRESQL.items():
            cursor.execute(
                f"CREATE TRIGGER {name} {when} ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for undoing the migration, and for emptying a test's database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (_when, table) in POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
