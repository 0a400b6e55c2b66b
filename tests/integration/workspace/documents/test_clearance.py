"""A text goes through its chain, back and forth, to acceptance."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.programmes import give
from integration.workspace.documents.conftest import clear_all, open_step
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.services.assigning import add_step, reassign_step
from jalon.workspace.documents.services.clearance import (
    accept_document,
    clear_step,
    return_document,
)
from jalon.workspace.documents.services.review import comment, respond_comment, settle_comment
from jalon.workspace.documents.services.versions import submit_version
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.permissions import forget


def test_the_chain_opens_step_by_step(submitted: Document, reviewers: dict[str, User]) -> None:
    first = open_step(submitted)
    assert first.role == "specialist"
    assert first.due_at > timezone.now() + timedelta(days=4)
    clear_step(step_id=first.pk, version=submitted.version, by=reviewers["specialist"])
    assert open_step(submitted).role == "finance"
    assert [s.state for s in submitted.steps.order_by("order")] == [
        "cleared",
        "open",
        "waiting",
        "waiting",
        "waiting",
    ]


def test_to_acceptance(
    submitted: Document, owed: Obligation, reviewers: dict[str, User], dora: User
) -> None:
    clear_all(submitted, reviewers)
    owed.refresh_from_db()
    assert (submitted.state, owed.state) == ("cleared", "cleared")
    assert submitted.versions.get().handed_over_at == submitted.handed_over_at is not None
    accept_document(document_id=submitted.pk, version=submitted.version, by=dora)
    submitted.refresh_from_db()
    owed.refresh_from_db()
    assert (submitted.state, owed.state) == ("accepted", "accepted")
    assert owed.closed_at is not None
    assert not submitted.rounds.filter(closed_at=None).exists()
    whats = list(Event.objects.order_by("number").values_list("what", flat=True))
    assert whats == [
        "documents.started",
        "documents.submitted",
        *["documents.step-cleared"] * 4,
        "documents.accepted",
    ]


def test_the_office_accepts_for_the_donor_only_with_a_letter(
    submitted: Document, reviewers: dict[str, User]
) -> None:
    clear_all(submitted, reviewers)
    how = {"document_id": submitted.pk, "version": submitted.version, "by": reviewers["director"]}
    with pytest.raises(RuleBroken, match="acceptance-on-what-letter"):
        accept_document(**how)
    accept_document(**how, note="Letter of 3 May")
    submitted.refresh_from_db()
    assert submitted.state == "accepted"


def test_a_returned_text_needs_its_comments_answered(
    submitted: Document, owed: Obligation, bruno: User, reviewers: dict[str, User]
) -> None:
    sofia = reviewers["specialist"]
    first = comment(document_id=submitted.pk, text="Which year?", anchor="p. 3", by=sofia)
    second = comment(document_id=submitted.pk, text="Source?", by=reviewers["director"])
    assert (first.number, second.number) == (1, 2)
    step = open_step(submitted)
    with pytest.raises(RuleBroken, match="reason-needed"):
        return_document(step_id=step.pk, version=submitted.version, reason=" ", by=sofia)
    return_document(step_id=step.pk, version=submitted.version, reason="See comments", by=sofia)
    submitted.refresh_from_db()
    owed.refresh_from_db()
    assert (submitted.state, owed.state) == ("returned", "returned")
    assert {s.state for s in submitted.steps.all()} == {"returned", "skipped"}
    with pytest.raises(RuleBroken, match="comments-unanswered"):
        submit(bruno, submitted)
    respond_comment(comment_id=first.pk, response="2025, corrected", by=bruno)
    settle_comment(comment_id=second.pk, by=reviewers["director"])
    submit(bruno, submitted, what_changed="Year corrected")
    assert (submitted.state, submitted.round) == ("submitted", 2)
    assert comment(document_id=submitted.pk, text="Thanks", by=sofia).number == 1


def test_the_donor_returns_what_was_cleared(
    submitted: Document, bruno: User, reviewers: dict[str, User], dora: User
) -> None:
    with pytest.raises(PermissionDenied):
        comment(document_id=submitted.pk, text="Too early", by=dora)
    clear_all(submitted, reviewers)
    said = comment(document_id=submitted.pk, text="Annex F is missing", by=dora)
    assert said.from_receiver
    step = open_step(submitted)
    return_document(step_id=step.pk, version=submitted.version, reason="Annex F", by=dora)
    submitted.refresh_from_db()
    assert submitted.state == "returned"
    assert submitted in Document.objects.visible_to(dora)
    respond_comment(comment_id=said.pk, response="Added", by=bruno)
    submit(bruno, submitted)
    assert open_step(submitted).role == "specialist"


def test_authors_clear_nothing_of_their_own(
    programme: Programme, reviewers: dict[str, User]
) -> None:
    sofia = reviewers["specialist"]
    document = make_document(sofia, make_obligation(programme, sofia))
    submit(sofia, document)
    step = open_step(document)
    for act in (clear_step, return_document):
        with pytest.raises(RuleBroken, match="author-clears-own"):
            act(step_id=step.pk, version=document.version, by=sofia, reason="Fine")


def test_deputies_do_not_clear_for_the_author(
    programme: Programme, reviewers: dict[str, User]
) -> None:
    sofia, deputy, today = reviewers["specialist"], make_user("Deputy"), timezone.localdate()
    Delegation.objects.create(
        absent=sofia, deputy=deputy, programme=programme, start_date=today, end_date=today
    )
    give(make_user("Another"), Role.SPECIALIST, programme)
    document = make_document(sofia, make_obligation(programme, sofia))
    submit(sofia, document)
    step = open_step(document)
    with pytest.raises(RuleBroken, match="deputy-clears-for-author"):
        clear_step(step_id=step.pk, version=document.version, by=deputy)
    give(deputy, Role.SPECIALIST, programme)
    cleared = clear_step(step_id=step.pk, version=document.version, by=deputy)
    assert cleared.on_behalf_of is None


def test_authors_do_not_clear_as_deputies(
    submitted: Document, bruno: User, programme: Programme, reviewers: dict[str, User]
) -> None:
    today = timezone.localdate()
    Delegation.objects.create(
        absent=reviewers["specialist"], deputy=bruno, start_date=today, end_date=today
    )
    forget(bruno)
    with pytest.raises(RuleBroken, match="author-clears-own"):
        clear_step(step_id=open_step(submitted).pk, version=submitted.version, by=bruno)


def test_a_deputy_clears_for_who_is_away(submitted: Document, reviewers: dict[str, User]) -> None:
    deputy, today = make_user("Deputy"), timezone.localdate()
    Delegation.objects.create(
        absent=reviewers["specialist"], deputy=deputy, start_date=today, end_date=today
    )
    step = clear_step(step_id=open_step(submitted).pk, version=submitted.version, by=deputy)
    assert (step.decided_by, step.on_behalf_of) == (deputy, reviewers["specialist"])


def test_others_decide_nothing(
    submitted: Document, carla: User, reviewers: dict[str, User], dora: User
) -> None:
    step = open_step(submitted)
    for stranger in (carla, dora, reviewers["finance"]):
        with pytest.raises(RuleBroken, match="step-of-others"):
            clear_step(step_id=step.pk, version=submitted.version, by=stranger)
    assert not Event.objects.filter(what="documents.step-cleared").exists()


def test_a_step_is_given_to_one_person(
    submitted: Document, reviewers: dict[str, User], bruno: User, carla: User
) -> None:
    step, chloe = open_step(submitted), reviewers["coordinator"]
    for nobody in (bruno, carla):
        with pytest.raises(RuleBroken, match="step-to-"):
            reassign_step(step_id=step.pk, assignee=nobody, by=chloe)
    with pytest.raises(RuleBroken, match="step-to-someone-without-role"):
        reassign_step(step_id=step.pk, assignee=chloe, by=chloe)
    reassign_step(step_id=step.pk, assignee=chloe, by=reviewers["director"])
    submitted.refresh_from_db()
    with pytest.raises(RuleBroken, match="step-of-others"):
        clear_step(step_id=step.pk, version=submitted.version, by=reviewers["specialist"])
    clear_step(step_id=step.pk, version=submitted.version, by=chloe)


def test_one_more_person_is_asked(submitted: Document, reviewers: dict[str, User]) -> None:
    add_step(
        document_id=submitted.pk,
        version=submitted.version,
        title={"en": "Legal opinion"},
        assignee=reviewers["coordinator"],
        working_days=2,
        by=reviewers["director"],
    )
    submitted.refresh_from_db()
    clear_step(
        step_id=open_step(submitted).pk, version=submitted.version, by=reviewers["specialist"]
    )
    assert not submitted.steps.filter(role="finance", opened_at__isnull=False).exists()


def test_a_better_version_before_the_first_decision(
    submitted: Document, bruno: User, reviewers: dict[str, User]
) -> None:
    submit(bruno, submitted)
    assert (submitted.round, submitted.versions.count()) == (1, 2)
    clear_step(
        step_id=open_step(submitted).pk, version=submitted.version, by=reviewers["specialist"]
    )
    with pytest.raises(RuleBroken, match="round-under-way"):
        submit(bruno, submitted)


def test_nothing_to_hand_in_and_the_same_file_again(
    owed: Obligation, submitted: Document, bruno: User, programme: Programme
) -> None:
    file = submitted.versions.get().file
    how = {"document_id": submitted.pk, "version": submitted.version, "by": bruno}
    with pytest.raises(RuleBroken, match="same-file"):
        submit_version(**how, file=file)
    empty = make_document(bruno, make_obligation(programme, bruno))
    with pytest.raises(RuleBroken, match="nothing-to-submit"):
        submit_version(document_id=empty.pk, version=empty.version, by=bruno)


def test_the_second_editor_sees_that_somebody_was_first(
    submitted: Document, reviewers: dict[str, User]
) -> None:
    step = open_step(submitted)
    with pytest.raises(RuleBroken, match="changed-meanwhile") as caught:
        clear_step(step_id=step.pk, version=submitted.version - 1, by=reviewers["specialist"])
    assert caught.value.params["who"] == "Bruno"
