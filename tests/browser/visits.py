"""A person at a browser: opens pages of the site under test, and what is checked of each page."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from jalon.workspace.accounts.models import User

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images" / "site"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = (1280, 900), (360, 740)
REFUSED = "status of 422"  # a refused form is an answer, though the browser logs it as an error


class Visits:
    """Opens pages as somebody, in a language and a size; remembers what went wrong in them."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str,
        *,
        user: User | None = None,
        language: str | None = None,
        size: tuple[int, int] = DESKTOP,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        """Open `path` in a context of its own, signed in as `user` if given."""
        page = self.context(
            user=user, language=language, size=size, javascript=javascript, **options
        ).new_page()
        page.goto(self.site + path)
        return page

    def context(
        self,
        *,
        user: User | None = None,
        language: str | None = None,
        size: tuple[int, int] = DESKTOP,
        javascript: bool = True,
        **options: Any,
    ) -> BrowserContext:
        """Return a browser without history or cookies, but for the sign-in and the language."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            base_url=self.site,
            **options,
        )
        self.contexts.append(context)
        context.route(lambda url: not url.startswith(self.site), self._stray)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        if language:
            self.speak(context, language, user)
        if user:
            self.sign_in(context, user)
        return context

    def sign_in(self, context: BrowserContext, user: User) -> None:
        """Sign `user` in without the form: journeys that are about it fill it in."""
        client = Client()
        client.force_login(user, "jalon.workspace.accounts.backends.SignInBackend")
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.site}])

    def speak(self, context: BrowserContext, language: str, user: User | None = None) -> None:
        """Choose a language: a person's own is kept in their profile, a stranger's in a cookie."""
        if user and user.language != language:
            user.language = language
            user.save(update_fields=["language"])
        context.add_cookies([{"name": "django_language", "value": language, "url": self.site}])

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _stray(self, route: Route) -> None:
        self.faults.append(f"asked the network for {route.request.url}")
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSED not in message.text:
            self.faults.append(f"console: {message.text}")


def check_axe(page: Page) -> None:
    """Fail with every breach of WCAG 2.2 AA (and axe's good practice) that axe finds."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    breaches = [
        f"{found['id']} ({found['impact']}): {found['help']}\n  "
        + "\n  ".join(node["html"][:200] for node in found["nodes"][:4])
        for found in results.response["violations"]
    ]
    assert not breaches, f"{page.url}\n" + "\n".join(breaches)


def check_width(page: Page) -> None:
    """Fail if the page scrolls sideways; wide tables scroll inside their own region."""
    page.wait_for_load_state()  # without its style sheet a page is as wide as its longest word
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{page.url} is {wide} pixels wide"  # type: ignore[index]


def settled(page: Page) -> Page:
    """Wait until htmx has done what it was doing."""
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping')")
    return page


def picture(page: Page, name: str) -> None:
    """Keep a picture for the documentation, where JALON_SCREENSHOTS asks for them."""
    if "JALON_SCREENSHOTS" not in os.environ:
        return
    folder = IMAGES / page.locator("html").get_attribute("lang")  # type: ignore[operator]
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
