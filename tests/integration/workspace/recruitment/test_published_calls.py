"""A call that is published: closed by the clock, amended, extended, cancelled."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.recruitment import ZONE, clear, close, hand_in, make_call, make_published
from integration.workspace.recruitment.refusals import code_of
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.forms.amending import ExtendForm
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.queries.timeline import timeline_of
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.deadlines import deadline_at
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.services.amending import amend_header, amend_text, extend_call
from jalon.workspace.recruitment.services.publishing import cancel_call, publish_call

pytestmark = pytest.mark.django_db
WORDS = {"en": "Another title"}


def test_nothing_is_published_uncleared_or_late(programme: Programme, amina: User) -> None:
    call = hand_in(make_call(programme, amina), amina)
    with pytest.raises(RuleBroken) as refused:
        publish_call(call_id=call.pk, version=call.version, by=amina)
    assert code_of(refused) == "call-step-not-open"

    late = make_call(programme, amina, last_day=timezone.localdate() - timedelta(days=2))
    late = clear(hand_in(late, amina))
    with pytest.raises(RuleBroken) as refused:
        publish_call(call_id=late.pk, version=late.version, by=amina)
    assert code_of(refused) == "call-deadline-over"


def test_a_call_closes_by_the_clock(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    now = timezone.now()
    assert call.closes_at is not None
    assert state_of(call, call.closes_at - timedelta(microseconds=1)) is CallState.PUBLISHED
    assert state_of(call, call.closes_at) is CallState.CLOSED

    call = close(call)
    rows = {row.stage: row for row in timeline_of(call, state_of(call, now), now)}
    assert rows[CallState.CLOSED].reached_at == call.closes_at


def test_an_amendment_is_dated_and_shown(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    row = amend_header(
        call_id=call.pk,
        version=call.version,
        values={"title": {**call.title, **WORDS}},
        what={"en": "The title"},
        reason="It was wrong",
        by=amina,
    )
    call.refresh_from_db()

    assert (row.number, row.closed_before, row.closes_at) == (1, call.closes_at, call.closes_at)
    assert call.title["en"] == "Another title"


@pytest.mark.parametrize(
    ("values", "what", "code"),
    [
        ({"grade": "NOC"}, {"en": "x"}, "amendment-needs-new-call"),
        ({"duration": "Two years"}, {"en": "x"}, "amendment-without-time"),
        ({"unit": "Another"}, {"en": " "}, "amendment-without-words"),
        ({}, {"en": "x"}, "amendment-changes-nothing"),
    ],
)
def test_an_amendment_is_refused(
    programme: Programme, amina: User, values: dict[str, str], what: dict[str, str], code: str
) -> None:
    call = make_published(programme, amina)
    with pytest.raises(RuleBroken) as refused:
        amend_header(
            call_id=call.pk, version=call.version, values=values, what=what, reason="r", by=amina
        )
    assert code_of(refused) == code


def test_amended_words_that_ask_for_more_give_time(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    text = call.texts.get(language="en")
    kept = {name: getattr(text, name) for name in TextFields.__dataclass_fields__}
    later = call.closes_at + timedelta(days=10)
    amend_text(
        call_id=call.pk,
        version=call.version,
        language="en",
        title=call.title["en"],
        text=TextFields(**{**kept, "education": "A doctorate."}),
        what={"en": "The degree"},
        reason="The donor asks for it",
        closes_at=later,
        by=amina,
    )
    call.refresh_from_db()

    assert call.closes_at == later
    assert call.texts.get(language="en").education == "A doctorate."
    assert call.texts.count() == 2


def test_an_amendment_takes_no_language_out(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    said = {"what": {"en": "x"}, "reason": "r", "by": amina}
    for title, text in (("", TextFields()), (call.title["en"], TextFields(process="A test."))):
        with pytest.raises(RuleBroken) as refused:
            amend_text(
                call_id=call.pk,
                version=call.version,
                language="en",
                title=title,
                text=text,
                closes_at=call.closes_at + timedelta(days=10),
                **said,
            )
        assert code_of(refused) == "amendment-takes-words-out"
    assert call.texts.filter(language="en").exists()


def test_an_extension_offers_the_clock_of_the_notice_alone() -> None:
    form = ExtendForm(initial={"deadline_zone": ZONE})

    assert [zone for zone, _ in form.fields["deadline_zone"].choices] == ["", ZONE]


def test_an_extension_gives_time_and_opens_again(programme: Programme, amina: User) -> None:
    call = close(make_published(programme, amina))
    said = {"what": {"en": "More time"}, "reason": "Few applied", "by": amina}
    with pytest.raises(RuleBroken) as refused:
        extend_call(
            call_id=call.pk,
            version=call.version,
            closes_at=call.closes_at - timedelta(days=1),
            **said,
        )
    assert code_of(refused) == "extension-not-later"

    later = deadline_at(timezone.localdate() + timedelta(days=9), ZONE)
    extend_call(call_id=call.pk, version=call.version, closes_at=later, **said)
    call.refresh_from_db()
    assert (call.state, call.closes_at) == (CallState.PUBLISHED, later)


def test_a_published_call_is_cancelled_by_who_may_publish(
    programme: Programme, amina: User, bruno: User
) -> None:
    call = make_published(programme, amina)
    with pytest.raises(PermissionDenied):
        cancel_call(call_id=call.pk, version=call.version, reason="No funds", by=bruno)
    call = cancel_call(call_id=call.pk, version=call.version, reason="No funds", by=amina)
    assert call.state == CallState.CANCELLED


def test_cancelling_takes_the_notice_out_of_clearance(programme: Programme, bruno: User) -> None:
    call = hand_in(make_call(programme, bruno), bruno)
    call = cancel_call(call_id=call.pk, version=call.version, reason="No funds", by=bruno)

    assert Document.objects.get(pk=call.notice_id).state == "withdrawn"
    assert state_of(Call.objects.get(pk=call.pk), timezone.now()) is CallState.CANCELLED
