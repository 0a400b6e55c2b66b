"""The database refuses what our code would never ask for."""

import pytest
from django.db import IntegrityError, connection, transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event, PersonalValues
from jalon.workspace.audit.services import record


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET what = 'another'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_personalvalues",
        "UPDATE audit_personalvalues SET actor_name = 'Eve'",
        "UPDATE audit_personalvalues SET erased_at = '2026-01-01'",
        (
            "UPDATE audit_personalvalues SET salt = '', address = '', actor_name = '',"
            " before = '{}', after = '{\"name\": \"Eve\"}', erased_at = '2026-01-01'"
        ),
    ],
)
def test_events_are_written_once(amina: User, statement: str) -> None:
    record(by=amina, what="accounts.renamed", target=amina)
    with (
        pytest.raises(IntegrityError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.get().what == "accounts.renamed"
    assert PersonalValues.objects.exists()


def test_what_is_erased_stays_erased(amina: User) -> None:
    record(by=amina, what="accounts.renamed", target=amina, after={"name": "Amina"})
    erased = "salt = '', actor_name = '', address = '', before = '{}', after = '{}'"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_personalvalues SET {erased}, erased_at = '2026-01-01'")
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            cursor.execute("UPDATE audit_personalvalues SET actor_name = 'Eve'")
    assert PersonalValues.objects.get().actor_name == ""


@pytest.mark.django_db(transaction=True)
def test_a_test_may_empty_the_database() -> None:
    record(by=None, what="accounts.renamed", target=User(pk=1))
    assert Event.objects.count() == 1
