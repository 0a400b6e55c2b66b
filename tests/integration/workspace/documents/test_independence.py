"""Who wrote a text, answers for it or owes it neither clears it nor chooses who does."""

import pytest
from django.core.exceptions import PermissionDenied

from factories.accounts import make_user
from factories.documents import make_document, make_file, make_obligation, submit
from factories.places import make_country
from factories.programmes import give, make_programme
from integration.workspace.documents.conftest import open_step
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.queries.my_day import waiting_for
from jalon.workspace.documents.services.assigning import add_step, reassign_step, takers_of
from jalon.workspace.documents.services.clearance import clear_step, return_document
from jalon.workspace.documents.services.review import comment, settle_comment
from jalon.workspace.documents.services.versions import keep_version, submit_version
from jalon.workspace.programmes.models import Programme


def test_an_author_gives_no_step_of_their_text_to_anybody(
    submitted: Document, bruno: User, reviewers: dict[str, User]
) -> None:
    friend = reviewers["finance"]
    with pytest.raises(PermissionDenied):
        reassign_step(step_id=open_step(submitted).pk, assignee=friend, by=bruno)
    with pytest.raises(PermissionDenied):
        add_step(
            document_id=submitted.pk,
            version=submitted.version,
            title={"en": "Look"},
            assignee=friend,
            working_days=1,
            by=bruno,
        )


def test_a_step_stays_with_its_role_unless_who_holds_it_passes_it_on(
    submitted: Document, reviewers: dict[str, User]
) -> None:
    step, finance = open_step(submitted), reviewers["finance"]
    step.document = submitted
    assert finance not in takers_of(step, reviewers["coordinator"])
    with pytest.raises(RuleBroken, match="step-to-someone-without-role"):
        reassign_step(step_id=step.pk, assignee=finance, by=reviewers["coordinator"])
    colleague = make_user("Colleague")
    give(colleague, Role.SPECIALIST, submitted.programme)
    reassign_step(step_id=step.pk, assignee=colleague, by=reviewers["coordinator"])
    reassign_step(step_id=step.pk, assignee=finance, by=reviewers["specialist"])
    step.refresh_from_db()
    assert step.assignee == finance


def test_who_owns_or_owes_a_text_does_not_clear_what_another_sends(
    programme: Programme, reviewers: dict[str, User], bruno: User
) -> None:
    sofia = reviewers["specialist"]
    give(make_user("Another"), Role.SPECIALIST, programme)
    document = make_document(sofia, make_obligation(programme, sofia))
    submit(bruno, document)
    assert not waiting_for(sofia).exists()
    with pytest.raises(RuleBroken, match="author-clears-own"):
        clear_step(step_id=open_step(document).pk, version=document.version, by=sofia)
    made = comment(document_id=document.pk, text="?", by=reviewers["finance"])
    with pytest.raises(RuleBroken, match="author-settles-own"):
        settle_comment(comment_id=made.pk, by=sofia)
    Document.objects.filter(pk=document.pk).update(owner=bruno)
    document.refresh_from_db()
    with pytest.raises(RuleBroken, match="author-clears-own"):  # who owes it, still
        clear_step(step_id=open_step(document).pk, version=document.version, by=sofia)


def test_nobody_else_replaces_a_version_that_is_under_review(
    submitted: Document, reviewers: dict[str, User], bruno: User
) -> None:
    finance = reviewers["finance"]
    theirs, own = make_file(finance, submitted.programme), make_file(bruno, submitted.programme)
    how = {"document_id": submitted.pk, "version": submitted.version}
    with pytest.raises(PermissionDenied):
        submit_version(**how, file=theirs, by=finance)
    with pytest.raises(RuleBroken, match="file-of-someone-else"):
        submit_version(**how, file=theirs, by=bruno)
    assert submit_version(**how, file=own, by=bruno).number == 2


def test_a_returned_version_is_not_handed_in_again(
    submitted: Document, reviewers: dict[str, User], bruno: User
) -> None:
    step = open_step(submitted)
    return_document(
        step_id=step.pk, version=submitted.version, reason="No", by=reviewers["specialist"]
    )
    first = submitted.versions.get()
    submitted.refresh_from_db()
    with pytest.raises(RuleBroken, match="nothing-new-to-submit"):
        submit_version(document_id=submitted.pk, version=submitted.version, by=bruno)
    assert submitted.versions.get().submitted_at == first.submitted_at
    kept = keep_version(
        document_id=submitted.pk,
        version=submitted.version,
        file=make_file(bruno, submitted.programme),
        by=bruno,
    )
    submitted.refresh_from_db()
    sent = submit_version(document_id=submitted.pk, version=submitted.version, by=bruno)
    assert sent.number == kept.number == 2


def test_steps_go_to_people_of_the_country(reviewers: dict[str, User], bruno: User) -> None:
    here, there = make_country("GTM"), make_country("MAR")
    programme = make_programme("TWO", countries=(here, there))
    near, far, chief = make_user("Near"), make_user("Far"), make_user("Chief")
    give(near, Role.SPECIALIST, programme, country=here)
    give(far, Role.SPECIALIST, programme, country=there)
    give(chief, Role.DIRECTOR, programme)
    give(bruno, Role.OFFICER, programme)
    document = make_document(bruno, make_obligation(programme, bruno, country=here))
    submit(bruno, document)
    step = open_step(document)
    step.document = document
    assert set(takers_of(step, chief)) == {near, chief, bruno}
    with pytest.raises(RuleBroken, match="step-to-someone-without-role"):
        reassign_step(step_id=step.pk, assignee=far, by=chief)


def test_a_role_that_nobody_holds_is_stood_in_for(
    programme: Programme, amina: User, bruno: User, owed: Obligation
) -> None:
    document = make_document(bruno, owed)
    submit(bruno, document)
    assert open_step(document).role == Role.DIRECTOR
    assert waiting_for(amina).filter(document=document).exists()


@pytest.mark.parametrize("status", ["1", "4", "5"])
def test_no_report_without_work_to_report_on(
    status: str, programme: Programme, bruno: User, owed: Obligation
) -> None:
    document = make_document(bruno, owed)
    Programme.objects.filter(pk=programme.pk).update(status=status)
    with pytest.raises(RuleBroken, match="report-without-work"):
        submit(bruno, document)
    Document.objects.filter(pk=document.pk).update(kind="work-plan")
    assert submit(bruno, document).number == 1
