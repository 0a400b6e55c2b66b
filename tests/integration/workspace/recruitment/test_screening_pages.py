"""Applications opened, read, and screened on their pages."""

import pytest

from factories.accounts import make_user
from factories.assessment import (
    make_closed,
    make_member,
    make_opened,
    make_submitted,
)
from integration.workspace.recruitment.pages import (
    only,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Verdict,
)

pytestmark = pytest.mark.django_db


def test_applications_are_opened_on_their_page(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina, 1)
    client = signed_in(amina)
    refused = client.post(url(call, "open-applications"), {"version": call.version})
    assert refused.status_code == 422
    assert client.get(url(call, "applications")).status_code == 403
    assert client.get(url(call, "application", only(call).code)).status_code == 403
    make_member(call, make_user())
    call.refresh_from_db()
    done = client.post(url(call, "open-applications"), {"version": call.version})
    assert done.status_code == 302
    assert client.get(url(call, "applications")).status_code == 200


def test_a_finding_shows_its_evidence_and_is_confirmed(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    client, row = signed_in(amina), only(call)
    page = client.get(url(call, "application", row.code)).text
    assert 'href="#row-d1"' in page
    assert 'id="row-d1"' in page
    found = Verdict.objects.filter(application=row, found="cannot-tell")[0]
    address = url(call, "verdict", row.code, found.pk)
    assert client.post(address, {"verdict": "met", "reason": ""}).status_code == 422
    assert client.post(address, {"verdict": "met", "reason": "Proof seen"}).status_code == 302
    assert "Proof seen" in client.get(url(call, "application", row.code)).text


def test_relevance_is_judged_on_the_page(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    row = only(call)
    address = url(call, "relevance", row.code)
    assert signed_in(amina).post(address, {"row0": "yes", "row1": "no"}).status_code == 302
    assert list(row.relevances.order_by("row").values_list("is_relevant", flat=True)) == [
        True,
        False,
    ]


def test_every_opening_of_an_application_is_an_event(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    row = only(call)
    signed_in(amina).get(url(call, "application", row.code))
    event = Event.objects.get(what="recruitment.candidate-seen")
    assert (event.actor_id, event.target_id) == (amina.pk, str(row.pk))
    assert row.candidate.name not in str(event.after)


def test_applications_that_were_not_handed_in_are_not_there(
    programme: Programme, amina: User
) -> None:
    call = make_opened(programme, amina, 1)
    for state in ("draft", "withdrawn", "expired"):
        row = make_submitted(call)
        Application.objects.filter(pk=row.pk).update(state=state)
        assert signed_in(amina).get(url(call, "application", row.code)).status_code == 404


def test_the_screening_runs_to_its_end_on_the_pages(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    client = signed_in(amina)
    version = {"version": call.version}
    assert client.post(url(call, "confirm-plain"), version).status_code == 302
    for row in Verdict.objects.filter(application__call=call, confirmed=""):
        address = url(call, "verdict", row.application.code, row.pk)
        client.post(address, {"verdict": "met", "reason": "Proof seen"})
    assert client.post(url(call, "fill-long-list"), version).status_code == 302
    assert client.post(url(call, "begin-assessment"), version).status_code == 302
    call.refresh_from_db()
    assert call.state == "assessment"
    data = {"version": call.version, "codes": [only(call).code], "is_on": "yes", "reason": "Good"}
    assert client.post(url(call, "put-on-list", "short"), data).status_code == 422
