"""A chain that was touched names the first event that shows it."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from factories.accounts import make_user
from factories.programmes import give
from jalon.errors import BadInput
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit import verification
from jalon.workspace.audit.append_only import unprotect
from jalon.workspace.audit.models import Event, Head, PersonalValues
from jalon.workspace.audit.rules import Written
from jalon.workspace.audit.services import Line, erase_event, erase_person, record_all
from jalon.workspace.audit.verification import read_witness, verify


@pytest.fixture
def administrator(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


@pytest.fixture
def trail(amina: User) -> list[Event]:
    return record_all(
        by=amina,
        lines=[
            Line("accounts.renamed", amina, after={"name": f"Amina {n}", "rate": 0.1, "at": n})
            for n in range(1, 6)
        ],
    )


def spoil(statement: str) -> None:
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fault_code() -> str:
    fault = verify().fault
    assert fault is not None
    return f"{fault.where} {fault.code}"


def test_a_chain_that_nobody_touched_is_whole(trail: list[Event]) -> None:
    report = verify()
    assert (report.whole, report.events, report.digest) == (True, 5, trail[-1].digest)


def test_people_who_write_meanwhile_break_nothing(
    trail: list[Event], amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, wrote = verification._events, []

    def reading(after: int) -> Iterator[Written]:
        yield from read(after)
        if not wrote:
            wrote.extend(record_all(by=amina, lines=[Line("accounts.renamed", amina)]))

    monkeypatch.setattr(verification, "_events", reading)
    report = verify()
    assert (report.whole, report.events) == (True, 6)


def test_what_is_erased_meanwhile_breaks_nothing(
    trail: list[Event], administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase_event(event=trail[1], by=administrator, reason="x")
    said = iter([[], verification._erasures()])
    monkeypatch.setattr(verification, "_erasures", lambda: next(said))
    assert verify().whole


def test_another_row_is_named_by_its_key(amina: User) -> None:
    [event] = record_all(by=amina, lines=[Line("x", amina, after={"who": amina})])
    assert event.after == {"who": amina.pk}


def test_an_empty_trail_is_whole(db: None) -> None:
    assert verify().whole


OF_SECOND = "WHERE event_id = (SELECT id FROM audit_event WHERE number = 2)"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_event SET what = 'x.y' WHERE number = 3", "3 trail-altered"),
        ("UPDATE audit_event SET actor_id = 99 WHERE number = 1", "1 trail-altered"),
        ("UPDATE audit_event SET reason = 'x' WHERE number = 5", "5 trail-altered"),
        ("UPDATE audit_event SET previous = 'x' WHERE number = 2", "2 trail-previous-differs"),
        ("UPDATE audit_event SET number = 9 WHERE number = 4", "4 trail-number-missing"),
        (
            f"UPDATE audit_personalvalues SET actor_name = 'Eve' {OF_SECOND}",
            "2 trail-personal-differs",
        ),
        (
            f"UPDATE audit_personalvalues SET erased_at = '2026-01-01' {OF_SECOND}",
            "2 trail-erased-unsaid",
        ),
        (f"DELETE FROM audit_personalvalues {OF_SECOND}", "2 trail-personal-missing"),
    ],
)
def test_the_first_event_that_was_touched_is_named(
    trail: list[Event], statement: str, expected: str
) -> None:
    spoil(statement)
    assert fault_code() == expected


def test_a_trail_without_its_end_is_noticed(trail: list[Event]) -> None:
    unprotect(connection)
    PersonalValues.objects.filter(event=trail[-1]).delete()
    Event.objects.filter(pk=trail[-1].pk).delete()
    assert fault_code() == "4 trail-head-differs"


def test_a_trail_written_anew_differs_from_its_witness(trail: list[Event]) -> None:
    witness = (verify().last, verify().digest)
    assert verify(witness).whole
    unprotect(connection)
    PersonalValues.objects.all().delete()
    Event.objects.all().delete()
    Head.objects.all().delete()
    record_all(by=None, lines=[Line("accounts.renamed", User(pk=1))] * 5)
    assert verify().whole
    found = verify(witness).fault
    assert found is not None
    assert found.code == "trail-witness-differs"


def test_erasing_a_person_leaves_the_chain_whole(
    trail: list[Event], amina: User, administrator: User
) -> None:
    erased = erase_person(person=amina, by=administrator, reason="asked by letter")
    assert erased == 5
    assert not PersonalValues.objects.filter(actor_name__contains="Amina").exists()
    assert not PersonalValues.objects.exclude(after={}).exists()
    report = verify()
    assert (report.whole, report.erased, report.events) == (True, 5, 6)
    last = Event.objects.get(number=6)
    assert (last.what, last.reason) == ("audit.person-erased", "asked by letter")


def test_erasing_one_event(trail: list[Event], administrator: User) -> None:
    erase_event(event=trail[1], by=administrator, reason="a name in the wrong field")
    assert PersonalValues.objects.filter(actor_name="Amina").count() == 4
    assert verify().whole


def test_who_may_not_erase(trail: list[Event], amina: User) -> None:
    with pytest.raises(PermissionDenied):
        erase_person(person=amina, by=amina, reason="")
    with pytest.raises(PermissionDenied):
        erase_event(event=trail[0], by=amina, reason="")
    assert verify().erased == 0


def test_a_witness_kept_elsewhere_shows_a_chain_written_anew(trail: list[Event]) -> None:
    report = verify()
    witness = read_witness(f"{report.last}:{report.digest}")
    assert verify(witness).whole
    assert not verify((report.last, "f" * 64)).whole
    with pytest.raises(BadInput, match="witness-unreadable"):
        read_witness("5")
