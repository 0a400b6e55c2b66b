"""Markup, formulas, line breaks, directions and NUL in every text field of every form."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import lxml.html
import openpyxl
import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from jalon.workspace.audit.models import Event
from walk.forms import Field, Form, Values, fill, forms_of, plain
from walk.imports import PROGRAMME, of
from walk.kept import Kept
from walk.pages import Page, richest, walk
from walk.site import Site, quietly
from walk.wounds import MARKUP, OVERRIDE, wounds

FORMULA = f'=HYPERLINK("http://x.example","y"){OVERRIDE}\r\nBcc: x@example.org'
NUL = "a\x00b"
KEYS = ("code", "key", "countries")  # they become parts of addresses, or are codes
ATTEMPTS = 3
A_DAY = 86_400  # seconds: who proved who they are may send a form, however late its turn comes
LATE = re.compile("archive|withdraw|status|delete|end|discard|erase|remove|hand-over|activate")
# What stays refused although the text is taken, and why.
A_FILE = "the file is not of the kind that is asked for"
RULE = "what is asked for is against a rule, whatever the text"
REFUSED = {
    "documents:restore": RULE,
    "documents:restore-obligation": RULE,
    "places:bring": A_FILE,
    "programmes:archive": RULE,
    "programmes:upload-spreadsheet": A_FILE,
    "recruitment:change-mark": RULE,
    "recruitment:late": RULE,
    "recruitment:set-aside": "a contract came of the decision",
    "recruitment:verdict": RULE,
    "results:upload-workbook": A_FILE,
    "standards:hand-in": A_FILE,
    "vacancies:check": "a reference has letters of its own",
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
def site(kept: Kept) -> Iterator[Site]:
    with quietly(), override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=A_DAY):
        yield kept.site


@pytest.fixture(scope="module")
def forms(kept: Kept) -> list[Form]:
    found = [form for form in forms_of(kept.answers) if any(f.takes_text for f in form.fields)]
    return sorted(found, key=lambda form: bool(LATE.search(form.key[0])))


def look(site: Site) -> list[Page]:
    """Return what everybody sees now."""
    walked = [page for user in site.walkers() for page in walk(user)]
    return [*walked, *richest(site, walked).values()]


def send(form: Form, text: str) -> Iterator[Answered]:
    """Send the form with `text` everywhere; then with what was refused put right.

    Each time its page is asked for anew, as an earlier form may have changed what it is about.
    """
    wrong: set[str] = set()
    for _attempt in range(ATTEMPTS):
        values = fill(form, partial(written, text, wrong))
        answer = form.post(values)
        yield Answered(form, values, answer)
        now = form.anew() if answer.status_code == 422 else None
        if now is None:
            return
        form, wrong = now, {*wrong, *refused_fields(answer.text), *KEYS}


def send_each(forms: list[Form], text: str) -> list[Answered]:
    """Send each form by itself, as if no other had been sent: some are refused after another."""
    answered = []
    for form in forms:
        with transaction.atomic():
            answered += send(form, text)
            transaction.set_rollback(True)
    return answered


def written(text: str, wrong: set[str], field: Field) -> str:
    return plain(field) if field.name in wrong else text


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
    with transaction.atomic():
        answered = [one for form in forms for one in send(form, MARKUP)]
        pages = look(site)
        transaction.set_rollback(True)
    left = refused_at_last(answered)
    alone = send_each([form for form in forms if form.key[0] in left], MARKUP)
    assert refused_at_last(alone) == REFUSED.keys()
    assert faults_of([*answered, *alone]) == []
    hurt = [f"{one.form}: {wound}" for one in answered for wound in wounds(one.answer.text)]
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
    assert turned_of(book) == []
    trail = of("administrator").get("/audit/export.csv")
    cells = [cell for row in rows_of(trail) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []
    assert [cell for cell in cells if OVERRIDE in cell] == []


@pytest.mark.django_db
def test_nul_is_refused(forms: list[Form], undone: None) -> None:
    """PostgreSQL has no such character: whatever let it in would fail there."""
    before = Event.objects.count()
    texts = [form for form in forms if any(field.is_text for field in form.fields)]
    answers = {str(form): form.post(fill(form, lambda _field: NUL)).status_code for form in texts}
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


def of_mails() -> Iterator[str]:
    for message in mail.outbox:
        if OVERRIDE in message.subject + str(message.body):
            yield f"is turned round: {message.subject}"
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


def turned_of(answer: Any) -> list[str]:
    content = b"".join(answer) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return [part for part in book.namelist() if OVERRIDE.encode() in book.read(part)]


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer) if answer.streaming else answer.content
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
