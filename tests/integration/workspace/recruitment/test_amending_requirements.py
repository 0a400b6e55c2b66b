"""What a published call asks is changed in the open: with time, words and a reason, or not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from factories.recruitment import close, make_application, make_call, make_published, submit
from integration.workspace.recruitment.pages import signed_in
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Amendment, Call, Requirement
from jalon.workspace.recruitment.queries.requirements import requirements_of
from jalon.workspace.recruitment.queries.seen import content_of
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.rules.eligibility import Because, assess
from jalon.workspace.recruitment.rules.reading import answers_of
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.amending import amend_text
from jalon.workspace.recruitment.services.amending_requirements import (
    amend_requirement,
    drop_requirement,
)

pytestmark = pytest.mark.django_db
K = RequirementKind
LATER = timedelta(days=10)


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_published(programme, amina)


def kept(call: Call, kind: RequirementKind) -> Requirement:
    return call.requirements.filter(kind=kind).order_by("order")[0]


def amend(call: Call, by: User, row: Requirement | None, **more: Any) -> Amendment:
    call.refresh_from_db()
    assert call.closes_at is not None
    fields = {
        "kind": K.EXPERIENCE,
        "parameters": {"months": 36, "settings": []},
        "text": {"en": "Three years.", "es": "Tres años."},
        "essential": True,
        "what": {"en": "Three years of experience are asked."},
        "reason": "The notice said five by mistake.",
        "closes_at": call.closes_at + LATER,
        **more,
    }
    return amend_requirement(
        call_id=call.pk,
        version=call.version,
        requirement_id=row.pk if row else None,
        by=by,
        **fields,
    )


def test_a_requirement_is_changed_with_time_and_a_reason(call: Call, amina: User) -> None:
    row = kept(call, K.EXPERIENCE)
    before = call.closes_at
    made = amend(call, amina, row)
    row.refresh_from_db()
    call.refresh_from_db()
    assert row.parameters["months"] == 36
    assert before is not None
    assert call.closes_at == before + LATER
    assert (made.number, made.reason) == (1, "The notice said five by mistake.")
    event = Event.objects.get(what="recruitment.requirement-edited", target_id=str(call.pk))
    assert event.after["amendment"] == 1


def test_without_time_it_is_refused(call: Call, amina: User) -> None:
    with refused("amendment-without-time"):
        amend(call, amina, kept(call, K.EXPERIENCE), closes_at=None)


def test_with_too_little_time_it_is_refused(call: Call, amina: User) -> None:
    soon = timezone.now() + timedelta(days=2)
    Call.objects.filter(pk=call.pk).update(closes_at=soon)
    with refused("amendment-too-late"):
        amend(call, amina, kept(call, K.EXPERIENCE), closes_at=soon + timedelta(days=1))


def test_without_words_or_a_reason_it_is_refused(call: Call, amina: User) -> None:
    with refused("amendment-without-words"):
        amend(call, amina, kept(call, K.EXPERIENCE), what={"en": " "})
    with refused("call-step-without-reason"):
        amend(call, amina, kept(call, K.EXPERIENCE), reason=" ")


def test_after_the_deadline_what_was_asked_stands(call: Call, amina: User) -> None:
    call = close(call)
    later = timezone.now() + timedelta(days=30)
    with refused("call-step-not-open"):
        amend(call, amina, kept(call, K.EXPERIENCE), closes_at=later)
    page = signed_in(amina).get(
        reverse("recruitment:requirements", args=[call.programme.code, call.pk])
    )
    assert "cancel the call and publish it anew" in page.text


def test_a_draft_has_no_amendment(programme: Programme, amina: User) -> None:
    call = make_call(programme, amina)
    with refused("call-step-not-open"):
        amend(call, amina, kept(call, K.EXPERIENCE))


def test_whoever_may_not_publish_may_not_amend(call: Call, bruno: User) -> None:
    with pytest.raises(PermissionDenied):
        amend(call, bruno, kept(call, K.EXPERIENCE))


def test_a_question_that_changed_is_asked_again(call: Call, amina: User) -> None:
    row = Requirement.objects.create(
        call=call, order=90, kind=K.DECLARED, parameters={"passes": True}, text={"en": "Did you?"}
    )
    application = make_application(call)
    submit(application)
    said = {"parameters": {"passes": not row.parameters["passes"]}, "text": {"en": "Do you?"}}
    amend(call, amina, row, kind=K.DECLARED, **said)
    again = call.requirements.get(order=row.order)
    assert (again.kind, again.text) == (K.DECLARED, {"en": "Do you?"})
    application.refresh_from_db()
    answers = answers_of(content_of(application), relevant={})
    found = next(
        each
        for each in assess(
            requirements_of(call.requirements.all()), answers, on=timezone.localdate()
        )
        if each.key == str(again.pk)
    )
    assert found.because is Because.NOT_ANSWERED


def test_something_more_is_asked_or_no_more(call: Call, amina: User) -> None:
    count = call.requirements.count()
    amend(call, amina, None, kind=K.JUDGED, parameters={})
    assert call.requirements.count() == count + 1
    call.refresh_from_db()
    assert call.closes_at is not None
    drop_requirement(
        call_id=call.pk,
        version=call.version,
        requirement_id=kept(call, K.JUDGED).pk,
        what={"en": "It is asked no more."},
        reason="Nobody needs it.",
        closes_at=call.closes_at + LATER,
        by=amina,
    )
    assert call.requirements.count() == count


def test_who_may_apply_is_always_said(call: Call, amina: User) -> None:
    assert call.closes_at is not None
    with refused("call-not-ready"):
        drop_requirement(
            call_id=call.pk,
            version=call.version,
            requirement_id=kept(call, K.AUDIENCE).pk,
            what={"en": "x"},
            reason="r",
            closes_at=call.closes_at + LATER,
            by=amina,
        )
    assert call.requirements.filter(kind=K.AUDIENCE).exists()


def test_the_words_of_the_notice_follow_on_the_same_day(call: Call, amina: User) -> None:
    amend(call, amina, kept(call, K.EXPERIENCE))
    amend_experience(call, amina)
    assert call.amendments.count() == 2
    early = timezone.now() - timedelta(days=2)
    call.amendments.update(at=early)
    with refused("amendment-without-time"):
        amend_experience(call, amina, "Four years.")


def amend_experience(call: Call, by: User, words: str = "Three years.") -> None:
    call.refresh_from_db()
    text = call.texts.get(language="en")
    fields = {name: getattr(text, name) for name in TextFields.__dataclass_fields__}
    amend_text(
        call_id=call.pk,
        version=call.version,
        language="en",
        title=call.title["en"],
        text=TextFields(**{**fields, "experience": words}),
        what={"en": "The experience"},
        reason="As the requirement.",
        by=by,
    )


def test_it_is_done_on_its_pages(call: Call, amina: User, bruno: User) -> None:
    row = kept(call, K.EXPERIENCE)
    client = signed_in(amina)

    def url(name: str, *more: Any) -> str:
        return reverse(f"recruitment:{name}", args=[call.programme.code, call.pk, *more])

    page = client.get(url("requirements")).text
    assert url("amend-requirement", row.pk) in page
    assert url("ask-more", "degree") in page
    assert url("amend-requirement", row.pk) not in signed_in(bruno).get(url("requirements")).text
    data = {
        "version": call.version,
        "text_en": "Three years",
        "years": "3",
        "what_en": "Three years",
        "reason": "A mistake",
        "deadline_zone": call.closes_zone,
    }
    assert client.post(url("amend-requirement", row.pk), data).status_code == 422
    data["deadline_day"] = (timezone.localdate() + timedelta(days=50)).isoformat()
    assert client.post(url("amend-requirement", row.pk), data).status_code == 302
    assert "Three years" in client.get(url("call")).text
    assert client.get(url("ask-more", "degree")).status_code == 200
    assert client.get(url("ask-more", "nonsense")).status_code == 404
    assert client.get(url("drop-requirement", row.pk)).status_code == 200


def test_exceptions_and_entries_stand_on_the_page_of_the_call(
    call: Call, programme: Programme, amina: User
) -> None:
    client = signed_in(amina)
    address = reverse("recruitment:call", args=[programme.code, call.pk])
    links = [
        reverse(f"recruitment:{name}", args=[programme.code, call.pk]) for name in ("late", "enter")
    ]
    assert all(f'href="{link}"' in client.get(address).text for link in links)
    Call.objects.filter(pk=call.pk).update(state="screening")
    assert not any(f'href="{link}"' in client.get(address).text for link in links)
