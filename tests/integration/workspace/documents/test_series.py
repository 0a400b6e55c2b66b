"""Series of papers and chains; what a new programme begins with, what a leaver hands over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.documents import (
    make_document,
    make_loose_document,
    make_obligation,
    make_recurrence,
)
from factories.places import make_country
from factories.programmes import give, make_programme
from integration.workspace.documents.conftest import open_step
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import ChainTemplate, Document, Obligation, Recurrence
from jalon.workspace.documents.queries.chains import chain_of
from jalon.workspace.documents.queries.recurrences import preview
from jalon.workspace.documents.rules.defaults import ChainLine, shipped_chain
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Change
from jalon.workspace.documents.services.assigning import reassign_step
from jalon.workspace.documents.services.beginning import begin_papers, copy_papers
from jalon.workspace.documents.services.chains import reset_chain, set_chain
from jalon.workspace.documents.services.leaving import hand_over_papers
from jalon.workspace.documents.services.obligations import edit_obligation
from jalon.workspace.documents.services.recurrences import write_recurring
from jalon.workspace.programmes.models import Organisation, Programme

LINES = [
    ChainLine(1, {"en": "Look"}, Role.OFFICER, 2),
    ChainLine(1, {"en": "Count"}, Role.FINANCE, 4),
    ChainLine(2, {"en": "Sign"}, Role.DIRECTOR, 1),
]


def test_writing_a_series_twice_does_no_more_than_once(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina)
    assert write_recurring(programme=programme, by=amina).added == 7
    assert write_recurring(programme=programme, by=amina).added == 0
    first = Obligation.objects.order_by("due_at")[0]
    assert str(first.period_end) == "2025-03-31"
    assert str(first.due_date) == "2025-04-30"


def test_a_new_calendar_moves_what_nobody_has_begun(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina)
    write_recurring(programme=programme, by=amina)
    begun = Obligation.objects.order_by("due_at")[0]
    make_document(amina, begun)
    Recurrence.objects.update(due_days=45)
    programme.end_date -= timedelta(days=100)
    programme.save()
    counts = write_recurring(programme=programme, by=amina)
    assert (counts.added, counts.moved, counts.withdrawn) == (0, 5, 1)
    assert Obligation.objects.filter(period_end=programme.end_date).exists()
    begun.refresh_from_db()
    assert str(begun.due_date) == "2025-04-30"
    lines = [line for shown in preview(programme) for line in shown.lines]
    assert {line.change for line in lines} == {Change.THERE}
    programme.end_date += timedelta(days=100)
    programme.save()
    assert write_recurring(programme=programme, by=amina).added == 1


def test_what_was_agreed_by_hand_stays_and_each_paper_tells_its_own_history(
    programme: Programme, amina: User
) -> None:
    make_recurrence(programme, amina)
    write_recurring(programme=programme, by=amina)
    agreed, other, *_rest = Obligation.objects.order_by("due_at")
    day = agreed.due_date + timedelta(days=20)
    edit_obligation(
        obligation_id=agreed.pk,
        version=agreed.version,
        due_date=day,
        reason="agreed with the donor",
        by=amina,
    )
    Recurrence.objects.update(due_days=45)
    assert write_recurring(programme=programme, by=amina).moved == 6
    agreed.refresh_from_db()
    assert agreed.due_date == day
    whats = [event.what for event in history_of(other)]
    assert whats == ["documents.obligation-edited", "documents.owed"]


def test_the_text_follows_the_country_and_kind_of_what_it_is_owed_for(amina: User) -> None:
    here, there = make_country("GTM"), make_country("MAR")
    programme = make_programme("TWO", countries=(here, there))
    give(amina, Role.DIRECTOR, programme)
    row = make_obligation(programme, amina, country=here)
    document = make_document(amina, row)
    edit_obligation(
        obligation_id=row.pk,
        version=row.version,
        due_date=row.due_date,
        country=there,
        kind="mission-report",
        by=amina,
    )
    document.refresh_from_db()
    assert (document.country, document.kind, document.version) == (there, "mission-report", 2)


def test_the_page_shows_before_it_writes(client: Client, programme: Programme, amina: User) -> None:
    client.force_login(amina)
    url = reverse("documents:recurring", args=[programme.code])
    assert "proposal=0" in client.get(url).text
    form = {
        "kind": "progress-report",
        "title_en": "Report",
        "rhythm": "period",
        "due_days": "30",
        "owed_by_user": amina.pk,
    }
    add = reverse("documents:add-recurring", args=[programme.code])
    proposed = client.get(f"{add}?proposal=0").text
    assert 'value="Progress report"' in proposed
    assert 'value="Informe de avance"' in proposed
    assert client.post(add, {**form, "owed_by_user": ""}).status_code == 422
    assert client.post(add, form).status_code == 302
    assert "adds it" in client.get(url).text
    assert not Obligation.objects.exists()
    client.post(reverse("documents:write-recurring", args=[programme.code]))
    assert Obligation.objects.count() == 7
    assert "adds it" not in client.get(url).text


def test_the_chain_that_ships_holds_until_there_is_another(
    programme: Programme, amina: User, bruno: User
) -> None:
    kind = Kind.PRODUCT
    assert chain_of(kind, programme).lines == shipped_chain(kind)
    set_chain(programme=programme, kind=kind, lines=LINES, by=amina)
    held = chain_of(kind, programme)
    assert (held.origin, held.working_days, len(held.lines)) == ("programme", 5, 3)
    assert chain_of(kind, None).origin == "shipped"
    with pytest.raises(RuleBroken, match="chain-without-steps"):
        set_chain(programme=programme, kind=kind, lines=[], by=amina)
    with pytest.raises(PermissionDenied):
        set_chain(programme=None, kind=kind, lines=LINES, by=amina)
    reset_chain(programme=programme, kind=kind, by=amina)
    assert chain_of(kind, programme).origin == "shipped"


def test_every_kind_has_a_chain_in_four_languages() -> None:
    for kind in Kind:
        lines = shipped_chain(kind)
        assert lines
        assert all({"en", "es", "fr", "ar"} <= set(line.title) for line in lines)


def test_a_chain_is_changed_on_its_page(client: Client, programme: Programme, amina: User) -> None:
    client.force_login(amina)
    url = reverse("documents:chain", args=[programme.code, "product"])
    form = {
        "version": "0",
        "form-TOTAL_FORMS": "4",
        "form-INITIAL_FORMS": "2",
        "form-0-order": "1",
        "form-0-title_en": "Read",
        "form-0-role": "officer",
        "form-0-working_days": "3",
        "form-1-order": "2",
        "form-1-title_en": "Old",
        "form-1-role": "coordinator",
        "form-1-working_days": "3",
        "form-1-DELETE": "on",
        "form-2-order": "2",
        "form-2-title_en": "<b>Sign</b>",
        "form-2-role": "director",
        "form-2-working_days": "1",
    }
    refused = client.post(url, {**form, "form-0-role": "donor"})
    assert refused.status_code == 422
    assert client.post(url, form).status_code == 302
    assert [line.title["en"] for line in chain_of(Kind.PRODUCT, programme).lines] == [
        "Read",
        "<b>Sign</b>",
    ]
    shown = client.get(reverse("documents:chains", args=[programme.code])).text
    assert "&lt;b&gt;Sign" in shown
    assert client.get(reverse("documents:chain", args=[programme.code, "x"])).status_code == 404


def test_a_programme_begins_with_anothers_chains_and_series(
    programme: Programme, amina: User, donor: Organisation
) -> None:
    set_chain(programme=programme, kind=Kind.PRODUCT, lines=LINES, by=amina)
    make_recurrence(programme, amina, owed_to_organisation=donor)
    other, administrator = make_programme("NEXT"), make_user()
    assert copy_papers(programme, other, administrator) > 0
    assert ChainTemplate.objects.filter(programme=other).count() == 1
    copied = other.recurrences.get()
    assert copied.owed_by_user == administrator  # Amina holds no grant there
    assert copied.owed_to_organisation is None
    assert other.obligations.count() == 7


def test_a_programme_begins_with_what_its_template_asks_for(programme: Programme) -> None:
    template = {
        "obligations": [
            {"kind": "progress-report", "every": "period", "days": 30, "title": {"en": "TPR"}},
            {"kind": "final-report", "every": "once", "days": 120, "title": {"en": "Final"}},
        ]
    }
    assert begin_papers(template, programme, make_user()) == 2 + 8


def test_a_leaver_hands_over_what_is_open(
    submitted: Document, bruno: User, amina: User, reviewers: dict[str, User], programme: Programme
) -> None:
    successor = make_user("Successor")
    give(successor, Role.SPECIALIST, programme)
    sofia = reviewers["specialist"]
    reassign_step(step_id=open_step(submitted).pk, assignee=sofia, by=amina)
    note = make_loose_document(bruno, programme)
    make_recurrence(programme, bruno)
    assert hand_over_papers(bruno, successor, programme, amina) == 3
    assert hand_over_papers(sofia, successor, None, amina) == 1
    submitted.refresh_from_db()
    note.refresh_from_db()
    assert {submitted.owner, note.owner, submitted.obligation.owed_by_user} == {successor}
    assert open_step(submitted).assignee is None  # of a text that is the successor's own now
    assert programme.recurrences.get().owed_by_user == successor
    assert submitted.versions.get().by == bruno


def test_steps_of_their_own_text_do_not_go_to_the_successor(
    submitted: Document, bruno: User, amina: User, reviewers: dict[str, User]
) -> None:
    sofia = reviewers["specialist"]
    reassign_step(step_id=open_step(submitted).pk, assignee=sofia, by=amina)
    hand_over_papers(sofia, bruno, None, amina)
    assert open_step(submitted).assignee is None
