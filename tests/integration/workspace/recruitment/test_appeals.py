"""An appeal that waits for its answer keeps everything of its call, contract or not."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.decisions import make_marked
from integration.workspace.recruitment.pages import signed_in
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services import archive_programme
from jalon.workspace.recruitment.models import Appeal, Call, Decision
from jalon.workspace.recruitment.queries.own_data import kept_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.complaints import complaints_file
from jalon.workspace.recruitment.queries.reports.selection import selection_report
from jalon.workspace.recruitment.rules.appeals import AppealOutcome
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.retention import later
from jalon.workspace.recruitment.services.appeals import answer_appeal, lodge_appeal
from jalon.workspace.recruitment.services.deciding import decide, set_aside
from jalon.workspace.recruitment.services.purging import purge_all, purge_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """A call that was decided a year ago."""
    call = make_marked(programme, amina, [(5, 5), (4, 4)])
    return decided(call, amina, timedelta(days=365))


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def decided(call: Call, by: User, ago: timedelta) -> Call:
    first = ranked(call).codes[0]
    decide(call_id=call.pk, version=call.version, choice=Choice(first), reason="Best.", by=by)
    at = timezone.now() - ago
    until = timezone.localdate(at) + timedelta(days=60)
    Decision.objects.filter(call=call, set_aside_at=None).update(at=at, appeal_until_date=until)
    return Call.objects.get(pk=call.pk)


def lodge(call: Call, by: User, day: date, note: str = "File 12, legal office") -> Appeal:
    call.refresh_from_db()
    return lodge_appeal(call_id=call.pk, version=call.version, lodged=day, note=note, by=by)


def answered(call: Call, appeal: Appeal, day: date, by: User) -> None:
    call.refresh_from_db()
    answer_appeal(
        call_id=call.pk,
        version=call.version,
        appeal_id=appeal.pk,
        answered=day,
        outcome=AppealOutcome.STANDS,
        by=by,
    )


def test_nothing_goes_while_an_appeal_is_open(call: Call, today: date, amina: User) -> None:
    lodge(call, amina, today - timedelta(days=330))
    row = call.applications.order_by("pk")[0]

    assert purge_call(call_id=call.pk, today=today) == {}
    assert purge_all(later(today, 120)) == 0
    assert kept_of(row) is not None
    assert {part.until for part in kept_of(row) or ()} == {None}


def test_periods_count_from_the_answer(call: Call, today: date, amina: User) -> None:
    day = today - timedelta(days=30)
    answered(call, lodge(call, amina, today - timedelta(days=330)), day, amina)

    assert purge_call(call_id=call.pk, today=later(day, 6) - timedelta(days=1)) == {}
    assert purge_call(call_id=call.pk, today=later(day, 6))["contact.phone"] == 3


def test_one_open_appeal_of_two_holds(call: Call, today: date, amina: User) -> None:
    first = lodge(call, amina, today - timedelta(days=340))
    lodge(call, amina, today - timedelta(days=330))
    answered(call, first, today - timedelta(days=300), amina)

    assert purge_all(later(today, 24)) == 0


def test_an_appeal_against_a_decision_that_was_set_aside_holds_too(
    call: Call, today: date, amina: User
) -> None:
    lodge(call, amina, today - timedelta(days=330))
    call.refresh_from_db()
    set_aside(call_id=call.pk, version=call.version, reason="It was upheld.", by=amina)
    call.refresh_from_db()
    decided(call, amina, timedelta(days=1))

    assert purge_all(later(today, 24)) == 0


def test_the_note_goes_with_the_last_of_the_call(call: Call, today: date, amina: User) -> None:
    answered(call, lodge(call, amina, today), today, amina)

    purge_all(later(today, 24))

    assert Appeal.objects.get().note == ""


def test_days_are_those_of_an_appeal(call: Call, today: date, amina: User) -> None:
    early = timezone.localdate(call.decisions.get().at) - timedelta(days=1)
    for day in (early, today + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="appeal-day-outside"):
            lodge(call, amina, day)
    appeal = lodge(call, amina, today)
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="appeal-answer-outside"):
            answered(call, appeal, day, amina)
    answered(call, appeal, today, amina)
    with pytest.raises(RuleBroken, match="appeal-answered"):
        answered(call, appeal, today, amina)


def test_without_a_decision_there_is_nothing_to_appeal_against(
    programme: Programme, amina: User, today: date
) -> None:
    with pytest.raises(RuleBroken, match="appeal-without-decision"):
        lodge(make_marked(programme, amina), amina, today)


def test_the_database_keeps_an_answer_whole(call: Call, today: date, amina: User) -> None:
    appeal = lodge(call, amina, today)
    for fields in ({"outcome": "stands"}, {"answered_date": today}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**fields)


def test_who_only_edits_calls_records_no_appeal(call: Call, today: date, bruno: User) -> None:
    with pytest.raises(PermissionDenied):
        lodge(call, bruno, today)


def test_a_programme_waits_for_the_answer(
    call: Call, programme: Programme, today: date, amina: User
) -> None:
    appeal = lodge(call, amina, today)
    Programme.objects.filter(pk=programme.pk).update(status="4")
    programme.refresh_from_db()

    with pytest.raises(RuleBroken, match="programme-appeals-open"):
        archive_programme(code=programme.code, version=programme.version, by=amina)
    answered(call, appeal, today, amina)
    assert archive_programme(code=programme.code, version=programme.version, by=amina)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_proposed_is_that_of_the_reader(call: Call, amina: User, zone: str) -> None:
    User.objects.filter(pk=amina.pk).update(time_zone=zone)
    add = reverse("recruitment:lodge-appeal", args=[call.programme.code, call.pk])
    there = timezone.localdate(timezone=ZoneInfo(zone))
    assert f'value="{there}"' in signed_in(amina).get(add).text


def test_from_the_page_to_the_reports(call: Call, today: date, amina: User) -> None:
    client, code = signed_in(amina), call.programme.code
    page = reverse("recruitment:decision", args=[code, call.pk])
    add = reverse("recruitment:lodge-appeal", args=[code, call.pk])
    assert add in client.get(page).text
    sent = {"version": call.version, "lodged": str(today), "note": "File 12"}
    assert client.post(add, sent).status_code == 302

    shown = client.get(page).text
    assert "File 12" in shown
    appeal = Appeal.objects.get()
    answer = reverse("recruitment:answer-appeal", args=[code, call.pk, appeal.pk])
    assert answer in shown
    kept = client.get(reverse("recruitment:kept", args=[code])).text
    assert "an appeal is open since" in kept

    version = Call.objects.get(pk=call.pk).version
    sent = {"version": version, "answered": str(today), "outcome": "stands"}
    assert client.post(answer, sent).status_code == 302

    shown = client.get(page).text
    assert "the decision stands" in shown
    assert answer not in shown
    assert "an appeal is open since" not in client.get(
        reverse("recruitment:kept", args=[code])
    ).text  # fmt: skip
    events = [event.what for event in history_of(call)][:2]
    assert events == ["recruitment.appeal-answered", "recruitment.appeal-lodged"]
    for paper in (selection_report, complaints_file):
        said = " ".join(map(str, paper(call, "en", timezone.now()).blocks))
        assert "the decision stands" in said
        assert "File 12" in said


def test_an_appeal_of_another_call_is_not_found(
    client: Client, call: Call, programme: Programme, today: date, amina: User
) -> None:
    other = decided(make_marked(programme, amina), amina, timedelta(days=1))
    appeal = lodge(other, amina, today)
    client.force_login(amina)

    url = reverse("recruitment:answer-appeal", args=[programme.code, call.pk, appeal.pk])
    assert client.get(url).status_code == 404
