"""The chains of the whole office: who makes them, where they hold, and two who edit one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import ChainTemplate
from jalon.workspace.documents.queries.chains import chain_of
from jalon.workspace.documents.rules.defaults import ChainLine
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.chains import reset_chain, set_chain
from jalon.workspace.programmes.models import Programme

LIST = "documents:office-chains"
PRODUCT = reverse("documents:office-chain", args=["product"])
LINES = (ChainLine(1, {"en": "Look"}, Role.OFFICER, 2),)


@pytest.fixture
def dalia(db: None) -> User:
    user = make_user("Dalia")
    give(user, Role.ADMINISTRATOR, None)
    return user


def steps(*titles: str, version: int = 0) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "version": version,
        "form-TOTAL_FORMS": len(titles),
        "form-INITIAL_FORMS": 0,
    }
    for number, title in enumerate(titles):
        sent |= {
            f"form-{number}-order": number + 1,
            f"form-{number}-title_en": title,
            f"form-{number}-role": "director",
            f"form-{number}-working_days": 3,
        }
    return sent


def test_the_office_makes_a_chain_that_holds_where_there_is_no_own(
    client: Client, dalia: User, programme: Programme, amina: User
) -> None:
    client.force_login(dalia)
    assert PRODUCT in client.get(reverse(LIST)).text
    assert client.post(PRODUCT, steps("Read", "Sign")).status_code == 302
    held = chain_of(Kind.PRODUCT, programme)
    assert [line.title["en"] for line in held.lines] == ["Read", "Sign"]
    assert held.origin == "office"
    set_chain(programme=programme, kind=Kind.PRODUCT, lines=LINES, by=amina)
    assert chain_of(Kind.PRODUCT, programme).origin == "programme"
    reset = reverse("documents:office-reset-chain", args=["product"])
    assert "Give it up" in client.get(reset).text
    assert client.post(reset, {"version": 7}).status_code == 422
    assert chain_of(Kind.PRODUCT, None).origin == "office"
    assert client.post(reset, {"version": 1}).status_code == 302
    assert chain_of(Kind.PRODUCT, None).origin == "shipped"
    assert chain_of(Kind.PRODUCT, programme).origin == "programme"


def test_who_directs_one_programme_reads_them_and_changes_nothing(
    client: Client, amina: User, carla: User
) -> None:
    client.force_login(amina)
    page = client.get(reverse(LIST))
    assert page.status_code == 200
    assert PRODUCT not in page.text
    assert client.post(PRODUCT, steps("Mine")).status_code == 403
    assert not ChainTemplate.objects.exists()


def test_the_second_of_two_editors_sees_both_and_saves_over_nothing_unread(
    client: Client, dalia: User
) -> None:
    other = make_user("Omar")
    give(other, Role.ADMINISTRATOR, None)
    set_chain(programme=None, kind=Kind.PRODUCT, lines=LINES, by=dalia)
    client.force_login(dalia)
    assert 'name="version" value="1"' in client.get(PRODUCT).text
    set_chain(programme=None, kind=Kind.PRODUCT, lines=LINES, version=1, by=other)
    refused = client.post(PRODUCT, steps("My own words", version=1))
    assert refused.status_code == 422
    assert "Omar" in refused.text
    assert "What is there now" in refused.text
    assert "My own words" in refused.text
    assert 'name="version" value="2"' in refused.text
    assert [line.title["en"] for line in chain_of(Kind.PRODUCT, None).lines] == ["Look"]
    assert client.post(PRODUCT, steps("My own words", version=2)).status_code == 302


def test_two_who_make_the_first_chain_of_a_kind(client: Client, dalia: User) -> None:
    client.force_login(dalia)
    assert 'name="version" value="0"' in client.get(PRODUCT).text
    set_chain(programme=None, kind=Kind.PRODUCT, lines=LINES, by=dalia)
    assert client.post(PRODUCT, steps("Late")).status_code == 422


def test_a_chain_that_was_given_up_meanwhile(dalia: User) -> None:
    set_chain(programme=None, kind=Kind.PRODUCT, lines=LINES, by=dalia)
    reset_chain(programme=None, kind=Kind.PRODUCT, by=dalia)
    with pytest.raises(RuleBroken, match="chain-given-up"):
        set_chain(programme=None, kind=Kind.PRODUCT, lines=LINES, version=1, by=dalia)
    assert not ChainTemplate.objects.exists()
