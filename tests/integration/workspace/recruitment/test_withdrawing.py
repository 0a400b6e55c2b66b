"""An application is taken back at any time, and taken up again until the deadline."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.recruitment import (
    close,
    make_application,
    submit,
)
from integration.workspace.recruitment.candidates import url
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import (
    Call,
    Letter,
)
from jalon.workspace.recruitment.services import applying
from jalon.workspace.recruitment.services.expiring import expire_drafts
from jalon.workspace.recruitment.services.submitting import submit_application

pytestmark = pytest.mark.django_db


def test_one_may_withdraw_at_any_time_and_come_back_until_the_deadline(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    submit(application)
    own.post(url("withdraw", application))
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert Letter.objects.filter(kind="withdrawn", candidate=dalia).count() == 1
    with pytest.raises(RuleBroken, match="application-step-not-open"):
        submit_application(application_id=application.pk, version=application.version, by=dalia)
    own.post(reverse("vacancies:begin", args=[call.slug]))
    application.refresh_from_db()
    assert (application.state, application.withdrawn_at) == ("draft", None)
    submit(application)
    close(call)
    own.post(url("withdraw", application))
    application.refresh_from_db()
    assert application.state == "withdrawn"
    answer = own.post(reverse("vacancies:begin", args=[call.slug]))
    assert answer.status_code == 422


def test_handing_in_anew_after_a_withdrawal_is_a_new_submission(call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    submit(application)
    application = applying.withdraw_application(application_id=application.pk, by=dalia)
    application = applying.begin_application(call_id=call.pk, by=dalia)
    assert submit(application).number == 2


def test_an_extension_opens_an_expired_draft_again(call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    close(call)
    expire_drafts(timezone.localdate())
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    resumed = applying.begin_application(call_id=call.pk, by=dalia)
    assert (resumed.pk, resumed.state) == (application.pk, "draft")


def test_after_the_deadline_nobody_is_told_to_take_it_up_again(call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    submit(application)
    close(call)
    applying.withdraw_application(application_id=application.pk, by=dalia)
    body = Letter.objects.get(kind="withdrawn").body
    assert "cannot be taken up again" in body
    assert "before the deadline" not in body
