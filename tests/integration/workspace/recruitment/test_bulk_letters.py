"""Letters to all whom they concern: drafted, passed by a second person, sent once each."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from factories.accounts import make_user
from factories.decisions import make_marked
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.jobs.letters import send_left, send_passed
from jalon.workspace.recruitment.models import Application, Call, Interview, Letter
from jalon.workspace.recruitment.queries.audiences import audience_of, standings_of
from jalon.workspace.recruitment.queries.letters import bundles_of, digest_of_drafts
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.sent import sent
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.messages import MessageKind, read_reference
from jalon.workspace.recruitment.services import bulk_letters as services
from jalon.workspace.recruitment.services.deciding import decide, set_aside

pytestmark = pytest.mark.django_db
KIND = MessageKind.NOT_SELECTED
NOBODY = "Nobody was chosen in this call, by the criteria that were fixed beforehand."
ANOTHER = "Another candidate was chosen, by the criteria that were fixed beforehand."


class Killed(BaseException):
    """What stops a worker in the middle: nothing catches it."""


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    made = make_marked(programme, amina, [(5, 5), (4, 4), (3, 3), (3, 4), (4, 3)], refused=2)
    first, second, *_rest = ranked(made).codes
    decide(
        call_id=made.pk,
        version=made.version,
        choice=Choice(first, (second,), timezone.localdate().replace(year=2027)),
        reason="The best answers.",
        by=amina,
    )
    return Call.objects.get(pk=made.pk)


def draft(call: Call, by: User, kind: MessageKind = KIND) -> list[Letter]:
    services.draft_letters(call_id=call.pk, kind=kind, by=by)
    return list(call.letters.filter(kind=kind).order_by("pk"))


def passed(call: Call, by: User, looked: User, kind: MessageKind = KIND) -> list[Letter]:
    letters = draft(call, by, kind)
    seen = digest_of_drafts(letters)
    services.pass_letters(call_id=call.pk, kind=kind, seen=seen, by=looked)
    return letters


def queued(call: Call, by: User, looked: User) -> list[Letter]:
    letters = passed(call, by, looked)
    services.queue_letters(call_id=call.pk, kind=KIND, by=by)
    return letters


def test_each_kind_goes_to_whom_it_concerns(call: Call, amina: User) -> None:
    counts = {bundle.kind: bundle.audience for bundle in bundles_of(call)}

    assert counts[MessageKind.NOT_SELECTED] == 3
    assert counts[MessageKind.RESERVE] == counts[MessageKind.OFFER] == 1
    assert counts[MessageKind.NOT_ELIGIBLE] == 2
    assert MessageKind.CANCELLED not in counts


def test_drafts_are_written_once_each_in_their_language(call: Call, amina: User) -> None:
    letters = draft(call, amina)

    assert {letter.language for letter in letters} <= {"en", "es", "fr", "ar"}
    for letter in letters:
        application = call.applications.get(candidate=letter.candidate)
        assert letter.language == letter.candidate.language
        assert application.code in letter.body
        assert read_reference(letter.reference) == letter.reference
    assert len({letter.reference for letter in letters}) == 3
    with pytest.raises(RuleBroken, match="letters-nobody-left"):
        draft(call, amina)
    assert mail.outbox == []


@pytest.mark.parametrize("kind", [k for k in MessageKind if k in services.IN_BULK])
def test_every_kind_can_be_written(call: Call, amina: User, kind: MessageKind) -> None:
    context = {"call": call, "test": None}
    application = call.applications.select_related("candidate").first()
    assert application is not None
    letter = services._draft(call, kind, application, context, amina)

    assert call.number in letter.subject
    assert "{" not in letter.subject + letter.body


def test_letters_follow_the_language_that_a_candidate_has_chosen_since(
    call: Call, amina: User
) -> None:
    User.objects.filter(kind="candidate").update(language="fr")
    assert {letter.language for letter in draft(call, amina)} == {"fr"}


def test_a_subject_is_one_line_and_a_letter_that_makes_no_mail_has_failed(
    call: Call, amina: User, bruno: User
) -> None:
    letter = draft(call, amina)[0]
    services.edit_draft(letter_id=letter.pk, subject="One\nBcc: two", body="Words", by=amina)
    letter.refresh_from_db()
    assert letter.subject == "One Bcc: two"
    now = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(
        subject="One\nTwo", reviewed_by=bruno, reviewed_at=now, queued_at=now
    )
    send_passed.func(letter.pk)
    letter.refresh_from_db()
    assert letter.failed_at is not None
    assert letter.sent_at is None
    assert mail.outbox == []


def test_who_has_begun_hears_that_the_call_is_cancelled(
    call: Call, dalia: User, amina: User
) -> None:
    begun = Application.objects.create(call=call, candidate=dalia, code="BEGUN", language="en")
    emptied = Application.objects.create(
        call=call, candidate=amina, code="EMPTIED", language="en", purged_at=timezone.now()
    )
    Call.objects.filter(pk=call.pk).update(state="cancelled")
    call.refresh_from_db()
    found = audience_of(call, MessageKind.CANCELLED)
    assert begun.pk in found
    assert emptied.pk not in found
    letters = {each.candidate_id: each for each in draft(call, amina, MessageKind.CANCELLED)}
    assert "You began an application" in letters[dalia.pk].body


def test_who_is_not_short_listed_is_told_how_to_appeal(call: Call, amina: User) -> None:
    User.objects.filter(kind="candidate").update(language="en")
    row = call.applications.select_related("candidate")[0]
    letter = services._draft(call, MessageKind.NOT_SHORT_LISTED, row, {"test": None}, amina)
    assert "appeal against the decision" in letter.body


def test_nobody_passes_their_own_drafts(call: Call, amina: User, bruno: User) -> None:
    letters = draft(call, amina)
    seen = digest_of_drafts(letters)

    with pytest.raises(RuleBroken, match="letters-own-drafts"):
        services.pass_letters(call_id=call.pk, kind=KIND, seen=seen, by=amina)
    assert services.pass_letters(call_id=call.pk, kind=KIND, seen=seen, by=bruno) == 3


def test_a_draft_changed_meanwhile_is_not_passed(call: Call, amina: User, bruno: User) -> None:
    letters = draft(call, amina)
    seen = digest_of_drafts(letters)
    services.edit_draft(letter_id=letters[0].pk, subject="Another", body="Other words", by=amina)

    with pytest.raises(RuleBroken, match="letters-changed-meanwhile"):
        services.pass_letters(call_id=call.pk, kind=KIND, seen=seen, by=bruno)


def test_a_change_takes_the_pass_back(call: Call, amina: User, bruno: User) -> None:
    letter = passed(call, amina, bruno)[0]
    services.edit_draft(letter_id=letter.pk, subject="Another", body="Other words", by=bruno)

    letter.refresh_from_db()
    assert letter.reviewed_at is None
    assert services.queue_letters(call_id=call.pk, kind=KIND, by=amina) != [letter.pk]


def test_a_letter_never_asks_for_money(call: Call, amina: User) -> None:
    letter = draft(call, amina)[0]

    with pytest.raises(RuleBroken, match="message-asks-for-money"):
        services.edit_draft(
            letter_id=letter.pk, subject="Fee", body="Pay the processing fee", by=amina
        )


def test_what_nobody_passed_is_not_sent(call: Call, amina: User) -> None:
    letter = draft(call, amina)[0]

    with pytest.raises(RuleBroken, match="letters-none-passed"):
        services.queue_letters(call_id=call.pk, kind=KIND, by=amina)
    send_passed.func(letter.pk)
    assert mail.outbox == []


def test_passed_letters_are_sent_once_each(call: Call, amina: User, bruno: User) -> None:
    letters = queued(call, amina, bruno)

    for letter in [*letters, *letters]:
        send_passed.func(letter.pk)

    assert sorted(each.to[0] for each in mail.outbox) == sorted(
        letter.candidate.email for letter in letters
    )
    assert all(letter.reference in mail.outbox[n].body for n, letter in enumerate(letters))
    bundle = next(each for each in bundles_of(call) if each.kind is KIND)
    assert (bundle.sent, bundle.written) == (3, 3)


def test_a_worker_killed_while_sending_sends_nothing_twice(
    call: Call, amina: User, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = queued(call, amina, bruno)
    went_out = []

    def killed_after(self: EmailMessage) -> None:
        went_out.append(self.to)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", killed_after)
        with pytest.raises(Killed):
            send_passed.func(letters[0].pk)
    for letter in letters:  # the worker starts again and finds all jobs, that one too
        send_passed.func(letter.pk)

    assert went_out == [[letters[0].candidate.email]]
    assert len(mail.outbox) == 2
    bundle = next(each for each in bundles_of(call) if each.kind is KIND)
    assert (bundle.sent, bundle.stuck) == (2, 1)  # and a person looks at the one in doubt
    with pytest.raises(RuleBroken, match="letter-on-its-way"):  # it may be going out this minute
        services.queue_again(letter_id=letters[0].pk, by=bruno)
    Letter.objects.filter(pk=letters[0].pk).update(taken_at=timezone.now() - timedelta(hours=1))
    services.queue_again(letter_id=letters[0].pk, by=bruno)
    send_passed.func(letters[0].pk)
    assert len(mail.outbox) == 3


def test_a_failure_is_said_and_can_be_tried_again(
    call: Call, amina: User, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = queued(call, amina, bruno)[0]

    def refuse(_self: EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({"x": (550, b"no such box")})

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        send_passed.func(letter.pk)
    letter.refresh_from_db()
    assert "no such box" in letter.failure
    with pytest.raises(RuleBroken, match="letter-on-its-way"):
        services.edit_draft(letter_id=letter.pk, subject="x", body="y", by=amina)

    services.queue_again(letter_id=letter.pk, by=amina)
    send_passed.func(letter.pk)
    assert len(mail.outbox) == 1


def test_without_an_address_a_letter_fails_in_words(call: Call, amina: User, bruno: User) -> None:
    letter = queued(call, amina, bruno)[0]
    User.objects.filter(pk=letter.candidate_id).update(email="somebody@invalid")

    send_passed.func(letter.pk)

    letter.refresh_from_db()
    assert letter.failure
    assert mail.outbox == []


def test_letters_left_behind_are_queued_again(call: Call, amina: User, bruno: User) -> None:
    queued(call, amina, bruno)
    yesterday = timezone.now() - timezone.timedelta(days=1)
    Letter.objects.update(queued_at=yesterday)

    assert send_left(timezone.localdate()) == 3


def test_only_who_edits_the_call_writes(call: Call, programme: Programme) -> None:
    finance = make_user("Fatima")
    give(finance, Role.FINANCE, programme)

    with pytest.raises(PermissionDenied):
        draft(call, finance)


def test_the_pages_lead_from_drafts_to_sent(
    client: Client, call: Call, amina: User, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    def at(name: str) -> str:
        return reverse(f"recruitment:{name}", args=["MEX-87", call.pk, KIND.value])

    client.force_login(amina)
    client.post(at("draft-letters"))
    page = client.get(at("letters-of-kind")).text
    assert "somebody else reads" in page
    client.force_login(bruno)
    response = client.get(at("letters-of-kind"))
    client.post(at("pass-letters"), {"seen": response.context["digest"]})
    client.post(at("send-letters"))

    assert Letter.objects.filter(call=call, queued_at__isnull=False).count() == 3
    assert client.get(reverse("recruitment:letters", args=["MEX-87", call.pk])).status_code == 200


def test_the_pages_take_few_queries(
    client: Client, call: Call, amina: User, django_assert_max_num_queries: Any
) -> None:
    draft(call, amina)
    client.force_login(amina)
    for name, more in (("letters", []), ("letters-of-kind", [KIND.value])):
        with django_assert_max_num_queries(12):
            client.get(reverse(f"recruitment:{name}", args=["MEX-87", call.pk, *more]))


@pytest.mark.parametrize("kind", [MessageKind.INTERVIEW, MessageKind.TEST])
def test_nobody_is_invited_without_a_day(call: Call, amina: User, kind: MessageKind) -> None:
    with pytest.raises(RuleBroken, match="letters-nobody-left"):
        draft(call, amina, kind)
    call.refresh_from_db()
    if kind is MessageKind.INTERVIEW:
        invited = call.applications.filter(listings__which="short")[0]
        Interview.objects.create(
            application=invited,
            starts_at=timezone.now(),
            zone="America/Mexico_City",
            where="Room 4",
        )
        letter = draft(call, amina, kind)[0]
        assert letter.candidate_id == invited.candidate_id
        assert "Room 4" in letter.body


def test_a_letter_in_doubt_is_said_to_be_ours(call: Call, amina: User, bruno: User) -> None:
    letter = queued(call, amina, bruno)[0]
    assert sent(letter.reference, letter.candidate.email) is None

    services.take_letter(letter.pk)

    assert sent(letter.reference, letter.candidate.email) is not None


def put_aside(call: Call, by: User) -> None:
    call.refresh_from_db()
    set_aside(call_id=call.pk, version=call.version, reason="The appeal was right.", by=by)


def test_what_rests_on_a_decision_that_was_set_aside_is_not_sent(
    call: Call, amina: User, bruno: User
) -> None:
    drafts = draft(call, amina)
    put_aside(call, amina)
    seen = digest_of_drafts(drafts)
    with pytest.raises(RuleBroken):
        services.pass_letters(call_id=call.pk, kind=KIND, seen=seen, by=bruno)


def test_what_is_queued_is_looked_at_once_more_before_it_is_sent(
    call: Call, amina: User, bruno: User
) -> None:
    letters = queued(call, amina, bruno)
    put_aside(call, amina)
    mail.outbox.clear()
    send_passed.func(letters[0].pk)
    letters[0].refresh_from_db()
    assert mail.outbox == []
    assert "does not concern" in letters[0].failure


def test_a_new_decision_is_told_to_who_was_told_of_the_old(
    call: Call, amina: User, bruno: User
) -> None:
    for letter in queued(call, amina, bruno):
        send_passed.func(letter.pk)
    put_aside(call, amina)
    call.refresh_from_db()
    nobody = Choice("", (), None)
    decide(call_id=call.pk, version=call.version, choice=nobody, reason="None.", by=amina)
    again = draft(Call.objects.get(pk=call.pk), amina)
    new = [each for each in again if each.sent_at is None]
    assert new
    until = call.decisions.get(set_aside_at=None).appeal_until_date
    assert until is not None
    for letter in new:
        with override(letter.language):
            assert gettext(NOBODY) in letter.body
            assert gettext(ANOTHER) not in letter.body
            assert date_format(until, "DATE_FORMAT") in letter.body, "the last day to appeal"


def test_who_is_sent_a_letter_is_looked_at_alone_and_stands_as_among_all(call: Call) -> None:
    for row in call.applications.all():
        alone = standings_of(call, candidate=row.candidate_id)
        assert alone == {row.pk: standings_of(call)[row.pk]}


def test_dropping_what_is_outlived_asks_for_the_decision_once(
    call: Call, amina: User, bruno: User
) -> None:
    drafts = draft(call, amina)
    seen = digest_of_drafts(drafts)
    with CaptureQueriesContext(connection) as asked:
        services.pass_letters(call_id=call.pk, kind=KIND, seen=seen, by=bruno)
    decisions = [each for each in asked if 'FROM "recruitment_decision"' in each["sql"]]
    assert len(drafts) > 1
    assert len(decisions) == 2
