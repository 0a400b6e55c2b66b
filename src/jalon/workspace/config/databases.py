"""The database of a site, from its address: SQLite and PostgreSQL as pages need them."""

from typing import Any

import dj_database_url

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing at commit
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
        " PRAGMA recursive_triggers=ON;"  # REPLACE asks the trail's triggers, too
    ),
}
# Compiling the long queries of a page takes PostgreSQL longer than answering them.
POSTGRESQL = {"options": "-c jit=off"}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of a database; what the address asks for stands."""
    found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    ours = SQLITE if found["ENGINE"].endswith("sqlite3") else POSTGRESQL
    return {**found, "OPTIONS": {**ours, **found.get("OPTIONS", {})}}
