"""Triggers of the database: a candidate for a post holds no grant."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "candidates hold no grants"
GRANTED = "SELECT 1 FROM accounts_user WHERE id = NEW.user_id AND kind = 'candidate'"
HOLDS = "SELECT 1 FROM programmes_grant WHERE user_id = NEW.id AND ended_at IS NULL"
TRIGGERS = {  # name: (when, table, what must not be)
    "programmes_grant_added": ("BEFORE INSERT", "programmes_grant", GRANTED),
    "programmes_grant_moved": ("BEFORE UPDATE OF user_id", "programmes_grant", GRANTED),
    "programmes_user_turned": (
        "BEFORE UPDATE OF kind",
        "accounts_user",
        f"{HOLDS} AND NEW.kind = 'candidate'",
    ),
}


def protect(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers."""
    with connection.cursor() as cursor:
        for name, (when, table, found) in TRIGGERS.items():
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} {when} ON {table} WHEN EXISTS ({found})"
                    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
                continue
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF EXISTS ({found}) THEN RAISE EXCEPTION '{REFUSAL}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    with connection.cursor() as cursor:
        for name, (_when, table, _found) in TRIGGERS.items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
