"""Accounts that were closed, or never had a password, end with the last of what was kept."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.decisions import make_marked
from factories.recruitment import make_application, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.services import close_candidate, enter_candidate
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, Letter, Purge
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.retention import later
from jalon.workspace.recruitment.services.applying import enter_application
from jalon.workspace.recruitment.services.deciding import decide
from jalon.workspace.recruitment.services.finishing import finish_accounts
from jalon.workspace.recruitment.services.purging import purge_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    call = make_marked(programme, amina, [(5, 5), (4, 4)])
    choice = Choice(ranked(call).codes[0], (), None)
    decide(call_id=call.pk, version=call.version, choice=choice, reason="Best.", by=amina)
    return Call.objects.get(pk=call.pk)


@pytest.fixture
def over() -> date:
    return later(timezone.localdate(), 24)


def left(call: Call) -> User:
    """Return somebody who closed the account while an application had to be kept."""
    person = call.applications.order_by("pk")[1].candidate
    Letter.objects.create(
        candidate=person, reference="R-1", kind="account", language="en", subject="S", body="B"
    )
    return close_candidate(user=person)


def test_a_closed_account_goes_with_the_last_application(call: Call, over: date) -> None:
    person = left(call)
    assert finish_accounts(over) == 0, "something is kept"
    purge_all(over)
    assert finish_accounts(over) == 1
    person.refresh_from_db()
    assert person.erased_at is not None
    assert person.email == f"former-candidate-{person.pk}@invalid"
    assert set(person.letters.values_list("subject", "body")) == {("", "")}
    about = Event.objects.filter(target_model="accounts.user", target_id=str(person.pk))
    assert "Candidate" not in repr(list(about.values("personal__after", "personal__actor_name")))
    assert verify().whole
    assert finish_accounts(over) == 0, "once"


def test_the_report_names_the_accounts(call: Call, over: date, amina: User) -> None:
    left(call)
    purge_all(over)
    finish_accounts(over)
    row = Purge.objects.order_by("-pk")[0]
    assert (row.call, row.counts, row.people) == (call, {"account": 1}, 1)
    client = Client()
    client.force_login(amina)
    page = client.get(reverse("recruitment:kept", args=[call.programme.code]))
    assert "account that was closed: 1" in page.text


def test_who_can_still_sign_in_stays(call: Call, over: date) -> None:
    person = call.applications.order_by("pk")[1].candidate
    person.set_password("a long pass phrase")
    person.save()
    purge_all(over)
    assert finish_accounts(over) == 0
    person.refresh_from_db()
    assert person.is_active


def test_an_account_made_for_somebody_goes_too(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    person = enter_candidate(email="by-hand@invalid", name="By Hand", language="ar", by=amina)
    enter_application(call_id=call.pk, candidate=person, reason="No form", by=amina)
    other = make_application(call).candidate
    Application.objects.update(purged_at=timezone.now())
    assert finish_accounts(timezone.localdate()) == 1
    person.refresh_from_db()
    other.refresh_from_db()
    assert "By Hand" not in person.name
    assert other.is_active
