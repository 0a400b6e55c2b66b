"""Reminders climb their ladder, each once, to whom they concern, in their language."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_obligation
from factories.places import make_country
from factories.programmes import give, make_organisation, make_programme
from jalon.workspace import daily
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents import jobs
from jalon.workspace.documents.models import Obligation, Reminder
from jalon.workspace.documents.queries.reminders import recipients
from jalon.workspace.documents.rules.states import ObligationState
from jalon.workspace.documents.services import notices
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.programmes.rules import end_of_day

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def chief(programme: Programme) -> User:
    user = make_user("Chief")
    give(user, Role.COORDINATOR, programme)
    return user


def to() -> set[str]:
    return {address for sent in mail.outbox for address in sent.to}


@pytest.mark.parametrize(
    ("left", "readers"),
    [
        (31, set()),
        (30, {"bruno"}),
        (15, {"bruno"}),
        (7, {"bruno"}),
        (3, {"bruno"}),
        (0, {"bruno", "chief"}),
        (-6, {"bruno", "chief"}),
        (-7, {"bruno", "chief", "amina"}),
        (-200, {"bruno", "chief", "amina"}),
    ],
)
def test_who_hears_of_a_paper(
    left: int,
    readers: set[str],
    amina: User,
    bruno: User,
    chief: User,
    carla: User,
    programme: Programme,
    today: date,
) -> None:
    make_obligation(programme, bruno, due=today + left * DAY)
    jobs.remind(today)
    assert to() == {f"{reader}@example.org" for reader in readers}


def test_each_rung_is_climbed_once(bruno: User, programme: Programme, today: date) -> None:
    row = make_obligation(programme, bruno, due=today + 30 * DAY)
    for _ in range(2):
        jobs.remind(today)
    jobs.remind(today + DAY)
    assert len(mail.outbox) == 1
    jobs.remind(today + 15 * DAY)
    assert len(mail.outbox) == 2
    assert [r.rung for r in Reminder.objects.order_by("pk")] == [30, 15]
    assert all(reminder.sent_at for reminder in Reminder.objects.all())
    event = history_of(row)[0]
    assert event.what == "documents.reminded"
    assert event.after == {"to": bruno.pk, "days_left": 15, "level": 0}


def test_a_new_date_begins_a_new_ladder(bruno: User, programme: Programme, today: date) -> None:
    row = make_obligation(programme, bruno, due=today - 10 * DAY)
    jobs.remind(today)
    assert "passed on" in mail.outbox[-1].body
    row.expected_at = end_of_day(today + 7 * DAY, row.due_zone)
    row.save()
    mail.outbox.clear()
    jobs.remind(today)
    assert to() == {"bruno@example.org"}
    assert "Due within 7 days" in mail.outbox[0].body


@pytest.mark.parametrize("state", ["submitted", "cleared", "accepted", "withdrawn"])
def test_a_paper_that_is_handed_in_is_left_alone(
    state: str, bruno: User, programme: Programme, today: date
) -> None:
    make_obligation(programme, bruno, due=today, state=ObligationState(state))
    assert jobs.remind(today) == 0


def test_an_archived_programme_is_left_alone(
    bruno: User, programme: Programme, today: date
) -> None:
    make_obligation(programme, bruno, due=today)
    programme.archived_at = timezone.now()
    programme.save()
    assert jobs.remind(today) == 0


def test_the_people_of_an_organisation_and_deputies_hear_of_it(
    bruno: User, programme: Programme, today: date
) -> None:
    ministry, other = make_organisation(), make_organisation()
    dina, elias, deputy = make_user("Dina"), make_user("Elias"), make_user("Deputy")
    give(dina, Role.PARTNER, programme, organisation=ministry)
    give(elias, Role.PARTNER, programme, organisation=other)
    Delegation.objects.create(
        absent=dina, deputy=deputy, start_date=today, end_date=today, programme=programme
    )
    make_obligation(programme, None, due=today + 30 * DAY, owed_by_organisation=ministry)
    jobs.remind(today)
    assert to() == {"dina@example.org", "deputy@example.org"}


def test_when_nobody_is_left_the_heads_hear_of_it(
    amina: User, bruno: User, programme: Programme, today: date
) -> None:
    bruno.is_active = False
    bruno.save()
    make_obligation(programme, bruno, due=today + 30 * DAY)
    jobs.remind(today)
    assert to() == {"amina@example.org"}


def test_a_coordinator_of_another_country_does_not_hear_of_it(
    programme: Programme, bruno: User, today: date
) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    for name, country in (("Mex", mexico), ("Gua", guatemala)):
        give(make_user(name), Role.COORDINATOR, programme, country=country)
    make_obligation(programme, bruno, due=today, country=guatemala)
    jobs.remind(today)
    assert to() == {"bruno@example.org", "gua@example.org"}


def test_who_has_no_access_any_more_is_told_nothing(
    bruno: User, programme: Programme, today: date
) -> None:
    make_obligation(programme, bruno, due=today + 30 * DAY)
    bruno.grants.all().delete()
    jobs.remind(today)
    assert mail.outbox == []
    assert not Reminder.objects.exists()


def test_one_mail_tells_of_all_papers_with_links_in_the_readers_language(
    bruno: User, programme: Programme, today: date
) -> None:
    User.objects.filter(pk=bruno.pk).update(language="ar")
    title = {"en": "Report <b>&\nX-Header: y", "ar": "تقرير"}
    row = make_obligation(programme, bruno, due=today + 30 * DAY, title=title)
    make_obligation(programme, bruno, due=today + 7 * DAY)
    jobs.remind(today)
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert f"http://localhost:8000/documents/{programme.code}/" in sent.body
    assert f"/{row.pk}/" in sent.body
    assert "تقرير" in sent.body
    html = str(sent.alternatives[0].content)
    assert 'dir="rtl"' in html
    assert "<b>" not in html
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_titles_cannot_write_headers(bruno: User, programme: Programme, today: date) -> None:
    title = {"en": "Report\r\nBcc: everybody@example.org\r\n\r\n<b>hello</b>"}
    make_obligation(programme, bruno, due=today, title=title)
    jobs.remind(today)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []
    assert "<b>" not in str(mail.outbox[0].alternatives[0].content)  # type: ignore[attr-defined]


Send = Callable[..., int]


def failing_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    send: Send = EmailMultiAlternatives.send

    def fail(self: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        if address in self.to:
            raise OSError("the mail server does not answer")
        return send(self, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)


def test_one_failure_stops_no_other_mail_and_is_tried_again(
    amina: User,
    bruno: User,
    chief: User,
    programme: Programme,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_obligation(programme, bruno, due=today - 7 * DAY)
    with monkeypatch.context() as patch:
        failing_for("bruno@example.org", patch)
        jobs.remind(today)
    assert to() == {"amina@example.org", "chief@example.org"}
    jobs.remind(today)
    assert len(mail.outbox) == 3
    assert to() == {"amina@example.org", "bruno@example.org", "chief@example.org"}


class KilledError(BaseException):
    """What a worker dies of: nothing catches it."""


def test_a_worker_killed_half_way_does_not_send_twice(
    amina: User,
    bruno: User,
    chief: User,
    programme: Programme,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = make_obligation(programme, bruno, due=today - 7 * DAY)
    stamp = notices.stamp_reminders

    def die(**facts: Any) -> None:
        stamp(**facts)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(notices, "stamp_reminders", die)
        with pytest.raises(KilledError):
            jobs.send_reminder.call(amina.pk, today.isoformat(), [row.pk])
    jobs.remind(today)
    assert len(mail.outbox) == 3
    assert len(to()) == 3


def test_a_worker_killed_while_sending_leaves_the_mail_unsent_rather_than_twice(
    bruno: User, programme: Programme, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_obligation(programme, bruno, due=today)
    send: Send = EmailMultiAlternatives.send

    def die(self: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        send(self, *args, **kwargs)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", die)
        with pytest.raises(KilledError):
            jobs.send_reminder.call(bruno.pk, today.isoformat(), [Obligation.objects.get().pk])
    jobs.remind(today)
    assert len(mail.outbox) == 1
    assert Reminder.objects.get().sent_at is None


def test_a_paper_handed_in_since_the_job_was_queued_is_not_reminded_of(
    bruno: User, programme: Programme, today: date
) -> None:
    row = make_obligation(programme, bruno, due=today, state=ObligationState.SUBMITTED)
    jobs.send_reminder.call(bruno.pk, today.isoformat(), [row.pk])
    assert mail.outbox == []


def test_a_job_with_anothers_paper_says_nothing_of_it(
    carla: User, bruno: User, programme: Programme, today: date
) -> None:
    row = make_obligation(programme, bruno, due=today)
    jobs.send_reminder.call(carla.pk, today.isoformat(), [row.pk])
    jobs.send_reminder.call(10**6, today.isoformat(), [row.pk])
    assert mail.outbox == []


def test_the_database_itself_refuses_a_second_reminder(
    bruno: User, programme: Programme, today: date
) -> None:
    make_obligation(programme, bruno, due=today)
    jobs.remind(today)
    again = Reminder.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_it_is_daily_work() -> None:
    assert daily.registered()["documents.remind"] is jobs.remind


def test_many_papers_take_few_queries(
    bruno: User, programme: Programme, today: date, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        other = make_programme()
        give(bruno, Role.OFFICER, other)
        for _ in range(5):
            make_obligation(other, bruno, due=today)
    from jalon.workspace.documents.queries.reminders import recipients

    with django_assert_max_num_queries(6):
        assert len(recipients(today)[bruno.pk]) == 25


def test_what_is_still_being_cleared_for_the_donor_is_for_the_heads(
    programme: Programme, bruno: User, chief: User, today: date
) -> None:
    donor = make_organisation("DON")
    make_obligation(
        programme,
        bruno,
        due=today + 5 * DAY,
        owed_to_organisation=donor,
        state=ObligationState.SUBMITTED,
    )
    assert set(recipients(today)) == {chief.pk}
    assert not recipients(today - 10 * DAY)
