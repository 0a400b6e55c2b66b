"""Programs act for people by tokens: shown once, for a time, within scopes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import PASSWORD, make_user
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import ApiToken, Kind, User
from jalon.workspace.accounts.rules import TokenScope
from jalon.workspace.accounts.services import make_token, revoke_token, use_token

READ, WRITE = TokenScope.READ, TokenScope.WRITE


def test_a_token_acts_within_its_scopes(fatima: User) -> None:
    _token, reading = make_token(name="read", scopes=[READ], days=30, by=fatima)
    _token, writing = make_token(name="write", scopes=[WRITE], days=30, by=fatima)
    assert use_token(reading, READ) == fatima
    assert use_token(reading, WRITE) is None
    assert use_token(writing, "read") == fatima
    assert use_token(writing, WRITE) == fatima
    assert use_token("jalon_guess", READ) is None
    assert use_token("", READ) is None


def test_only_the_digest_is_kept(fatima: User) -> None:
    token, raw = make_token(name="read", scopes=[READ], days=30, by=fatima)
    assert raw not in str(ApiToken.objects.values().get())
    assert raw.startswith(token.hint)


def test_a_token_ends(fatima: User) -> None:
    token, raw = make_token(name="read", scopes=[READ], days=30, by=fatima)
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        assert use_token(raw, READ) is None
    revoke_token(token=token, by=fatima)
    assert use_token(raw, READ) is None


def test_a_token_of_someone_who_left(fatima: User) -> None:
    _token, raw = make_token(name="read", scopes=[READ], days=30, by=fatima)
    User.objects.filter(pk=fatima.pk).update(is_active=False)
    assert use_token(raw, READ) is None


def test_the_last_use_is_noted_now_and_then(
    fatima: User, django_assert_num_queries: object
) -> None:
    _token, raw = make_token(name="read", scopes=[READ], days=30, by=fatima)
    use_token(raw, READ)
    assert ApiToken.objects.get().last_used_at is not None
    with django_assert_num_queries(1):  # type: ignore[operator]
        use_token(raw, READ)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_how_long_a_token_may_live(fatima: User, days: int) -> None:
    with pytest.raises(RuleBroken):
        make_token(name="x", scopes=[READ], days=days, by=fatima)


def test_a_token_needs_a_scope_and_a_member_of_the_team(fatima: User) -> None:
    with pytest.raises(RuleBroken):
        make_token(name="x", scopes=[], days=1, by=fatima)
    with pytest.raises(PermissionDenied):
        make_token(name="x", scopes=[READ], days=1, by=make_user("Hugo", kind=Kind.CANDIDATE))


def test_a_token_is_made_by_who_has_just_said_who_they_are(
    client: Client,
    fatima: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client.force_login(fatima)
    address = reverse("accounts:tokens")
    data = {"name": "sheet", "scope": "read", "days": "90"}
    assert client.get(address).status_code == 200
    asked = client.post(address, data)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert use_token(made.context["raw"], READ) == fatima  # what was typed was not lost
    (mail,) = mailoutbox
    assert mail.to == [fatima.email]
    assert "sheet" in mail.body
    assert ApiToken.objects.get().hint not in mail.body


def test_who_came_in_by_their_organisation_is_asked_nothing_here(
    client: Client, fatima: User
) -> None:
    fatima.set_unusable_password()
    fatima.last_login = timezone.now()
    fatima.save()
    assert not fatima.is_invited
    client.force_login(fatima)
    data = {"name": "sheet", "scope": "read", "days": "90"}
    assert client.post(reverse("accounts:tokens"), data, follow=True).context["raw"]


def test_the_page_shows_a_token_once(client: Client, fatima: User) -> None:
    client.force_login(fatima)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("accounts:tokens")
    made = client.post(address, {"name": "sheet", "scope": "read", "days": "90"})
    assert made.status_code == 302  # loading the page again makes no second one
    shown = client.get(address)
    raw = shown.context["raw"]
    assert raw in shown.text
    assert raw not in client.get(address).text
    assert use_token(raw, READ) == fatima
    assert client.post(address, {"name": "", "scope": "all", "days": "9"}).status_code == 422

    revoke = reverse("accounts:revoke-token", args=[ApiToken.objects.get().pk])
    other = Client()
    other.force_login(make_user())
    assert other.post(revoke).status_code == 404
    assert client.post(revoke).status_code == 302
    assert use_token(raw, READ) is None


def test_the_page_says_which_token_is_over(client: Client, fatima: User) -> None:
    make_token(name="old", scopes=[READ], days=30, by=fatima)
    User.objects.filter(pk=fatima.pk).update(language="en")
    client.force_login(fatima)
    assert "Revoke" in client.get(reverse("accounts:tokens")).text
    ApiToken.objects.update(expires_at=timezone.now())
    page = client.get(reverse("accounts:tokens")).text
    assert "Revoke" not in page
    assert "status-neutral" in page


def test_nobody_revokes_the_token_of_another(fatima: User, amina: User) -> None:
    token, _raw = make_token(name="read", scopes=[READ], days=30, by=fatima)
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, by=amina)
