"""Set up a second factor, sign out, and sign in again with its code."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect

from browser.visits import Visits, check_axe, picture
from factories.accounts import PASSWORD
from jalon.workspace.accounts.models import User

STEP = 30


@pytest.fixture(autouse=True)
def no_attempts_counted() -> None:
    """Forget the attempts and the spent codes of other tests."""
    cache.clear()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_sign_in_with_a_second_factor(visit: Visits, amina: User, javascript: bool) -> None:
    page = visit("/accounts/login/", language="en", javascript=javascript)
    page.set_default_timeout(8000)
    _give_password(page, amina)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(visit.site + "/accounts/2fa/")
    page.get_by_role("link", name="Set up").click()
    _prove(page)
    secret = page.locator(".secret").inner_text()
    _give_code(page, _code(secret))
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    _sign_out(page)
    page.goto(visit.site + "/accounts/login/?next=/programmes/MEX-87/")
    _give_password(page, amina)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    _give_code(page, "000000")
    expect(page.locator(".errors, [role=alert]").first).to_be_visible()
    _give_code(page, _code(secret, ahead=1))
    expect(page).to_have_url(visit.site + "/programmes/MEX-87/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible(visit: Visits, amina: User, language: str) -> None:
    amina.language = language
    amina.save()
    page = visit("/accounts/login/", language=language)
    page.set_default_timeout(8000)
    check_axe(page)
    picture(page, "sign-in")
    _give_password(page, amina)
    page.goto(visit.site + "/accounts/2fa/")
    check_axe(page)
    page.goto(visit.site + "/accounts/2fa/totp/activate/")
    check_axe(page)
    _prove(page)
    check_axe(page)
    secret = page.locator(".secret").inner_text()
    _give_code(page, _code(secret))
    check_axe(page)
    page.context.clear_cookies(name="sessionid")
    page.goto(visit.site + "/accounts/login/")
    _give_password(page, amina)
    check_axe(page)
    picture(page, "second-factor")


def _give_password(page: Page, user: User) -> None:
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _prove(page: Page) -> None:
    """Give the password once more: what follows touches the safety of the account."""
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _give_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _sign_out(page: Page) -> None:
    page.locator(".top details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()


def _code(secret: str, ahead: int = 0) -> str:
    """Compute what the app shows now, or `ahead` steps from now: a code is good once only."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + ahead))
