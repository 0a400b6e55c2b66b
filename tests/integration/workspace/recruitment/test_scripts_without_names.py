"""Scripts: marked without names, opened when all who are in the running are marked, told then."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_assessed, make_member, scorers
from factories.programmes import give
from integration.workspace.recruitment.pages import signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, Mark, Sitting, WrittenTest
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.assessed import marks_blocks
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.applying import withdraw_application
from jalon.workspace.recruitment.services.written import open_names, seat_candidates

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """A call whose three candidates have written, and whose window is over."""
    call = make_assessed(programme, amina, 3)
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=now - timedelta(hours=3), closes_at=now - timedelta(hours=2),
        minutes=60, tasks=[{"en": "Analyse this"}],
    )  # fmt: skip
    for number, row in enumerate(rows(call)):
        Sitting.objects.create(
            test=test, application=row, code=f"S{number}",
            began_at=test.opens_at, ended_at=test.closes_at, answers=["Words"],
        )  # fmt: skip
    return call


def rows(call: Call) -> list[Application]:
    return list(Application.objects.filter(call=call).order_by("code"))


def mark(call: Call, *applications: Application) -> None:
    """Lock the marks of two scorers on these scripts, as a fact of the test."""
    for criterion in criteria(call, Stage.WRITTEN_TEST):
        for scorer in scorers(call)[:2]:
            for row in applications:
                Mark.objects.create(
                    criterion=criterion, application=row, scorer=scorer, value=4,
                    locked_value=4, locked_at=timezone.now(),
                )  # fmt: skip


def opened(call: Call, by: User) -> WrittenTest:
    return open_names(call_id=call.pk, version=Call.objects.get(pk=call.pk).version, by=by)


def test_who_has_withdrawn_is_not_waited_for(call: Call, amina: User) -> None:
    first, *others = rows(call)
    mark(call, *others)
    with refused("scripts-not-marked"):
        opened(call, amina)
    withdraw_application(application_id=first.pk, by=first.candidate)
    assert opened(call, amina).unsealed_at is not None


def test_who_was_taken_off_the_short_list_is_not_waited_for(call: Call, amina: User) -> None:
    first, *others = rows(call)
    mark(call, *others)
    first.listings.filter(which=ListKind.SHORT).update(is_on=False)
    assert opened(call, amina).unsealed_at is not None


def test_marks_of_scripts_have_no_name_before_names_are_opened(call: Call, amina: User) -> None:
    mark(call, *rows(call))
    sealed = ranked(call, [Stage.WRITTEN_TEST])
    assert (sealed.codes, sealed.is_complete) == ([], False)
    assert not ranked(call).codes
    page = signed_in(amina).get(url(call, "ranking"), {"stage": "written-test"})
    assert "the names of the scripts are not revealed" in page.text
    assert "80" not in str(page.context.get("lines"))
    assert "No marks were given." in str(marks_blocks(Record(call)))
    opened(call, amina)
    assert len(ranked(call, [Stage.WRITTEN_TEST]).codes) == 3
    assert "No marks were given." not in str(marks_blocks(Record(call)))


def test_the_history_does_not_name_a_script(call: Call) -> None:
    user, row = make_user("Sam Scores"), rows(call)[0]
    give(user, Role.OFFICER, call.programme)
    make_member(call, user, PanelRole.MEMBER)
    Mark.objects.create(
        criterion=criteria(call, Stage.APPLICATION)[0], application=row, scorer=user, value=3,
        locked_value=3, locked_at=timezone.now(),
    )  # fmt: skip
    client = signed_in(user)
    client.get(url(call, "sheet", "written-test", row.sitting.code))
    assert history_of(row)[0].what == "recruitment.candidate-seen"
    page: Any = client.get(url(call, "application", row.code))
    assert page.status_code == 200
    assert list(page.context["history"]) == []
    WrittenTest.objects.update(unsealed_at=timezone.now())
    page = client.get(url(call, "application", row.code))
    assert list(page.context["history"])


def test_places_are_given_in_no_order(
    call: Call, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Sitting.objects.all().delete()

    def last_first(_self: Any, rows: list[Application]) -> None:
        rows.sort(key=lambda row: -row.pk)

    monkeypatch.setattr("secrets.SystemRandom.shuffle", last_first)
    seat_candidates(call_id=call.pk, version=Call.objects.get(pk=call.pk).version, by=amina)
    placed = list(Sitting.objects.order_by("pk").values_list("application", flat=True))
    assert placed == sorted(placed, reverse=True)
