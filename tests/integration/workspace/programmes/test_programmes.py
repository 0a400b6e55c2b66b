"""Programmes: listed, shown, begun, edited, ended."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.places import make_area, make_country
from factories.programmes import give, make_organisation, make_programme
from factories.recruitment import make_published
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import copying, services
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.programmes.rules import StatusStep
from jalon.workspace.programmes.templates_data import templates
from jalon.workspace.recruitment.models import Call

START, END = date(2026, 1, 1), date(2028, 12, 31)
FACTS = {
    "title_en": "Fair recruitment",
    "start_date": "2026-01-01",
    "end_date": "2028-12-31",
    "time_zone": "America/Mexico_City",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


def test_one_sees_ones_own(as_amina: Client, carla: User, programme: Programme) -> None:
    page = as_amina.get(url("programmes")).text
    assert "MEX-87" in page
    assert "OTHER" not in page
    assert as_amina.get(url("programme", "MEX-87")).status_code == 200
    assert as_amina.get(url("programme", "OTHER")).status_code == 404
    assert as_amina.get(url("programme", "NOWHERE")).status_code == 404


@pytest.mark.parametrize("text", ["programa mex", "MEX-8", "mex"])
def test_one_finds_by_title_and_code(as_amina: Client, text: str) -> None:
    assert "MEX-87" in as_amina.get(url("programmes"), {"q": text}).text


def test_a_partner_sees_no_terms_and_no_people(client: Client, programme: Programme) -> None:
    services_point = {"name": "Señora X", "email": "x@example.org"}
    programme.focal_points.create(**services_point)
    partner = make_user()
    give(partner, Role.PARTNER, programme)
    client.force_login(partner)
    page = client.get(url("programme", "MEX-87"))
    assert "Support costs" not in page.text
    assert "x@example.org" not in page.text
    assert client.get(url("people", "MEX-87")).status_code == 403


def test_a_donor_sees_the_terms(client: Client, programme: Programme) -> None:
    donor = make_user()
    give(donor, Role.DONOR, programme)
    client.force_login(donor)
    assert "Support costs" in client.get(url("programme", "MEX-87")).text


def test_the_pages_ask_little(client: Client, db: None, django_assert_max_num_queries: Any) -> None:
    director = make_user()
    countries = (make_country("MEX"), make_country("GTM"), make_country("DZA"))
    for number in range(200):
        programme = make_programme(f"P-{number:03}", countries=countries)
    for number in range(20):
        programme.participations.create(organisation=make_organisation(), role="4")
        programme.focal_points.create(name="X", country=countries[0])
        programme.areas.add(make_area(countries[0], code=str(number)))
    give(director, Role.ADMINISTRATOR, None)
    for number in range(20):
        give(make_user(), Role.OFFICER, programme, country=countries[number % 3])
    client.force_login(director)
    for page in (
        url("programmes"),
        url("programme", "P-199"),
        url("people", "P-199"),
        url("calendar", "P-199"),
        url("organisations"),
        url("leave"),
        url("country-calendar", "MEX"),
    ):
        client.get(page)  # what is kept once is not counted
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200


def test_blank(as_amina: Client, amina: User) -> None:
    make_country("DZA")
    assert as_amina.get(url("choose-start")).status_code == 200
    assert as_amina.get(url("start")).status_code == 200
    said = {**FACTS, "code": "FAIR-1", "countries": ["DZA"]}
    answer = as_amina.post(url("start"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    begun = Programme.objects.get(code="FAIR-1")
    assert begun.title == {"en": "Fair recruitment"}
    assert [cover.country.iso3 for cover in begun.covers.all()] == ["DZA"]
    assert Grant.objects.get(programme=begun).user == amina
    assert Event.objects.filter(programme_id=begun.pk).count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "a b"}, "part of an address"),
        ({"code": "México"}, "part of an address"),
        ({"code": "new"}, "another page"),
        ({"code": "mex-87"}, "Another programme has the code"),
        ({"end_date": "2026-01-01"}, "ends before it starts"),
        ({"end_date": "9999-12-31"}, "too far away"),
        ({"title_en": " "}, "required"),
        ({"director": "nobody@example.org"}, "Nobody here has the address"),
        ({"time_zone": "Mars/Base"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said(as_amina: Client, change: dict[str, str], words: str) -> None:
    answer = as_amina.post(url("start"), {**FACTS, "code": "OK-1", **change})
    assert answer.status_code == 422
    assert words in answer.text


def test_an_officer_begins_nothing(client: Client, bruno: User) -> None:
    client.force_login(bruno)
    assert client.get(url("choose-start")).status_code == 403
    assert client.post(url("start"), {**FACTS, "code": "X"}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.create_programme(
            code="X", title={"en": "X"}, start_date=START, end_date=END, by=bruno
        )


@pytest.mark.parametrize("key", sorted(templates()))
def test_from_each_template(as_amina: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_STARTS", {"seen": lambda *_: 3})
    answer = as_amina.post(f"{url('start')}?template={key}", {**FACTS, "code": "T-1"})
    assert answer.status_code == 302
    begun = Programme.objects.select_related("agreement").get(code="T-1")
    assert begun.kind == templates()[key].kind
    assert begun.agreement.period_months == templates()[key].agreement["period_months"]
    assert Event.objects.get(what="programmes.begun-with").after == {
        "template": key,
        "seen": 3,
    }


def test_the_road_map_has_ten_places_and_no_invented_actions() -> None:
    results = templates()["road-map-ten-actions"].content["results"]
    assert [row["code"] for row in results] == [str(n) for n in range(1, 11)]
    assert {row["title"]["en"] for row in results} == {
        f"Priority action {n} (to be written)" for n in range(1, 11)
    }


def test_from_another_programme(
    as_amina: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[tuple[str, str]] = []

    def copy(source: Programme, target: Programme, by: User) -> int:
        copied.append((source.code, target.code))
        return 1

    monkeypatch.setattr(copying, "_COPIES", {"results": copy})
    programme.participations.create(organisation=make_organisation(), role="4")
    answer = as_amina.post(f"{url('start')}?copy=MEX-87", {**FACTS, "code": "MEX-88"})
    assert answer.status_code == 302
    begun = Programme.objects.get(code="MEX-88")
    assert begun.covers.count() == begun.participations.count() == 1
    assert begun.agreement.reference == ""
    assert copied == [("MEX-87", "MEX-88")]


def test_not_from_one_that_is_not_seen(as_amina: Client, carla: User) -> None:
    page = f"{url('start')}?copy=OTHER"
    assert as_amina.get(page).status_code == 404
    assert as_amina.post(page, {**FACTS, "code": "X-1"}).status_code == 404


def test_facts(as_amina: Client, programme: Programme) -> None:
    page = url("edit", "MEX-87")
    assert as_amina.get(page).status_code == 200
    assert as_amina.post(page, {**FACTS, "version": "1"}).status_code == 302
    programme.refresh_from_db()
    assert programme.title == {"en": "Fair recruitment"}
    assert programme.version == 2
    event = Event.objects.get(what="programmes.edited")
    assert event.before["title"]["es"] == "Programa MEX-87"


def test_the_second_editor_sees_both(as_amina: Client, programme: Programme, bruno: User) -> None:
    page = url("edit", "MEX-87")
    as_amina.post(page, {**FACTS, "version": "1"})
    late = as_amina.post(page, {**FACTS, "title_en": "My title", "version": "1"})
    assert late.status_code == 422
    assert "Amina changed this" in late.text
    assert "My title" in late.text
    assert "Fair recruitment" in late.text
    again = as_amina.post(page, {**FACTS, "title_en": "My title", "version": "2"})
    assert again.status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_refused(
    as_amina: Client, programme: Programme, version: str
) -> None:
    answer = as_amina.post(url("edit", "MEX-87"), {**FACTS, "version": version})
    assert answer.status_code == 422


def test_terms(as_amina: Client, programme: Programme) -> None:
    page = url("edit-agreement", "MEX-87")
    assert as_amina.get(page).status_code == 200
    terms = {
        "currency": "usd",
        "support_cost_rate": "7.5",
        "transfer_threshold": "10",
        "period_months": "3",
        "first_month": "1",
        "due_days": "30",
        "final_due_days": "90",
        "report_languages": ["es"],
        "version": "1",
    }
    answer = as_amina.post(page, terms)
    assert answer.status_code == 302, answer.context["form"].errors
    programme.agreement.refresh_from_db()
    assert str(programme.agreement.support_cost_rate) == "7.50"
    assert programme.agreement.currency == "USD"
    assert as_amina.post(page, {**terms, "currency": "$"}).status_code == 422
    assert as_amina.post(page, {**terms, "support_cost_rate": "700"}).status_code == 422


@pytest.mark.parametrize(
    "name", ["edit", "edit-agreement", "set-countries", "add-partner", "add-focal-point"]
)
def test_an_officer_changes_nothing(
    client: Client, bruno: User, programme: Programme, name: str
) -> None:
    client.force_login(bruno)
    assert client.get(url(name, "MEX-87")).status_code == 403
    assert client.post(url(name, "MEX-87"), {}).status_code == 403
    assert client.get(url(name, "OTHER")).status_code == 404


def test_it_is_started_and_closed_then_archived_and_reopened(as_amina: Client, amina: User) -> None:
    begun = services.create_programme(
        code="L-1", title={"en": "L"}, start_date=START, end_date=END, by=amina
    )
    for version, step in enumerate(("start", "finish", "close"), 1):
        page = url("change-status", "L-1", step)
        assert as_amina.get(page).status_code == 200
        assert as_amina.post(page, {"version": version}).status_code == 302
    archive = url("archive", "L-1")
    assert as_amina.get(archive).status_code == 200
    assert as_amina.post(archive, {"version": 4}).status_code == 302
    assert as_amina.post(url("edit", "L-1"), {**FACTS, "version": 5}).status_code == 422
    assert "L-1" not in as_amina.get(url("programmes")).text
    assert "L-1" in as_amina.get(url("programmes"), {"archived": "on"}).text
    assert as_amina.post(archive, {"version": 5}).status_code == 422  # why?
    assert as_amina.post(archive, {"version": 5, "reason": "Audit"}).status_code == 302
    begun.refresh_from_db()
    assert begun.archived_at is None
    assert Event.objects.get(what="programmes.reopened").reason == "Audit"


def test_a_step_out_of_turn_is_refused(as_amina: Client, programme: Programme) -> None:
    page = url("change-status", "MEX-87", "close")
    assert as_amina.post(page, {"version": 1}).status_code == 422
    assert as_amina.get(url("change-status", "MEX-87", "dance")).status_code == 404


def test_cancelling_needs_a_reason(programme: Programme, amina: User) -> None:
    with pytest.raises(RuleBroken, match="step-without-reason"):
        services.change_status(
            code="MEX-87", step=StatusStep.CANCEL, version=1, by=amina, reason=" "
        )


def test_a_programme_is_not_archived_while_candidates_wait(
    programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    programme.refresh_from_db()
    Programme.objects.filter(pk=programme.pk).update(status="4")

    def archive() -> Programme:
        return services.archive_programme(code="MEX-87", version=programme.version, by=amina)

    with pytest.raises(RuleBroken, match="programme-calls-run"):
        archive()
    Call.objects.filter(pk=call.pk).update(state="cancelled")
    assert archive().archived_at is not None


def test_only_what_is_over_is_archived(programme: Programme, amina: User) -> None:
    with pytest.raises(RuleBroken, match="programme-not-over"):
        services.archive_programme(code="MEX-87", version=1, by=amina)
