"""The e-mail list: joined by a mail's link, left by one, told of each call once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from factories.recruitment import make_published
from jalon.workspace import daily
from jalon.workspace.accounts import personal
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.mailing.jobs import tell_subscriber
from jalon.workspace.recruitment.mailing.links import confirm_url, end_url
from jalon.workspace.recruitment.models import Call, FraudReport, Subscriber
from jalon.workspace.recruitment.services.amending import extend_call
from jalon.workspace.recruitment.services.publishing import cancel_call

pytestmark = pytest.mark.django_db
JOIN = "/vacancies/by-mail/"
Mails = list[EmailMessage]


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


@pytest.fixture
def reader(db: None) -> Subscriber:
    return Subscriber.objects.create(
        email="reader@example.org", language="es", confirmed_at=timezone.now()
    )


def ask(client: Client, email: str, language: str = "es") -> Any:
    return client.post(JOIN, {"email": email, "language": language})


def path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def link(mail: EmailMessage, word: str) -> str:
    found = [url for url in re.findall(r"https?://\S+", str(mail.body)) if word in url]
    return path(found[0])


def test_an_address_is_on_the_list_once_its_owner_has_pressed_the_button(
    client: Client, mailoutbox: Mails
) -> None:
    assert ask(client, "Reader@Example.org").headers["Location"] == f"{JOIN}sent/"
    [mail] = mailoutbox
    url = link(mail, "/confirm/")

    assert client.get(url).status_code == 200
    assert not Subscriber.objects.get().confirmed_at, "programs open links by themselves"
    client.post(url)

    row = Subscriber.objects.get()
    assert (row.email, row.language) == ("reader@example.org", "es")
    assert row.confirmed_at
    assert client.post(url).status_code == 200, "twice is once"


def test_the_answer_does_not_tell_who_is_on_the_list(
    client: Client, reader: Subscriber, mailoutbox: Mails
) -> None:
    known, unknown = ask(client, "reader@example.org"), ask(client, "other@example.org")

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert len(mailoutbox) == 2
    assert Subscriber.objects.get(pk=reader.pk).confirmed_at
    assert "/confirm/" not in str(mailoutbox[0].body)


def test_an_address_gets_three_such_mails_a_day(client: Client, mailoutbox: Mails) -> None:
    answers = {ask(client, "reader@example.org").headers["Location"] for _ in range(6)}

    assert answers == {f"{JOIN}sent/"}
    assert len(mailoutbox) == 3


def test_from_one_place_ten_addresses_an_hour(client: Client, mailoutbox: Mails) -> None:
    statuses = [ask(client, f"reader{n}@example.org").status_code for n in range(12)]

    assert statuses == [302] * 10 + [429] * 2
    assert client.get(JOIN).status_code == 200, "reading is not counted"


def test_a_link_that_is_old_or_forged_confirms_nothing(
    client: Client, reader: Subscriber, time_machine: Any
) -> None:
    Subscriber.objects.update(confirmed_at=None)
    confirms, ends = path(confirm_url(reader)), path(end_url(reader))

    crossed = ends.replace("/end/", "/confirm/")
    assert client.post(crossed).status_code == 404
    assert client.post(f"{JOIN}confirm/forged/").status_code == 404
    time_machine.move_to(timezone.now())
    time_machine.shift(timedelta(days=8))
    assert client.post(confirms).status_code == 404
    assert not Subscriber.objects.get().confirmed_at


def test_one_click_ends_it_without_a_cookie(reader: Subscriber) -> None:
    strict = Client(enforce_csrf_checks=True)
    url = path(end_url(reader))

    assert "Send me no more mails" in strict.get(url).content.decode()
    assert Subscriber.objects.exists()
    first = strict.post(url, {"List-Unsubscribe": "One-Click"})
    second = strict.post(url, {"List-Unsubscribe": "One-Click"})

    assert not Subscriber.objects.exists()
    assert (first.status_code, second.status_code) == (200, 200)
    for answer in (first, second):
        assert "your address is not on our list" in answer.content.decode()


def test_a_published_call_is_told_to_who_has_confirmed(
    programme: Programme, amina: User, reader: Subscriber, mailoutbox: Mails
) -> None:
    Subscriber.objects.create(email="never@example.org", language="en")

    call = make_published(programme, amina)

    [mail] = [m for m in mailoutbox if m.to == ["reader@example.org"]]
    assert mail.subject == f"New vacancy: {call.title['es']}" or call.title["es"] in mail.subject
    assert f"/vacancies/{call.slug}/es/" in mail.body
    assert call.number in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert end_url(reader)[:60] in mail.extra_headers["List-Unsubscribe"]
    assert not [m for m in mailoutbox if m.to == ["never@example.org"]]


def test_an_extension_is_told_with_what_it_changes(
    programme: Programme, amina: User, reader: Subscriber, mailoutbox: Mails
) -> None:
    call = make_published(programme, amina)
    assert call.closes_at is not None
    mailoutbox.clear()

    extend_call(
        call_id=call.pk,
        version=call.version,
        closes_at=call.closes_at + timedelta(days=7),
        what={"es": "Una semana más."},
        reason="A holiday.",
        by=amina,
    )

    [mail] = mailoutbox
    assert "Una semana más." in mail.body
    assert "A holiday." not in mail.body


def test_a_call_that_was_cancelled_meanwhile_is_not_told(
    programme: Programme, amina: User, reader: Subscriber, mailoutbox: Mails
) -> None:
    call = make_published(programme, amina)
    cancel_call(call_id=call.pk, version=call.version, reason="No funds.", by=amina)
    mailoutbox.clear()

    tell_subscriber.enqueue(call.pk, 0, reader.pk)

    assert mailoutbox == []


def test_a_title_adds_no_header_and_no_markup(
    programme: Programme, amina: User, reader: Subscriber, mailoutbox: Mails
) -> None:
    call = make_published(programme, amina)
    title = {"es": "Oficial\r\nBcc: all@example.org <script>x</script>"}
    Call.objects.filter(pk=call.pk).update(title=title)
    mailoutbox.clear()

    tell_subscriber.enqueue(call.pk, 0, reader.pk)

    [mail] = mailoutbox
    assert mail.recipients() == ["reader@example.org"]
    assert "\n" not in mail.subject
    assert "<script>" not in mail.alternatives[0][0]  # type: ignore[attr-defined]  # has parts


def test_mails_run_in_their_readers_direction(
    programme: Programme, amina: User, reader: Subscriber, mailoutbox: Mails
) -> None:
    Subscriber.objects.update(language="ar")
    make_published(programme, amina)

    [mail] = mailoutbox
    assert '<html lang="ar" dir="rtl">' in mail.alternatives[0][0]  # type: ignore[attr-defined]  # has parts


def test_what_was_not_confirmed_is_forgotten_within_days(
    reader: Subscriber, time_machine: Any
) -> None:
    Subscriber.objects.create(email="never@example.org", language="en")
    work = daily.registered()["recruitment.forget-unconfirmed"]

    time_machine.move_to(timezone.now())
    time_machine.shift(timedelta(days=7))
    work(timezone.localdate())
    assert Subscriber.objects.count() == 2, "the link is good for a week"
    time_machine.shift(timedelta(days=2))
    work(timezone.localdate())
    work(timezone.localdate())

    assert Subscriber.objects.get() == reader


def test_the_trail_keeps_that_it_was_and_no_address(client: Client, reader: Subscriber) -> None:
    ask(client, "reader@example.org")
    client.post(path(end_url(reader)))

    events = Event.objects.filter(what__startswith="recruitment.list-")
    assert [event.what for event in events.order_by("number")] == [
        "recruitment.list-asked",
        "recruitment.list-left",
    ]
    assert "reader@" not in repr(list(events.values()))


def test_a_person_gets_and_loses_what_is_kept_of_them(amina: User) -> None:
    Subscriber.objects.create(email=amina.email, language="en", confirmed_at=timezone.now())
    FraudReport.objects.create(text="They asked for a fee.", email=amina.email)
    holding = personal.registered()["vacancies-list"]

    assert holding.read(amina)["reports"] == ["They asked for a fee."]
    holding.erase(amina)
    assert not Subscriber.objects.exists()
    assert not FraudReport.objects.exclude(email="").exists()
