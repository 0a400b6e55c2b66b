"""What is forgotten when, what stays, and that the trail forgets too."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.decisions import make_marked
from factories.documents import make_file
from factories.recruitment import close, make_application, make_published, submit
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.services import record
from jalon.workspace.audit.verification import verify
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Call,
    Conflict,
    Decision,
    Interview,
    LateEntry,
    Listing,
    Mark,
    Purge,
    RefereeAnswer,
    Relevance,
    Sitting,
    Statistics,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.balance import balances_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.retention import later
from jalon.workspace.recruitment.services.applying import begin_application
from jalon.workspace.recruitment.services.bulk_letters import draft_letters
from jalon.workspace.recruitment.services.deciding import decide
from jalon.workspace.recruitment.services.expiring import expire_drafts
from jalon.workspace.recruitment.services.purging import purge_all, purge_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    call = make_marked(programme, amina, [(5, 5), (4, 4), (3, 3)], refused=9)
    first, second, _third = ranked(call).codes
    until = timezone.localdate() + timedelta(days=700)
    choice = Choice(first, (second,), until)
    decide(call_id=call.pk, version=call.version, choice=choice, reason="Best.", by=amina)
    return Call.objects.get(pk=call.pk)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def third(call: Call) -> Application:
    """Return somebody who was neither chosen nor put in reserve."""
    return call.applications.get(code=ranked(call).codes[2])


def test_nothing_goes_before_its_time(call: Call, today: date) -> None:
    assert purge_call(call_id=call.pk, today=today) == {}
    assert purge_call(call_id=call.pk, today=later(today, 6) - timedelta(days=1)) == {}


def test_each_field_goes_after_its_own_period(call: Call, today: date) -> None:
    counts = purge_call(call_id=call.pk, today=later(today, 6))
    row = third(call)

    assert counts["contact.phone"] == 11  # who is in reserve is still to be reached
    assert "phone" not in row.sections["contact"]
    assert row.sections["contact"]["name"]
    copy = row.submissions.get().content["sections"]
    assert "phone" not in copy["contact"]
    assert copy["letter"]


def test_who_is_in_reserve_is_kept_as_long_as_the_reserve(call: Call, today: date) -> None:
    purge_call(call_id=call.pk, today=later(today, 6))
    reserve = call.decisions.get().reserves.get().application

    assert reserve.sections["contact"]["phone"]
    purge_call(call_id=call.pk, today=today + timedelta(days=700))
    reserve.refresh_from_db()
    assert reserve.sections["contact"]["phone"], "on its last day the reserve may be asked"
    purge_call(call_id=call.pk, today=today + timedelta(days=701))
    reserve.refresh_from_db()
    assert "phone" not in reserve.sections["contact"]


def test_uploads_go_with_their_rows(call: Call, today: date, amina: User) -> None:
    row = third(call)
    file = make_file(amina, call.programme)
    ApplicationFile.objects.create(application=row, kind="cv", file=file)

    purge_call(call_id=call.pk, today=later(today, 12))

    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert not ApplicationFile.objects.exists()


def test_after_two_years_nobody_is_left_and_the_trail_forgets(
    call: Call, today: date, amina: User
) -> None:
    row = third(call)
    letters = draft_letters(call_id=call.pk, kind=MessageKind.NOT_SELECTED, by=amina)
    RefereeAnswer.objects.create(application=row, name="A referee", answer="Good")
    record(
        by=row.candidate,
        what="recruitment.test",
        target=row,
        after={"sections": {"contact": {"name": "Somebody"}}},
    )

    purge_all(later(today, 24))

    row.refresh_from_db()
    assert row.purged_at is not None
    assert row.sections == {"contact": {}, "nationality": {}}
    assert letters == 1
    assert set(call.letters.values_list("body", flat=True)) == {""}
    assert not RefereeAnswer.objects.exists()
    assert set(Mark.objects.values_list("note", flat=True)) == {""}
    event = Event.objects.get(what="recruitment.test")
    assert event.personal.after == {}
    assert event.personal.actor_name == ""
    assert purge_all(later(today, 24)) == 0  # doing it again does nothing


def test_the_counts_stay(call: Call, today: date) -> None:
    before = [(each.by, each.table) for each in balances_of(call)]

    purge_all(later(today, 24))

    figures = Statistics.objects.get(call=call).figures
    assert figures["steps"] == {"applied": 12, "long": 3, "short": 3, "chosen": 1}
    fresh = Call.objects.get(pk=call.pk)
    assert [(each.by, each.table) for each in balances_of(fresh)] == before
    assert "Candidate" not in str(figures)


def test_what_was_never_handed_in_goes_a_month_after_the_deadline(call: Call, today: date) -> None:
    draft = third(call)
    Application.objects.filter(pk=draft.pk).update(state="draft", submitted_at=None)
    assert call.closes_at is not None
    closed = timezone.localdate(call.closes_at)

    purge_call(call_id=call.pk, today=later(closed, 1) - timedelta(days=1))
    draft.refresh_from_db()
    assert draft.purged_at is None
    purge_call(call_id=call.pk, today=later(closed, 1))
    draft.refresh_from_db()
    assert draft.purged_at is not None


def test_while_a_decision_is_set_aside_nothing_goes(call: Call, today: date) -> None:
    decision = call.decisions.get()
    decision.set_aside_at, decision.set_aside_by = timezone.now(), decision.by
    decision.set_aside_reason = "Appeal"
    decision.save()

    assert purge_call(call_id=call.pk, today=later(today, 24)) == {}
    assert purge_all(later(today, 120)) == 0


def test_the_report_page_says_what_went(
    client: Client, call: Call, today: date, bruno: User
) -> None:
    purge_all(later(today, 12))
    client.force_login(bruno)

    page = client.get(reverse("recruitment:kept", args=["MEX-87"])).text

    assert Purge.objects.get().people == 11
    assert "nationalities: 11" in page
    assert "12 handed in, 3 on the short list" in page


def test_a_draft_freezes_no_figures_and_waits_for_an_exception(
    programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    draft, excused = make_application(call), make_application(call)
    submit(make_application(call))
    close(call)
    after = timezone.localdate() + timedelta(days=40)
    until = timezone.now() + timedelta(days=39)
    LateEntry.objects.create(
        call=call, candidate=excused.candidate, until=until, reason="Ill", by=amina
    )
    purge_all(after)
    draft.refresh_from_db()
    excused.refresh_from_db()
    assert draft.purged_at is not None
    assert excused.purged_at is None
    assert excused.sections["letter"]
    assert not Statistics.objects.exists(), "nothing is decided, so nothing is counted for good"


def test_what_was_emptied_can_be_taken_up_again(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    draft = make_application(call)
    close(call)
    expire_drafts(timezone.localdate())
    purge_all(timezone.localdate() + timedelta(days=40))
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    resumed = begin_application(call_id=call.pk, by=draft.candidate)
    assert (resumed.pk, resumed.state, resumed.purged_at) == (draft.pk, "draft", None)


def test_free_words_about_somebody_go_too(call: Call, today: date, amina: User) -> None:
    row = third(call)
    secret = "She is dyslexic"
    test = WrittenTest.objects.create(
        call=call, opens_at=timezone.now(), closes_at=timezone.now() + timedelta(1), minutes=60
    )
    Sitting.objects.create(test=test, application=row, code="S1", extra_percent=25)
    Interview.objects.update_or_create(
        application=row, defaults={"starts_at": timezone.now(), "zone": "UTC", "where": secret}
    )
    Verdict.objects.filter(application=row).update(reason=secret)
    Listing.objects.filter(application=row).update(reason=secret)
    Mark.objects.filter(application=row).update(changed_reason=secret, note=secret)
    Decision.objects.filter(call=call).update(reason=secret)
    Relevance.objects.create(application=row, row="e1", is_relevant=True, by=amina)
    Conflict.objects.create(member=call.panel.all()[0], application=row, tie="family")

    purge_all(later(today, 24))

    assert Sitting.objects.get().extra_percent == 0
    for model in (Verdict, Listing, Mark, Interview, Decision):
        assert secret not in repr(list(model.objects.values())), model
    assert not Relevance.objects.exists()
    assert not Conflict.objects.exists()
    told = Event.objects.filter(what="recruitment.decided")
    assert {each.why for each in told} == {""}


def test_the_trail_forgets_ties_and_exceptions_too(call: Call, today: date, amina: User) -> None:
    row = third(call)
    tie = Conflict.objects.create(member=call.panel.all()[0], application=row, tie="family")
    late = LateEntry.objects.create(
        call=call, candidate=row.candidate, until=timezone.now(), reason="Was ill", by=amina
    )
    record(by=amina, what="recruitment.tie-ended", target=tie, reason="His sister")
    record(by=amina, what="recruitment.late-entry-allowed", target=late, reason="Was ill")

    purge_all(later(today, 24))

    told = Event.objects.filter(target_model__in=("recruitment.conflict", "recruitment.lateentry"))
    assert {each.why for each in told if each.what.startswith("recruitment")} == {""}
    assert verify().whole


def test_one_call_that_fails_stops_no_other(
    call: Call, programme: Programme, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_published(programme, amina)
    draft = make_application(other)
    close(other)

    def fails(*, call_id: int, today: date) -> object:
        if call_id == call.pk:
            raise OperationalError
        return purge_call(call_id=call_id, today=today)

    monkeypatch.setattr("jalon.workspace.recruitment.services.purging.purge_call", fails)
    purge_all(timezone.localdate() + timedelta(days=40))
    draft.refresh_from_db()
    assert draft.purged_at is not None
