"""Who sees which papers: lists and single papers by the same rule."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_loose_document, make_obligation, submit
from factories.places import make_country
from factories.programmes import give, make_organisation
from integration.workspace.documents.conftest import clear_all
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.documents import permissions
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.models.visibility import inside_documents
from jalon.workspace.documents.queries.held_files import held_by_versions
from jalon.workspace.programmes.models import Delegation, Organisation, Programme
from jalon.workspace.programmes.permissions import forget


def sees(user: User, row: Obligation | Document) -> bool:
    """Ask both ways, and insist that they agree."""
    forget(user)
    in_lists = type(row).objects.visible_to(user).filter(pk=row.pk).exists()
    assert in_lists == permissions.allows(user, Permission.DOCUMENT_VIEW, row)
    return in_lists


@pytest.fixture
def bystander(programme: Programme) -> User:
    user = make_user("Bystander")
    give(user, Role.CONSULTANT, programme)
    return user


def test_the_team_sees_all_and_others_nothing(
    owed: Obligation, bruno: User, amina: User, carla: User, bystander: User
) -> None:
    assert sees(bruno, owed)
    assert sees(amina, owed)
    assert not sees(carla, owed)
    assert not sees(bystander, owed)
    assert not sees(make_user(), owed)


def test_an_evaluator_reads_and_writes_nothing(owed: Obligation, programme: Programme) -> None:
    user = make_user()
    give(user, Role.EVALUATOR, programme)
    assert sees(user, owed)
    assert not permissions.allows(user, Permission.DOCUMENT_WRITE, owed)


def test_consultants_and_partners_see_theirs(programme: Programme, bystander: User) -> None:
    organisation = make_organisation()
    partner = make_user()
    give(partner, Role.PARTNER, programme, organisation=organisation)
    own = make_obligation(programme, bystander)
    theirs = make_obligation(programme, None, owed_by_organisation=organisation)
    assert sees(bystander, own)
    assert not sees(bystander, theirs)
    assert sees(partner, theirs)
    assert not sees(partner, own)
    text = make_document(bystander, own)
    assert sees(bystander, text)
    assert not sees(partner, text)
    assert sees(bystander, make_loose_document(bystander, programme))


def test_a_grant_for_a_country(programme: Programme, bruno: User) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    user = make_user()
    give(user, Role.OFFICER, programme, country=mexico)
    assert sees(user, make_obligation(programme, bruno, country=mexico))
    assert not sees(user, make_obligation(programme, bruno, country=guatemala))
    assert not sees(user, make_obligation(programme, bruno))
    assert sees(user, make_obligation(programme, user))


def test_a_deputy_sees_what_who_is_away_owes(programme: Programme, bystander: User) -> None:
    deputy, today = make_user(), timezone.localdate()
    own = make_obligation(programme, bystander)
    assert not sees(deputy, own)
    Delegation.objects.create(
        absent=bystander, deputy=deputy, programme=programme, start_date=today, end_date=today
    )
    assert sees(deputy, own)


def test_a_donor_sees_what_is_owed_to_them_once_it_is_handed_in(
    owed: Obligation,
    bruno: User,
    dora: User,
    reviewers: dict[str, User],
    programme: Programme,
    donor: Organisation,
) -> None:
    assert not sees(dora, owed)
    text = make_document(bruno, owed)
    assert not sees(dora, text)
    submit(bruno, text)
    owed.refresh_from_db()
    assert sees(dora, owed)
    assert sees(dora, text)
    file = text.versions.get().file_id
    assert held_by_versions(dora, {file}) == set()
    assert held_by_versions(bruno, {file}) == {file}
    assert not Step.objects.filter(inside_documents(dora, "document__")).exists()
    clear_all(text, reviewers)
    assert held_by_versions(dora, {file}) == {file}
    elsewhere = make_user()
    give(elsewhere, Role.DONOR, programme, organisation=make_organisation())
    assert not sees(elsewhere, text)
    assert held_by_versions(elsewhere, {file}) == set()
    agreed = make_user()
    give(agreed, Role.DONOR, programme)  # speaks for the donor of the agreement
    assert sees(agreed, text)


def test_a_filter_names_those_alone_whose_papers_the_reader_sees(
    client: Client, programme: Programme, bystander: User, amina: User, bruno: User
) -> None:
    partner = make_organisation("PARTNER")
    make_obligation(programme, bystander)
    make_obligation(programme, bruno, owed_by_organisation=partner)
    url = reverse("documents:obligations", args=[programme.code])
    client.force_login(bystander)
    offered = client.get(url).context["filter"].fields
    assert list(offered["person"].queryset) == [bystander]
    assert list(offered["organisation"].queryset) == []
    client.force_login(amina)
    offered = client.get(url).context["filter"].fields
    assert set(offered["person"].queryset) == {bystander, bruno}
    assert list(offered["organisation"].queryset) == [partner]
