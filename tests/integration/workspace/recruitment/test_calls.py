"""From a draft through clearance, and what is refused on the way."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.documents import make_file
from factories.recruitment import clear, hand_in, make_call, make_published
from integration.workspace.recruitment.refusals import code_of
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.words import registered
from jalon.workspace.documents.models import Document, Round
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.facts import lacking
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.queries.timeline import timeline_of
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, Missing
from jalon.workspace.recruitment.rules.drafts import CallFields, TextFields
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.services.clearing import hand_in_notice, take_back_notice
from jalon.workspace.recruitment.services.drafting import draft_call, draft_from_notice
from jalon.workspace.recruitment.services.editing import (
    edit_header,
    edit_text,
)
from jalon.workspace.recruitment.services.publishing import publish_call
from jalon.workspace.recruitment.services.requirements import (
    remove_requirement,
)

pytestmark = pytest.mark.django_db
NOTICES = Path(__file__).parents[3] / "unit/workspace/recruitment/notices"


def test_a_call_goes_from_draft_to_publication(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)

    assert call.state == CallState.PUBLISHED
    assert call.slug.startswith("national-officer")
    assert call.notice is not None
    assert call.notice.kind == Kind.VACANCY_NOTICE
    assert call.notice.versions.count() == 1
    events = Event.objects.filter(target_model="recruitment.call").values_list("what", flat=True)
    assert {"recruitment.begun", "recruitment.handed-in", "recruitment.published"} <= set(events)
    assert set(events) <= set(registered())
    reached = {row.stage for row in timeline_of(call, state_of(call, timezone.now()), call.begun_at)
               if row.reached_at}  # fmt: skip
    assert {CallState.IN_CLEARANCE, CallState.CLEARED, CallState.PUBLISHED} <= reached


def test_a_notice_becomes_a_draft_with_its_source(programme: Programme, bruno: User) -> None:
    text = (NOTICES / "es_current_lima.txt").read_text(encoding="utf-8")
    call = draft_from_notice(programme=programme, notice=read_notice(text), by=bruno, name="x.txt")

    assert (call.number, call.grade) == ("LIMA/AND/DC/NOA/2025/07", "NOA")
    assert call.closes_zone == "America/Lima"
    assert call.source.fields["deadline"]["sureness"] == "sure"
    start, end = call.source.fields["grade"]["spans"][0]
    assert call.source.text[start:end] == "NOA"
    with pytest.raises(RuleBroken) as refused:
        draft_from_notice(programme=programme, notice=read_notice(text), by=bruno)
    assert code_of(refused) == "call-number-taken"


def test_a_kind_that_nobody_says_is_asked(programme: Programme, bruno: User) -> None:
    notice = read_notice("Title: Something\nDuties\n1. To write.")
    with pytest.raises(RuleBroken) as refused:
        draft_from_notice(programme=programme, notice=notice, by=bruno)
    assert code_of(refused) == "call-kind-not-told"

    call = draft_from_notice(
        programme=programme, notice=notice, kind=CallKind.CONSULTANCY, by=bruno
    )
    assert (call.kind, call.closes_at) == (CallKind.CONSULTANCY, None)


def test_what_the_next_step_lacks_is_told(programme: Programme, bruno: User) -> None:
    fields = CallFields(kind=CallKind.CONSULTANCY, title={"en": "A study"})
    call = draft_call(programme=programme, fields=fields, by=bruno)

    found = lacking(call, CallStep.SUBMIT)
    assert Missing.GRADE not in found  # a consultancy has none
    assert {Missing.DUTIES, Missing.AUDIENCE, Missing.STATEMENTS} <= set(found)
    file = make_file(bruno, programme)
    with pytest.raises(RuleBroken) as refused:
        hand_in_notice(call_id=call.pk, version=call.version, file=file, by=bruno)
    assert code_of(refused) == "call-not-ready"


def test_others_neither_begin_nor_change(programme: Programme, bruno: User, carla: User) -> None:
    fields = CallFields(kind=CallKind.TEMPORARY)
    with pytest.raises(PermissionDenied):
        draft_call(programme=programme, fields=fields, by=carla)
    call = make_call(programme, bruno)
    with pytest.raises(PermissionDenied):
        edit_header(call_id=call.pk, version=call.version, values={"grade": "NOB"}, by=carla)


def test_an_officer_does_not_publish(programme: Programme, bruno: User) -> None:
    call = clear(hand_in(make_call(programme, bruno), bruno))
    with pytest.raises(PermissionDenied):
        publish_call(call_id=call.pk, version=call.version, by=bruno)


def test_the_second_editor_is_told(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    seen = call.version
    edit_header(call_id=call.pk, version=seen, values={"grade": "NOB"}, by=bruno)
    with pytest.raises(RuleBroken) as refused:
        edit_header(call_id=call.pk, version=seen, values={"grade": "NOC"}, by=bruno)
    assert code_of(refused) == "changed-meanwhile"


def test_words_in_clearance_stand(programme: Programme, bruno: User) -> None:
    call = hand_in(make_call(programme, bruno), bruno)
    with pytest.raises(RuleBroken) as refused:
        edit_text(
            call_id=call.pk,
            version=call.version,
            language="en",
            title="Another",
            text=TextFields(),
            by=bruno,
        )
    assert code_of(refused) == "call-not-draft"
    row = call.requirements.order_by("order")[0]
    with pytest.raises(RuleBroken) as refused:
        remove_requirement(call_id=call.pk, version=call.version, requirement_id=row.pk, by=bruno)
    assert code_of(refused) == "call-not-draft"


def test_a_returned_notice_is_a_draft_and_goes_again(programme: Programme, bruno: User) -> None:
    call = hand_in(make_call(programme, bruno), bruno)
    paper = call.notice_id
    Document.objects.filter(pk=paper).update(state="returned")
    Round.objects.filter(document=paper).update(closed_at=timezone.now())
    call = Call.objects.get(pk=call.pk)
    assert state_of(call, timezone.now()) is CallState.DRAFT

    call = edit_header(call_id=call.pk, version=call.version, values={"grade": "NOB"}, by=bruno)
    again = hand_in(call, bruno)

    assert again.notice_id == paper
    assert again.notice.versions.count() == 2
    assert again.state == CallState.IN_CLEARANCE


def test_a_notice_that_is_taken_back_is_cleared_anew(programme: Programme, bruno: User) -> None:
    call = clear(hand_in(make_call(programme, bruno), bruno))
    first = call.notice_id
    with pytest.raises(RuleBroken) as refused:
        take_back_notice(call_id=call.pk, version=call.version, reason=" ", by=bruno)
    assert code_of(refused) == "call-step-without-reason"

    call = take_back_notice(call_id=call.pk, version=call.version, reason="Grade", by=bruno)
    assert (call.state, call.notice) == (CallState.DRAFT, None)
    assert Document.objects.get(pk=first).state == "withdrawn"
    call = edit_header(call_id=call.pk, version=call.version, values={"grade": "NOB"}, by=bruno)
    assert hand_in(call, bruno).notice_id != first
