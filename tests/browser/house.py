"""A full site that stays for all tests of a module, and one browser window in each language."""

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT as AXE
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from browser.visits import DESKTOP, PHONE, WCAG
from jalon.workspace.accounts.models import User
from walk.pages import Page, open_by_table
from walk.site import Site
from walk.ways import WAYS

LIMIT = 150_000
BIDI = {"ar": "rtl"}
# What a page and everything it loaded weigh, also when the browser had it already.
WEIGHTS = """() => performance.getEntries()
  .filter(e => ["navigation", "resource"].includes(e.entryType))
  .map(e => [e.name, e.encodedBodySize])"""
STATE = """() => ({
  lang: document.documentElement.lang, dir: document.documentElement.dir,
  h1: document.querySelectorAll("h1").length, title: document.title.trim(),
  wide: document.documentElement.scrollWidth,
  widest: [...document.body.querySelectorAll("*")]
    .filter(e => !e.closest(".scroll, .tabs, .site-nav, .visually-hidden"))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1
              || e.getBoundingClientRect().left < -1)
    .map(e => e.outerHTML.slice(0, 160)).slice(-2)})"""


@dataclass
class House:
    """The site, its pages, and who looks at them."""

    browser: Browser
    address: str
    site: Site
    pages: dict[str, Page]
    windows: dict[str, Tab] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    speaks: str = ""

    def open(self, name: str, language: str) -> Tab:
        """Open the page of that name as somebody who may see it."""
        page = open_by_table(self.site, name) if name in WAYS else self.pages[name]
        self.speak(language, anew=name in WAYS)  # a way may begin with a new person
        assert page is not None
        tab = self.window(language)
        tab.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        if page.session:
            self.bring(tab.context, settings.SESSION_COOKIE_NAME, page.session)
        self.logged.clear()
        tab.goto(self.address + page.url)
        return tab

    def show(self, answer: HttpResponseBase, language: str) -> Tab:
        """Show an answer that no address gives by itself, under the rules it was sent with."""
        tab, url = self.window(language), f"{self.address}/refused"
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        tab.route(url, lambda route: route.fulfill(body=answer.content, headers=headers))  # type: ignore[attr-defined]
        self.logged.clear()
        tab.goto(url)
        tab.unroute(url)
        return tab

    def speak(self, language: str, *, anew: bool = False) -> None:
        if anew or self.speaks != language:
            User.objects.update(language=language)
            self.speaks = language

    def window(self, language: str) -> Tab:
        """Return the one window in which everything of a language is shown."""
        if language not in self.windows:
            context = self.browser.new_context(reduced_motion="reduce")
            context.add_init_script(AXE)  # once for the window, not sent again with every page
            self.bring(context, settings.LANGUAGE_COOKIE_NAME, language)
            context.on("console", self._console)
            context.on("weberror", lambda error: self.logged.append(str(error.error)))
            self.windows[language] = context.new_page()
        return self.windows[language]

    def bring(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.logged.append(f"console: {message.text}")


def faults(house: House, tab: Tab, language: str) -> list[str]:
    """Return everything that is wrong with the page, a line each."""
    tab.set_viewport_size(_size(PHONE))
    state = tab.evaluate(STATE)
    found = list(_of_state(state, language))
    tab.set_viewport_size(_size(DESKTOP))
    found += breaches(tab)
    weight = weigh(tab)
    if sum(weight.values()) > LIMIT:
        found.append(f"weighs {sum(weight.values())}: {weight}")
    return found + house.logged


def _of_state(state: dict[str, Any], language: str) -> Any:
    if (state["lang"], state["dir"]) != (language, BIDI.get(language, "ltr")):
        yield f"says it is in {state['lang']}, {state['dir']}"
    if state["h1"] != 1:
        yield f"has {state['h1']} h1"
    if state["title"].startswith("·"):
        yield "has no title"
    if state["wide"] > PHONE[0]:
        yield f"is {state['wide']} pixels wide on a telephone: {state['widest']}"


def breaches(tab: Tab) -> list[str]:
    options = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
    }
    return [
        f"{found['id']}: {found['help']}: {node['html'][:200]}"
        for found in tab.evaluate("asked => axe.run(asked).then(said => said.violations)", options)
        for node in found["nodes"][:3]
    ]


def weigh(tab: Tab) -> dict[str, int]:
    """Return what was sent, by address; files of the site as they are served: compressed."""
    return {name: packed(name, size) for name, size in tab.evaluate(WEIGHTS)}


def packed(url: str, size: int) -> int:
    _before, static, path = url.partition(settings.STATIC_URL)
    file = finders.find(path) if static else None
    return len(gzip.compress(Path(file).read_bytes())) if file else size


def _size(size: tuple[int, int]) -> Any:
    return {"width": size[0], "height": size[1]}
