"""What is owed: added, changed, delayed, withdrawn; the second of two editors is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.places import make_country
from factories.programmes import give, make_organisation
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.services.delays import record_delay
from jalon.workspace.documents.services.obligations import edit_obligation, owe_document
from jalon.workspace.documents.services.withdrawing import withdraw_obligation
from jalon.workspace.programmes.models import Organisation, Programme

DAY = timedelta(days=1)


def owe(programme: Programme, by: User, **fields) -> Obligation:
    values = {
        "kind": Kind.WORK_PLAN,
        "title": {"en": "Work plan"},
        "due_date": timezone.localdate() + 10 * DAY,
        "owed_by_user": by,
        **fields,
    }
    return owe_document(programme=programme, by=by, **values)


def test_a_paper_is_owed_until_the_last_instant_of_its_day(
    programme: Programme, bruno: User
) -> None:
    programme.time_zone = "America/Mexico_City"
    programme.save()
    row = owe(programme, bruno)
    assert row.due_date == timezone.localdate() + 10 * DAY
    assert row.due_zone == "America/Mexico_City"
    event = Event.objects.get()
    assert (event.what, event.programme_id) == ("documents.owed", programme.pk)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (lambda: {"owed_by_user": None}, "owed-by-nobody"),
        (lambda: {"country": make_country("DZA")}, "country-not-covered"),
        (lambda: {"owed_by_user": make_user("Stranger")}, "person-of-another-programme"),
        (lambda: {"owed_to_organisation": make_organisation()}, "party-of-another-programme"),
        (
            lambda: {"period": (timezone.localdate(), timezone.localdate() - DAY)},
            "period-ends-before-start",
        ),
    ],
)
def test_what_does_not_belong_together(
    programme: Programme, bruno: User, fields, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        owe(programme, bruno, **fields())
    assert not Event.objects.exists()


def test_others_owe_nothing_here(programme: Programme, carla: User) -> None:
    with pytest.raises(PermissionDenied):
        owe(programme, carla)


def test_an_officer_of_a_country_owes_for_that_country(programme: Programme) -> None:
    user, mexico = make_user("Luis"), make_country("MEX")
    give(user, Role.OFFICER, programme, country=mexico)
    assert owe(programme, user, country=mexico).country == mexico
    with pytest.raises(PermissionDenied):
        owe(programme, user)


def test_another_due_date_needs_a_reason(programme: Programme, bruno: User) -> None:
    row = owe(programme, bruno)
    how = {"obligation_id": row.pk, "by": bruno, "version": row.version}
    with pytest.raises(RuleBroken, match="reason-needed"):
        edit_obligation(**how, due_date=row.due_date + DAY)
    edited = edit_obligation(**how, due_date=row.due_date + DAY, reason="The award says so")
    assert edited.due_date == row.due_date + DAY
    event = Event.objects.order_by("-number")[0]
    assert set(event.before) == set(event.after) == {"due_at"}
    assert event.reason == "The award says so"


def test_the_second_editor_sees_both(
    client: Client, programme: Programme, bruno: User, amina: User
) -> None:
    row = owe(programme, bruno)
    url = reverse("documents:edit-obligation", args=[programme.code, row.pk])
    client.force_login(bruno)
    form = {
        "version": row.version,
        "kind": "work-plan",
        "title_en": "Mine",
        "due_date": row.due_date.isoformat(),
        "owed_by_user": bruno.pk,
    }
    edit_obligation(
        obligation_id=row.pk,
        version=row.version,
        by=amina,
        due_date=row.due_date,
        title={"en": "Hers"},
    )
    response = client.post(url, form)
    assert response.status_code == 422
    for text in ("Amina changed this", "Hers", 'value="Mine"', 'name="version" value="2"'):
        assert text in response.text
    assert client.post(url, {**form, "version": 2}).status_code == 302
    row.refresh_from_db()
    assert row.title == {"en": "Mine"}


def test_a_form_refuses_rows_of_other_programmes(
    client: Client, programme: Programme, bruno: User, carla: User
) -> None:
    client.force_login(bruno)
    url = reverse("documents:owe", args=[programme.code])
    form = {
        "kind": "work-plan",
        "title_en": "Plan",
        "due_date": "2027-01-31",
        "owed_by_user": bruno.pk,
    }
    foreign = {
        "owed_by_user": carla.pk,
        "owed_by_organisation": make_organisation().pk,
        "owed_to_organisation": make_organisation().pk,
        "country": make_country("DZA").pk,
    }
    for field, value in foreign.items():
        assert client.post(url, {**form, field: value}).status_code == 422, field
    assert not Obligation.objects.exists()
    assert client.post(url, form).status_code == 302


def late(programme: Programme, by: User) -> Obligation:
    return make_obligation(programme, by, due=timezone.localdate() - 5 * DAY)


def test_a_delay_needs_a_reason_a_later_day_and_a_next_action(
    programme: Programme, bruno: User
) -> None:
    row, today = late(programme, bruno), timezone.localdate()
    how = {"obligation_id": row.pk, "version": row.version, "by": bruno}
    whole = {"reason": "Data came late", "new_date": today + DAY, "next_action": "Bruno writes"}
    for spoilt, code in [
        ({"reason": " "}, "reason-needed"),
        ({"new_date": today - DAY}, "delay-into-the-past"),
        ({"next_action": ""}, "delay-without-action"),
    ]:
        with pytest.raises(RuleBroken, match=code):
            record_delay(**how, **{**whole, **spoilt})
    due_before = row.due_at
    delay = record_delay(**how, **whole)
    row.refresh_from_db()
    assert (row.due_at, row.expected_at) == (due_before, delay.due_at)


def test_a_partner_records_the_delay_of_their_own_paper(programme: Programme) -> None:
    partner, organisation = make_user("Partner"), make_organisation()
    give(partner, Role.PARTNER, programme, organisation=organisation)
    row = make_obligation(
        programme, None, owed_by_organisation=organisation, due=timezone.localdate() - DAY
    )
    how = {"reason": "Rain", "new_date": timezone.localdate() + DAY, "next_action": "We finish"}
    record_delay(obligation_id=row.pk, version=1, by=partner, **how)
    other = late(programme, make_user())
    with pytest.raises(PermissionDenied):
        record_delay(obligation_id=other.pk, version=1, by=partner, **how)


def test_a_late_paper_is_handed_in_with_a_reason(programme: Programme, bruno: User) -> None:
    row = late(programme, bruno)
    document = make_document(bruno, row)
    with pytest.raises(RuleBroken, match="late-without-reason"):
        submit(bruno, document)
    submit(bruno, document, late_reason="The survey was late")
    row.refresh_from_db()
    assert row.state == "submitted"
    assert row.delays.get().reason == "The survey was late"


def test_withdrawn_with_its_text(programme: Programme, bruno: User, amina: User) -> None:
    row = make_obligation(programme, bruno)
    document = make_document(bruno, row)
    submit(bruno, document)
    row.refresh_from_db()
    with pytest.raises(RuleBroken, match="reason-needed"):
        withdraw_obligation(obligation_id=row.pk, version=row.version, reason="", by=amina)
    withdraw_obligation(obligation_id=row.pk, version=row.version, reason="Not owed", by=amina)
    document.refresh_from_db()
    assert document.state == "withdrawn"
    assert not document.steps.filter(decision="").exists()
    row.refresh_from_db()
    with pytest.raises(RuleBroken, match="obligation-closed"):
        edit_obligation(obligation_id=row.pk, version=row.version, by=amina, due_date=row.due_date)


def test_html_is_shown_as_it_was_written(
    client: Client, programme: Programme, bruno: User, donor: Organisation
) -> None:
    bad = "<img src=x onerror=alert(1)>"
    row = make_obligation(programme, bruno, title={"en": bad}, due=timezone.localdate() - DAY)
    record_delay(
        obligation_id=row.pk,
        version=1,
        reason=bad,
        new_date=timezone.localdate() + DAY,
        next_action=bad,
        by=bruno,
    )
    client.force_login(bruno)
    pages = [
        reverse("documents:obligation", args=[programme.code, row.pk]),
        reverse("documents:obligations", args=[programme.code]),
        reverse("documents:programme-delays", args=[programme.code]),
        reverse("documents:month", args=[programme.code]),
        reverse("documents:mine"),
    ]
    for page in pages:
        text = client.get(page).text
        assert "<img src=x" not in text, page
    assert "&lt;img src=x" in text


def test_papers_in_the_archive_stay_as_they_are(programme: Programme, bruno: User) -> None:
    row = make_obligation(programme, bruno)
    programme.archived_at = timezone.now()
    programme.save()
    with pytest.raises(RuleBroken, match="archived"):
        owe(programme, bruno)
    with pytest.raises(RuleBroken, match="archived"):
        make_document(bruno, row)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01"])
def test_a_slip_of_the_keyboard_in_a_date_is_told(
    client: Client, programme: Programme, amina: User, day: str
) -> None:
    client.force_login(amina)
    url = reverse("documents:owe", args=[programme.code])
    sent = {"kind": "other", "title_en": "Note", "owed_by_user": amina.pk, "due_date": day}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert refused.context["form"].errors["due_date"]
    assert not Obligation.objects.exists()
