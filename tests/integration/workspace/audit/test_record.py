"""The trail: a chain that shows when it was altered, and forgets people when asked."""

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.queries import history_of
from jalon.workspace.audit.services import record


def test_events_are_chained(amina: User) -> None:
    first = record(by=amina, what="accounts.renamed", target=amina, before={"language": "en"})
    second = record(by=None, what="accounts.renamed", target=amina)
    assert second.previous == first.digest
    assert second.number == first.number + 1
    assert [event.pk for event in history_of(amina)] == [second.pk, first.pk]


def test_personal_values_stand_apart(amina: User) -> None:
    record(
        by=amina,
        what="accounts.renamed",
        target=amina,
        before={"name": "Amina"},
        after={"name": "Amina B.", "language": "fr"},
    )
    event = Event.objects.get()
    assert event.after == {"language": "fr"}
    assert event.personal.after == {"name": "Amina B."}
    assert event.personal.actor_name == "Amina"
