"""Pages of countries and areas: found, shown, refused."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.places import make_area
from jalon.workspace.accounts.models import User
from jalon.workspace.places.models import Area, Country
from jalon.workspace.places.services import load_places


@pytest.mark.parametrize("text", ["Méxi", "mexico", "المكسيك", "MEX"])
def test_a_country_is_found_in_any_language(as_dora: Client, text: str) -> None:
    load_places()
    response = as_dora.get(reverse("places:countries"), {"q": text})
    assert "MEX" in response.text
    assert "GTM" not in response.text


def test_the_list_asks_little(
    as_dora: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    load_places()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert as_dora.get(reverse("places:countries")).status_code == 200


def test_a_country_says_what_is_disputed_and_who_says_what(as_dora: Client) -> None:
    load_places()
    page = as_dora.get(reverse("places:country", args=["eri"])).text
    assert "express no opinion" in page
    assert "Not verified" in page
    assert "late 2025" in page
    assert as_dora.get(reverse("places:country", args=["XYZ"])).status_code == 404


def test_a_stranger_sees_no_countries(client: Client, mexico: Country) -> None:
    client.force_login(make_user())
    assert client.get(reverse("places:country", args=["MEX"])).status_code == 403


def test_the_weekend_is_corrected_on_its_page(as_dora: Client, mexico: Country) -> None:
    page = reverse("places:set-weekend", args=["MEX"])
    assert as_dora.get(page).status_code == 200
    refused = as_dora.post(page, {"days": ["1", "2", "3", "4"], "source": "x"})
    assert refused.status_code == 422
    assert "too long" in refused.text
    assert as_dora.post(page, {"days": ["6", "7"], "source": "x"}).status_code == 302


def test_areas_are_added_corrected_and_removed(as_dora: Client, mexico: Country) -> None:
    add = reverse("places:add-area", args=["MEX"])
    answer = as_dora.post(add, {"level": "1", "code": "07", "name_en": "Chiapas"})
    assert answer.status_code == 302
    chiapas = Area.objects.get()
    child = {"level": "2", "code": "07089", "name_en": "Tapachula", "parent": "07"}
    assert as_dora.post(add, child).status_code == 302
    assert as_dora.post(add, {**child, "code": "1", "parent": "99"}).status_code == 422
    assert as_dora.post(add, child).status_code == 422  # the code is taken

    listed = as_dora.get(reverse("places:areas", args=["MEX", 2]), {"q": "tapa"})
    assert "Tapachula" in listed.text
    assert "Tapachula" in as_dora.get(reverse("places:area", args=[chiapas.pk])).text

    country = as_dora.get(reverse("places:country", args=["MEX"])).text
    assert "Level 1: 1 area<" in country

    remove = reverse("places:remove-area", args=[chiapas.pk])
    assert as_dora.get(remove).status_code == 200
    assert as_dora.post(remove).status_code == 422  # Tapachula lies in it
    tapachula = Area.objects.get(level=2)
    assert as_dora.post(reverse("places:remove-area", args=[tapachula.pk])).status_code == 302
    assert as_dora.post(remove).status_code == 302


def test_the_second_of_two_who_correct_an_area_sees_what_the_first_wrote(
    as_dora: Client, mexico: Country
) -> None:
    area = make_area(mexico, "07")
    page = reverse("places:edit-area", args=[area.pk])
    seen = re.search(r'name="seen" value="(\w+)"', as_dora.get(page).text)
    assert seen
    said = {"code": "07", "name_en": "Chiapas", "seen": seen[1]}
    assert as_dora.post(page, said).status_code == 302
    answer = as_dora.post(page, {**said, "code": "7", "name_en": "Oaxaca"})
    assert answer.status_code == 422
    assert "while you were editing" in answer.text
    assert "Chiapas" in answer.text.partition("As it is now")[2]
    area.refresh_from_db()
    assert (area.code, area.name) == ("07", {"en": "Chiapas"})
    again = re.search(r'name="seen" value="(\w+)"', answer.text)
    assert again
    assert as_dora.post(page, {**said, "code": "7", "seen": again[1]}).status_code == 302


def test_an_area_of_a_programme_stays(as_dora: Client, programme: object, mexico: Country) -> None:
    area = make_area(mexico)
    programme.areas.add(area)  # type: ignore[attr-defined]
    assert as_dora.post(reverse("places:remove-area", args=[area.pk])).status_code == 422
    assert Area.objects.filter(pk=area.pk).exists()


@pytest.mark.parametrize("name", ["places:set-weekend", "places:add-area", "places:bring"])
def test_a_director_does_not_correct_places(
    client: Client, amina: User, mexico: Country, name: str
) -> None:
    client.force_login(amina)
    assert client.get(reverse(name, args=["MEX"])).status_code == 403
    assert client.post(reverse(name, args=["MEX"])).status_code == 403
