"""What the address of a database is made into."""

from jalon.workspace.config.databases import database


def test_sqlite_waits_its_turn_to_write() -> None:
    found = database("sqlite:////srv/jalon/site.sqlite3")
    assert found["NAME"] == "/srv/jalon/site.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert found["CONN_HEALTH_CHECKS"]


def test_postgresql_compiles_no_query_of_a_page() -> None:
    found = database("postgres://us:pass@db.example/site?sslmode=require")
    assert found["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require"}


def test_what_the_address_asks_for_stands() -> None:
    found = database("postgres://us:pass@db.example/site?options=-c%20jit%3Don")
    assert found["OPTIONS"]["options"] == "-c jit=on"
