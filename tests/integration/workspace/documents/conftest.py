"""A report that Bruno owes, and the people who clear it."""

import pytest

from factories.accounts import make_user
from factories.documents import make_document, make_donor, make_obligation, submit
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Obligation, Step
from jalon.workspace.documents.services.clearance import clear_step
from jalon.workspace.programmes.models import Organisation, Programme


@pytest.fixture
def donor(programme: Programme) -> Organisation:
    return make_donor(programme)


@pytest.fixture
def reviewers(programme: Programme, amina: User) -> dict[str, User]:
    """One person for each role of the chain of a progress report; Amina directs."""
    people = {"director": amina}
    for name, role in [
        ("Sofia", Role.SPECIALIST),
        ("Farid", Role.FINANCE),
        ("Chloe", Role.COORDINATOR),
    ]:
        people[role.value] = make_user(name)
        give(people[role.value], role, programme)
    return people


@pytest.fixture
def dora(programme: Programme, donor: Organisation) -> User:
    """Speaks for the donor."""
    user = make_user("Dora")
    give(user, Role.DONOR, programme, organisation=donor)
    return user


@pytest.fixture
def owed(programme: Programme, bruno: User, donor: Organisation) -> Obligation:
    return make_obligation(programme, bruno, owed_to_organisation=donor)


@pytest.fixture
def submitted(owed: Obligation, bruno: User, reviewers: dict[str, User]) -> Document:
    document = make_document(bruno, owed)
    submit(bruno, document, what_changed="First version")
    return document


def open_step(document: Document) -> Step:
    return document.steps.filter(decision="", opened_at__isnull=False).order_by("pk")[0]


def clear_all(document: Document, reviewers: dict[str, User]) -> None:
    """Let each reviewer clear their step, up to the receiver."""
    while not (step := open_step(document)).is_acceptance:
        document.refresh_from_db()
        clear_step(step_id=step.pk, version=document.version, by=reviewers[step.role])
    document.refresh_from_db()
