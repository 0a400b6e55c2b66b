"""The search page."""

import pytest
from django.test import Client

from factories.programmes import make_organisation
from jalon.workspace.accounts.models import User

pytestmark = pytest.mark.usefixtures("sources")


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/search/?q=x").status_code == 302


def test_finds_are_grouped_marked_and_linked(client: Client, amina: User) -> None:
    made = make_organisation("OBS", name={"en": "Observatory <b>of</b> work"})
    client.force_login(amina)
    page = client.get("/search/", {"q": "observ"}).text
    assert "<mark>Observatory</mark> &lt;b&gt;of&lt;/b&gt; work" in page
    assert f'href="/programmes/organisations/{made.pk}/"' in page
    assert "Organisations" in page


@pytest.mark.parametrize("asked", ["مجلس 2026", "مجلس ٢٠٢٦"])
def test_digits_of_either_script_find_each_other(client: Client, amina: User, asked: str) -> None:
    make_organisation("ONE", name={"ar": "مجلس 2026"})
    make_organisation("TWO", name={"ar": "مجلس ٢٠٢٦"})
    client.force_login(amina)
    page = client.get("/search/", {"q": asked}).text
    assert page.count("/programmes/organisations/") == 2


def test_what_was_searched_is_shown_as_text(client: Client, amina: User) -> None:
    client.force_login(amina)
    page = client.get("/search/", {"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page
    assert "Nothing was found" in page


def test_one_kind_by_pages(client: Client, amina: User) -> None:
    for number in range(60):
        make_organisation(f"N{number}", name={"en": "Numerous"})
    client.force_login(amina)
    first = client.get("/search/", {"q": "numerous", "kind": "programmes.organisation"}).text
    second = client.get(
        "/search/", {"q": "numerous", "kind": "programmes.organisation", "page": "2"}
    ).text
    assert first.count('<li><a href="/programmes/organisations/') == 50
    assert second.count('<li><a href="/programmes/organisations/') == 10


@pytest.mark.parametrize("wanted", ["0", "-1", "x", "99999999999999"])
def test_odd_page_numbers(client: Client, amina: User, wanted: str) -> None:
    client.force_login(amina)
    asked = {"q": "x", "kind": "programmes.organisation", "page": wanted}
    assert client.get("/search/", asked).status_code == 200


def test_an_unknown_kind_is_not_there(client: Client, amina: User) -> None:
    client.force_login(amina)
    assert client.get("/search/?q=x&kind=accounts.user").status_code == 404


def test_at_most_twelve_queries(
    client: Client, amina: User, django_assert_max_num_queries: object
) -> None:
    make_organisation("OBS", name={"en": "Observatory programme"})
    client.force_login(amina)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/search/", {"q": "programme"})


def test_a_page_beyond_the_last_leads_to_the_first(client: Client, amina: User) -> None:
    make_organisation("ONE", name={"en": "Numerous"})
    client.force_login(amina)
    asked = {"q": "numerous", "kind": "programmes.organisation", "page": "7"}
    answer = client.get("/search/", asked)
    assert answer["Location"] == "/search/?q=numerous&kind=programmes.organisation"
