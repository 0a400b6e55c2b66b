"""Countries, areas, organisations and focal points of a programme."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.documents import make_obligation
from factories.places import make_area, make_country
from factories.programmes import give, make_organisation
from factories.results import make_actual, make_indicator, make_period
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import FocalPoint, Organisation, Participation, Programme
from jalon.workspace.results.models import Target


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


def test_countries_are_added_and_dropped(as_amina: Client, programme: Programme) -> None:
    make_country("GTM")
    page = url("set-countries", "MEX-87")
    assert as_amina.get(page).status_code == 200
    both = {"keep_MEX": "on", "share_MEX": "", "add": ["GTM"], "version": "1"}
    assert as_amina.post(page, both).status_code == 302
    shares = {"keep_MEX": "on", "share_MEX": "70", "keep_GTM": "on", "share_GTM": "20"}
    wrong = as_amina.post(page, {**shares, "version": "2"})
    assert "make 90" in wrong.text
    assert as_amina.post(page, {**shares, "share_GTM": "30", "version": "2"}).status_code == 302
    assert dict(programme.covers.values_list("country__iso3", "share")) == {
        "MEX": Decimal(70),
        "GTM": Decimal(30),
    }
    only = {"keep_GTM": "on", "share_GTM": "100", "version": "3"}
    assert as_amina.post(page, only).status_code == 302
    assert Event.objects.filter(what="programmes.countries-set").count() == 3


def test_a_country_that_a_grant_names_stays(
    as_amina: Client, amina: User, programme: Programme
) -> None:
    give(make_user(), Role.OFFICER, programme, country=make_country("MEX"))
    answer = as_amina.post(url("set-countries", "MEX-87"), {"version": "1"})
    assert answer.status_code == 422
    assert "still name" in answer.text


def test_areas_of_covered_countries_are_ticked(
    as_amina: Client, amina: User, programme: Programme
) -> None:
    inside, outside = make_area(code="07"), make_area(make_country("GTM"), code="01")
    page = url("set-areas", "MEX-87", "MEX", 1)
    assert "Area 07" in as_amina.get(page).text
    said = {
        "area": [inside.pk, outside.pk],
        "shown": f"{inside.pk},{outside.pk}",
        "version": "1",
    }
    assert as_amina.post(page, said).status_code == 422
    said["area"], said["shown"] = [inside.pk, outside.pk], str(inside.pk)
    assert as_amina.post(page, said).status_code == 302
    assert list(programme.areas.all()) == [inside]
    assert as_amina.get(url("set-areas", "MEX-87", "GTM", 1)).status_code == 404
    with pytest.raises(RuleBroken, match="area-not-covered"):
        services.set_areas(code="MEX-87", areas=[outside], version=2, by=amina)


def test_organisations_take_part(as_amina: Client, programme: Programme) -> None:
    office = make_organisation("STPS")
    page = url("add-partner", "MEX-87")
    assert as_amina.get(page).status_code == 200
    said = {"organisation": office.pk, "role": "g"}
    assert as_amina.post(page, said).status_code == 302
    assert as_amina.post(page, said).status_code == 422
    part = Participation.objects.get()
    assert as_amina.post(url("remove-partner", "MEX-87", part.pk)).status_code == 302
    assert not Participation.objects.exists()


def test_a_partner_of_another_programme_is_not_there(
    as_amina: Client, carla: User, programme: Programme
) -> None:
    other = Programme.objects.get(code="OTHER")
    part = other.participations.create(organisation=make_organisation(), role="4")
    point = other.focal_points.create(name="X")
    for page in (
        url("remove-partner", "MEX-87", part.pk),
        url("remove-partner", "OTHER", part.pk),
        url("edit-focal-point", "MEX-87", point.pk),
        url("remove-focal-point", "MEX-87", point.pk),
    ):
        assert as_amina.post(page).status_code == 404
    assert Participation.objects.filter(pk=part.pk).exists()


def test_a_focal_point_is_written_corrected_and_forgotten(
    as_amina: Client, programme: Programme
) -> None:
    add = url("add-focal-point", "MEX-87")
    assert as_amina.get(add).status_code == 200
    said = {"name": "Inés <b>", "email": "ines@example.org", "country": make_country().pk}
    assert as_amina.post(add, said).status_code == 302
    page = as_amina.get(url("programme", "MEX-87")).text
    assert "Inés &lt;b&gt;" in page
    point = FocalPoint.objects.get()
    edit = url("edit-focal-point", "MEX-87", point.pk)
    seen = as_amina.get(edit).context["version"]
    again = {**said, "name": "Inés", "version": seen}
    assert as_amina.post(edit, again).status_code == 302
    event = Event.objects.get(what="programmes.focal-point-edited")
    assert "name" not in event.after  # personal: in the row that can be erased
    assert event.personal.after["name"] == "Inés"
    assert as_amina.post(url("remove-focal-point", "MEX-87", point.pk)).status_code == 302
    assert not FocalPoint.objects.exists()


def test_who_only_looks_on_reads_names_and_no_telephone_numbers(
    client: Client, amina: User, programme: Programme
) -> None:
    point = {"name": "Inés", "email": "ines@example.org", "phone": "+52 55 1234"}
    services.save_focal_point(programme=programme, by=amina, **point)
    services.change_status(
        code="MEX-87", step="suspend", version=programme.version, reason="Fraud by X.", by=amina
    )
    shown = {}
    for role in (Role.OFFICER, Role.EVALUATOR):
        person = make_user()
        give(person, role, programme)
        client.force_login(person)
        page = client.get(url("programme", "MEX-87")).text
        shown[role] = ["Inés" in page, "+52 55 1234" in page, "Fraud by" in page]
        assert ("ines@example.org" in page) is shown[role][1]
    assert shown == {Role.OFFICER: [True] * 3, Role.EVALUATOR: [True, False, False]}


def test_two_people_correct_a_focal_point_at_once(as_amina: Client, programme: Programme) -> None:
    add = url("add-focal-point", "MEX-87")
    as_amina.post(add, {"name": "Inés", "phone": "1"})
    edit = url("edit-focal-point", "MEX-87", FocalPoint.objects.get().pk)
    seen = as_amina.get(edit).context["version"]
    assert as_amina.post(edit, {"name": "Inés", "phone": "2", "version": seen}).status_code == 302
    late = as_amina.post(edit, {"name": "Inés", "phone": "3", "version": seen})
    assert late.status_code == 422
    assert "Amina" in late.text  # who changed it
    assert "<bdi>2</bdi>" in late.text  # and to what
    assert FocalPoint.objects.get().phone == "2"
    again = {"name": "Inés", "phone": "3", "version": late.context["version"]}
    assert as_amina.post(edit, again).status_code == 302
    assert FocalPoint.objects.get().phone == "3"


@pytest.mark.parametrize("state", ["due", "withdrawn"])
def test_a_country_with_papers_is_dropped_once_they_are_withdrawn(
    amina: User, programme: Programme, state: str
) -> None:
    country = programme.covers.get().country
    make_obligation(programme, amina, country=country, state=state)
    drop = partial(
        services.set_countries, code="MEX-87", shares={}, version=programme.version, by=amina
    )
    if state == "due":
        with pytest.raises(RuleBroken, match="country-holds-work") as refused:
            drop()
        assert refused.value.params["what"] == "1 paper"
    else:
        drop()
    assert programme.covers.exists() is (state == "due")


def test_a_country_with_figures_stays(amina: User, programme: Programme) -> None:
    country = programme.covers.get().country
    period = make_period(make_indicator(programme))
    make_actual(period, country=country)
    Target.objects.create(period=period, country=country, value=1)
    with pytest.raises(RuleBroken, match="country-holds-work") as refused:
        services.set_countries(code="MEX-87", shares={}, version=programme.version, by=amina)
    assert refused.value.params["what"] == "1 report, 1 target"


def test_the_directory_of_organisations(as_amina: Client, programme: Programme) -> None:
    add = url("add-organisation")
    assert as_amina.get(add).status_code == 200
    assert as_amina.post(add, {"acronym": "X", "kind": "10"}).status_code == 422
    said = {"name_es": "Secretaría del Trabajo", "acronym": "STPS", "kind": "10"}
    assert as_amina.post(add, said).status_code == 302
    made = Organisation.objects.get()
    assert "STPS" in as_amina.get(url("organisations"), {"q": "secretaria"}).text
    assert "Secretaría" in as_amina.get(url("organisation", made.pk)).text
    edit = url("edit-organisation", made.pk)
    assert as_amina.get(edit).status_code == 200
    assert as_amina.post(edit, {**said, "kind": "15", "version": "1"}).status_code == 302
    late = as_amina.post(edit, {**said, "acronym": "ST", "version": "1"})
    assert late.status_code == 422
    assert "Amina changed this" in late.text


def test_an_officer_corrects_no_organisation(
    client: Client, bruno: User, programme: Programme
) -> None:
    client.force_login(bruno)
    office = make_organisation()
    assert client.get(url("organisation", office.pk)).status_code == 200
    assert client.get(url("add-organisation")).status_code == 403
    assert client.post(url("edit-organisation", office.pk), {}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.add_organisation(name={"en": "X"}, by=bruno)


def test_an_archived_programme_is_not_changed(amina: User, programme: Programme) -> None:
    from django.utils import timezone

    Programme.objects.update(archived_at=timezone.now())
    with pytest.raises(RuleBroken, match="programme-archived"):
        services.add_participation(
            programme=programme, organisation=make_organisation(), role="4", by=amina
        )
