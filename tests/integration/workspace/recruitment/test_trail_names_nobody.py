"""The trail tells what was done to an application, and never whose it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import make_opened
from factories.programmes import give
from factories.recruitment import close, make_application, make_candidate, make_published, submit
from integration.workspace.recruitment.pages import signed_in
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.queries import history_of
from jalon.workspace.audit.services import erase_about
from jalon.workspace.audit.verification import verify
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, LateEntry, Verdict
from jalon.workspace.recruitment.rules.eligibility import Verdict as Found
from jalon.workspace.recruitment.services.exceptions import allow_late_entry
from jalon.workspace.recruitment.services.screening import confirm_verdict

pytestmark = pytest.mark.django_db
NAME = "Zita Secretname"


@pytest.fixture
def handed_in(programme: Programme, amina: User) -> Application:
    call = make_published(programme, amina)
    application = make_application(call, make_candidate(NAME))
    submit(application)
    return application


@pytest.fixture
def administrator() -> Client:
    user = make_user("Dalia Keys")
    give(user, Role.ADMINISTRATOR, None)
    return signed_in(user)


def test_a_candidate_is_not_named_by_any_page_of_the_trail(
    handed_in: Application, administrator: Client, amina: User
) -> None:
    where = handed_in.call.programme_id
    event = Event.objects.get(what="recruitment.application-submitted")
    trail = reverse("audit:programme-trail", args=[where])
    for client in (administrator, signed_in(amina)):
        for url in (trail, reverse("audit:event", args=[event.number])):
            page = client.get(url).text
            assert "A candidate" in page
            assert NAME not in page
    table = b"".join(administrator.get(reverse("audit:export")).streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert "recruitment.application-submitted" in table
    assert NAME not in table
    assert verify().whole


def test_the_filter_by_name_finds_no_candidate(
    handed_in: Application, administrator: Client
) -> None:
    trail = reverse("audit:programme-trail", args=[handed_in.call.programme_id])
    assert "No event here" in administrator.get(trail, {"who": "Zita"}).text


def test_the_reason_of_an_exception_and_whose_it_was_can_be_forgotten(
    handed_in: Application, administrator: Client, amina: User
) -> None:
    close(handed_in.call)
    tomorrow = timezone.now() + timedelta(days=1)
    entry = allow_late_entry(
        call_id=handed_in.call_id,
        email=handed_in.candidate.email,
        until=tomorrow,
        reason="Had chemotherapy",
        by=amina,
    )
    event = Event.objects.get(what="recruitment.late-entry-allowed")
    assert event.reason == ""
    assert event.why == "Had chemotherapy"
    page = administrator.get(reverse("audit:event", args=[event.number])).text
    assert "chemotherapy" not in page
    assert NAME not in page
    erase_about(target=LateEntry.objects.get(pk=entry.pk), by=None, reason="its time is over")
    assert Event.objects.get(pk=event.pk).why == ""
    assert verify().whole


def test_the_reason_of_a_finding_stands_with_the_application_alone(
    programme: Programme, administrator: Client, amina: User
) -> None:
    call = make_opened(programme, amina, 1)
    row = Verdict.objects.filter(application__call=call, found="met")[0]
    confirm_verdict(
        call_id=call.pk, verdict_id=row.pk, verdict=Found.NOT_MET, reason="No proof", by=amina
    )
    event = history_of(row.application)[0]
    assert (event.reason, event.why) == ("", "No proof")
    assert "No proof" not in administrator.get(reverse("audit:event", args=[event.number])).text
    page = reverse("recruitment:application", args=[programme.code, call.pk, row.application.code])
    assert "No proof" in signed_in(amina).get(page).text
