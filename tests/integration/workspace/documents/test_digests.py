"""A digest says what is to be done, on the days that a person chose, and never says nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_obligation, submit
from factories.places import make_country
from factories.programmes import give, make_programme
from jalon.workspace import daily
from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents import jobs
from jalon.workspace.documents.models import DigestMail, Document, Step
from jalon.workspace.documents.queries.digests import office_of_each
from jalon.workspace.documents.queries.my_day import my_day, waiting_for
from jalon.workspace.documents.rules.states import DocumentState, ObligationState
from jalon.workspace.documents.services.questions import ask_question
from jalon.workspace.programmes.models import Delegation, Programme

DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def stopped(db: None) -> Any:
    with time_machine.travel(datetime(2026, 3, 3, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def reader(programme: Programme) -> User:
    user = make_user("Reader", digest=Digest.DAILY)
    give(user, Role.OFFICER, programme)
    return user


def test_it_has_a_section_for_each_thing_to_do(
    reader: User, amina: User, programme: Programme
) -> None:
    User.objects.exclude(pk=reader.pk).update(digest=Digest.NONE)
    make_obligation(programme, reader, due=TUESDAY - 5 * DAY, title={"en": "Late report"})
    make_obligation(programme, reader, due=TUESDAY + 5 * DAY, title={"en": "Next report"})
    make_obligation(programme, reader, due=TUESDAY + 40 * DAY, title={"en": "Far report"})
    make_obligation(programme, amina, due=TUESDAY, title={"en": "Of another"})
    returned = make_document(
        reader, make_obligation(programme, reader, due=TUESDAY + 60 * DAY, title={"en": "Draft"})
    )
    Document.objects.filter(pk=returned.pk).update(state=DocumentState.RETURNED)
    ask_question(document_id=returned.pk, text="Which figures?", by=amina)
    theirs = make_document(amina, make_obligation(programme, amina, title={"en": "Plan"}))
    submit(amina, theirs)
    Step.objects.filter(document=theirs, opened_at__isnull=False).update(role=Role.OFFICER)

    jobs.send_digests(TUESDAY)
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.org"]
    headings = ["Overdue", "Returned to you", "Waiting for you", "Questions to you", "Due in the"]
    places = [sent.body.index(heading) for heading in headings]
    assert places == sorted(places)
    titles = ["Late report", "Draft", "Plan", "Draft", "Next report"]
    found = [sent.body.index(title, start) for title, start in zip(titles, places, strict=True)]
    assert found == sorted(found)
    assert "Which figures?" not in sent.body  # a mail says what a text is called, not what is said
    assert "Far report" not in sent.body
    assert "Of another" not in sent.body
    assert "was due on 26 Feb 2026" in sent.body
    assert "/people/me/" in sent.body


def test_nothing_to_do_is_no_mail(reader: User) -> None:
    jobs.send_digests(TUESDAY)
    assert mail.outbox == []
    assert DigestMail.objects.get().lines == 0


def test_it_is_sent_once_a_day(reader: User, programme: Programme) -> None:
    make_obligation(programme, reader, due=TUESDAY)
    for _ in range(2):
        jobs.send_digests(TUESDAY)
    jobs.send_digest.call(reader.pk, TUESDAY.isoformat())
    assert len(mail.outbox) == 1
    jobs.send_digests(TUESDAY + DAY)
    assert len(mail.outbox) == 2


def test_by_each_persons_choice(programme: Programme) -> None:
    for choice in Digest:
        user = make_user(choice.value, digest=choice)
        give(user, Role.OFFICER, programme)
        make_obligation(programme, user, due=TUESDAY)
    for days in range(7):
        jobs.send_digests(TUESDAY + days * DAY)
    received = [sent.to[0].split("@")[0] for sent in mail.outbox]
    assert received.count("daily") == 5
    assert received.count("weekly") == 2  # caught up with on Tuesday, then on Monday
    assert received.count("none") == 0


def test_a_week_begins_where_the_reader_works() -> None:
    algeria = make_programme(countries=(make_country("DZA"),))
    user = make_user("Yasmine", digest=Digest.WEEKLY)
    give(user, Role.OFFICER, algeria)
    make_obligation(algeria, user, due=TUESDAY)
    DigestMail.objects.create(to=user, day=date(2026, 3, 3), lines=1)
    for days in range(1, 7):
        jobs.send_digests(TUESDAY + days * DAY)
    assert DigestMail.objects.latest("day").day == date(2026, 3, 8)  # a Sunday


def test_the_country_is_known_where_grants_leave_no_doubt(programme: Programme) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    regional = make_programme(countries=(mexico, guatemala))
    here, both, one = make_user("Here"), make_user("Both"), make_user("One")
    give(here, Role.OFFICER, programme)
    give(both, Role.OFFICER, regional)
    give(one, Role.OFFICER, regional, country=guatemala)
    give(make_user("Office"), Role.ADMINISTRATOR, None)
    assert office_of_each(TUESDAY) == {here.pk: mexico, one.pk: guatemala}


def test_a_failure_is_tried_again(
    reader: User, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_obligation(programme, reader, due=TUESDAY)

    def fail(*_args: Any, **_kwargs: Any) -> int:
        raise OSError("the mail server does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", fail)
        jobs.send_digests(TUESDAY)
    assert not DigestMail.objects.exists()
    jobs.send_digests(TUESDAY)
    assert len(mail.outbox) == 1


def test_in_the_readers_language_and_direction(reader: User, programme: Programme) -> None:
    User.objects.filter(pk=reader.pk).update(language="ar")
    make_obligation(programme, reader, due=TUESDAY, title={"ar": "تقرير <b>"})
    jobs.send_digests(TUESDAY)
    html = str(mail.outbox[0].alternatives[0].content)  # type: ignore[attr-defined]
    assert '<html lang="ar" dir="rtl">' in html
    assert "تقرير &lt;b&gt;" in html
    assert "تقرير <b>" in mail.outbox[0].body


def test_long_lists_are_cut_and_counted(
    reader: User, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        make_obligation(programme, reader, due=TUESDAY + DAY)
    with django_assert_max_num_queries(20):
        jobs.send_digest.call(reader.pk, TUESDAY.isoformat())
    body = mail.outbox[0].body
    assert body.count("http://") == 31
    assert "and 10 more" in body
    assert "40" in mail.outbox[0].subject


def test_old_ones_are_forgotten(reader: User) -> None:
    DigestMail.objects.create(to=reader, day=date(2025, 1, 1), lines=3)
    jobs.send_digests(TUESDAY)
    assert [digest.day for digest in DigestMail.objects.all()] == [TUESDAY]


def test_it_is_daily_work() -> None:
    assert daily.registered()["documents.digests"] is jobs.send_digests


def opened(document: Document) -> Step:
    return Step.objects.filter(document=document, opened_at__isnull=False).earliest("pk")


def test_a_step_waits_for_its_role_and_not_for_the_author(
    reader: User, amina: User, carla: User, programme: Programme
) -> None:
    text = make_document(amina, make_obligation(programme, amina))
    submit(amina, text)
    step = opened(text)
    Step.objects.filter(pk=step.pk).update(role=Role.DIRECTOR)
    assert not waiting_for(amina).exists()  # she wrote it
    assert not waiting_for(reader).exists()  # an officer
    other = make_user()
    give(other, Role.DIRECTOR, programme)
    assert list(waiting_for(other)) == [step]
    assert not waiting_for(carla).exists()
    Step.objects.filter(pk=step.pk).update(assignee=reader)
    assert list(waiting_for(reader)) == [step]
    assert not waiting_for(other).exists()


def test_a_step_waits_for_a_deputy_too(reader: User, amina: User, programme: Programme) -> None:
    text = make_document(reader, make_obligation(programme, reader))
    submit(reader, text)
    step = opened(text)
    Step.objects.filter(pk=step.pk).update(role=Role.DIRECTOR)
    deputy = make_user()
    today = timezone.localdate()
    Delegation.objects.create(absent=amina, deputy=deputy, start_date=today, end_date=today)
    assert list(waiting_for(deputy)) == [step]


def test_what_is_done_is_not_to_be_done(reader: User, programme: Programme) -> None:
    make_obligation(programme, reader, due=TUESDAY - DAY, state=ObligationState.SUBMITTED)
    day = my_day(reader, timezone.now())
    assert not day.overdue.exists()
    assert not day.due_soon.exists()


def test_a_paper_is_overdue_from_the_first_instant_of_the_next_day(
    reader: User, programme: Programme
) -> None:
    row = make_obligation(programme, reader, due=TUESDAY, due_zone="America/Mexico_City")
    before = row.due_at - timedelta(microseconds=1)
    assert list(my_day(reader, before).due_soon) == [row]
    assert list(my_day(reader, row.due_at).overdue) == [row]
