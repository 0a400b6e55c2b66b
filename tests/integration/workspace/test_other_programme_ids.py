"""Ids of another programme in every address and in every form that names a row."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.programmes import give, make_organisation
from factories.recruitment import make_published
from factories.results import make_actual, make_dimension, make_indicator, make_period, make_result
from integration.workspace.urls_of.tables import LINES
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from walk.forms import Field, Form, fill, forms_of, plain
from walk.kept import Kept
from walk.pages import SIGN_IN
from walk.queries import questions_of
from walk.site import Site, quietly

OWN, OTHER = "WORLD", "ELSEWHERE"
# Which rows a field names; one that is in neither list fails: say there what it names.
PEOPLE = ("absent", "deputy", "leaver", "owed_by_user", "owner", "person", "responsible", "user")
ORGANISATIONS = ("organisation", "owed_by_organisation", "owed_to_organisation")
ROWS: dict[str, str] = {
    **dict.fromkeys((*PEOPLE, "successor"), "person"),
    **dict.fromkeys(ORGANISATIONS, "organisation"),
    "actual": "actual",
    "anchor": "cell",
    "before": "result",
    "call": "call",
    "countries": "country",
    "country": "country",
    "dimensions": "dimension",
    "parent": "result",
    "programme": "programme",
    "result": "result",
    "step": "step",
}
NO_ROWS = re.compile(
    "version|page|level|kind|role|days|code_width|cumulative|first_month|period_months"
    "|.*_FORMS|c[0-9]+-.*|likelihood|impact|first_year|donor|score|order|shown|mine"
    "|mark[0-9]+|value|occupation"
)
# Whatever organisation, country or person there is may be named here: it belongs to no programme.
OF_THE_OFFICE = {
    ("programmes:add-partner", "organisation"),
    ("programmes:add-focal-point", "country"),
    ("programmes:edit-focal-point", "country"),
    ("programmes:set-countries", "countries"),
    ("programmes:start", "countries"),
}


@pytest.fixture(scope="module")
def site(kept: Kept) -> Iterator[Site]:
    with quietly():
        yield kept.site


@pytest.fixture(scope="module")
def forms(kept: Kept) -> list[Form]:
    return forms_of(kept.answers)


@pytest.fixture(scope="module")
def foreign(site: Site) -> dict[str, str]:
    """Make one row of each kind, of a programme that none of the others has to do with."""
    programme = Programme.objects.get(code=OTHER)
    country = Country.objects.get(iso3="NZL")
    programme.covers.create(country=country)
    somebody = make_user("Somebody Elsewhere")
    give(somebody, Role.OFFICER, programme)
    director = make_user("Director Elsewhere")
    give(director, Role.DIRECTOR, programme)
    organisation = make_organisation("FAR", name={"en": "Organisation Elsewhere"})
    programme.participations.create(organisation=organisation, role="4")
    result = make_result(programme, title={"en": "Result Elsewhere"})
    period = make_period(make_indicator(programme, result=result, title={"en": "Figure Elsewhere"}))
    actual = make_actual(period, status="draft", reported_by=somebody)
    text = make_document(somebody, make_obligation(programme, somebody))
    submit(somebody, text)
    return {
        "actual": f"{actual.pk}:{actual.version}",
        "call": str(make_published(programme, director).pk),
        "cell": f"{period.pk}",
        "country": str(country.pk),
        "dimension": str(make_dimension(programme).pk),
        "organisation": str(organisation.pk),
        "person": str(somebody.pk),
        "programme": str(programme.pk),
        "result": str(result.pk),
        "step": str(text.steps.order_by("order")[0].pk),
    }


def naming(form: Form) -> Iterator[Field]:
    """Yield the fields whose value is the id of a row."""
    for field in form.fields:
        choices = field.choices or field.values
        closed = field.kind in {"select", "hidden", "checkbox", "radio"}
        if closed and any(re.match(r"\d+(:\d+)?$", value) for value in choices):
            yield field


@pytest.mark.django_db
def test_every_field_that_names_a_row_is_known(forms: list[Form]) -> None:
    names = {field.name for form in forms for field in naming(form)}
    assert {name for name in names - ROWS.keys() if not NO_ROWS.fullmatch(name)} == set()


@pytest.mark.django_db
def test_no_form_takes_the_row_of_another_programme(
    forms: list[Form], foreign: dict[str, str]
) -> None:
    taken, asked = [], 0
    for form in forms:
        for field in naming(form):
            rows = ROWS.get(field.name, "")
            name = form.key[0]
            if not rows or (name, field.name) in OF_THE_OFFICE or is_office(form, rows):
                continue
            asked += 1
            taken += [f"{form}: {field.name}: {what}" for what in harm(form, field, foreign[rows])]
    assert not taken, "\n".join(taken)
    assert asked > 30  # were no field found, nothing would be proved


def is_office(form: Form, rows: str) -> bool:
    """Tell whether the form is of the whole office, whose rows are all its own."""
    return "/office/" in form.action and rows in {"organisation", "country"}


def harm(form: Form, field: Field, value: str) -> Iterator[str]:
    """Yield what the site did with an id that it had not offered."""
    values = {**fill(form, plain), field.name: [value]}
    before = Event.objects.count()
    with transaction.atomic():
        answer = form.post(values)
        written = Event.objects.count() - before
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    elif written:
        yield f"{answer.status_code}, {written} events written"


@pytest.mark.django_db
def test_no_filter_shows_the_row_of_another_programme(kept: Kept, foreign: dict[str, str]) -> None:
    """Administrators see all programmes; of the others nobody has to do with this one."""
    administrator = str(User.objects.get(email="administrator@demo.example"))
    pages = [page for page in kept.answers if page.reader != administrator]
    asked = [question for question in questions_of(pages) if question.parameter in ROWS]
    assert len(asked) > 10  # were no filter found, nothing would be proved
    shown = []
    for question in asked:
        answer = question.ask(foreign[ROWS[question.parameter]])
        leaks = answer.status_code >= 500 or (
            not answer.streaming and b"Elsewhere" in answer.content
        )
        shown += [f"{answer.status_code} {question}"] if leaks else []
    assert not shown, "\n".join(shown)


@pytest.mark.django_db
def test_no_address_mixes_programmes(site: Site) -> None:
    mixed = {
        name: [OTHER if value == OWN else value for value in values]
        for name, values in site.arguments.items()
        if OWN in values and len(values) > 1 and name not in OPEN
    }
    assert len(mixed) > 30  # were there none, nothing would be proved
    user = director_of_both()
    answers = {
        (name, method): ask(user, method, reverse(name, args=values), LINES[name].data)
        for name, values in mixed.items()
        for method in ("get", "post")
    }
    assert {key: status for key, status in answers.items() if status not in {403, 404, 405}} == {}


# Addresses whose second part names no row of the programme.
OPEN = {
    "documents:chain",
    "documents:reset-chain",
    "programmes:change-status",
    "programmes:set-areas",
}


def director_of_both() -> User:
    """Only the address keeps the rows of one programme apart from those of the other."""
    user = make_user("Both")
    for code in (OWN, OTHER):
        give(user, Role.DIRECTOR, Programme.objects.get(code=code))
    return user


def ask(user: User, method: str, url: str, data: Any) -> int:
    cache.clear()
    client = Client(raise_request_exception=False)
    client.force_login(user, SIGN_IN)
    before = Event.objects.count()
    status = getattr(client, method)(url, data).status_code
    assert Event.objects.count() == before, f"{method} {url} wrote something"
    return int(status)
