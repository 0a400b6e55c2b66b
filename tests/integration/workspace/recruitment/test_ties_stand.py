"""A declared tie is never rewritten: it stands, or who runs the call has ended it, and why."""

import pytest
from django.core.exceptions import PermissionDenied

from factories.assessment import make_opened, scorers
from integration.workspace.recruitment.pages import only, signed_in, url
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, Conflict
from jalon.workspace.recruitment.queries.marks import panel_of
from jalon.workspace.recruitment.queries.reports.call import panel_blocks
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.recruitment.services.declaring import declare, end_tie
from jalon.workspace.recruitment.services.panels import name_member, release_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_opened(programme, amina, 2)


@pytest.fixture
def tied(call: Call) -> Conflict:
    """A tie to family, as a member of the panel declared it."""
    declare(call_id=call.pk, ties={only(call).pk: Tie.FAMILY}, by=scorers(call)[0])
    return Conflict.objects.get()


def test_a_member_does_not_take_back_what_kept_them_away(call: Call, tied: Conflict) -> None:
    one = scorers(call)[0]
    with refused("tie-stands"):
        declare(call_id=call.pk, ties={}, by=one)
    with refused("tie-stands"):
        declare(call_id=call.pk, ties={tied.application_id: Tie.ACQUAINTANCE}, by=one)
    assert panel_of(call).excluded(one.pk)


def test_a_lighter_tie_that_was_declared_otherwise_stays_on_record(call: Call) -> None:
    one, row = scorers(call)[0], only(call)
    declare(call_id=call.pk, ties={row.pk: Tie.ACQUAINTANCE}, by=one)
    declare(call_id=call.pk, ties={row.pk: Tie.ACQUAINTANCE}, by=one)
    declare(call_id=call.pk, ties={row.pk: Tie.CLOSE_FRIEND}, by=one)
    old, new = Conflict.objects.order_by("pk")
    assert (old.tie, old.ended_by, new.tie, new.ended_at) == (
        "acquaintance",
        one,
        "close-friend",
        None,
    )
    assert panel_of(call).tied(one.pk, row.pk)


def test_who_runs_the_call_ends_a_tie_with_a_reason(
    call: Call, tied: Conflict, amina: User
) -> None:
    one = scorers(call)[0]
    call.refresh_from_db()
    address = url(call, "end-tie", tied.pk)
    client = signed_in(amina)
    assert address in client.get(url(call, "panel")).text
    data = {"version": call.version, "reason": " "}
    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "reason": "Another of that name"}).status_code == 302
    tied.refresh_from_db()
    assert (tied.tie, tied.ended_by, tied.ended_reason) == ("family", amina, "Another of that name")
    assert not panel_of(call).excluded(one.pk)
    assert "Another of that name" in str(panel_blocks(Record(call)))
    declared, ended = Event.objects.filter(target_model="recruitment.conflict").order_by("number")
    assert declared.personal.after == {"application": tied.application_id, "tie": "family"}
    assert (ended.why, ended.reason) == ("Another of that name", "")


def test_nobody_ends_their_own_tie(call: Call, amina: User) -> None:
    name_member(
        call_id=call.pk,
        version=Call.objects.get(pk=call.pk).version,
        user=amina,
        role=PanelRole.OBSERVER,
        by=amina,
    )
    declare(call_id=call.pk, ties={only(call).pk: Tie.CLOSE_FRIEND}, by=amina)
    version = Call.objects.get(pk=call.pk).version
    tie = Conflict.objects.get()
    for by in (amina, scorers(call)[0]):
        with pytest.raises(PermissionDenied):
            end_tie(call_id=call.pk, version=version, tie_id=tie.pk, reason="No", by=by)


def test_who_is_named_anew_is_still_tied(call: Call, tied: Conflict, amina: User) -> None:
    one = scorers(call)[0]
    version = Call.objects.get(pk=call.pk).version
    release_member(
        call_id=call.pk, version=version, member_id=tied.member_id, reason="Family", by=amina
    )
    event = Event.objects.get(what="recruitment.reason-given")
    assert (event.reason, event.why) == ("", "Family")
    version = Call.objects.get(pk=call.pk).version
    name_member(call_id=call.pk, version=version, user=one, role=PanelRole.MEMBER, by=amina)
    assert panel_of(call).excluded(one.pk)
