"""Handing in late by an exception, and applications that the team enters for others."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.recruitment import (
    close,
    make_application,
    make_published,
    submit,
)
from integration.workspace.recruitment.candidates import post
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    LateEntry,
    Submission,
)
from jalon.workspace.recruitment.rules.applications import Section
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.services.exceptions import allow_late_entry

pytestmark = pytest.mark.django_db


def test_an_exception_lets_one_candidate_in_later(
    client: Client, call: Call, dalia: User, amina: User, mailoutbox: list[Any]
) -> None:
    application, other = make_application(call, dalia), make_application(call)
    close(call)
    client.force_login(amina)
    path = reverse("recruitment:late", args=[call.programme.code, call.pk])
    tomorrow = timezone.now() + timedelta(days=1)
    given = {
        "email": dalia.email,
        "day": tomorrow.date().isoformat(),
        "hour": "12:00",
        "zone": "UTC",
        "reason": "The site was down.",
    }
    assert client.post(path, {**given, "reason": " "}).status_code == 422
    assert client.post(path, {**given, "email": "nobody@example.org"}).status_code == 422
    assert client.post(path, {**given, "day": "2020-01-01"}).status_code == 422
    assert client.post(path, given).status_code == 302
    assert "The site was down." in client.get(path).text

    submission = submit(application)
    assert submission.exception == LateEntry.objects.get()
    with pytest.raises(RuleBroken, match="application-late"):
        submit(other)
    event = Event.objects.get(what="recruitment.late-entry-allowed")
    assert event.why == "The site was down."
    until = LateEntry.objects.get().until
    with time_machine.travel(until, tick=False):
        application.refresh_from_db()
        applying_fails(application, "application-late")


def test_an_exception_is_in_time_and_never_takes_back_what_was_promised(
    call: Call, dalia: User, amina: User
) -> None:
    close(call)
    now = timezone.now()

    def allow(until: datetime) -> LateEntry:
        return allow_late_entry(
            call_id=call.pk, email=dalia.email, until=until, reason="The site was down.", by=amina
        )

    assert call.closes_at is not None
    late = time_machine.travel(now + timedelta(days=3), tick=False)
    with late, pytest.raises(RuleBroken, match="exception-over"):
        allow(now + timedelta(days=2))
    allow(now + timedelta(days=2))
    with pytest.raises(RuleBroken, match="exception-shortened"):
        allow(now + timedelta(days=1))
    allow(now + timedelta(days=4))
    last = Event.objects.filter(what="recruitment.late-entry-allowed").order_by("-pk")[0]
    assert last.before == {"until": (now + timedelta(days=2)).isoformat()}
    assert LateEntry.objects.get().until == now + timedelta(days=4)


def applying_fails(application: Application, code: str) -> None:
    Application.objects.filter(pk=application.pk).update(
        sections={**application.sections, "letter": {"text": "Another"}}
    )
    with pytest.raises(RuleBroken, match=code):
        submit(application)


def test_nobody_is_let_in_once_applications_are_opened(
    call: Call, dalia: User, amina: User
) -> None:
    make_application(call, dalia)
    close(call)
    Call.objects.filter(pk=call.pk).update(state="screening")
    with pytest.raises(RuleBroken, match="applications-opened"):
        allow_late_entry(
            call_id=call.pk,
            email=dalia.email,
            until=timezone.now() + timedelta(days=1),
            reason="Too late",
            by=amina,
        )


def test_only_who_edits_calls_lets_in_late_or_enters(
    client: Client, call: Call, carla: User, dalia: User
) -> None:
    for name in ("late", "enter"):
        path = reverse(f"recruitment:{name}", args=[call.programme.code, call.pk])
        client.force_login(carla)
        assert client.get(path).status_code == 404
    with pytest.raises(PermissionDenied):
        applying.enter_application(call_id=call.pk, candidate=dalia, reason="x", by=carla)


def test_the_team_enters_an_application_for_somebody_who_cannot(
    client: Client, call: Call, amina: User, carla: User
) -> None:
    client.force_login(amina)
    path = reverse("recruitment:enter", args=[call.programme.code, call.pk])
    given = {"name": "Omar By Hand", "language": "ar", "reason": ""}
    assert client.post(path, given).status_code == 422
    answer = client.post(path, {**given, "reason": "Cannot see the screen; came to the office."})
    application = Application.objects.get()
    assert application.entered_by == amina
    home = answer["Location"]
    page = client.get(home).text
    assert "Omar By Hand" in page
    assert "came to the office" in page
    section = re.findall(r'href="([^"]*part/letter/)"', page)[0]
    assert post(client, section, {"text": "In his words"}).status_code == 302
    application.refresh_from_db()
    values = make_application(make_published(call.programme, amina)).sections
    Application.objects.filter(pk=application.pk).update(
        sections={**values, "letter": application.sections["letter"]}
    )
    answer = post(client, f"{home}preview/", {})
    assert answer.status_code == 302, answer.text
    letter = Submission.objects.get().receipt
    assert letter is not None
    assert (letter.sent_at, letter.language) == (None, "ar"), "there is no address to send it to"
    client.force_login(carla)
    assert client.get(home).status_code == 404


def test_the_team_does_not_write_in_what_a_candidate_began(
    client: Client, call: Call, amina: User, dalia: User
) -> None:
    application = make_application(call, dalia)
    with pytest.raises(PermissionDenied):
        applying.save_section(
            application_id=application.pk,
            section=Section.LETTER,
            content={"text": "x"},
            seen=None,
            by=amina,
        )
    with pytest.raises(RuleBroken, match="entry-of-their-own"):
        applying.enter_application(call_id=call.pk, candidate=dalia, reason="Help", by=amina)
    client.force_login(amina)
    path = reverse("recruitment:entered-application", args=[call.programme.code, application.code])
    assert client.get(path).status_code == 404
