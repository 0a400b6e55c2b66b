"""Did you send me this? And reports of who did."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from factories.accounts import make_user
from factories.programmes import give, make_programme
from factories.recruitment import make_published
from jalon.errors import RuleBroken
from jalon.workspace import daily
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.mailing.fraud import tell_reader
from jalon.workspace.recruitment.models import FraudReport, Letter, Subscriber
from jalon.workspace.recruitment.rules.messages import reference
from jalon.workspace.recruitment.services.fraud import close_report, report_fraud

pytestmark = pytest.mark.django_db
CHECK, REPORT, REPORTS = "/vacancies/check/", "/vacancies/report/", "/vacancies/reports/"
OURS, STRANGERS = reference(b"abcde"), reference(b"vwxyz")


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


@pytest.fixture
def office(db: None) -> User:
    user = make_user("Olga")
    give(user, Role.OFFICER, None)
    return user


@pytest.fixture
def letter(db: None) -> Letter:
    candidate = make_user("Dalia", email="dalia@example.org", kind="candidate")
    return Letter.objects.create(
        candidate=candidate,
        reference=OURS,
        kind="interview",
        language="en",
        subject="Your interview",
        body="Come on Monday.",
        sent_at=timezone.now(),
    )


def check(client: Client, typed: str, email: str) -> Any:
    return client.post(CHECK, {"reference": typed, "email": email})


def test_a_letter_is_ours_for_the_address_that_got_it(client: Client, letter: Letter) -> None:
    for typed in (OURS, OURS.lower(), OURS.replace("-", " ")):
        html = check(client, typed, "Dalia@example.org").content.decode()
        assert "Yes, this is ours" in html
        assert "Come on Monday" not in html


def test_neither_a_reference_nor_an_address_alone_tells_anything(
    client: Client, letter: Letter
) -> None:
    other_address = check(client, OURS, "eve@example.org")
    other_reference = check(client, STRANGERS, "dalia@example.org")
    nothing = check(client, STRANGERS, "eve@example.org")

    def answered(response: Any) -> str:
        [said] = re.findall(
            r'aria-labelledby="answer">(.*?)<p><a', response.content.decode(), re.DOTALL
        )
        return str(said)

    assert "No, we know of no such message" in answered(nothing)
    assert answered(other_address) == answered(other_reference) == answered(nothing)


def test_an_answer_asks_as_much_of_the_database_whatever_it_is(
    client: Client, letter: Letter, django_assert_num_queries: Any
) -> None:
    check(client, STRANGERS, "eve@example.org")  # what is kept in memory is there now
    for typed, email in ((OURS, "dalia@example.org"), (OURS, "eve@e.org"), (STRANGERS, "e@e.org")):
        with django_assert_num_queries(3):
            check(client, typed, email)


def test_a_letter_that_was_not_sent_is_not_ours(client: Client, letter: Letter) -> None:
    Letter.objects.update(sent_at=None)

    assert "No, we know" in check(client, OURS, "dalia@example.org").content.decode()


def test_a_slip_is_told_from_a_strangers_message(client: Client, letter: Letter) -> None:
    slipped = OURS[:-1] + ("0" if OURS[-1] != "0" else "1")

    answer = check(client, slipped, "dalia@example.org")

    assert answer.status_code == 422
    assert "No, we know" not in answer.content.decode()


def test_mails_of_the_list_can_be_checked_too(
    client: Client, programme: Programme, amina: User, mailoutbox: list[Any]
) -> None:
    Subscriber.objects.create(
        email="reader@example.org", language="en", confirmed_at=timezone.now()
    )
    make_published(programme, amina)
    [mail] = mailoutbox
    [said] = re.findall(r"R-\w{4}-\w{4}-\d\d", mail.body.split("Reference")[1].split("\n")[0])

    assert "Yes, this is ours" in check(client, said, "reader@example.org").content.decode()
    assert "No, we know" in check(client, said, "other@example.org").content.decode()


def test_a_mails_link_fills_in_the_reference(client: Client, db: None) -> None:
    html = client.get(CHECK, {"reference": OURS}).content.decode()

    assert f'value="{OURS}"' in html


def test_guessing_is_slow(client: Client, db: None) -> None:
    statuses = [check(client, STRANGERS, "eve@example.org").status_code for _ in range(32)]

    assert statuses == [200] * 30 + [429] * 2


def test_anybody_reports_and_the_office_closes(client: Client, office: User) -> None:
    text = "They asked for 300 dollars. <script>alert(1)</script>"
    sent = client.post(REPORT, {"text": text, "reference": "R-?", "email": "eve@example.org"})
    row = FraudReport.objects.get()
    assert sent.headers["Location"] == CHECK

    client.force_login(office)
    assert "300 dollars" in client.get(REPORTS).content.decode()
    page = client.get(f"{REPORTS}{row.pk}/").content.decode()
    assert "<script>alert" not in page
    refused = client.post(f"{REPORTS}{row.pk}/", {"outcome": " "})
    assert refused.status_code == 422
    client.post(f"{REPORTS}{row.pk}/", {"outcome": "Told the bank and the police."})

    row.refresh_from_db()
    assert (row.closed_by, row.outcome) == (office, "Told the bank and the police.")
    assert row.closed_at
    assert "300 dollars" not in client.get(REPORTS).content.decode()
    assert "300 dollars" in client.get(REPORTS, {"closed": "1"}).content.decode()
    words = Event.objects.filter(target_model="recruitment.fraudreport")
    assert set(words.values_list("what", flat=True)) == {
        "recruitment.fraud-reported",
        "recruitment.fraud-closed",
    }
    assert "eve@" not in repr(list(words.values()))


def reads(client: Client, user: User, row: FraudReport) -> list[int]:
    client.force_login(user)
    return [client.get(page).status_code for page in (REPORTS, f"{REPORTS}{row.pk}/")]


def test_reports_are_read_by_who_edits_calls_and_by_administrators(
    client: Client, programme: Programme, bruno: User, amina: User
) -> None:
    row = report_fraud(text="A fee.")
    administrator, donor = make_user("Ada"), make_user("Dora")
    give(administrator, Role.ADMINISTRATOR, None)
    give(donor, Role.DONOR, programme)
    assert reads(client, administrator, row) == [200, 200]
    refused = {bruno: [200, 404], amina: [200, 404], donor: [403, 403], make_user(): [403, 403]}
    for somebody, answers in refused.items():
        assert reads(client, somebody, row) == answers
        with pytest.raises(PermissionDenied):
            close_report(report_id=row.pk, outcome="Done.", by=somebody)
    close_report(report_id=row.pk, outcome="Done.", by=administrator)


def test_a_report_that_names_a_programme_is_of_its_people(
    client: Client, programme: Programme, bruno: User, amina: User, office: User, letter: Letter
) -> None:
    call = make_published(programme, amina, number="VAC/7")
    Letter.objects.update(call=call)
    elsewhere = make_user("Olaf")
    give(elsewhere, Role.OFFICER, make_programme("OTHER"))
    for said in (OURS.lower(), "vac/7"):
        row = report_fraud(text="A fee.", reference=said)
        for somebody in (bruno, office):
            assert reads(client, somebody, row) == [200, 200]
        assert reads(client, elsewhere, row) == [200, 404]
        with pytest.raises(PermissionDenied):
            close_report(report_id=row.pk, outcome="Done.", by=elsewhere)
    none = report_fraud(text="A fee.", reference=STRANGERS)
    assert reads(client, office, none) == [200, 200]
    assert reads(client, elsewhere, none) == reads(client, bruno, none) == [200, 404]


def test_open_reports_stand_in_the_day_of_who_reads_them(
    client: Client, programme: Programme, amina: User, bruno: User
) -> None:
    make_published(programme, amina, number="VAC/7")
    first, _second, old = [report_fraud(text="A fee.", reference="VAC/7") for _n in range(3)]
    close_report(report_id=old.pk, outcome="Done.", by=bruno)
    administrator, donor = make_user("Ada"), make_user("Dora")
    give(administrator, Role.ADMINISTRATOR, None)
    give(donor, Role.DONOR, programme)
    told = {}
    for user in (bruno, administrator, donor):
        client.force_login(user)
        told[user] = "2 to read and close" in client.get("/").text
    assert list(told.values()) == [True, True, False]
    Programme.objects.update(archived_at=timezone.now())
    close_report(report_id=first.pk, outcome="Done.", by=administrator)
    client.force_login(administrator)
    assert "1 to read and close" in client.get("/").text


def test_a_report_is_closed_once_and_with_words(office: User) -> None:
    row = report_fraud(text="A fee.")

    with pytest.raises(RuleBroken) as empty:
        close_report(report_id=row.pk, outcome="  ", by=office)
    assert empty.value.code == "report-without-outcome"
    close_report(report_id=row.pk, outcome="Done.", by=office)
    with pytest.raises(RuleBroken) as again:
        close_report(report_id=row.pk, outcome="Done again.", by=office)
    assert again.value.code == "report-closed"


def test_reports_are_taken_five_times_an_hour(client: Client, db: None) -> None:
    statuses = [client.post(REPORT, {"text": "A fee."}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_a_year_after_it_was_closed_nobody_knows_who_reported(
    office: User, time_machine: Any
) -> None:
    closed, still_open = (report_fraud(text="A fee.", email="eve@example.org") for _ in range(2))
    close_report(report_id=closed.pk, outcome="Told Eve.", by=office)
    work = daily.registered()["recruitment.forget-reports"]

    time_machine.move_to(timezone.now())
    time_machine.shift(timedelta(days=364))
    work(timezone.localdate())
    closed.refresh_from_db()
    assert closed.email
    time_machine.shift(timedelta(days=2))
    work(timezone.localdate())

    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.text, closed.email, closed.outcome) == ("", "", "")
    assert still_open.email


def grant(name: str, role: Role, programme: Programme | None) -> User:
    user = make_user(name)
    give(user, role, programme)
    return user


def later(hours: float) -> None:
    """Let the last mail be so long ago."""
    FraudReport.objects.filter(told_at__isnull=False).update(
        told_at=timezone.now() - timedelta(hours=hours)
    )


def test_who_may_read_a_report_is_told_that_it_is_there(
    programme: Programme, amina: User, bruno: User, office: User, mailoutbox: list[Any]
) -> None:
    make_published(programme, amina, number="VAC/7")
    administrator = grant("Ada", Role.ADMINISTRATOR, None)
    grant("Olaf", Role.OFFICER, make_programme("OTHER"))
    grant("Dora", Role.DONOR, None)
    mailoutbox.clear()

    report_fraud(text="They asked for 300 dollars.", reference="VAC/7", email="eve@example.org")

    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) == {user.email for user in (amina, bruno, office, administrator)}
    assert len(mailoutbox) == 4
    for mail in mailoutbox:
        assert REPORTS in mail.body
        assert "300 dollars" not in f"{mail.subject} {mail.body}"
        assert "eve@" not in mail.body
        assert mail.subject == "A report of fraud came in"

    later(2)
    mailoutbox.clear()
    report_fraud(text="A fee.")  # it names no programme: of nobody who sees only one
    assert {mail.to[0] for mail in mailoutbox} == {office.email, administrator.email}


def test_a_flood_of_reports_is_no_flood_of_mails(office: User, mailoutbox: list[Any]) -> None:
    for _n in range(20):
        report_fraud(text="A fee.")
    assert len(mailoutbox) == 1

    later(1.1)
    report_fraud(text="A fee.")
    assert [mail.subject for mail in mailoutbox[1:]] == ["20 reports of fraud came in"]
    assert not FraudReport.objects.filter(told_at=None).exists()


def test_what_came_within_the_hour_is_told_by_the_daily_work(
    office: User, mailoutbox: list[Any]
) -> None:
    first, second, third = [report_fraud(text="A fee.") for _n in range(3)]
    close_report(report_id=second.pk, outcome="Done.", by=office)
    work = daily.registered()["recruitment.tell-of-reports"]

    assert work(timezone.localdate()) == 1
    assert [mail.subject for mail in mailoutbox[1:]] == ["A report of fraud came in"]
    assert work(timezone.localdate()) == 0
    assert FraudReport.objects.get(pk=first.pk).told_at is not None
    assert FraudReport.objects.get(pk=third.pk).told_at is not None


def test_who_has_left_meanwhile_gets_no_mail(office: User, mailoutbox: list[Any]) -> None:
    row = report_fraud(text="A fee.")
    mailoutbox.clear()
    tell_reader.func(office.pk, [row.pk])
    assert len(mailoutbox) == 1
    User.objects.filter(pk=office.pk).update(is_active=False)
    tell_reader.func(office.pk, [row.pk])
    assert len(mailoutbox) == 1
