"""Candidates join, come in by their own door, and see nothing of the team's pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import PASSWORD, make_user
from factories.programmes import give
from factories.recruitment import make_candidate
from integration.workspace.urls_of.tables import LINES, make_arguments, make_world
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.walls import SHARED
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Letter
from jalon.workspace.recruitment.queries.sent import sent

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/]+(/vacancies/\S+)")


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def link_in(mail: Any) -> str:
    return next(path for path in LINK.findall(mail.body) if "check" not in path)


def ask_to_join(client: Client, email: str, onward: str = "") -> Any:
    return client.post(reverse("vacancies:join"), {"email": email, "onward": onward})


def join(client: Client, path: str, **more: str) -> Any:
    given = {
        "name": "Dalia Test",
        "password": PASSWORD,
        "again": PASSWORD,
        "language": "ar",
        "time_zone": "Africa/Algiers",
        **more,
    }
    return client.post(path, given)


def test_somebody_joins_by_a_link_and_is_in(
    client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_join(client, "Dalia@Example.org", "/vacancies/some-call/apply/")
    path = link_in(mailoutbox[0])
    response = join(client, path)

    user = User.objects.get(email="dalia@example.org")
    assert (user.kind, user.language, user.time_zone) == (Kind.CANDIDATE, "ar", "Africa/Algiers")
    assert response["Location"] == "/vacancies/some-call/apply/"
    assert client.get(reverse("vacancies:home")).status_code == 200
    assert Client().get(path).status_code == 410, "the link works once"


def test_a_link_is_over_after_a_day(client: Client, mailoutbox: list[Any]) -> None:
    ask_to_join(client, "late@example.org")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert client.get(link_in(mailoutbox[0])).status_code == 410


def test_known_and_unknown_addresses_get_the_same_answer(
    client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    people = (make_candidate("Known"), make_user("Member"), User(email="nobody@example.org"))
    with django_capture_on_commit_callbacks(execute=True):
        pages = {without_what_differs(ask_to_join(client, each.email).text) for each in people}
    assert len(pages) == 1
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(each.email for each in people)


def without_what_differs(page: str) -> str:
    """Return a page without the address that was typed, and without the tokens of each answer."""
    return re.sub(r"[\w.]+@[\w.]+|\b\w{64}\b|nonce=\S+", "", page)


def test_mail_is_about_what_is_there_and_stands_in_the_record(
    client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    candidate = make_candidate("Known")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("vacancies:password"), {"email": candidate.email})
    letter = Letter.objects.get(candidate=candidate)
    path = link_in(mailoutbox[0])
    assert letter.reference in mailoutbox[0].body
    assert path not in letter.body, "what opens the account stands in the mail alone"
    client.post(path, {"password": "another long phrase", "again": "another long phrase"})
    candidate.refresh_from_db()
    assert candidate.check_password("another long phrase")
    assert Client().get(path).status_code == 410


def test_asking_often_for_one_address_sends_no_more_mail(
    client: Client, mailoutbox: list[Any]
) -> None:
    answers = [ask_to_join(client, "one@example.org").status_code for _time in range(6)]
    assert answers == [200] * 6
    assert len(mailoutbox) == 4


def test_asking_often_is_stopped(client: Client) -> None:
    answers = [ask_to_join(client, f"{n}@example.org").status_code for n in range(21)]
    assert answers[-1] == 429


def sign_in(client: Client, door: str, user: User, password: str = PASSWORD) -> Any:
    names = {"account_login": "login", "vacancies:sign-in": "email"}
    return client.post(reverse(door), {names[door]: user.email, "password": password})


def test_each_door_lets_its_own_people_in_and_nobody_else(client: Client) -> None:
    candidate, member = make_candidate(), make_user()
    assert sign_in(client, "vacancies:sign-in", candidate).status_code == 302
    assert sign_in(Client(), "account_login", member).status_code == 302
    for door, user in (("vacancies:sign-in", member), ("account_login", candidate)):
        other = Client()
        refused = sign_in(other, door, user)
        wrong = sign_in(Client(), door, user, "not the password")
        assert "_auth_user_id" not in other.session
        assert refused.status_code == wrong.status_code != 302
        assert errors_in(refused) == errors_in(wrong)


def errors_in(response: Any) -> list[str]:
    return re.findall(r"<li>([^<]*)</li>", response.text.split("error-summary")[1])[:3]


def test_guessing_a_password_is_stopped(client: Client) -> None:
    candidate = make_candidate()
    for _time in range(5):
        sign_in(client, "vacancies:sign-in", candidate, "wrong")
    assert sign_in(client, "vacancies:sign-in", candidate).status_code == 429


def test_nobody_shuts_another_out_by_guessing_for_them(client: Client) -> None:
    candidate = make_candidate()
    for _time in range(6):
        attack = Client(REMOTE_ADDR="203.0.113.9")
        last = sign_in(attack, "vacancies:sign-in", candidate, "wrong")
    assert last.status_code == 429
    assert sign_in(client, "vacancies:sign-in", candidate).status_code == 302


def test_guessing_from_many_places_is_stopped_too(client: Client) -> None:
    candidate = make_candidate()
    places = [Client(REMOTE_ADDR=f"203.0.113.{n}") for n in range(1, 102)]
    answers = [sign_in(each, "vacancies:sign-in", candidate, "wrong") for each in places]
    assert (answers[0].status_code, answers[-1].status_code) == (422, 429)


def test_who_is_unknown_is_stopped_as_who_is_known(client: Client) -> None:
    for user in (make_candidate(), User(email="nobody@example.org")):
        cache.clear()
        answers = [sign_in(client, "vacancies:sign-in", user, "wrong") for _time in range(6)]
        assert [each.status_code for each in answers] == [422] * 5 + [429]


def test_a_closed_account_is_as_if_it_was_not_there(client: Client) -> None:
    candidate = make_candidate(is_active=False)
    assert sign_in(client, "vacancies:sign-in", candidate).status_code == 422
    assert sign_in(client, "account_login", candidate).status_code == 200


def test_the_teams_reset_sends_candidates_no_link(client: Client, mailoutbox: list[Any]) -> None:
    candidate = make_candidate()
    client.post(reverse("account_reset_password"), {"email": candidate.email})
    assert "password/reset/key" not in "".join(mail.body for mail in mailoutbox)


def test_a_new_password_ends_other_sessions(client: Client) -> None:
    candidate = make_candidate()
    other = Client()
    sign_in(other, "vacancies:sign-in", candidate)
    other.get(reverse("vacancies:home"))
    sign_in(client, "vacancies:sign-in", candidate)
    new = "quite another phrase"
    given = {"old": PASSWORD, "password": new, "again": new}
    assert client.post(reverse("vacancies:change-password"), given).status_code == 302
    assert client.get(reverse("vacancies:home")).status_code == 200
    assert other.get(reverse("vacancies:home")).status_code == 302


def test_a_candidate_reaches_no_page_that_is_not_theirs() -> None:
    world = make_world()
    arguments = make_arguments(world)
    client = Client(raise_request_exception=False)
    client.force_login(make_candidate())
    reached = []
    for name, access in LINES.items():
        if name.startswith("vacancies:") or name in SHARED or access.by_token:
            continue
        path = reverse(name, args=arguments.get(name, []))
        if path == "/":
            assert client.get(path)["Location"] == reverse("vacancies:home")
            continue
        for method in ("get", "post"):
            status = getattr(client, method)(path).status_code
            if status != 404:
                reached.append((name, method, status))
    assert reached == []


def test_candidates_have_no_api(client: Client) -> None:
    client.force_login(make_candidate())
    assert client.get("/api/v1/me").status_code == 404


def test_the_team_finds_no_candidates_pages(client: Client, programme: Programme) -> None:
    member = make_user()
    give(member, Role.DIRECTOR, programme)
    client.force_login(member)
    for name in ("home", "letters", "account", "own-data", "close-account"):
        assert client.get(reverse(f"vacancies:{name}")).status_code == 404


def test_strangers_are_sent_to_the_candidates_door(client: Client) -> None:
    response = client.get(reverse("vacancies:home"))
    assert response["Location"] == f"{reverse('vacancies:sign-in')}?next=/vacancies/mine/"


def test_nobody_is_sent_away_by_a_link(client: Client) -> None:
    candidate = make_candidate()
    for onward in ("https://evil.example/", "//evil.example/vacancies/", "/people/"):
        given = {"email": candidate.email, "password": PASSWORD, "onward": onward}
        response = Client().post(reverse("vacancies:sign-in"), given)
        assert response["Location"] == reverse("vacancies:home")
        cache.clear()


@pytest.mark.parametrize("who", ["known", "unknown", "member", "closed", "without a password"])
def test_an_attempt_costs_the_same_time_whoever_it_is(
    client: Client, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {
        "known": make_candidate,
        "unknown": lambda: User(email="nobody@example.org"),
        "member": make_user,
        "closed": lambda: make_candidate(is_active=False),
        "without a password": lambda: User.objects.create_user(
            "entered@example.org", name="Entered", kind=Kind.CANDIDATE
        ),
    }
    user, hashed = people[who](), []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, "vacancies:sign-in", user, "wrong")
    assert len(hashed) == 1, "hashing is what takes time"


def test_the_first_mails_carry_a_reference_that_can_be_checked(
    client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_join(client, "new@example.org")
        ask_to_join(client, make_user("Member").email)
    for message in mailoutbox:
        [reference] = re.findall(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}-\d\d", message.body)
        found = sent(reference, message.to[0])
        assert found is not None
        assert "account" in str(found.kind)
        assert sent(reference, "another@example.org") is None
