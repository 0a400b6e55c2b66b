"""Every parameter of an address that a page asks with: of its links and of its filters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from walk.forms import OURS
from walk.pages import Page, inside, name_of

Values = dict[str, list[str]]


@dataclass(frozen=True)
class Question:
    """An address with one parameter that may be spoilt; the others are as the page has them."""

    page: Page  # where it stands
    path: str
    parameter: str
    others: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def key(self) -> tuple[str, str]:
        return name_of(self.path), self.parameter

    def __str__(self) -> str:
        return f"{self.path}?{self.parameter}= of {self.page}"

    def ask(self, value: str) -> Any:
        """Ask as the page's reader; our own cookie says who that is."""
        cache.clear()
        client = Client(raise_request_exception=False)
        if self.page.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.page.session
        return client.get(self.path, {**dict(self.others), self.parameter: value})


def questions_of(pages: Iterable[Page]) -> list[Question]:
    """Return each parameter of each kind of address once, with the most beside it."""
    found: dict[tuple[str, str], Question] = {}
    for page in pages:
        for path, values in (*_of_links(page), *_of_forms(page)):
            for parameter in values:
                rest = tuple((k, tuple(v)) for k, v in values.items() if k != parameter)
                question = Question(page, path, parameter, rest)
                known = found.get(question.key)
                if known is None or len(rest) > len(known.others):
                    found[question.key] = question
    return list(found.values())


def _of_links(page: Page) -> Iterator[tuple[str, Values]]:
    for link in page.links:
        url = urlsplit(link)
        if url.query:
            yield url.path, parse_qs(url.query, keep_blank_values=True)


def _of_forms(page: Page) -> Iterator[tuple[str, Values]]:
    if not page.html.strip():
        return
    for form in lxml.html.fromstring(page.html).forms:
        action = inside(page.url, urljoin(page.url, form.get("action") or ""))
        if form.method == "GET" and action:
            yield urlsplit(action).path, _values(form)


def _values(form: Any) -> Values:
    found: Values = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    for control in form.iter("input", "select", "textarea"):
        if control.get("name"):
            found.setdefault(control.get("name"), [])
    return {name: values for name, values in found.items() if name not in OURS}
