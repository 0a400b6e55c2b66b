"""What is kept of candidates is theirs: to take away, and to have deleted."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.recruitment import (
    close,
    make_application,
    submit,
)
from integration.workspace.recruitment.candidates import PDF, add
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Interview,
    Purge,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.services.expiring import expire_drafts
from jalon.workspace.recruitment.services.purging import purge_all

pytestmark = pytest.mark.django_db


def test_own_data_comes_in_one_file(own: Client, call: Call, dalia: User) -> None:
    application = make_application(call, dalia)
    add(own, application, "cv.pdf", "cv", PDF)
    application.refresh_from_db()
    submit(application)
    answer = own.get(reverse("vacancies:own-data"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(packed.read("data.json"))
    mine = data["recruitment"]["applications"][0]
    assert data["account"]["email"] == dalia.email
    assert mine["sections"]["contact"]["email"] == dalia.email
    assert len(mine["submissions"]) == len(data["recruitment"]["letters"]) == 1
    names = [name for name in packed.namelist() if name.startswith("files/")]
    assert [packed.read(name) for name in names] == [PDF]


@pytest.fixture
def tested(call: Call, dalia: User) -> Application:
    """An application with a test that was written and an interview that was planned."""
    application = make_application(call, dalia)
    submit(application)
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=now, closes_at=now + timedelta(hours=1), minutes=60, tasks=[{"en": "T"}]
    )
    own = {"application": application, "accommodation": "A large print"}
    Sitting.objects.create(test=test, code="S1", answers=["What I wrote"], began_at=now, **own)
    Interview.objects.create(starts_at=now, zone="UTC", **own)
    return application


def test_own_data_hold_the_test_and_the_interview(own: Client, tested: Application) -> None:
    answer = own.get(reverse("vacancies:own-data"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    [mine] = json.loads(packed.read("data.json"))["recruitment"]["applications"]
    assert mine["written test"]["answers"] == ["What I wrote"]
    assert mine["interview"]["accommodation"] == "A large print"


def test_of_a_cancelled_call_nothing_is_kept_when_one_leaves(
    own: Client, tested: Application
) -> None:
    Call.objects.filter(pk=tested.call_id).update(state="cancelled")
    assert "Everything that was yours is deleted" in leave(own).text
    sitting, interview = Sitting.objects.get(), Interview.objects.get()
    assert (sitting.answers, sitting.accommodation) == ([], "")
    assert interview.accommodation == ""
    assert tested.submissions.get().content == {}


def leave(client: Client, password: str = "a long pass phrase") -> Any:
    return client.post(reverse("vacancies:close-account"), {"password": password})


def test_a_draft_goes_at_once_with_everything_of_the_person(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    add(own, application, "cv.pdf", "cv", PDF)
    assert leave(own, "wrong").status_code == 422
    assert "Everything that was yours is deleted" in leave(own).text
    application.refresh_from_db()
    dalia.refresh_from_db()
    assert application.sections == {}
    assert not StoredFile.objects.filter(by=dalia).exists()
    assert not dalia.is_active
    assert "dalia" not in f"{dalia.email} {dalia.name}".lower()
    kept = Event.objects.filter(actor_id=dalia.pk).exclude(what="audit.person-erased")
    assert {event.personal.actor_name for event in kept} == {""}
    assert own.get(reverse("vacancies:home")).status_code == 302


def test_what_was_weighed_against_others_is_kept_with_its_end_and_reason(
    own: Client, call: Call, dalia: User
) -> None:
    application = make_application(call, dalia)
    submit(application)
    close(call)
    page = own.get(reverse("vacancies:close-account")).text
    assert "What must be kept for a while" in page
    assert "for 24 months after the decision" in page
    assert "if somebody complains" in page
    assert "The rest goes when its time is over" in leave(own).text
    application.refresh_from_db()
    dalia.refresh_from_db()
    assert application.sections["contact"]["name"] == "Dalia"
    assert (dalia.is_active, dalia.email) == (False, "dalia@applicant.example")
    assert not dalia.has_usable_password()


def test_drafts_are_closed_after_the_deadline_and_deleted_a_month_later(call: Call) -> None:
    draft, handed_in = make_application(call), make_application(call)
    submit(handed_in)
    today = timezone.localdate()
    assert expire_drafts(today) == 0
    close(call)
    assert expire_drafts(today) == 1
    assert expire_drafts(today) == 0
    draft.refresh_from_db()
    assert (draft.state, bool(draft.sections)) == ("expired", True)
    purge_all(today + timedelta(days=20))
    draft.refresh_from_db()
    assert draft.purged_at is None
    purge_all(today + timedelta(days=32))
    draft.refresh_from_db()
    handed_in.refresh_from_db()
    assert not any(draft.sections.values())
    assert draft.purged_at is not None
    assert Purge.objects.get().people == 1, "the report counts it"
    assert handed_in.state == "submitted"
    assert handed_in.sections
