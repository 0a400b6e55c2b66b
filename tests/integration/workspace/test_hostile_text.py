"""Markup, formulas, line breaks, directions and NUL in every text field of every form."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html
import openpyxl
import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from lxml import etree

from jalon.workspace.audit.models import Event
from walk.forms import Form, Values, fill, forms_of, plain
from walk.imports import PROGRAMME, of
from walk.pages import Page, richest, walk
from walk.site import Site, build_site, quietly

HURT = "hurt(1)"
OVERRIDE = "\u202e"  # turns what follows round, to the end of the paragraph or of an isolate
MARKUP = f"<script>{HURT}</script><img src=x onerror={HURT}>\"'& onfocus={HURT} {OVERRIDE}"
FORMULA = '=HYPERLINK("http://x.example","y")\r\nBcc: x@example.org'
NUL = "a\x00b"
KEYS = ("code", "key")  # they become parts of addresses
LATE = re.compile("archive|withdraw|status|delete|end|discard|erase|remove|hand-over|activate")
# What stays refused although the text is taken, and why.
A_FILE = "the file is not of the kind that is asked for"
MEANWHILE = "an earlier form of this test has changed the same thing"
RULE = "what is asked for is against a rule, whatever the text"
REFUSED = {
    "documents:decide": MEANWHILE,
    "documents:restore": RULE,
    "documents:restore-obligation": RULE,
    "documents:submit": RULE,
    "mfa_add_webauthn": "needs a key of flesh and metal",
    "places:bring": A_FILE,
    "programmes:archive": RULE,
    "programmes:change-status": MEANWHILE,
    "programmes:edit": MEANWHILE,
    "programmes:end-grant": RULE,
    "programmes:from-spreadsheet": RULE,
    "programmes:hand-over": RULE,
    "programmes:upload-spreadsheet": A_FILE,
    "results:report": MEANWHILE,
    "results:targets": MEANWHILE,
    "results:upload-workbook": A_FILE,
    "standards:hand-in": A_FILE,
}


@dataclass
class Answered:
    form: Form
    values: Values
    answer: Any

    @property
    def refused(self) -> bool:
        return bool(self.answer.status_code >= 400)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    with django_db_blocker.unblock(), transaction.atomic(), quietly():
        yield build_site()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def forms(site: Site) -> list[Form]:
    found = [form for form in forms_of(look(site)) if any(f.takes_text for f in form.fields)]
    return sorted(found, key=lambda form: bool(LATE.search(form.key[0])))


def look(site: Site) -> list[Page]:
    """Return what everybody sees now."""
    walked = [page for user in site.walkers() for page in walk(user)]
    return [*walked, *richest(site, walked).values()]


def send(form: Form, text: str) -> Iterator[Answered]:
    """Send the form with `text` everywhere; then once more, with what was refused put right."""
    values = fill(form, lambda _field: text)
    answer = form.post(values)
    yield Answered(form, values, answer)
    if answer.status_code == 422:
        wrong = {*refused_fields(answer.text), *KEYS}
        values = fill(form, lambda field: plain(field) if field.name in wrong else text)
        yield Answered(form, values, form.post(values))


def refused_fields(html: str) -> Iterator[str]:
    for control in lxml.html.fromstring(html).xpath("//*[@aria-invalid='true']"):
        yield control.get("name")


@pytest.fixture
def undone(site: Site) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_markup_stays_text(site: Site, forms: list[Form], undone: None) -> None:
    answered = [one for form in forms for one in send(form, MARKUP)]
    assert faults_of(answered) == []
    assert refused_at_last(answered) - REFUSED.keys() == set()
    hurt = [f"{one.form}: {wound}" for one in answered for wound in wounds(one.answer.text)]
    pages = look(site)
    hurt += [f"{page}: {wound}" for page in pages for wound in wounds(page.html)]
    assert not hurt, "\n".join(hurt)
    assert any("&lt;script&gt;" in page.html for page in pages)
    assert [f"{page.status} {page}" for page in pages if page.status >= 500] == []
    assert list(of_mails()) == []


@pytest.mark.django_db
def test_formulas_and_line_breaks_stay_text(forms: list[Form], undone: None) -> None:
    answered = [one for form in forms for one in send(form, FORMULA)]
    assert faults_of(answered) == []
    assert list(of_mails()) == []
    book = of("monitoring").get(reverse("results:download-workbook", args=[PROGRAMME]))
    assert formulas_of(book) == []
    trail = of("administrator").get("/audit/export.csv")
    cells = [cell for row in rows_of(trail) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


@pytest.mark.django_db
def test_nul_is_refused(forms: list[Form], undone: None) -> None:
    """PostgreSQL has no such character: whatever let it in would fail there."""
    before = Event.objects.count()
    answers = {str(form): form.post(fill(form, lambda _field: NUL)).status_code for form in forms}
    assert {form for form, status in answers.items() if status not in {400, 422}} == set()
    assert Event.objects.count() == before


def faults_of(answered: list[Answered]) -> list[str]:
    return [
        f"{one.answer.status_code} {one.form}: {one.values}"
        for one in answered
        if one.answer.status_code >= 500
    ]


def refused_at_last(answered: list[Answered]) -> set[str]:
    """Return what no form took; were it everything, nothing would be proved here."""
    taken = {one.form.key[0] for one in answered if not one.refused}
    return {one.form.key[0] for one in answered} - taken


def wounds(answer: str) -> Iterator[str]:
    """Yield what would run, what was let out of its place, and what was escaped twice."""
    if HURT not in answer:
        return
    document = lxml.html.fromstring(answer)
    for element in document.iter(etree.Element):
        shown = etree.tostring(element, encoding="unicode")[:200]
        if element.tag == "script" and HURT in (element.text or ""):
            yield f"runs: {shown}"
        if any(name.startswith("on") and HURT in value for name, value in element.attrib.items()):
            yield f"runs: {shown}"
    if "&lt;script" in document.text_content():
        yield "is escaped twice"


def of_mails() -> Iterator[str]:
    for message in mail.outbox:
        if "\n" in message.subject or "&lt;" in message.subject + str(message.body):
            yield message.subject
        for body, kind in getattr(message, "alternatives", []):
            if kind == "text/html":
                yield from wounds(body)


def formulas_of(answer: Any) -> list[str]:
    content = b"".join(answer) if answer.streaming else answer.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title} {cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and "x.example" in str(cell.value)
    ]


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer) if answer.streaming else answer.content
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
