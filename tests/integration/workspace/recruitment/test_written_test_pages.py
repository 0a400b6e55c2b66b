"""The written test: set up, sat, and marked under codes that name nobody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.assessment import (
    make_assessed,
    scorers,
)
from integration.workspace.recruitment.pages import (
    only,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.services import holding
from jalon.workspace.recruitment.services.written import begin_test

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


@pytest.fixture
def seated(call: Call) -> Sitting:
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        minutes=60,
        tasks=[{"en": "Analyse this"}, {"en": "Write that"}],
    )
    return Sitting.objects.create(test=test, application=only(call), code="S0000001")


def test_a_test_is_set_up_and_seated(call: Call, amina: User) -> None:
    client = signed_in(amina)
    data = {
        "version": call.version,
        "opens_at": "2026-12-01T09:00",
        "closes_at": "2026-12-01T10:00",
        "zone": "America/Mexico_City",
        "minutes": "90",
        "task1_en": "Analyse this",
    }
    assert client.post(url(call, "set-up-test"), data).status_code == 302
    test = WrittenTest.objects.get(call=call)
    assert test.opens_at.isoformat() == "2026-12-01T15:00:00+00:00"
    assert list(test.tasks[0].values()) == ["Analyse this"]
    call.refresh_from_db()
    wrong = {**data, "version": call.version, "closes_at": "2026-12-01T08:00"}
    assert client.post(url(call, "set-up-test"), wrong).status_code == 422
    assert client.post(url(call, "seat-candidates"), {"version": call.version}).status_code == 302
    row = Sitting.objects.filter(test=test)[0]
    data = {"extra_percent": "25", "break_minutes": "10", "accommodation": "A quiet room"}
    address = url(call, "accommodate", row.application.code)
    assert client.post(address, data).status_code == 302
    assert client.post(address, {**data, "extra_percent": "300"}).status_code == 422


def test_a_candidate_sits_the_test_without_scripts(seated: Sitting) -> None:
    row = seated.application
    client = signed_in(row.candidate)
    address = reverse("vacancies:test", args=[row.code])
    page = client.get(address)
    assert "Begin now" in page.text
    assert "Analyse this" not in page.text
    client.post(reverse("vacancies:begin-test", args=[row.code]))
    assert "Analyse this" in client.get(address).text
    save = reverse("vacancies:save-test", args=[row.code])
    client.post(save, {"task0": "My words", "task1": "More words"})
    assert "My words" in client.get(address).text
    part = client.post(save, {"task0": "New words"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "59 minutes" in part.text or "60 minutes" in part.text
    Sitting.objects.update(began_at=timezone.now() - timedelta(hours=1))
    late = client.post(save, {"task0": "Too late", "hand-in": "1"})
    assert late.status_code == 422
    assert "Too late" in late.text  # shown once more, so that nothing written is lost to them
    seated.refresh_from_db()
    assert seated.answers == ["New words", "More words"]


def test_a_test_is_not_there_for_others(seated: Sitting, amina: User) -> None:
    address = reverse("vacancies:test", args=[seated.application.code])
    assert signed_in(amina).get(address).status_code == 404
    other = Application.objects.exclude(pk=seated.application_id)[0].candidate
    assert signed_in(other).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("withdrawn", "You have withdrawn this application"),
        ("cancelled", "This recruitment is over"),
        ("off the list", "You are not among those who write this test"),
    ],
)
def test_who_is_out_of_the_running_neither_begins_nor_goes_on(
    call: Call, seated: Sitting, change: str, why: str
) -> None:
    row = seated.application
    client = signed_in(row.candidate)
    address = reverse("vacancies:test", args=[row.code])
    begin, save = (
        reverse(f"vacancies:{name}", args=[row.code]) for name in ("begin-test", "save-test")
    )
    if change == "withdrawn":
        Application.objects.filter(pk=row.pk).update(state="withdrawn")
    elif change == "cancelled":
        Call.objects.filter(pk=call.pk).update(state="cancelled")
    else:
        row.listings.filter(which="short").update(is_on=False)
    page = client.get(address).text
    assert why in page
    assert "Begin now" not in page
    answer = client.post(begin)
    assert answer.status_code == 422
    assert why in answer.text
    seated.refresh_from_db()
    assert seated.began_at is None
    Sitting.objects.update(began_at=timezone.now())
    page = client.get(address).text
    assert why in page
    assert "Analyse this" not in page
    late = client.post(save, {"task0": "Still writing", "hand-in": "1"})
    assert late.status_code == 422
    assert "Still writing" in late.text  # nothing that they wrote is lost to them
    seated.refresh_from_db()
    assert (seated.answers, seated.ended_at) == ([], None)
    assert "Your written test" not in client.get(reverse("vacancies:home")).text


def test_the_call_is_held_before_the_place_so_that_nobody_sets_the_test_up_anew(
    call: Call, seated: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[tuple[int, bool]] = []

    def hold(call_id: int) -> None:
        began.append((call_id, Sitting.objects.get(pk=seated.pk).began_at is not None))

    monkeypatch.setattr(holding, "hold_call", hold)
    begin_test(code=seated.application.code, by=seated.application.candidate)
    assert began == [(call.pk, False)]


def test_scripts_are_marked_without_names_and_read_by_nobody_else_before(
    call: Call, seated: Sitting, amina: User
) -> None:
    row = seated.application
    Sitting.objects.update(
        began_at=timezone.now(), ended_at=timezone.now(), answers=["My words", ""]
    )
    client = signed_in(scorers(call)[0])
    assert seated.code in client.get(url(call, "to-mark", "written-test")).text
    page = client.get(url(call, "sheet", "written-test", seated.code)).text
    assert "My words" in page
    assert row.code not in page
    assert row.candidate.name not in page
    assert client.get(url(call, "sheet", "written-test", row.code)).status_code == 404
    manager = signed_in(amina)
    assert manager.get(url(call, "script", row.code)).status_code == 403
    assert manager.get(url(call, "sheet", "written-test", seated.code)).status_code == 403
    overview = manager.get(url(call, "written-test")).text
    assert seated.code not in overview
    assert "My words" not in overview
    WrittenTest.objects.update(unsealed_at=timezone.now())
    assert "My words" in manager.get(url(call, "script", row.code)).text


def test_names_stay_closed_while_a_script_is_open(call: Call, seated: Sitting, amina: User) -> None:
    data = {"version": call.version}
    assert signed_in(amina).post(url(call, "open-names"), data).status_code == 422
