"""What programmes keep of a person: shown to them, and forgotten when that is due."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import give, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.queries import own_data
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import deactivate, erase
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Delegation, FocalPoint, Programme
from jalon.workspace.programmes.services.personal import erase_contact, forget_old_contacts


@pytest.fixture
def dalia(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


def named(text: str) -> int:
    """Count the events that still name somebody so."""
    events = Event.objects.select_related("personal")
    return sum(text in str((one.personal.before, one.personal.after)) for one in events)


def add(programme: Programme, by: User, **contact: Any) -> FocalPoint:
    return services.save_focal_point(programme=programme, by=by, **contact)


def test_a_person_gets_what_programmes_keep_of_them(
    amina: User, bruno: User, programme: Programme
) -> None:
    add(programme, amina, name="B.", email="BRUNO@example.org", phone="1")
    add(programme, amina, name="Other", email="other@example.org")
    held = own_data(bruno)["programmes"]
    assert [grant["role"] for grant in held["roles"]] == ["officer"]
    assert [point["phone"] for point in held["focal_points"]] == ["1"]


def test_erasing_an_account_forgets_the_focal_point_it_was(
    amina: User, bruno: User, dalia: User, programme: Programme
) -> None:
    add(programme, amina, name="Bruno B.", email="bruno@example.org")
    Delegation.objects.create(
        absent=amina, deputy=bruno, start_date=date(2026, 1, 1), end_date=date(2030, 1, 1)
    )
    deactivate(user=bruno, by=dalia)
    erase(user=bruno, by=dalia, reason="asked for it")
    assert not FocalPoint.objects.exists()
    assert named("Bruno B.") == 0
    [first] = Event.objects.filter(what="programmes.focal-point-added")
    assert first.who == "Someone whose data were erased"
    assert bruno.grants.filter(ended_at=None).count() == 0
    assert Delegation.objects.filter(ended_at=None).count() == 0
    assert verify().whole


def test_a_contact_without_an_account_is_found_and_erased(
    client: Client, amina: User, dalia: User, programme: Programme
) -> None:
    here = add(programme, amina, name="Inés Pérez", email="ines@example.org", phone="555")
    gone = add(programme, amina, name="Inés Gone", email="gone@example.org")
    add(programme, amina, name="Somebody Else")
    services.remove_focal_point(point=gone, by=amina)
    gone_pk = Event.objects.filter(what="programmes.focal-point-removed").get().target_id
    client.force_login(dalia)
    page = client.get(reverse("programmes:contacts"), {"q": "inés"}).text
    assert "Inés Pérez" in page
    assert "555" in page
    assert "Inés Gone" in page
    assert "only in the audit trail" in page
    assert "Somebody Else" not in page
    for pk in (here.pk, gone_pk):
        address = reverse("programmes:erase-contact", args=[pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "They asked for it."}).status_code == 302
        assert client.get(address).status_code == 404
    assert named("Inés") == named("@example.org") == 0
    assert [point.name for point in FocalPoint.objects.all()] == ["Somebody Else"]
    assert named("Somebody Else") == 1
    assert Event.objects.filter(what="audit.contact-erased").count() == 2
    assert verify().whole


def test_only_who_may_erase_does(amina: User, programme: Programme) -> None:
    point = add(programme, amina, name="Inés")
    with pytest.raises(PermissionDenied):
        erase_contact(point_id=point.pk, by=amina, reason="x")
    assert FocalPoint.objects.exists()


def test_contacts_are_forgotten_a_year_after_the_programme(
    amina: User, programme: Programme
) -> None:
    old = make_programme("OLD", start_date=date(2020, 1, 1), end_date=date(2024, 2, 29))
    give(amina, Role.DIRECTOR, old)
    add(old, amina, name="Kept too long")
    removed = add(old, amina, name="Removed")
    services.remove_focal_point(point=removed, by=amina)
    add(programme, amina, name="Needed")
    assert forget_old_contacts(date(2025, 2, 28)) == 0
    assert forget_old_contacts(date(2025, 3, 1)) == 2
    assert forget_old_contacts(date(2025, 3, 2)) == 0
    assert [point.name for point in FocalPoint.objects.all()] == ["Needed"]
    assert named("Kept too long") == named("Removed") == 0
    assert named("Needed") == 1
    assert verify().whole
