"""Hold a call while a candidate writes in it: who opens or purges it waits, no candidate does.

Always the call first, then the application: whoever holds both takes them in this order, so that
nobody waits for each other. On SQLite one writer has the whole database to himself anyway.
"""

from django.db import connection

SHARED = "SELECT 1 FROM recruitment_call WHERE id = %s FOR SHARE"


def hold_call(call_id: int) -> None:
    """Keep a call as it is until the transaction ends; many may at the same time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SHARED, [call_id])
