"""Accounts are closed, reopened and erased by those who look after them."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD, make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import ApiToken, Kind, User
from jalon.workspace.accounts.rules import Role, TokenScope
from jalon.workspace.accounts.services import (
    change_profile,
    deactivate,
    erase,
    make_token,
    reactivate,
)
from jalon.workspace.audit.models import Event, PersonalValues
from jalon.workspace.audit.verification import verify


def url(name: str, person: User) -> str:
    return reverse(f"accounts:{name}", args=[person.pk])


def test_the_list_is_for_those_who_look_after_people(
    client: Client, dalia: User, amina: User
) -> None:
    make_user("Hugo", kind=Kind.CANDIDATE)
    client.force_login(dalia)
    page = client.get(reverse("accounts:people"))
    assert "Amina" in page.text
    assert "Hugo" not in page.text
    client.force_login(amina)
    assert client.get(reverse("accounts:people")).status_code == 403
    assert client.get(url("person", dalia)).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "fati"}, {"Fatima"}),
        ({"state": "invited"}, {"Gina"}),
        ({"state": "inactive"}, {"Ivo"}),
        ({"state": "active"}, {"Dalia", "Fatima"}),
        ({"state": "nonsense"}, {"Dalia", "Fatima", "Gina", "Ivo"}),
    ],
)
def test_filters(
    client: Client, dalia: User, fatima: User, query: dict[str, str], found: set[str]
) -> None:
    make_user("Gina", password=None)
    make_user("Ivo", is_active=False)
    client.force_login(dalia)
    page = client.get(reverse("accounts:people"), query)
    assert {person.name for person in page.context["page"].object_list} == found


def test_a_long_list_takes_few_queries(
    client: Client, dalia: User, django_assert_max_num_queries: object
) -> None:
    for _person in range(55):
        make_user()
    client.force_login(dalia)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("accounts:people"))


def test_closing_an_account_ends_its_sessions_and_tokens(
    client: Client, dalia: User, fatima: User
) -> None:
    client.post("/accounts/login/", {"login": fatima.email, "password": PASSWORD})
    token, _raw = make_token(name="n", scopes=[TokenScope.READ], days=1, by=fatima)
    assert client.get(reverse("accounts:profile")).status_code == 200

    other = Client()
    other.force_login(dalia)
    assert other.post(url("deactivate", fatima), {"reason": ""}).status_code == 422
    assert other.post(url("deactivate", fatima), {"reason": "left"}).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None

    other.post(url("reactivate", fatima), {"reason": "came back"})
    assert User.objects.get(pk=fatima.pk).is_active
    done = Event.objects.filter(target_id=str(fatima.pk), actor_id=dalia.pk)
    assert set(done.values_list("what", "reason")) == {
        ("accounts.deactivated", "left"),
        ("accounts.reactivated", "came back"),
    }


def test_nobody_closes_their_own_account(dalia: User) -> None:
    for change in (deactivate, reactivate):
        with pytest.raises(RuleBroken) as raised:
            change(user=dalia, by=dalia)
        assert raised.value.code == "not-yourself"


def test_who_may_not(amina: User, fatima: User) -> None:
    for change in (deactivate, reactivate):
        with pytest.raises(PermissionDenied):
            change(user=fatima, by=amina)
    with pytest.raises(PermissionDenied):
        erase(user=fatima, by=amina, reason="")


def test_an_open_account_is_not_erased(dalia: User, fatima: User) -> None:
    with pytest.raises(RuleBroken) as raised:
        erase(user=fatima, by=dalia, reason="asked")
    assert raised.value.code == "erase-active-person"


def test_erasing_leaves_nothing_but_what_was_done(
    client: Client, dalia: User, fatima: User
) -> None:
    TOTP.activate(fatima, generate_totp_secret())
    make_token(name="secret name", scopes=[TokenScope.READ], days=1, by=fatima)
    change_profile(user=fatima, by=fatima, name="Fatima Zahra")
    client.force_login(dalia)
    client.post(url("deactivate", fatima), {"reason": "left"})
    assert client.post(url("erase", fatima), {"reason": "asked"}).status_code == 302

    gone = User.objects.get(pk=fatima.pk)
    assert "atima" not in f"{gone.name} {gone.email} {gone}"
    assert gone.erased_at is not None
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not ApiToken.objects.filter(user=gone).exists()
    for values in PersonalValues.objects.all():
        assert "atima" not in f"{values.actor_name} {values.before} {values.after}"
    report = verify()
    assert report.whole
    assert report.erased > 0
    assert "Fatima" not in client.get(reverse("accounts:people")).text
    assert client.get(url("person", fatima)).status_code == 200

    for change in (reactivate, deactivate):
        with pytest.raises(RuleBroken):
            change(user=gone, by=dalia)
    with pytest.raises(RuleBroken):
        erase(user=gone, by=dalia, reason="again")


def test_an_administrator_of_one_programme_does_not_look_after_people(
    client: Client, programme: object, fatima: User
) -> None:
    give(fatima, Role.ADMINISTRATOR, programme)  # type: ignore[arg-type]
    client.force_login(fatima)
    assert client.get(reverse("accounts:people")).status_code == 403
