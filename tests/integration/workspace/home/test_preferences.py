"""How somebody reads the site: kept in a cookie, and the way back is to a page of ours."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_theme_is_kept_and_on_the_page_from_its_first_byte(client: Client) -> None:
    answer = client.post("/preferences/theme/", {"theme": "dark", "next": "/search/?q=x"})
    assert answer.headers["location"] == "/search/?q=x"
    assert 'data-theme="dark"' in client.get("/").text


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_way_back_leads_nowhere_else(client: Client, wanted: str) -> None:
    answer = client.post("/preferences/theme/", {"theme": "light", "next": wanted})
    assert answer.headers["location"] == "/"


def test_an_unknown_theme_is_refused(client: Client) -> None:
    assert client.post("/preferences/theme/", {"theme": "pink"}).status_code == 400
    assert client.get("/preferences/theme/").status_code == 405


def test_a_forged_cookie_is_ignored(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/").text
