"""Triggers of the database: what the trail says is never changed, only erased where of a person."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "events are written once"
# The one change that is let be: a row that says something comes to say nothing.
ERASES = (
    "NEW.event_id = OLD.event_id AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL"
    " AND NEW.salt = '' AND NEW.actor_name = '' AND NEW.address = ''"
    " AND NEW.before = '{}' AND NEW.after = '{}'"
)
STATEMENT = "FOR EACH STATEMENT"

SQLITE = {
    "audit_event_no_update": "BEFORE UPDATE ON audit_event",
    "audit_event_no_delete": "BEFORE DELETE ON audit_event",
    "audit_personal_no_delete": "BEFORE DELETE ON audit_personalvalues",
    "audit_personal_erase_only": f"BEFORE UPDATE ON audit_personalvalues WHEN NOT ({ERASES})",
}
POSTGRESQL = {  # name: (when, table, how often)
    "audit_event_no_change": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "audit_event", STATEMENT),
    "audit_personal_no_delete": ("BEFORE DELETE OR TRUNCATE", "audit_personalvalues", STATEMENT),
    "audit_personal_erase_only": (
        "BEFORE UPDATE",
        "audit_personalvalues",
        f"FOR EACH ROW WHEN (NOT ({ERASES}))",
    ),
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
        for name, (when, table, often) in POSTGRESQL.items():
            cursor.execute(
                f"CREATE TRIGGER {name} {when} ON {table} {often} EXECUTE FUNCTION audit_refuse()"
            )


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for undoing the migration, and for emptying a test's database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (_when, table, _often) in POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
