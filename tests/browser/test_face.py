"""The pages that everybody meets: they read well, weigh little, and need nothing but themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.documents import make_obligation
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme

LANGUAGES = ("en", "ar")
SIGNED_IN = {"home": "/", "search": "/search/?q=mex", "gallery": "/gallery/"}
LIMIT = 150_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_find_the_way_in(visit: Visits, language: str) -> None:
    page = visit("/", language=language)
    check_axe(page)
    picture(page, "landing")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_are_accessible(visit: Visits, amina: User, name: str, language: str) -> None:
    page = visit(SIGNED_IN[name], user=amina, language=language)
    check_axe(page)
    picture(page, name)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_dark_pages_are_accessible(visit: Visits, amina: User, name: str) -> None:
    check_axe(visit(SIGNED_IN[name], user=amina, color_scheme="dark"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_fit_a_telephone(visit: Visits, amina: User, name: str, language: str) -> None:
    page = visit(SIGNED_IN[name], user=amina, language=language, size=PHONE)
    check_width(page)
    check_axe(page)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_full_day_fits_a_telephone(visit: Visits, bruno: User, language: str) -> None:
    programme = Programme.objects.get(code="MEX-87")
    late = timezone.localdate() - timedelta(days=400)
    for _number in range(10):
        make_obligation(programme, bruno, due=late, title={"es": "Informe " * 12})
    page = visit("/", user=bruno, language=language, size=PHONE)
    check_width(page)
    check_axe(page)
    picture(page, "day-on-a-telephone")


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_weigh_little(visit: Visits, amina: User, name: str) -> None:
    page = visit.context(user=amina).new_page()
    sent: list[Response] = []
    page.on("response", lambda response: sent.append(response))
    page.goto(SIGNED_IN[name])
    page.wait_for_load_state("networkidle")
    weights = {r.url: r.request.sizes()["responseBodySize"] for r in sent}
    assert sum(weights.values()) <= LIMIT, weights


def test_search_from_any_page_by_keyboard(visit: Visits, amina: User) -> None:
    page = visit("/gallery/", user=amina)
    page.keyboard.press("/")
    page.keyboard.type("mex")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("mex")


def test_the_keys_are_listed_on_asking(visit: Visits, amina: User) -> None:
    page = visit("/", user=amina)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_first_the_keyboard_offers_the_content(visit: Visits, amina: User) -> None:
    page = visit("/", user=amina)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_language_and_theme_are_chosen_with_or_without_javascript(
    visit: Visits, amina: User, javascript: bool
) -> None:
    page = visit("/gallery/", user=amina, javascript=javascript)
    _choose(page, "Dark")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    _choose(page, "Français")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.url.endswith("/gallery/")


def test_buttons_stand_off_the_last_field_whatever_is_hidden_between(
    visit: Visits, amina: User
) -> None:
    page = visit("/gallery/", user=amina)
    hidden, shown = '<input type="hidden">', "<p>A field</p>"
    form = f'<form class="stack">{hidden}{shown}{hidden}<div class="row">Buttons</div></form>'
    margins = page.locator("main").evaluate(
        """(main, form) => { main.innerHTML = form; return [...main.querySelectorAll("p, div")]
             .map(part => parseFloat(getComputedStyle(part).marginBlockStart)) }""",
        form,
    )
    assert margins[0] == 0 < margins[1]


def test_programmes_are_changed_from_their_bar(visit: Visits, amina: User) -> None:
    page = visit("/programmes/MEX-87/", user=amina)
    page.locator(".programme-bar summary").click()
    expect(page.locator(".switch a", has_text="MEX-87")).to_be_visible()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(visit: Visits, amina: User) -> None:
    page = visit("/", user=amina)
    summary = page.locator(".top details.menu summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-panel").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_signing_out_leaves_no_draft_behind(visit: Visits, amina: User) -> None:
    page = visit("/gallery/", user=amina)
    page.get_by_label("Remarks").first.fill("Not for others")
    page.wait_for_timeout(600)
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".top details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_pages_print_without_what_is_for_the_screen(visit: Visits, amina: User) -> None:
    page = visit("/gallery/", user=amina)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".filter").first).to_be_hidden()
    expect(page.locator(".printed")).to_contain_text("/gallery/")


def test_a_draft_survives_the_page(visit: Visits, amina: User) -> None:
    page = visit("/gallery/", user=amina)
    page.get_by_label("Remarks").first.fill("Half a thought")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Take up the draft").click()
    expect(page.get_by_label("Remarks").first).to_have_value("Half a thought")


def _choose(page: Page, name: str) -> None:
    page.locator(".top details.menu summary").click()
    page.get_by_role("button", name=name, exact=True).click()
