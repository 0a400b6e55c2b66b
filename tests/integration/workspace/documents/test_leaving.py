"""What a leaver was asked to decide goes to somebody who may decide it, and the trail says so."""

from factories.accounts import make_user
from factories.documents import make_recurrence
from factories.programmes import give
from integration.workspace.documents.conftest import open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.assigning import add_step, reassign_step
from jalon.workspace.documents.services.clearance import clear_step
from jalon.workspace.documents.services.leaving import hand_over_papers
from jalon.workspace.programmes.models import Programme


def test_what_was_asked_of_a_leaver_alone_goes_to_the_director_when_the_successor_wrote_it(
    submitted: Document, bruno: User, amina: User, reviewers: dict[str, User]
) -> None:
    sofia = reviewers["specialist"]
    step = add_step(
        document_id=submitted.pk,
        version=submitted.version,
        title={"en": "Look at the figures"},
        assignee=sofia,
        working_days=2,
        by=amina,
    )
    assert hand_over_papers(sofia, bruno, None, amina) == 1
    step.refresh_from_db()
    assert (step.assignee, step.role) == (None, Role.DIRECTOR)
    submitted.refresh_from_db()
    clear_step(step_id=step.pk, version=submitted.version, by=amina)
    assert any(event.what == "documents.step-reassigned" for event in history_of(submitted))


def test_a_successor_who_clears_nothing_gets_no_step(
    submitted: Document, programme: Programme, amina: User, reviewers: dict[str, User]
) -> None:
    monitor = make_user("Monitor")
    give(monitor, Role.MONITORING, programme)
    sofia = reviewers["specialist"]
    reassign_step(step_id=open_step(submitted).pk, assignee=sofia, by=amina)
    hand_over_papers(sofia, monitor, None, amina)
    step = open_step(submitted)
    assert (step.assignee, step.role) == (None, Role.SPECIALIST)


def test_a_series_tells_who_took_it_over(programme: Programme, amina: User, bruno: User) -> None:
    series = make_recurrence(programme, bruno)
    hand_over_papers(bruno, amina, programme, amina)
    event = history_of(series)[0]
    assert event.what == "documents.series-reassigned"
    assert (event.before, event.after) == ({"owed_by_user": bruno.pk}, {"owed_by_user": amina.pk})


def test_a_successor_of_the_same_role_gets_the_step(
    submitted: Document, programme: Programme, amina: User, reviewers: dict[str, User]
) -> None:
    successor, sofia = make_user("Successor"), reviewers["specialist"]
    give(successor, Role.SPECIALIST, programme)
    reassign_step(step_id=open_step(submitted).pk, assignee=sofia, by=amina)
    hand_over_papers(sofia, successor, None, amina)
    assert open_step(submitted).assignee == successor
