"""Every mail about accounts speaks the site's own words, in its reader's language."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.core.context import request_context
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories.accounts import PASSWORD, make_user
from jalon.workspace.accounts.adapters import AccountAdapter
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.notifications import send_sealed
from jalon.workspace.accounts.services.security import NOTICES
from jalon.workspace.config import worker

OWN = Path("jalon/workspace/accounts/templates")
LETTERS = (
    "account/email/password_reset_key",
    "account/email/unknown_account",
    "account/email/email_confirmation",
    *NOTICES,
)
FACTS = {
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "provider": "Ministry & Sons",
    "code": "",
}


@pytest.fixture
def adapter(rf: RequestFactory) -> Iterator[AccountAdapter]:
    request = rf.get("/", headers={"user-agent": "Browser <1>"})
    request.session = SessionStore()
    with request_context(request):
        yield AccountAdapter(request)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("part", ["subject", "message"])
def test_every_mail_is_our_own(letter: str, part: str) -> None:
    origin = get_template(f"{letter}_{part}.txt").template.origin.name  # type: ignore[attr-defined]  # Django's engine
    assert str(OWN) in origin


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
@pytest.mark.parametrize("letter", NOTICES)
def test_a_notice_reads_as_plain_text(
    letter: str, language: str, fatima: User, adapter: AccountAdapter
) -> None:
    User.objects.filter(pk=fatima.pk).update(language=language)
    fatima.refresh_from_db()
    adapter.send_notification_mail(letter, fatima, dict(FACTS))
    [sent] = mail.outbox
    assert sent.to == [fatima.email]
    assert sent.subject.startswith("Jalon: ")
    assert "example.com" not in sent.body
    assert "&lt;" not in sent.body
    assert "&amp;" not in sent.body
    assert "Browser <1>" in sent.body
    assert fatima.name in sent.body


def test_changing_a_password_is_told(client: Client, fatima: User) -> None:
    client.force_login(fatima)
    User.objects.filter(pk=fatima.pk).update(language="en")
    said = {"oldpassword": PASSWORD, "password1": "another long phrase"}
    answer = client.post(
        reverse("account_change_password"), {**said, "password2": said["password1"]}
    )
    assert answer.status_code == 302
    assert [letter.subject for letter in mail.outbox] == ["Jalon: Your password was changed"]


@time_machine.travel(datetime(2026, 11, 22, 3, 19, tzinfo=UTC))
def test_a_notice_says_the_time_of_the_zone_that_it_names(client: Client, fatima: User) -> None:
    User.objects.filter(pk=fatima.pk).update(language="en", time_zone="Asia/Tokyo")
    client.force_login(fatima)
    said = {"oldpassword": PASSWORD, "password1": "another long phrase"}
    client.post(reverse("account_change_password"), {**said, "password2": said["password1"]})
    [sent] = mail.outbox
    assert re.search(r"At: .*22.* 0?3:19.* \(UTC\)", sent.body), sent.body


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9  # nobody listens


def test_without_a_mail_server_pages_still_answer(
    client: Client, fatima: User, no_mail_server: None
) -> None:
    reset = client.post(reverse("account_reset_password"), {"email": fatima.email})
    assert reset.status_code == 302
    client.force_login(fatima)
    said = {"oldpassword": PASSWORD, "password1": "another long phrase"}
    change = client.post(
        reverse("account_change_password"), {**said, "password2": said["password1"]}
    )
    assert change.status_code == 302
    fatima.refresh_from_db()
    assert fatima.check_password("another long phrase")


@pytest.mark.django_db(transaction=True)
def test_a_letter_waits_for_the_mail_server_and_is_unreadable_meanwhile(
    client: Client, settings: Any, no_mail_server: None
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    user = make_user("Gina")
    client.post(reverse("account_reset_password"), {"email": user.email})
    letters = DBTaskResult.objects.filter(task_path=send_sealed.module_path)
    worker.work(once=True)
    [letter] = letters
    assert letter.status == "READY"
    assert letter.run_after > timezone.now()
    assert user.email not in str(letter.args_kwargs)
    letters.update(run_after=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    worker.work(once=True)
    assert [sent.to for sent in mail.outbox] == [[user.email]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
