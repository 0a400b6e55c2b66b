"""A form that arrives when the session is over: its text survives."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from factories.accounts import PASSWORD
from jalon.workspace.accounts import drafts
from jalon.workspace.accounts.models import User

TEXT = 'Three lines\r\nof a <b>narrative</b>\r\n"quoted" عربي'
FORM = {
    "name": "Fatima",
    "language": "fr",
    "time_zone": "UTC",
    "digest": "weekly",
    "narrative": TEXT,
    "donor_code": "OP1",
    "password": "not this",
    "csrfmiddlewaretoken": "nor this",
}


@pytest.fixture
def late(client: Client, fatima: User) -> Client:
    """Give the browser of someone whose session has ended."""
    sign_in(client, fatima)
    client.get(reverse("accounts:profile"))
    Session.objects.all().delete()
    return client


def sign_in(client: Client, user: User) -> str:
    answer = client.post(
        f"/accounts/login/?next={reverse('accounts:kept-text')}",
        {"login": user.email, "password": PASSWORD},
    )
    return answer["Location"]


def test_the_text_comes_back_after_signing_in(late: Client, fatima: User) -> None:
    address = reverse("accounts:profile")
    answer = late.post(address, FORM)
    assert answer["Location"] == f"/accounts/login/?next={reverse('accounts:kept-text')}"
    page = late.get(sign_in(late, fatima))
    assert "of a &lt;b&gt;narrative&lt;/b&gt;" in page.text
    assert f'action="{address}"' in page.text
    assert "not this" not in page.text
    assert "nor this" not in page.text
    fields = dict(page.context["draft"].fields)
    assert fields["narrative"] == TEXT
    assert fields["donor_code"] == "OP1"
    assert late.post(address, {**fields, "name": ""}).status_code == 422
    assert late.get(reverse("accounts:kept-text")).status_code == 200
    assert late.post(address, fields).status_code == 302
    assert late.get(reverse("accounts:kept-text")).status_code == 302


def test_the_text_stands_under_the_words_of_its_form(late: Client, fatima: User) -> None:
    late.post(reverse("accounts:profile"), FORM)
    page = late.get(sign_in(late, fatima)).text
    shown = page[page.index("<dl") : page.index("</dl>")]
    assert "<dt>Fuseau horaire</dt>" in shown
    assert "Français" in shown  # the word of the choice, not its key
    assert "time_zone" not in shown
    assert "weekly" not in shown


def test_the_page_where_the_form_stood_gives_the_words(late: Client, fatima: User) -> None:
    elsewhere = reverse("accounts:profile")
    only_sent_to = reverse("accounts:revoke-token", args=[1])
    headers = {"Referer": f"http://testserver{elsewhere}"}
    late.post(only_sent_to, {"language": "es"}, headers=headers)
    page = late.get(sign_in(late, fatima)).text
    assert '<dt>Langue</dt><dd dir="auto">Espagnol</dd>' in page


def test_several_values_of_a_name_are_kept(late: Client, fatima: User) -> None:
    late.post(reverse("accounts:tokens") + "?a=1&b=2", {"scope": ["read", "write"], "name": "n"})
    page = late.get(sign_in(late, fatima))
    draft = page.context["draft"]
    assert draft.path == "/people/me/tokens/?a=1&b=2"
    assert draft.fields == [["scope", "read"], ["scope", "write"], ["name", "n"]]


def test_somebody_else_at_the_same_browser_does_not_see_it(late: Client, amina: User) -> None:
    late.post(reverse("accounts:profile"), FORM)
    assert sign_in(late, amina) == reverse("accounts:kept-text")
    assert late.get(reverse("accounts:kept-text"))["Location"] == "/"
    assert drafts.KEY not in late.session


def test_it_can_be_thrown_away(late: Client, fatima: User) -> None:
    late.post(reverse("accounts:profile"), FORM)
    sign_in(late, fatima)
    late.post(reverse("accounts:throw-away-kept-text"))
    assert late.get(reverse("accounts:kept-text"))["Location"] == "/"


def test_nothing_is_kept_of_a_stranger(client: Client, db: None) -> None:
    answer = client.post(reverse("accounts:profile"), FORM)
    assert answer["Location"] == f"/accounts/login/?next={reverse('accounts:profile')}"
    assert not Session.objects.exists()


def test_nothing_is_kept_after_signing_out(client: Client, fatima: User) -> None:
    sign_in(client, fatima)
    client.post(reverse("account_logout"))
    client.post(reverse("accounts:profile"), FORM)
    assert drafts.KEY not in client.session


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"password": "x"},
        {"text": "x" * (drafts.MOST_CHARACTERS + 1)},
        {f"f{n}": "1" for n in range(drafts.MOST_FIELDS + 1)},
    ],
)
def test_what_is_empty_secret_or_too_much_is_not_kept(late: Client, fields: dict[str, str]) -> None:
    answer = late.post(reverse("accounts:profile"), fields)
    assert answer["Location"] == f"/accounts/login/?next={reverse('accounts:profile')}"


def test_a_forged_cookie_keeps_nothing(client: Client, fatima: User) -> None:
    client.cookies[drafts.COOKIE] = str(fatima.pk)
    client.post(reverse("accounts:profile"), FORM)
    assert not Session.objects.exists()


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(late: Client) -> None:
    headers = {"HX-Request": "true"}
    kept = late.post(reverse("accounts:profile"), FORM, headers=headers)
    assert kept["HX-Redirect"] == f"/accounts/login/?next={reverse('accounts:kept-text')}"
    assert kept.content == b""
    read = late.get(reverse("accounts:profile"), headers=headers)
    assert read["HX-Redirect"] == "/accounts/login/"
    headers["HX-Current-URL"] = "http://testserver/people/?page=2"
    read = late.get(reverse("accounts:profile"), headers=headers)
    assert read["HX-Redirect"] == "/accounts/login/?next=/people/%3Fpage%3D2"


def test_a_form_of_ours_with_an_old_token_is_kept(fatima: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(fatima)
    client.get(reverse("accounts:profile"))
    answer = client.post(reverse("accounts:profile"), FORM, headers={"Origin": "http://testserver"})
    assert answer["Location"] == reverse("accounts:kept-text")
    page = client.get(answer["Location"])
    assert "narrative" in page.text


def test_a_form_from_elsewhere_is_refused_and_not_kept(fatima: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(fatima)
    client.get(reverse("accounts:profile"))
    headers = {"Origin": "http://elsewhere.example"}
    assert client.post(reverse("accounts:profile"), FORM, headers=headers).status_code == 403
    assert drafts.KEY not in client.session
