"""The pages of calls: from a notice's text to publication, as somebody clicks through them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import give
from factories.recruitment import clear, hand_in, make_call, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.sources import SOURCES

pytestmark = pytest.mark.django_db
NOTICES = Path(__file__).parents[3] / "unit/workspace/recruitment/notices"
WITHOUT_ZONE = "Grade: P3\nTitle: Writer\nDeadline: 12 March 2027\n\nDuties\n1. He will write."


@pytest.fixture
def as_bruno(client: Client, bruno: User) -> Client:
    client.force_login(bruno)
    return client


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment:{name}", args=["MEX-87", *args])


def begun(client: Client, **data: Any) -> Call:
    answer = client.post(url("begin"), {"kind": "", "country": "", **data})
    assert answer.status_code == 302, answer.content.decode()
    return Call.objects.order_by("-pk")[0]


def test_a_pasted_notice_is_shown_beside_what_was_read(
    programme: Programme, as_bruno: Client
) -> None:
    text = (NOTICES / "es_current_lima.txt").read_text(encoding="utf-8")
    call = begun(as_bruno, text=text)
    page = as_bruno.get(url("source", call.pk)).content.decode()

    assert '<mark id="text-grade" title="Grade">NOA</mark>' in page
    assert "(America/Lima)" in page  # the deadline as its last minute
    assert "23:59" in page


@pytest.mark.parametrize("name", ["notice.txt", "notice.html"])
def test_a_file_is_read(programme: Programme, as_bruno: Client, name: str) -> None:
    lines = WITHOUT_ZONE.split("\n")
    content = WITHOUT_ZONE
    if name.endswith("html"):
        content = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    call = begun(as_bruno, file=SimpleUploadedFile(name, content.encode()))

    assert (call.grade, call.source.name) == ("P3", name)


def test_a_picture_is_refused_with_words(programme: Programme, as_bruno: Client) -> None:
    file = SimpleUploadedFile("notice.txt", b"\x89PNG\r\n\x1a\n\x00\x00")
    answer = as_bruno.post(url("begin"), {"file": file})

    assert answer.status_code == 422
    assert not Call.objects.exists()


@pytest.mark.parametrize("both", [True, False])
def test_text_or_file_is_asked_for(programme: Programme, as_bruno: Client, both: bool) -> None:
    data = {"text": "x", "file": SimpleUploadedFile("x.txt", b"x")} if both else {}
    assert as_bruno.post(url("begin"), data).status_code == 422


def test_a_deadline_without_a_zone_is_asked(programme: Programme, as_bruno: Client) -> None:
    call = begun(as_bruno, text=WITHOUT_ZONE)
    assert (call.closes_at, call.closes_zone) == (None, "")
    assert "question" in as_bruno.get(url("source", call.pk)).content.decode()
    form = as_bruno.get(url("edit-call", call.pk)).content.decode()
    assert 'value="2027-03-12"' in form

    data = {
        "version": call.version,
        "kind": "international",
        "title_en": "Writer",
        "grade": "P3",
        "deadline_day": "2027-03-12",
    }
    assert as_bruno.post(url("edit-call", call.pk), data).status_code == 422
    zone = {"deadline_zone": "Europe/Zurich"}
    assert as_bruno.post(url("edit-call", call.pk), {**data, **zone}).status_code == 302
    call.refresh_from_db()
    assert call.closes_at is not None
    assert call.closes_at.isoformat() == "2027-03-12T23:00:00+00:00"
    page = as_bruno.get(url("call", call.pk)).content.decode()
    assert "23:59 (Europe/Zurich)" in page


def test_checks_show_the_place_and_the_reason(programme: Programme, as_bruno: Client) -> None:
    call = begun(as_bruno, text=WITHOUT_ZONE)
    page = as_bruno.get(url("checks", call.pk)).content.decode()

    assert "<mark>He</mark> will write." in page
    assert "masculine pronoun" in page
    assert "fees" in page  # what every notice must say, and this one does not


def test_an_arabic_text_is_not_judged(programme: Programme, as_bruno: Client, bruno: User) -> None:
    call = make_call(programme, bruno)
    data = {"version": call.version, "title": "موظف", "duties": "1. كتابة\n2. سفر"}
    as_bruno.post(url("edit-text", call.pk, "ar"), data)

    assert call.texts.get(language="ar").duties == ["كتابة", "سفر"]
    assert "No rules are known" in as_bruno.get(url("checks", call.pk)).content.decode()


def test_each_way_to_begin_leads_to_a_call(
    programme: Programme, as_bruno: Client, bruno: User
) -> None:
    country = str(programme.covers.get().country_id)
    like = make_call(programme, bruno)
    ways = {
        "begin-template": {
            "template": "consultancy",
            "languages": ["en", "fr"],
            "title_en": "A study",
        },
        "begin-empty": {"kind": "internship", "title_en": "An intern"},
        "begin-like": {"call": str(like.pk)},
    }
    for name, data in ways.items():
        assert as_bruno.get(url(name)).status_code == 200
        assert as_bruno.post(url(name), {**data, "country": country}).status_code == 302, name

    study, intern, copy = Call.objects.exclude(pk=like.pk).order_by("pk")
    assert set(study.texts.values_list("language", flat=True)) == {"en", "fr"}
    assert (intern.kind, intern.texts.count()) == ("internship", 0)
    assert (copy.title, copy.number) == (like.title, "")
    assert copy.requirements.count() == like.requirements.count()


def test_a_call_that_one_may_not_see_is_no_pattern(
    programme: Programme, as_bruno: Client, carla: User
) -> None:
    other = make_call(Programme.objects.get(code="OTHER"), carla)
    assert as_bruno.post(url("begin-like"), {"call": str(other.pk)}).status_code == 422


REQUIREMENTS: dict[str, dict[str, Any]] = {
    "audience": {"groups": ["external"]},
    "local-ties": {"country": "MX", "ways": ["nationality", "residence+permit"]},
    "experience": {"years": "3", "months": "6", "settings": ["national"]},
    "degree": {"level": "7", "fields_of_study": "law, economics"},
    "languages": {"of": ["es"], "count": "1", "reading": "C1", "speaking": "B2"},
    "declared": {"passes": "no"},
    "judged": {},
}


@pytest.mark.parametrize("kind", REQUIREMENTS)
def test_each_kind_of_requirement_is_kept_and_shown_again(
    programme: Programme, as_bruno: Client, bruno: User, kind: str
) -> None:
    call = make_call(programme, bruno)
    data = {"version": call.version, "text_en": "As it is worded", "essential": "on"}
    answer = as_bruno.post(url("add-requirement", call.pk, kind), {**data, **REQUIREMENTS[kind]})
    assert answer.status_code == 302, answer.content.decode()
    row = call.requirements.order_by("-order")[0]
    assert row.kind == kind
    before = row.parameters

    form = as_bruno.get(url("edit-requirement", call.pk, row.pk)).context["form"]
    call.refresh_from_db()
    again = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    again = {name: value for name, value in again.items() if value not in (None, "")}
    again |= {"version": call.version, "text_en": "Otherwise", "essential": "on"}
    again.pop("text")
    answer = as_bruno.post(url("edit-requirement", call.pk, row.pk), again)
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    assert (row.parameters, row.text["en"]) == (before, "Otherwise")
    assert as_bruno.get(url("requirements", call.pk)).status_code == 200


def test_who_sees_the_call_sees_no_forms(programme: Programme, client: Client, bruno: User) -> None:
    sofia = make_user("Sofia")
    give(sofia, Role.SPECIALIST, programme)
    client.force_login(sofia)
    call = make_call(programme, bruno)

    for name in ("call", "texts", "requirements", "criteria", "checks"):
        page = client.get(url(name, call.pk))
        assert page.status_code == 200
        assert b'method="post" class="stack"' not in page.content
        assert b"/edit/" not in page.content
    assert b"/contracts/" not in client.get(url("calls")).content
    assert client.get(url("hand-in", call.pk)).status_code == 403
    assert client.post(url("cancel-call", call.pk), {"reason": "x"}).status_code == 403


def test_a_draft_is_handed_in_and_published_on_its_page(
    programme: Programme, as_amina: Client, amina: User
) -> None:
    call = make_call(programme, amina)
    assert as_amina.post(url("hand-in", call.pk), {"version": call.version}).status_code == 302
    page = as_amina.get(url("call", call.pk)).content.decode()
    assert "for a decision about the notice" in page
    call = clear(Call.objects.get(pk=call.pk))
    assert call.notice is not None
    kept = call.notice.versions.get().file
    assert kept.media_type == "text/plain"

    assert as_amina.post(url("publish", call.pk), {"version": call.version}).status_code == 302
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED


def test_a_stale_page_is_told(programme: Programme, as_bruno: Client, bruno: User) -> None:
    call = make_call(programme, bruno)
    data = {"version": call.version - 1, "reason": "x"}
    answer = as_bruno.post(url("cancel-call", call.pk), data)

    assert answer.status_code == 422
    call.refresh_from_db()
    assert call.state == CallState.DRAFT


def test_a_published_call_is_amended_and_extended_on_its_pages(
    programme: Programme, as_amina: Client, amina: User
) -> None:
    call = make_published(programme, amina)
    said = {"what_en": "The unit", "reason": "Moved", "deadline_zone": call.closes_zone}
    head = {"title_en": call.title["en"], "title_es": call.title["es"], "duration": call.duration}
    data = {**said, **head, "version": call.version, "unit": "MIGRANT"}
    assert as_amina.post(url("amend", call.pk), data).status_code == 302
    call.refresh_from_db()
    assert call.unit == "MIGRANT"

    data = {**said, "version": call.version, "deadline_day": "2099-01-01"}
    assert as_amina.post(url("extend", call.pk), data).status_code == 302
    page = as_amina.get(url("call", call.pk)).content.decode()
    assert "The unit" in page
    assert "Moved" in page
    assert as_amina.get(url("amend-text", call.pk, "en")).status_code == 200
    assert as_amina.get(url("amend-text", call.pk, "ar")).status_code == 404


def test_a_draft_is_not_amended(programme: Programme, as_amina: Client, amina: User) -> None:
    call = make_call(programme, amina)
    for name in ("amend", "extend"):
        assert as_amina.get(url(name, call.pk)).status_code == 404


def test_the_list_is_narrowed(programme: Programme, as_bruno: Client, bruno: User) -> None:
    call = make_call(programme, bruno, number="FIND/ME")
    make_call(programme, bruno)
    page = as_bruno.get(url("calls"), {"q": "find/me", "which": "open"})

    assert [row.call.pk for row in page.context["rows"]] == [call.pk]
    assert as_bruno.get(url("calls"), {"which": "nonsense"}).status_code == 200


def test_pages_ask_the_database_little(
    programme: Programme, as_amina: Client, amina: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        make_call(programme, amina)
    waiting = hand_in(make_call(programme, amina), amina)
    out = make_published(programme, amina)
    as_amina.get(url("calls"))
    for address in (
        url("calls"),
        url("call", waiting.pk),
        url("call", out.pk),
        url("requirements", out.pk),
        url("criteria", out.pk),
        url("checks", out.pk),
        url("texts", out.pk),
    ):
        with django_assert_max_num_queries(12):
            as_amina.get(address)


def test_calls_are_found_by_who_may_see_them(
    programme: Programme, as_bruno: Client, bruno: User, carla: User
) -> None:
    call = make_call(programme, bruno)
    for source in SOURCES:
        rows = list(source.visible(bruno))
        assert rows
        assert as_bruno.get(source.link(rows[0])).status_code == 200
        assert source.label(rows[0])
        assert not source.visible(carla).exists()
    assert call in SOURCES[0].visible(bruno)


def test_what_is_unsaid_is_added_in_the_usual_words(programme: Programme, as_bruno: Client) -> None:
    call = begun(as_bruno, text=WITHOUT_ZONE)
    address = url("add-statements", call.pk, "en")
    assert as_bruno.post(address, {"version": call.version}).status_code == 302

    text = call.texts.get(language="en")
    assert "does not charge any fee" in text.notices
    assert "eligible" not in text.notices  # who may apply is for a person to say
    (_text, found) = as_bruno.get(url("checks", call.pk)).context["checked"][0]
    assert [one.rule for one in found.unsaid] == ["eligibility"]
    call.refresh_from_db()
    french = url("add-statements", call.pk, "fr")
    assert as_bruno.post(french, {"version": call.version}).status_code == 404


def test_a_call_from_a_notice_begins_with_the_usual_criteria(
    programme: Programme, as_bruno: Client
) -> None:
    call = begun(as_bruno, text=WITHOUT_ZONE)
    assert b"Begin with the usual criteria" in as_bruno.get(url("criteria", call.pk)).content
    address = url("usual-criteria", call.pk)
    assert as_bruno.post(address, {"version": call.version}).status_code == 302
    call.refresh_from_db()
    page = as_bruno.get(url("criteria", call.pk)).text
    assert "The last ranking counts these stages alike: written test, interview." in page
    assert as_bruno.post(address, {"version": call.version}).status_code == 422
    answer = as_bruno.post(url("fix-criteria", call.pk), {"version": call.version})

    assert answer.status_code == 302
    assert set(call.criteria.get(stage="application").anchors) == {"en"}
    assert call.timeline.filter(planned_date__isnull=False).exists()
