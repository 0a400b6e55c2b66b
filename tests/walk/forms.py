"""Every form of the pages that were found, and how a person, or a program, would fill it in."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

import lxml.html
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.accounts import PASSWORD
from factories.papers import PDF
from walk.pages import Page, ask, name_of

TEXT = {"text", "search", "tel", "textarea", "url"}
OURS = {"csrfmiddlewaretoken", "next"}
LATER = {"deadline_day", "until", "opens_at", "closes_at"}  # what is there already is no answer
LAST = {"successor"}  # somebody else than the first
PLAINLY: dict[str, list[Any]] = {"weight": ["1"], "years": ["2"], "reserve_1": [], "reserve_2": []}
THE_YEAR = re.compile("year(?!s)")  # the number of one, not how many
A_YEAR = timedelta(days=365)
Values = dict[str, list[Any]]
Write = Callable[["Field"], str]


@dataclass(frozen=True)
class Field:
    name: str
    kind: str  # type of the input, "select" or "textarea"
    values: tuple[str, ...]  # as the page came
    choices: tuple[str, ...] = ()
    required: bool = False
    numeric: bool = False
    least: str = ""

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT and not self.numeric

    @property
    def takes_text(self) -> bool:
        return self.is_text or self.kind == "file"


@dataclass(frozen=True)
class Form:
    """A form that changes something, with one of its buttons."""

    page: Page
    action: str
    fields: tuple[Field, ...]
    button: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str, tuple[str, str] | None]:
        names = sorted({field.name.rstrip("0123456789") for field in self.fields})
        return name_of(self.action), " ".join(names)[:300], self.button

    def __str__(self) -> str:
        button = f" [{self.button[0]}={self.button[1]}]" if self.button else ""
        return f"{name_of(self.action)} on {self.page}{button}"

    def post(self, values: Values, language: str = "en") -> Any:
        """Send the form as its page's reader."""
        cache.clear()
        return self._reader(language).post(self.action, values, headers={"referer": self.page.url})

    def anew(self) -> "Form | None":
        """Return the form as its page shows it now, or nothing where it does no longer."""
        cache.clear()
        page = ask(self._reader(), self.page.url, name=self.page.name)
        same = (f for f in read_forms(page) if (f.action, f.button) == (self.action, self.button))
        return next(same, None)

    def _reader(self, language: str = "en") -> Client:
        """Be the page's reader; our own cookie says who that is."""
        client = Client(raise_request_exception=False)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if self.page.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.page.session
        return client


def forms_of(pages: Iterable[Page]) -> list[Form]:
    """Return one form of each kind, the fullest, of all pages."""
    found: dict[Any, Form] = {}
    for page in pages:
        for form in read_forms(page):
            if form.key not in found or len(form.fields) > len(found[form.key].fields):
                found[form.key] = form
    return list(found.values())


def read_forms(page: Page) -> Iterator[Form]:
    if not page.html.strip():
        return
    for form in lxml.html.fromstring(page.html).forms:
        if form.method != "POST":
            continue
        action = urljoin(page.url, form.get("action") or "")
        fields = tuple(_fields(form))
        buttons = [
            (button.get("name"), button.get("value", ""))
            for button in form.iter("button")
            if button.get("name")
        ]
        for button in buttons or [None]:
            yield Form(page, action, fields, button)


def _fields(form: Any) -> Iterator[Field]:
    named: dict[str, list[Any]] = {}
    for control in form.iter("input", "select", "textarea"):
        if control.get("name") and control.get("name") not in OURS:
            named.setdefault(control.get("name"), []).append(control)
    for name, controls in named.items():
        yield _field(name, controls)


def _field(name: str, controls: list[Any]) -> Field:
    first = controls[0]
    kind = first.tag if first.tag != "input" else first.get("type", "text")
    values: Iterable[str | None]
    choices: Iterable[str | None] = ()
    if kind == "select":
        options = list(first.iter("option"))
        choices = [option.get("value", option.text) for option in options]
        chosen = [o.get("value", o.text) for o in options if o.get("selected") is not None]
        values = chosen if chosen or first.get("multiple") is not None else choices[:1]
    elif kind in {"checkbox", "radio"}:
        choices = [control.get("value", "on") for control in controls]
        values = [c.get("value", "on") for c in controls if c.get("checked") is not None]
    elif kind == "textarea":
        values = [control.text or "" for control in controls]
    else:
        values = [control.get("value", "") for control in controls]
    return Field(
        name,
        kind,
        tuple(filter(None, values)),
        tuple(filter(None, choices)),
        first.get("required") is not None,
        first.get("inputmode") in {"decimal", "numeric"},
        first.get("min", ""),
    )


def fill(form: Form, write: Write) -> Values:
    """Return what is sent: `write` says what stands in each field of text."""
    filled = {field.name: _filled(field, write) for field in form.fields}
    if form.button:
        filled[form.button[0]] = [form.button[1]]
    return {name: values for name, values in filled.items() if values}


def plain(field: Field) -> str:
    """Return what fits a field that takes only something of a certain form."""
    if field.name == "countries":
        return "MX"
    if field.values or not field.required:
        return field.values[0] if field.values else ""
    return "https://example.org/" if field.kind == "url" else "h1"


def _filled(field: Field, write: Write) -> list[Any]:
    if field.is_text:
        return [write(field)]
    if field.kind == "file":
        name = write(field)
        return [SimpleUploadedFile(f"{name[:80]}.pdf", PDF)] if name else []
    if field.name in PLAINLY:
        return PLAINLY[field.name]
    if field.kind == "date":
        return [_day(field).isoformat()]
    if field.kind == "datetime-local":
        return [f"{_day(field)}T{'18:00' if 'closes' in field.name else '09:00'}"]
    if field.choices:
        return _chosen(field)
    if field.values:
        return list(field.values)
    if field.kind == "email" and not field.required:
        return []
    if field.kind == "number" and not THE_YEAR.search(field.name):
        return [field.least or "1"]
    return PLAIN[field.kind]() if field.kind in PLAIN else []


def _day(field: Field) -> date:
    there = date.fromisoformat(field.values[0][:10]) if field.values else None
    if field.name in LATER or "end" in field.name:
        return there + timedelta(days=1) if there else date.today() + A_YEAR
    return there or max(date.today(), date.fromisoformat(field.least or "0001-01-01"))


def _chosen(field: Field) -> list[str]:
    if field.name in LAST:
        return list(field.choices[-1:])
    if field.values:
        return list(field.values)
    several = field.kind == "checkbox" and len(field.choices) > 1
    needed = field.kind == "select" or several or field.required
    return list(field.choices[:1]) if needed else []


PLAIN: dict[str, Callable[[], list[str]]] = {
    "email": lambda: ["somebody.new@example.org"],
    "number": lambda: [str(date.today().year)],
    "password": lambda: [PASSWORD],
    "text": lambda: ["1"],
    "time": lambda: ["12:00"],
}
